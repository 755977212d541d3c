"""A vocabulary: terms with weights, read from a folder of YAML files. docs/scope.md says how to write one."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import yaml

from errors import VocabularyError
from pipelines.vocabulary.matching import Matcher, Term
from pipelines.vocabulary.rules import Rules
from pipelines.vocabulary.words import WORD

OURS = Path(__file__).parent
EVERY = "any"  # terms that are the same in every language: names and designations

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # ten times as fast, where PyYAML was built with it


@dataclass(frozen=True, slots=True)
class Topic:
    """One of the tags that an article may carry, and what other schemes call it."""

    name: str  # "armed-conflict"
    title: str
    about: str
    iptc: tuple[dict[str, str], ...] = ()  # code, label and the release that they were read in
    gdelt: tuple[str, ...] = ()
    eurovoc: tuple[str, ...] = ()

    def as_row(self) -> dict[str, str]:
        """For the table `topics`."""
        codes = {"iptc": self.iptc, "gdelt": self.gdelt, "eurovoc": self.eurovoc}
        texts = {"name": self.name, "title": self.title, "about": self.about}
        return texts | {column: json.dumps(value, ensure_ascii=False) for column, value in codes.items()}


@dataclass(frozen=True)
class Vocabulary:
    """The terms of every language, the topics, and the rules of counting."""

    rules: Rules
    topics: Mapping[str, Topic]
    terms: Mapping[str, tuple[Term, ...]]  # by language
    _matchers: dict[str, Matcher] = field(default_factory=dict, compare=False, repr=False)

    @cached_property
    def languages(self) -> frozenset[str]:
        """The languages that can be judged."""
        return frozenset(self.terms) - {EVERY}

    def matcher(self, language: str) -> Matcher:
        """Finds the terms of a language and those of every language; made when first asked for."""
        if language not in self._matchers:
            self._matchers[language] = Matcher((*self.terms.get(EVERY, ()), *self.terms.get(language, ())))
        return self._matchers[language]


@cache
def our_vocabulary() -> Vocabulary:
    """The vocabulary of the project, read once."""
    return load_vocabulary(OURS)


def load_vocabulary(folder: Path) -> Vocabulary:
    """Read rules.yaml, general.yaml, traps.yaml and topics/*.yaml; raises VocabularyError with file and remedy."""
    rules = Rules.from_mapping(_read(folder / "rules.yaml"), path=folder / "rules.yaml")
    topics: dict[str, Topic] = {}
    gathered: dict[tuple[str, str], dict[str, Any]] = {}
    for path in (folder / "general.yaml", folder / "traps.yaml", *sorted((folder / "topics").glob("*.yaml"))):
        content = _read(path)
        topic = path.stem if path.parent.name == "topics" else None
        if topic:
            topics[topic] = _topic(topic, content, path)
        for language, level, pattern in _lines(content, path, rules):
            _gather(gathered.setdefault((language, pattern), {"scope": 0.0, "topics": {}}), rules.levels[level], topic)
    terms: dict[str, list[Term]] = {}
    for (language, pattern), known in gathered.items():
        terms.setdefault(language, []).append(
            Term(pattern, known["scope"], known["topics"], known.get("shield", False))
        )
    return Vocabulary(rules, topics, {language: tuple(found) for language, found in terms.items()})


def _gather(known: dict[str, Any], level: Mapping[str, Any], topic: str | None) -> None:
    """A term may stand in several files: it counts for the scope once, with what says most, and for each topic."""
    if level.get("shield"):
        known["shield"] = True
    known["scope"] = max(known["scope"], level["scope"], key=abs)
    if topic and level["topic"]:
        known["topics"][topic] = max(known["topics"].get(topic, 0.0), level["topic"])


def _topic(name: str, content: Mapping[str, Any], path: Path) -> Topic:
    try:
        return Topic(
            name,
            title=content["title"],
            about=content["about"],
            iptc=tuple(dict(each) for each in content.get("iptc", ())),
            gdelt=tuple(content.get("gdelt", ())),
            eurovoc=tuple(str(each) for each in content.get("eurovoc", ())),
        )
    except KeyError as error:
        raise VocabularyError(f"{path}: the key {error} is missing", path=str(path)) from None


def _lines(content: Mapping[str, Any], path: Path, rules: Rules) -> Iterator[tuple[str, str, str]]:
    """(language, level, pattern) of every term in a file."""
    for language, levels in (content.get("terms") or {}).items():
        for level, text in (levels or {}).items():
            if level not in rules.levels:
                known = ", ".join(rules.levels)
                raise VocabularyError(f"{path}: {language}: no level {level!r}; there are {known}", path=str(path))
            if not isinstance(text, str):
                remedy = "write the terms as one text with commas, after `>`"
                raise VocabularyError(f"{path}: {language}, {level}: {remedy}", path=str(path))
            for pattern in filter(None, map(str.strip, text.split(","))):
                if not WORD.search(pattern):
                    raise VocabularyError(f"{path}: {language}, {level}: {pattern!r} holds no word", path=str(path))
                yield str(language), level, pattern


def _read(path: Path) -> Mapping[str, Any]:
    try:
        content = yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506 a safe loader, in C
    except OSError as error:
        raise VocabularyError(f"{path}: {error.strerror or error}", path=str(path)) from None
    except yaml.YAMLError as error:
        raise VocabularyError(f"{path}: is not YAML: {error}", path=str(path)) from None
    if not isinstance(content, dict):
        raise VocabularyError(f"{path}: holds no keys", path=str(path))
    return content
