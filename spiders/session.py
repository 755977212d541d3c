"""What every verb that writes articles needs: the catalogue, the database under its lock, workers and the clock."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from scrapy.settings import BaseSettings

from spiders.catalogue import load_catalogue
from spiders.lengths import Lengths
from spiders.run import Run
from spiders.source import Source
from storage.changes import begin_writing
from storage.database import open_database, writer_lock
from storage.feeds import sync_feeds
from storage.rights import extractor_version, set_extractor
from storage.sources import sync_sources
from workers import Limits, Workers

ROOT = Path(__file__).resolve().parent.parent


@contextmanager
def session(settings: BaseSettings) -> Iterator[Run]:
    """A run with all sources of the catalogue, which the database is brought up to; closed in order at the end.

    Raises LockedError when another process writes, SourceError and DatabaseError when it cannot start.
    """
    catalogue = load_catalogue(Path(settings["SOURCES"]))  # a wrong file ends the run before anything is made
    with writer_lock(settings["DATABASE"]):
        db = open_database(settings["DATABASE"])
        sync_sources(db, (_row(source) for source in catalogue.values()))
        sync_feeds(
            db, ((address, source.name, way) for source in catalogue.values() for way, address in source.ways_in())
        )
        set_extractor(db, extractor_version(ROOT / "extraction", ROOT / "dates"))
        begin_writing(db)
        workers = Workers(settings.getint("WORKERS"), Limits.from_settings(settings))
        try:
            yield Run(
                db=db,
                sources=catalogue,
                workers=workers,
                now=lambda: datetime.now(UTC),
                started=datetime.now(UTC),
                lengths=Lengths.from_settings(settings),
                tries=settings.getint("MAX_TRIES", 8),
            )
        finally:
            workers.close()
            db.close()


def _row(source: Source) -> dict[str, object]:
    columns = ("name", "title", "homepage", "kind", "country", "language", "scope", "terms")
    return {
        **{column: getattr(source, column) for column in columns},
        "state_affiliated": int(source.state_affiliated),
        "enabled": int(source.enabled),
        "unverified": source.unverified_because if not source.verify_certificates else None,
    }
