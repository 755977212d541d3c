"""One source file, read: YAML to a Source, and every mistake to one line that names file, key and remedy."""

import re
from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from errors import SourceError
from spiders.source import KEYS, NOT_KEYS, Source

MAX_FILE_BYTES = 256 * 1024

NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")
_YAML_REMEDY = "quote values that hold ': ' or ' #', close what is open, indent with spaces"
_FALSE = re.compile(r"\s*[\"']?(enabled|verify_certificates)[\"']?\s*:\s*false\b", re.IGNORECASE)

# The C parser is eight times as fast and comes with every wheel; only a build from source may lack it.
_Parser: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Loader(_Parser):  # type: ignore[misc]
    """YAML 1.2 as far as sources need it: `NO` is Norway and not false, 45 and 12:30 are text, no key stands twice."""

    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012  (the name and the form are PyYAML's)

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
        seen = set()
        for key, _ in node.value if isinstance(node, yaml.MappingNode) else ():
            if isinstance(key.value, str):
                if key.value in seen:
                    raise yaml.constructor.ConstructorError(
                        problem=f"key '{key.value}' stands twice; take one of them out", problem_mark=key.start_mark
                    )
                seen.add(key.value)
        mapping: dict[Any, Any] = super().construct_mapping(node, deep=deep)
        return mapping


_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:[Tt]rue|TRUE|[Ff]alse|FALSE)$"), list("tTfF"))
_Loader.add_implicit_resolver("tag:yaml.org,2002:null", re.compile(r"^(?:~|[Nn]ull|NULL|)$"), ["~", "n", "N", ""])


def read_source(path: Path) -> Source:
    """The source that `path` describes; raises SourceError with one line for each thing that is wrong."""
    if not NAME.fullmatch(path.stem):
        remedy = "rename the file: small letters, digits, - and _, at most 64 of them"
        raise _error(path, [f"'{path.stem}' is no name for a source; {remedy}"])
    text = _read_text(path)
    data = _parse(text, path)
    values = {key: value for key, value in data.items() if key in KEYS}
    problems = [_unknown_key(str(key)) for key in data if key not in values]
    reasons = {key: _comment_beside_false(text, key) for key in ("enabled", "verify_certificates")}
    for key, reason in reasons.items():
        if values.get(key) is False and not reason:
            problems.append(f"'{key}: false' needs a comment that says why, on its line or on the line above")
    because, unverified = reasons["enabled"], reasons["verify_certificates"]
    try:
        source = Source(name=path.stem, disabled_because=because, unverified_because=unverified, **values)
    except ValidationError as error:
        problems += [_explain(detail) for detail in error.errors() if not _follows(detail, problems)]
    if problems:
        raise _error(path, problems)
    return source


def _error(path: Path, problems: Iterable[str]) -> SourceError:
    return SourceError("\n".join(f"{path}: {problem}" for problem in problems), path=str(path))


def _read_text(path: Path) -> str:
    try:
        body = path.read_bytes()
    except OSError as error:
        raise _error(path, [f"cannot be read: {error.strerror or error}"]) from None
    if len(body) > MAX_FILE_BYTES:
        raise _error(path, [f"is over {MAX_FILE_BYTES // 1024} KiB: no source file; take it out of the folder"])
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _error(path, [f"byte {error.start} is not UTF-8; save the file as UTF-8"]) from None


def _parse(text: str, path: Path) -> dict[Any, Any]:
    try:
        data = yaml.load(text, _Loader)  # noqa: S506  (_Loader is a SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = f"line {mark.line + 1}, column {mark.column + 1}: " if mark else ""
        what = str(error.problem or error.context)
        remedy = "" if "; " in what else f"; {_YAML_REMEDY}"
        raise _error(path, [f"{where}{what}{remedy}"]) from None
    except (yaml.YAMLError, RecursionError) as error:
        raise _error(path, [f"cannot be read as YAML: {' '.join(str(error).split())}"]) from None
    if not isinstance(data, dict):
        what = "is empty" if data is None else f"holds a {type(data).__name__} and no keys"
        raise _error(path, [f"{what}; write lines of 'key: value': title, homepage and a way in (docs/sources.md)"])
    return data


def _comment_beside_false(text: str, key: str) -> str | None:
    """The words of the comment on the line of `enabled: false` or its like, or in the lines right above it."""
    lines = text.splitlines()
    found = ((i, _FALSE.match(line)) for i, line in enumerate(lines))
    at = next((i for i, match in found if match and match[1].lower() == key), None)
    if at is None:
        return None
    start = at
    while start and lines[start - 1].lstrip().startswith("#"):
        start -= 1
    beside = lines[at].partition("#")[2]
    words = beside or " ".join(line.lstrip("# \t").rstrip() for line in lines[start:at])
    return words.strip() if re.search(r"\w\w", words) else None


def _unknown_key(key: str) -> str:
    if key in NOT_KEYS:
        return f"unknown key '{key}'; a source is named by its file"
    near = get_close_matches(key.casefold(), KEYS, n=1, cutoff=0.5)
    remedy = f"did you mean '{near[0]}'?" if near else f"the keys are {', '.join(KEYS)}"
    return f"unknown key '{key}'; {remedy}"


def _follows(detail: Any, problems: Sequence[str]) -> bool:
    """Whether a finding only follows from a misspelt key: it would send the reader the wrong way."""
    misspelt = any(problem.startswith("unknown key") for problem in problems)
    if not detail["loc"]:
        return misspelt
    return detail["type"] == "missing" and any(f"did you mean '{detail['loc'][0]}'?" in text for text in problems)


def _explain(detail: Any) -> str:
    """One line for one finding of pydantic: the key, what it must be and what it was."""
    kind, place = detail["type"], [str(part) for part in detail["loc"]]
    if not place:
        return str(detail["ctx"]["error"])
    key, field = place[0], Source.model_fields[place[0]]
    if kind == "missing":
        return f"key '{key}' is missing; it must be {field.description}"
    if kind == "value_error":
        problem = str(detail["ctx"]["error"])
        return problem if key == "rules" else f"'{key}': {problem}"
    return f"'{key}' must be {field.description}; {_what_it_was(detail)}"


def _what_it_was(detail: Any) -> str:
    value = detail["input"]
    if value is None:
        return "it is empty"
    if detail["type"] == "literal_error" and isinstance(value, str):
        choices = re.findall(r"'([^']+)'", detail["ctx"]["expected"])
        near = get_close_matches(value.casefold(), choices, n=1)
        return f"it is '{value}'; " + (f"did you mean '{near[0]}'?" if near else f"choose from {', '.join(choices)}")
    return f"it is {value!r:.80}"
