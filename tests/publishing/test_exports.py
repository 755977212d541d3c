"""Exports: what stands in the files, and that files appear whole or not at all."""

import csv
import io
import json
import os
import subprocess
import threading
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

import feedparser
import pytest
from lxml import etree

from errors import ExportError
from publishing import exports
from publishing.delivery import destination
from publishing.exports import parquet
from publishing.orders import Order, fill
from publishing.records import Record, columns, content_hash, records, uid
from publishing.selection import Selection
from storage import changes
from storage.articles import save_article
from storage.database import NewsDatabase, open_database
from tests.publishing.press import print_edition, wire_story

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
ADDED = ["topics", "revisions", "uid", "content_hash", "extractor", "robots", "robots_read", "tdm", "terms", "removed"]
OF_ARTICLES = [name for name in exports.names() if exports.takes(exports.load(name)) != "feeds"]


@pytest.fixture
def db(tmp_path: Path) -> NewsDatabase:
    db = open_database(tmp_path / "news.db")
    print_edition(db, 40, now=NOW)
    return db


def written(db: NewsDatabase, name: str) -> bytes:
    out = io.BytesIO()
    exports.load(name).write(columns(db.conn), records(db.conn, None), out)
    return out.getvalue()


def test_jsonl_has_one_object_a_line_with_lists_as_lists(db: NewsDatabase) -> None:
    lines = [json.loads(line) for line in written(db, "jsonl").splitlines()]
    assert len(lines) == 43
    first = next(line for line in lines if line["authors"])
    row = next(db.query("select * from articles where id = ?", (first["id"],)))
    assert first["authors"] == json.loads(row["authors"])
    assert first["text"] == row["text"]
    own = [column.name for column in db.table("articles").columns]
    assert list(first) == [*own, *ADDED]


def test_a_line_stays_one_line_whatever_stands_in_the_text(db: NewsDatabase) -> None:
    db.execute("update articles set title = ? where id = 1", ("a\u2028b\u2029c\x85d\ne",))
    text = written(db, "jsonl").decode()
    assert len(text.splitlines()) == 43
    assert any(json.loads(line)["title"] == "a\u2028b\u2029c\x85d\ne" for line in text.splitlines())


def test_csv_gives_the_same_rows_back(db: NewsDatabase) -> None:
    rows = list(csv.DictReader(io.StringIO(written(db, "csv").decode(), newline="")))
    assert len(rows) == 43
    for row in rows:
        text, authors = db.execute("select text, authors from articles where id = ?", (row["id"],)).fetchone()
        assert (row["text"] or None) == text
        assert json.loads(row["authors"]) == json.loads(authors)


@pytest.mark.parametrize("start", list("=+-@\t\r\n＝＋－＠"))
def test_csv_cells_never_run_as_formulas(db: NewsDatabase, start: str) -> None:
    db.execute("update articles set title = ?, relevance = -1.5 where id = 1", (f'{start}HYPERLINK("http://x")',))
    rows = {row["id"]: row for row in csv.DictReader(io.StringIO(written(db, "csv").decode(), newline=""))}
    assert rows["1"]["title"] == f'\'{start}HYPERLINK("http://x")'
    assert rows["1"]["relevance"] == "-1.5"  # a number is no formula


def test_a_spreadsheet_that_parts_cells_elsewhere_finds_no_formula_inside_a_text(db: NewsDatabase) -> None:
    title = "Quay; =HYPERLINK(1)\tand\t@more, -1"
    db.execute("update articles set title = ? where id = 1", (title,))
    line = next(line for line in written(db, "csv").decode().split("\r\n") if "HYPERLINK" in line)
    assert f',"{title}",' in line
    for delimiter in ";\t":
        (row, *_) = csv.reader(io.StringIO(f'"{title}"{delimiter}"next"'), delimiter=delimiter)
        assert row == [title, "next"]


def test_csv_tells_an_empty_text_from_none() -> None:
    out = io.BytesIO()
    exports.load("csv").write(["a", "b", "a b"], [{"a": "", "b": None, "a b": 1}], out)
    assert out.getvalue() == b'a,b,"a b"\r\n"",,1\r\n'


@pytest.mark.parametrize("name", OF_ARTICLES)
def test_every_format_leaves_a_reserved_text_out(db: NewsDatabase, name: str) -> None:
    article = replace(wire_story(NOW)[0], url="https://signal-lamp.example/kept", found_url="x", status="reserved")
    article = replace(article, title="Kept headline", text="kept words", summary="kept summary", markdown="kept mark")
    save_article(db, article, now=NOW)
    out = written(db, name)
    if name == "parquet":  # packed
        read_table = pytest.importorskip("pyarrow.parquet").read_table
        out = str(read_table(io.BytesIO(out)).to_pylist()).encode()
    assert b"Kept headline" in out
    assert b"kept " not in out


