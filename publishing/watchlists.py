"""Watchlists: a YAML file each, all read and checked before anything is told; a mistake is a line with its remedy."""

import re
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from errors import WatchlistError
from storage.search import match_expression, too_long
from storage.watches import Watch

NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")
MAX_FILE_BYTES = 64 * 1024

# All values are text to this parser, so that the country NO is no "false". It takes a key that stands twice.
_Loader: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


def _phrase(text: str) -> str:
    if not match_expression(text):
        raise ValueError(f"{text!r} has no word to look for; give at least one that is not excluded")
    if too_long(text):
        raise ValueError(f"'{text[:40]}...' is longer than a search may be; part it into several phrases")
    return text


def _matching(pattern: str, remedy: str) -> Any:
    def check(text: str) -> str:
        if not re.fullmatch(pattern, text):
            raise ValueError(f"{text!r} is none; {remedy}")
        return text

    return AfterValidator(check)


def _listed(value: Any) -> Any:
    return ([value] if value.strip() else []) if isinstance(value, str) else value  # one alone needs no list


Country = Annotated[str, _matching(r"[A-Z]{2,3}", "write a country as two capitals (ISO 3166-1), such as PL")]
Language = Annotated[str, _matching(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*", "write a language as en, uk or pt-BR (BCP 47)")]
Phrase = Annotated[str, AfterValidator(_phrase)]
Listed = BeforeValidator(_listed)


class _File(BaseModel):
    """What stands in a file; the descriptions complete the sentence "'search' must be ..."."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str = Field(min_length=1, max_length=200, description="the watchlist's name as text, like: Undersea cables")
    search: Annotated[tuple[Phrase, ...], Listed] = Field(default=(), description="a phrase or a list of phrases")
    sources: Annotated[tuple[str, ...], Listed] = Field(default=(), description="a list of names, like: [nato, rusi]")
    countries: Annotated[tuple[Country, ...], Listed] = Field(default=(), description="a list of codes, like: [DE, NO]")
    languages: Annotated[tuple[Language, ...], Listed] = Field(default=(), description="a list of tags, like: [en, de]")
    topics: Annotated[tuple[str, ...], Listed] = Field(default=(), description="a list of names, like: [cyber]")

    @model_validator(mode="after")
    def _looks_for_something(self) -> "_File":
        if not (self.search or self.sources or self.countries or self.languages or self.topics):
            raise ValueError("looks for nothing; give at least one of search, sources, countries, languages, topics")
        return self


def load_watchlists(folder: Path) -> dict[str, Watch]:
    """Every watchlist of the folder, by name and in the order of names; a folder that is not there has none.

    Raises WatchlistError with everything that is wrong in all files, one problem a line.
    """
    watches, problems = survey(folder)
    if problems:
        raise WatchlistError("\n".join(problems), path=str(folder))
    return watches


def survey(folder: Path) -> tuple[dict[str, Watch], list[str]]:
    """The watchlists of the folder that are right, and what is wrong with the others, one problem a line.

    Raises WatchlistError for a folder that cannot be read.
    """
    try:
        paths = sorted(path for path in folder.iterdir() if not path.name.startswith("."))
    except FileNotFoundError:
        return {}, []
    except OSError as error:
        remedy = "set WATCHLISTS to the folder of watchlists (-s WATCHLISTS=folder)"
        raise WatchlistError(f"{folder}: {error.strerror or error}; {remedy}", path=str(folder)) from error
    watches: dict[str, Watch] = {}
    problems = []
    for path in paths:
        if path.suffix.lower() in (".yml", ".yaml") and path.suffix != ".yaml":
            problems.append(f"{path}: is not read; rename it to {path.stem}.yaml")
        elif path.suffix == ".yaml":
            try:
                watches[path.stem] = read_watchlist(path)
            except WatchlistError as error:
                problems.append(error.message)
    return watches, problems


def read_watchlist(path: Path) -> Watch:
    """The watchlist that `path` describes. Raises WatchlistError with one line for each thing that is wrong."""
    if not NAME.fullmatch(path.stem):
        raise _wrong(path, [f"'{path.stem}' is no name; rename the file: small letters, digits, - and _, at most 64"])
    data = _parsed(path)
    known = list(_File.model_fields)
    problems = [_unknown(str(key), known) for key in data if key not in known]
    try:
        found = _File(**{key: value for key, value in data.items() if key in known})
    except ValidationError as error:
        misspelt = {near for key in data if key not in known for near in get_close_matches(str(key), known, n=1)}
        problems += [_explained(each) for each in error.errors() if _stands_alone(each, misspelt)]
    if problems:
        raise _wrong(path, problems)
    return Watch(name=path.stem, **found.model_dump())


def check_names(connection: sqlite3.Connection, watches: Iterable[Watch], folder: Path) -> None:
    """Raises WatchlistError where a watchlist names what the database does not know and so can never find."""
    read = "select name from sources", "select distinct country from sources where country is not null"
    sources, countries = ([name for (name,) in connection.execute(f"{sql} order by 1")] for sql in read)
    topics = [name for (name,) in connection.execute("select name from topics order by name")]
    problems = []
    for watch in watches:
        for key, given, known in (
            ("sources", watch.sources, sources),
            ("countries", watch.countries, countries),
            ("topics", watch.topics, topics),
        ):
            problems += [
                f"{folder / watch.name}.yaml: '{key}': {_not_known(key, name, known)}"
                for name in given
                if known and name not in known
            ]
    if problems:
        raise WatchlistError("\n".join(problems), path=str(folder))


def chosen(watches: Mapping[str, Watch], names: Sequence[str], folder: Path) -> list[Watch]:
    """The watchlists of these names, without names all. Raises WatchlistError for one that is not there."""
    for name in names:
        if name not in watches:
            near = get_close_matches(name, watches, n=1)
            known = f"those of {folder} are {', '.join(watches)}" if watches else f"{folder} holds none"
            raise WatchlistError(f"no watchlist '{name}'; " + (f"did you mean '{near[0]}'?" if near else known))
    return [watch for name, watch in watches.items() if not names or name in names]


def _parsed(path: Path) -> dict[Any, Any]:
    try:
        body = path.read_bytes()
        if len(body) > MAX_FILE_BYTES:
            raise _wrong(path, [f"is over {MAX_FILE_BYTES // 1024} KiB: no watchlist; take it out of the folder"])
        data = yaml.load(body.decode("utf-8-sig"), _Loader)  # noqa: S506 a loader that makes nothing but text
    except OSError as error:
        raise _wrong(path, [f"cannot be read: {error.strerror or error}"]) from error
    except UnicodeDecodeError as error:
        raise _wrong(path, [f"byte {error.start} is not UTF-8; save the file as UTF-8"]) from error
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f"line {mark.line + 1}, column {mark.column + 1}: " if mark else ""
        what = getattr(error, "problem", None) or "cannot be read as YAML"
        raise _wrong(path, [f"{where}{what}; quote phrases that begin with \" or - or hold ': '"]) from error
    if not isinstance(data, dict):
        raise _wrong(path, ["holds no keys; write lines of 'key: value': title, search (docs/watchlists.md)"])
    return data


def _wrong(path: Path, problems: Iterable[str]) -> WatchlistError:
    return WatchlistError("\n".join(f"{path}: {problem}" for problem in problems), path=str(path))


def _unknown(key: str, known: list[str]) -> str:
    near = get_close_matches(key.casefold(), known, n=1, cutoff=0.5)
    return f"unknown key '{key}'; " + (f"did you mean '{near[0]}'?" if near else f"the keys are {', '.join(known)}")


def _not_known(key: str, name: str, known: list[str]) -> str:
    near = get_close_matches(name, known, n=1)
    if key == "countries":
        return f"no source is in {name!r}; the countries are {', '.join(known)}"
    remedy = f"did you mean '{near[0]}'?" if near else "scrapy collect enters what is new in the catalogue"
    return f"{name!r} is not known; {remedy}"


def _stands_alone(detail: Any, misspelt: set[str]) -> bool:
    """Whether a finding does not just follow from a misspelt key."""
    return not misspelt if not detail["loc"] else not (detail["type"] == "missing" and detail["loc"][0] in misspelt)


def _explained(detail: Any) -> str:
    place = detail["loc"]
    if not place:
        return str(detail["ctx"]["error"])
    key, about = place[0], _File.model_fields[place[0]].description
    if detail["type"] == "missing":
        return f"key '{key}' is missing; it must be {about}"
    if detail["type"] == "value_error":
        return f"'{key}': {detail['ctx']['error']}"
    return f"'{key}' must be {about}; it is {detail['input']!r:.80}"
