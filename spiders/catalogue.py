"""The catalogue: one YAML file a publisher in sources/, read whole and checked before any request is made."""

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from urllib.parse import urlsplit

from errors import SourceError
from spiders.source import Kind, Scope, Source, Way
from spiders.source_file import read_source

__all__ = ["Kind", "Scope", "Source", "Way", "address_key", "find", "load_catalogue", "read_source", "select"]


def load_catalogue(folder: Path) -> dict[str, Source]:
    """Every source in `folder`, by name and in the order of names.

    Raises SourceError with everything that is wrong in all files, one problem a line: file, key and remedy.
    """
    paths, problems = _source_files(folder)
    catalogue: dict[str, Source] = {}
    for path in paths:
        try:
            catalogue[path.stem] = read_source(path)
        except SourceError as error:
            problems.append(error)
    problems += _shared_addresses(folder, catalogue)
    if problems:
        raise SourceError("\n".join(error.message for error in problems), path=problems[0].path)
    return catalogue


def _source_files(folder: Path) -> tuple[list[Path], list[SourceError]]:
    try:
        files = sorted(path for path in folder.iterdir() if not path.name.startswith("."))
    except OSError as error:
        remedy = "set SOURCES to the folder of source files (-s SOURCES=folder)"
        raise SourceError(f"{folder}: {error.strerror or error}; {remedy}", path=str(folder)) from None
    misnamed = [
        SourceError(f"{path}: is not read; rename it to {path.stem}.yaml", path=str(path))
        for path in files
        if path.suffix.lower() in (".yml", ".yaml") and path.suffix != ".yaml"
    ]
    paths = [path for path in files if path.suffix == ".yaml"]
    if not paths and not misnamed:
        remedy = "add one (docs/sources.md) or import a list: scrapy sources import FILE.opml"
        raise SourceError(f"{folder}: holds no source file; {remedy}", path=str(folder))
    return paths, misnamed


def address_key(address: str) -> tuple[object, ...]:
    """What makes two configured addresses one place: the host's case, a default port, a closing slash do not.

    The scheme does: what an old list names by http:// may be another server's answer than that of https://.
    """
    parts = urlsplit(address)
    port = None if parts.port in (80, 443) else parts.port
    return parts.scheme, parts.hostname, port, parts.path.rstrip("/"), parts.query


def _shared_addresses(folder: Path, catalogue: Mapping[str, Source]) -> list[SourceError]:
    # An address in two files would be polled twice, and which of the two its articles belong to would be chance.
    owners: dict[tuple[object, ...], str] = {}
    problems = []
    for name, source in sorted(catalogue.items()):
        for way, address in source.ways_in():
            key, path = address_key(address), folder / f"{name}.yaml"
            if key not in owners:
                owners[key] = name
                continue
            where = "twice in this file" if owners[key] == name else f"in {folder / owners[key]}.yaml too"
            problems.append(SourceError(f"{path}: {way} {address} stands {where}; keep one of them", path=str(path)))
    return problems


def select(catalogue: Mapping[str, Source], names: Sequence[str]) -> list[Source]:
    """The sources of these names, or without names all that are enabled; in the order of names, none twice.

    Raises SourceError for a name that is unknown (with the nearest known one) or switched off (with the reason).
    """
    if not names:
        return [source for _, source in sorted(catalogue.items()) if source.enabled]
    sources = find(catalogue, names)
    off = [source for source in sources if not source.enabled]
    if off:
        remedy = "set 'enabled: true' in its file to collect it"
        problems = [f"source '{source.name}' is switched off ({source.disabled_because}); {remedy}" for source in off]
        raise SourceError("\n".join(problems))
    return sources


def find(catalogue: Mapping[str, Source], names: Sequence[str]) -> list[Source]:
    """The sources of these names, each of which may be a comma-separated list, in the order of names, none twice.

    Raises SourceError for unknown names, with the nearest known one.
    """
    wanted = sorted({name.strip() for text in names for name in text.split(",")} - {""})
    unknown = [name for name in wanted if name not in catalogue]
    if unknown:
        raise SourceError("\n".join(f"no source '{name}'; {_nearest(catalogue, name)}" for name in unknown))
    return [catalogue[name] for name in wanted]


def _nearest(catalogue: Mapping[str, Source], name: str) -> str:
    near = get_close_matches(name.casefold(), catalogue, n=1)
    return f"did you mean '{near[0]}'?" if near else "'scrapy sources list' shows all"
