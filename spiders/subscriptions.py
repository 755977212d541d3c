"""A list of subscriptions becomes source files: one for each site, named by its host; what is there stays untouched."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from http.client import HTTPException
from pathlib import Path
from textwrap import wrap
from typing import Any
from urllib.parse import urlsplit
from urllib.request import urlopen

import yaml

from errors import SourceError
from spiders.catalogue import address_key
from spiders.naming import source_name
from spiders.readers.opml import MAX_BYTES, Outline
from spiders.source import LANGUAGE, Source, checked_address

FETCH_TIMEOUT_S = 30


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did."""

    written: tuple[Path, ...]  # a file for each new source
    already: int  # sites of which every feed stands in a file
    left_out: tuple[str, ...]  # outlines that name no feed, with the reason


@dataclass(slots=True)
class _Site:
    homepage: str
    feeds: dict[tuple[object, ...], Outline] = field(default_factory=dict)  # by address_key, in the order of the list


def import_outlines(
    listed: Iterable[Outline], catalogue: Mapping[str, Source], folder: Path, *, origin: str
) -> Imported:
    """Write a source file into `folder` for each site of the list that has a feed which stands in no file yet.

    `origin` says in the files where they come from. Raises SourceError when a file cannot be written.
    """
    known = {address_key(address) for source in catalogue.values() for _, address in source.ways_in()}
    sites, left_out = _sites(listed)
    names = set(catalogue)
    written = []
    for site in sites:
        fresh = [outline for key, outline in site.feeds.items() if key not in known]
        if fresh:
            name = source_name(site.homepage, names)
            names.add(name)
            written.append(write_source(folder, name, _values(site.homepage, fresh), comment=_comment(fresh, origin)))
    return Imported(tuple(written), len(sites) - len(written), tuple(left_out))


def _sites(listed: Iterable[Outline]) -> tuple[list[_Site], list[str]]:
    sites: dict[str, _Site] = {}
    seen, left_out = set(), []
    for outline in listed:
        try:
            key = address_key(checked_address(outline.xml_url))
        except ValueError as error:
            left_out.append(f"{outline.title or 'a feed without a title'}: {error}")
            continue
        if key in seen:  # readers show one feed in several folders
            continue
        seen.add(key)
        homepage = _homepage(outline)
        sites.setdefault(_site_key(homepage), _Site(homepage)).feeds[key] = outline
    # Sorted, so that two sites that could bear one name get the same names whatever the order of the list.
    return [site for _, site in sorted(sites.items())], left_out


def _homepage(outline: Outline) -> str:
    try:
        return checked_address(outline.html_url or "")
    except ValueError:
        parts = urlsplit(outline.xml_url)
        return f"{parts.scheme}://{parts.netloc}/"


def _site_key(homepage: str) -> str:
    parts = urlsplit(homepage)
    return f"{parts.netloc.lower()}{parts.path.rstrip('/')}?{parts.query}"


def _values(homepage: str, outlines: list[Outline]) -> dict[str, Any]:
    titles = [outline.title for outline in outlines if outline.title] or [urlsplit(homepage).netloc]
    values: dict[str, Any] = {
        "title": min(titles, key=len),  # "Example", not "Example: all about tanks"
        "homepage": homepage,
        "feeds": [outline.xml_url for outline in outlines],
        # Whoever put a feed on the list chose it: nothing of it is out of scope until a person says so.
        "scope": "all",
    }
    languages = {outline.language for outline in outlines if outline.language and LANGUAGE.fullmatch(outline.language)}
    if len(languages) == 1:
        values["language"] = languages.pop()
    return values


def _comment(outlines: list[Outline], origin: str) -> str:
    folders = sorted({" / ".join(outline.folders) for outline in outlines if outline.folders})
    inside = f" ({'; '.join(folders)})" if folders else ""
    return f"Imported from {origin}{inside}. Nobody has checked yet: kind, country, language and scope."


def write_source(folder: Path, name: str, values: Mapping[str, Any], *, comment: str) -> Path:
    """Write a new source file and return its path; raises SourceError when there is one or it cannot be written."""
    path = folder / f"{name}.yaml"
    keys = yaml.safe_dump(dict(values), allow_unicode=True, sort_keys=False, width=1_000)
    # YAML takes no control characters, and a comment none of the line ends that may stand in an address.
    words = "".join(c for c in " ".join(comment.split()) if c.isprintable())
    lines = wrap(words, 110, break_long_words=False, break_on_hyphens=False)
    text = "".join(f"# {line}\n" for line in lines) + keys
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8") as file:  # x: never over a file that somebody wrote
            file.write(text)
    except OSError as error:
        raise SourceError(f"{path}: cannot be written: {error.strerror or error}", path=str(path)) from None
    return path


def outlines(sources: Iterable[Source]) -> list[Outline]:
    """The feeds of the sources as an OPML list has them: a folder for each kind."""
    return [
        Outline(
            xml_url=feed,
            html_url=source.homepage,
            title=source.title,
            language=source.language,
            folders=(source.kind,) if source.kind else (),
        )
        for source in sources
        for feed in source.feeds
    ]


def fetch_list(place: str) -> bytes:
    """The bytes of an OPML list, from a file or an http(s) address. Raises SourceError when they cannot be had."""
    if not place.startswith(("http://", "https://")):
        try:
            return Path(place).read_bytes()
        except OSError as error:
            raise SourceError(f"{place}: cannot be read: {error.strerror or error}", path=place) from None
    # The address is the operator's own word, so it is asked for plainly: no crawl, no guard of addresses.
    try:
        with urlopen(place, timeout=FETCH_TIMEOUT_S) as answer:  # noqa: S310  (http and https only, see above)
            body: bytes = answer.read(MAX_BYTES + 1)
            return body
    except (OSError, HTTPException, ValueError) as error:
        raise SourceError(f"{place}: cannot be fetched: {error}", url=place) from None