@pytest.mark.parametrize("name", exports.names())
def test_every_format_can_be_empty(tmp_path: Path, name: str) -> None:
    assert b"example" not in written(open_database(tmp_path / "empty.db"), name)


def test_an_atom_feed_is_read_as_it_was_written(db: NewsDatabase) -> None:
    db.execute("update articles set title = ?, tags = ? where id = 1", ("<b>\x0b & \ud7ff]]>", '["a & \\"b\\""]'))
    feed = feedparser.parse(written(db, "atom"), sanitize_html=False)
    assert not feed.bozo
    assert len(feed.entries) == 43
    entries = {entry.id: entry for entry in feed.entries}
    for row in db.query("select * from articles"):
        entry = entries[row["url"]]
        assert entry.link == row["url"]
        assert entry.updated == row["changed"]
        assert (entry.content[0].value.count("<p>") if row["text"] else 0) == len(
            (row["text"] or "").split("\n\n")
        ) * bool(row["text"])
    wire = entries["https://signal-lamp.example/cable-ship"]
    assert wire.tags[0].term == 'a & "b"'
    assert wire.author == "signal-lamp"
    assert feed.feed.updated == max(row["changed"] for row in db.query("select changed from articles"))


def test_an_atom_feed_tells_what_was_removed(db: NewsDatabase) -> None:
    cursor = changes.last_sequence(db.conn)
    db.execute("delete from articles where id = 5")
    out = io.BytesIO()
    exports.load("atom").write(columns(db.conn), records(db.conn, cursor), out)
    tree = etree.fromstring(out.getvalue())
    (gone,) = tree.findall("{http://purl.org/atompub/tombstones/1.0}deleted-entry")
    assert gone.get("ref").startswith("https://")


def test_a_feed_says_what_it_is_a_feed_of(db: NewsDatabase, tmp_path: Path) -> None:
    feeds = []
    for selection in (Selection(), Selection(search="cable ship"), Selection(search="cable")):
        fill(tmp_path / "news.db", Order(format="atom", path=tmp_path / "a.atom", selection=selection))
        feeds.append(feedparser.parse((tmp_path / "a.atom").read_bytes()))
    assert [feed.feed.title for feed in feeds] == ["Watchkeeper", "Watchkeeper: cable ship", "Watchkeeper: cable"]
    assert len({feed.feed.id for feed in feeds}) == 3
    assert 0 < len(feeds[1].entries) < len(feeds[0].entries)


def test_a_new_format_appears_when_its_file_does(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write = 'def write(columns, records, out):\n    out.writelines(b"%d\\n" % r["id"] for r in records)\n'
    (tmp_path / "ids.py").write_text('DESCRIPTION = "ids"\n' + write)
    monkeypatch.setattr(exports, "__path__", [*exports.__path__, str(tmp_path)])
    assert exports.names() == ["atom", "csv", "ids", "jsonl", "opml", "parquet"]
    out = io.BytesIO()
    exports.load("ids").write(["id"], [{"id": 7}], out)
    assert out.getvalue() == b"7\n"


@pytest.mark.parametrize("name", ["xml", "", "../jsonl", "os", "__init__"])
def test_an_unknown_format_names_the_known_ones(name: str) -> None:
    with pytest.raises(ExportError, match="atom, csv, jsonl"):
        exports.load(name)


def test_a_file_is_the_old_one_until_the_new_one_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "out.jsonl"
    path.write_text("old")
    with destination(path) as out:
        out.write(b"new")
        assert path.read_text() == "old"
    assert path.read_text() == "new"
    assert os.listdir(tmp_path) == ["out.jsonl"]


def test_a_failure_leaves_the_old_file_and_no_other(tmp_path: Path) -> None:
    path = tmp_path / "out.jsonl"
    path.write_text("old")
    with pytest.raises(TypeError), destination(path) as out:
        out.writelines([b"half", "no bytes"])  # type: ignore[list-item]
    assert path.read_text() == "old"
    assert os.listdir(tmp_path) == ["out.jsonl"]


def test_what_a_killed_export_left_behind_is_swept_up_by_the_next(tmp_path: Path) -> None:
    dead = subprocess.Popen(["true"])
    dead.wait()
    for left in (
        f".out.jsonl.{dead.pid}.part",
        f".out.jsonl.{os.getppid()}.part",
        f".other.{dead.pid}.part",
        ".out.part",
    ):
        (tmp_path / left).touch()
    with destination(tmp_path / "out.jsonl") as out:
        out.write(b"new")
    assert sorted(os.listdir(tmp_path)) == [
        f".other.{dead.pid}.part",
        f".out.jsonl.{os.getppid()}.part",
        ".out.part",
        "out.jsonl",
    ]


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "real").write_text("old")
    (tmp_path / "link").symlink_to("real")
    with destination(tmp_path / "link") as out:
        out.write(b"new")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real").read_text() == "new"


