"""The schema, as a list of steps: appended, never edited, so that a database of any released version can follow."""

from pathlib import Path

from sqlite_utils import Database, Migrations

migrations = Migrations("watchkeeper")


def statements(name: str) -> list[str]:
    """The SQL statements of a step: storage/schema/NAME.sql, parted by a semicolon and an empty line."""
    text = Path(__file__).with_name("schema").joinpath(f"{name}.sql").read_text(encoding="utf-8")
    return text.rstrip().split(";\n\n")


@migrations()
def m001_first_schema(db: Database) -> None:
    """Sources, ways in, frontier, archive, articles with full-text search, runs, habits."""
    for statement in statements("first_schema"):
        db.execute(statement)
    db.table("articles").enable_fts(  # unicode61 and no stemmer: the catalogue has more than twenty languages
        ["title", "summary", "text"], create_triggers=True, tokenize="unicode61 remove_diacritics 2"
    )


@migrations()
def m002_changes(db: Database) -> None:
    """The order in which articles changed, for readers that come back for what is new, and the front page's index."""
    for statement in statements("changes"):
        db.execute(statement)
    columns = [row[1] for row in db.execute("pragma table_info(articles)")]
    differs = " or ".join(f"old.{column} is not new.{column}" for column in columns)
    for event, when, row, removed in (
        ("insert", "", "new", "null"),
        ("update", f"when {differs}", "new", "null"),
        ("delete", "", "old", "strftime('%Y-%m-%dT%H:%M:%SZ', 'now')"),
    ):
        # Delete and insert, not `insert or replace`: the conflict clause of the outer statement would override it.
        db.execute(
            f"create trigger changes_{event} after {event} on articles {when} begin"  # noqa: S608 our own names only
            f" delete from changes where article = {row}.id;"
            f" insert into changes (article, url, removed) values ({row}.id, {row}.url, {removed}); end"
        )


@migrations()
def m003_hosts(db: Database) -> None:
    """What publishers have told us about manners."""
    for statement in statements("hosts"):
        db.execute(statement)


@migrations()
def m004_reading(db: Database) -> None:
    """Indexes from which lists, filters and facets are read without the texts between the columns of a row."""
    for statement in statements("reading"):
        db.execute(statement)


@migrations()
def m005_scope(db: Database) -> None:
    """What was turned away as out of scope, and the topics of what was kept."""
    for statement in statements("scope"):
        db.execute(statement)


@migrations()
def m006_schedule(db: Database) -> None:
    """What a feed asks of those who poll it, and when it last sent a body."""
    for column in ("ttl_s integer", "skip_hours text", "skip_days text", "answered text"):
        db.execute(f"alter table feeds add column {column}")


@migrations()
def m007_sightings(db: Database) -> None:
    """Where each address was seen, in which feed and at which place."""
    for statement in statements("sightings"):
        db.execute(statement)


@migrations()
def m008_copies(db: Database) -> None:
    """Signatures by which texts find their copies, and the copies found."""
    for statement in statements("copies"):
        db.execute(statement)


@migrations()
def m009_extractions(db: Database) -> None:
    """How much was known of a site when a page of it was extracted: early ones are cleaned again."""
    db.execute(
        "create table extractions (url text primary key, site text not null, known integer not null) without rowid"
    )
    db.execute("create index extractions_early on extractions(site, known)")


@migrations()
def m010_stories(db: Database) -> None:
    """Articles on one event, and the words that tie them."""
    for statement in statements("stories"):
        db.execute(statement)


@migrations()
def m011_revisions(db: Database) -> None:
    """Versions of articles, when each is looked at again, and since when its page is gone."""
    for statement in statements("revisions"):
        db.execute(statement)
    columns = [row[1] for row in db.execute("pragma table_info(articles)")]
    differs = " or ".join(f"old.{column} is not new.{column}" for column in columns)
    db.execute("drop trigger changes_update")
    db.execute(
        f"create trigger changes_update after update on articles when {differs} begin"  # noqa: S608 our own names only
        " delete from changes where article = new.id;"
        " insert into changes (article, url, removed) values (new.id, new.url, null); end"
    )


@migrations()
def m012_clustered(db: Database) -> None:
    """Which reports the clustering of stories has looked at."""
    db.execute("alter table report_terms add column clustered integer not null default 0")
    db.execute("create index report_terms_new on report_terms(clustered) where clustered = 0")


@migrations()
def m013_said(db: Database) -> None:
    """What each feed said of an address, to see when it says something else."""
    db.execute("alter table sightings add column said integer")


@migrations()
def m014_inferred(db: Database) -> None:
    """What is read out of texts though no field states it."""
    for statement in statements("inferred"):
        db.execute(statement)


