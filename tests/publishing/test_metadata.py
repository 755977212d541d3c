"""Every table and column is described, for Datasette and in docs/schema.md, and every question can be asked."""

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from publishing.datasette.facets import SUBJECTS
from storage.database import NewsDatabase, open_database
from tests.publishing.press import print_edition

ROOT = Path(__file__).resolve().parents[2]
METADATA = yaml.safe_load((ROOT / "publishing/datasette/metadata.yaml").read_text())["databases"]["news"]
TABLES: dict[str, dict[str, Any]] = METADATA["tables"]
QUERIES: dict[str, dict[str, Any]] = METADATA["queries"]


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> NewsDatabase:
    db = open_database(tmp_path_factory.mktemp("metadata") / "news.db")
    print_edition(db, 60, now=datetime.now(UTC))
    return db


def ours(db: NewsDatabase) -> list[str]:
    """Our tables; those that SQLite and sqlite-utils keep for themselves are only to be hidden."""
    return [name for name in db.table_names() if not re.match(r"sqlite_|_sqlite|articles_fts", name)]


def test_every_table_and_column_is_described_and_no_other(db: NewsDatabase) -> None:
    for table in ours(db):
        assert TABLES[table]["description"], table
        assert list(TABLES[table]["columns"]) == [column.name for column in db.table(table).columns], table
        assert all(TABLES[table]["columns"].values()), table
    assert set(TABLES) <= set(db.table_names())


def test_internal_tables_are_hidden(db: NewsDatabase) -> None:
    shown = {"articles", "sources", "feeds", "frontier", "runs", "run_sources"}
    assert {name for name in db.table_names() if not TABLES[name].get("hidden")} >= shown
    for name in set(db.table_names()) - set(ours(db)) | {"pages", "habits", "changes", "identity"}:
        assert TABLES[name]["hidden"], name


def test_facets_and_orders_name_real_columns(db: NewsDatabase) -> None:
    for name in ours(db):
        columns = set(db.table(name).columns_dict)
        about = TABLES[name]
        for facet in about.get("facets", []):
            if isinstance(facet, dict) and "subject" in facet:
                assert facet["subject"] in SUBJECTS
            else:
                assert (facet["array"] if isinstance(facet, dict) else facet) in columns
        for key in ("sort", "sort_desc", "label_column"):
            assert about.get(key, "rowid") in columns | {"rowid"}
        assert set(about.get("sortable_columns", [])) <= columns


@pytest.mark.parametrize("name", QUERIES)
def test_every_question_can_be_asked(db: NewsDatabase, name: str) -> None:
    query = QUERIES[name]
    assert query["title"]
    assert query["description"]
    parameters = sorted(set(re.findall(r":([a-z_]+)", query["sql"])))
    assert parameters == sorted(query.get("params", []))
    for value in ("", "cable ship", "1", '" OR *', "  two   spaces "):
        db.execute(query["sql"], dict.fromkeys(parameters, value)).fetchall()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("today_by_source", ""),
        ("phrase_over_time", "cable ship"),
        ("who_wrote_about", "ministry  exercise"),
        ("copies", "2"),
        ("most_copied", ""),
        ("sources_by_last_article", ""),
    ],
)
def test_questions_have_answers(db: NewsDatabase, name: str, value: str) -> None:
    query = QUERIES[name]
    assert db.execute(query["sql"], dict.fromkeys(query.get("params", []), value)).fetchall()


def test_the_page_of_the_schema_says_the_same(db: NewsDatabase) -> None:
    """docs/schema.md repeats the descriptions; where this fails, what it should say is in the difference."""
    assert (ROOT / "docs/schema.md").read_text().split("<!-- tables -->\n", 1)[1] == described(ours(db))


def described(names: list[str]) -> str:
    """The part of docs/schema.md that follows from the metadata."""
    parts = []
    for name in [*(n for n in TABLES if n in names)]:
        rows = "\n".join(f"| `{column}` | {meaning} |" for column, meaning in TABLES[name]["columns"].items())
        parts.append(f"## {name}\n\n{TABLES[name]['description']}\n\n| column | meaning |\n|---|---|\n{rows}\n")
    return "\n".join(parts)
