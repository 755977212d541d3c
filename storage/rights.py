"""Table `rights`: what applied to each article when it was fetched, and which extraction made its content.

Triggers keep it, in the transaction of the article, from what is known then: `hosts` (robots.txt), the article's own
status and reasons (reservations), `sources` (terms), `identity` (the extraction at work).
"""

from hashlib import sha256
from pathlib import Path

from storage.database import NewsDatabase


def extractor_version(*folders: Path) -> str:
    """Fingerprint of the files of the extraction, in these folders: twelve hexadecimal digits.

    It differs whenever their code or data do; a number that a person has to raise would be forgotten.
    """
    digest = sha256()
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.is_file() and path.suffix in (".py", ".tsv", ".txt", ".yaml"):
                digest.update(f"{path.relative_to(folder)}\0".encode() + path.read_bytes() + b"\0")
    return digest.hexdigest()[:12]


def set_extractor(db: NewsDatabase, version: str) -> None:
    """Say which extraction is at work from now on; whoever extracts calls it before the first article."""
    with db.atomic():
        db.execute("update identity set extractor = ?1 where extractor is not ?1", (version,))