@migrations()
def m015_bodies(db: Database) -> None:
    """What could not be read in the last body of a feed, and a reservation that it states."""
    for column in ("unread_dates integer", "skipped integer", "cut integer", "reserved text"):
        db.execute(f"alter table feeds add column {column}")


@migrations()
def m016_backfills(db: Database) -> None:
    """How far each backfill has come."""
    for statement in statements("backfills"):
        db.execute(statement)


@migrations()
def m017_mentions(db: Database) -> None:
    """Names in articles."""
    for statement in statements("mentions"):
        db.execute(statement)


@migrations()
def m018_unverified(db: Database) -> None:
    """Sources whose certificates are not verified, with the reason from their files."""
    db.execute("alter table sources add column unverified text")


@migrations()
def m019_rights(db: Database) -> None:
    """What applied to each article when it was fetched: robots.txt, reservations, terms; and what extracted it."""
    for statement in statements("rights"):
        db.execute(statement)
    # "https://example.org": what stands before the first slash after the two of the scheme.
    origin = "substr(a.fetched_url, 1, instr(substr(a.fetched_url || '/', 9), '/') + 7)"
    applied = (
        "select a.id, case when h.robots_status between 200 and 299 then 'allowed' when h.robots_status is not null"  # noqa: S608 our own names only
        " then 'none' end, h.robots_fetched,"
        " iif(a.status = 'reserved', 'reserved: ' || coalesce(replace(json_extract(a.reasons, '$[0]'),"
        " 'reserved by the publisher: ', ''), 'no reason kept'), 'not reserved'), s.terms, i.extractor"
        f" from articles a join identity i left join hosts h on h.origin = {origin}"
        " left join sources s on s.name = a.source"
    )
    into = f"insert into rights (article, robots, robots_read, tdm, terms, extractor) {applied}"
    db.execute(into)
    db.execute(f"create trigger rights_insert after insert on articles begin {into} where a.id = new.id; end")
    db.execute(
        "create trigger rights_fetched after update of fetched, fetched_url, status on articles"  # noqa: S608
        " when old.fetched is not new.fetched or old.fetched_url is not new.fetched_url or old.status is not new.status"
        f" begin delete from rights where article = new.id; {into} where a.id = new.id; end"
    )
    db.execute(  # the archived page again, by another extraction: the rights are those of the fetch
        "create trigger rights_extracted after update of title, text, markdown, authors, origins on articles"
        " when old.title is not new.title or old.text is not new.text or old.markdown is not new.markdown"
        " or old.authors is not new.authors or old.origins is not new.origins"
        " begin update rights set extractor = (select extractor from identity)"
        " where article = new.id and extractor is not (select extractor from identity); end"
    )


@migrations()
def m020_revisions_told(db: Database) -> None:
    """A revision is a change of its article: exports have the list of them."""
    for event, row in (("insert", "new"), ("delete", "old")):
        db.execute(
            f"create trigger changes_revision_{event} after {event} on revisions"  # noqa: S608 our own names only
            f" when exists (select 1 from articles where id = {row}.article) begin"
            f" delete from changes where article = {row}.article;"
            f" insert into changes (article, url) select id, url from articles where id = {row}.article; end"
        )


@migrations()
def m021_watches_and_lineage(db: Database) -> None:
    """What watchlists have found and told; which writer gave which numbers of changes; topics count as changes."""
    for statement in statements("watches"):
        db.execute(statement)


@migrations()
def m022_readings(db: Database) -> None:
    """Dates of events, countries of articles, and what the names in them are."""
    for statement in statements("readings"):
        db.execute(statement)


@migrations()
def m023_seconds(db: Database) -> None:
    """How long each run took."""
    db.execute("alter table runs add column seconds integer")
    db.execute("update runs set seconds = strftime('%s', finished) - strftime('%s', started)")


@migrations()
def m024_owed(db: Database) -> None:
    """Maps of an index that a poll could not have, for the next one."""
    db.execute("alter table feeds add column owed text")


@migrations()
def m025_settled(db: Database) -> None:
    """Up to which page of a site what was extracted has been looked at in the light of the later ones."""
    db.execute("alter table habits add column settled integer not null default 0")
    db.execute("update habits set settled = max(0, pages - 60)")  # the memory of a site is as long as that


@migrations()
def m026_interrupted(db: Database) -> None:
    """How many runs in a row were killed while an address was theirs to fetch."""
    db.execute("alter table frontier add column interrupted integer not null default 0")


@migrations()
def m027_false_claims(db: Database) -> None:
    """Addresses that several articles call their own and at which none of them answers."""
    db.execute("create table false_claims (url text primary key) without rowid")