def test_a_pipe_is_written_to_and_not_replaced(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    read: list[bytes] = []
    reader = threading.Thread(target=lambda: read.append((tmp_path / "pipe").read_bytes()))
    reader.start()
    with destination(tmp_path / "pipe") as out:
        out.write(b"through")
    reader.join()
    assert read == [b"through"]
    assert (tmp_path / "pipe").is_fifo()


@pytest.mark.parametrize("where", [".", "missing/out.jsonl", "file/out.jsonl", "/dev/full"])
def test_what_cannot_be_written_is_said_with_its_path(tmp_path: Path, where: str) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(ExportError, match=r"folder|cannot be written") as caught, destination(tmp_path / where) as out:
        out.write(b"x" * 100_000)
    assert caught.value.path == str(tmp_path / where)


def test_records_are_streamed_and_not_gathered(db: NewsDatabase, monkeypatch: pytest.MonkeyPatch) -> None:
    """A format that took all records before it wrote the first would hold the whole database in memory."""

    def watched(source: Iterable[Record], out: BinaryIO) -> Iterable[Record]:
        for number, record in enumerate(source):
            seen.append((number, out.tell()))
            yield record

    monkeypatch.setattr(parquet, "GROUP_LETTERS", 100_000)
    for name in OF_ARTICLES:
        seen: list[tuple[int, int]] = []
        out = io.BytesIO()
        names: Sequence[str] = columns(db.conn)
        long = [{**record, "text": f"{record['id']} {os.urandom(25_000).hex()}"} for record in records(db.conn, None)]
        exports.load(name).write(names, watched(long, out), out)
        assert seen[-1][1] > seen[0][1]


def test_opml_lists_the_feeds_that_are_polled(db: NewsDatabase, tmp_path: Path) -> None:
    for source, way, retired in (
        ("lagebericht", "feed", None),
        ("signal-lamp", "feed", NOW),
        ("signal-lamp", "sitemap", None),
    ):
        db.execute(
            "insert into feeds (url, source, way, title, retired) values (?, ?, ?, 'All & \"everything\"', ?)",
            (f"https://{source}.example/{way}?a&b", source, way, retired and "2026-11-20T12:00:00Z"),
        )
    fill(tmp_path / "news.db", Order(format="opml", path=tmp_path / "feeds.opml"))
    outlines = etree.parse(str(tmp_path / "feeds.opml")).findall(".//outline[@type='rss']")
    assert [dict(each.attrib) for each in outlines] == [
        {
            "type": "rss",
            "text": 'Lagebericht: All & "everything"',
            "xmlUrl": "https://lagebericht.example/feed?a&b",
            "title": "Lagebericht",
            "htmlUrl": "https://lagebericht.example/",
            "language": "de",
        }
    ]
    fill(tmp_path / "news.db", Order(format="opml", path=tmp_path / "feeds.opml", polled={"https://other.example/"}))
    assert "xmlUrl" not in (tmp_path / "feeds.opml").read_text()  # what left the catalogue is not polled


def test_a_record_has_an_identity_that_any_database_gives_it(db: NewsDatabase) -> None:
    first, second = (next(records(db.conn, None)) for _ in range(2))
    assert first["uid"] == second["uid"] == uid(first["url"])
    assert uid("https://signal-lamp.example/cable-ship") == "8a763172-5c7c-584e-b499-5702d64c8261"


def test_the_hash_of_the_content_follows_headline_and_text_alone(db: NewsDatabase) -> None:
    before = {record["id"]: record["content_hash"] for record in records(db.conn, None)}
    db.execute("update articles set story = 9, section = 'x', changed = 'y'")
    assert before == {record["id"]: record["content_hash"] for record in records(db.conn, None)}
    db.execute("update articles set title = 'Another' where id = 1")
    assert before[1] != next(r for r in records(db.conn, None) if r["id"] == 1)["content_hash"]
    # What `printf "A\n\nb c" | sha256sum` says.
    assert content_hash("A", "b c") == "67cf38823d494c0d04ad40c714d059e243bde6632a897b28902a7c29018bd92d"
