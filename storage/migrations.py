"""The schema, as a list of steps: appended, never edited, so that a database of any released version can follow."""

from sqlite_utils import Database, Migrations

migrations = Migrations("watchkeeper")


@migrations()
def m001_first_schema(db: Database) -> None:
    """Sources, ways in, frontier, archive, articles with full-text search, runs, habits."""
    for statement in FIRST_SCHEMA.split(";\n\n"):
        db.execute(statement)
    db.table("articles").enable_fts(  # unicode61 and no stemmer: the catalogue has more than twenty languages
        ["title", "summary", "text"], create_triggers=True, tokenize="unicode61 remove_diacritics 2"
    )


@migrations()
def m002_changes(db: Database) -> None:
    """The order in which articles changed, for readers that come back for what is new, and the front page's index."""
    for statement in CHANGES.split(";\n\n"):
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
    for statement in HOSTS_TABLE.split(";\n\n"):
        db.execute(statement)


@migrations()
def m004_reading(db: Database) -> None:
    """Indexes from which lists, filters and facets are read without the texts between the columns of a row."""
    for statement in READING.split(";\n\n"):
        db.execute(statement)


@migrations()
def m005_scope(db: Database) -> None:
    """What was turned away as out of scope, and the topics of what was kept."""
    for statement in SCOPE.split(";\n\n"):
        db.execute(statement)


@migrations()
def m006_schedule(db: Database) -> None:
    """What a feed asks of those who poll it, and when it last sent a body."""
    for column in ("ttl_s integer", "skip_hours text", "skip_days text", "answered text"):
        db.execute(f"alter table feeds add column {column}")


@migrations()
def m007_sightings(db: Database) -> None:
    """Where each address was seen, in which feed and at which place."""
    for statement in SIGHTINGS.split(";\n\n"):
        db.execute(statement)


@migrations()
def m008_copies(db: Database) -> None:
    """Signatures by which texts find their copies, and the copies found."""
    for statement in COPIES.split(";\n\n"):
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
    for statement in STORIES.split(";\n\n"):
        db.execute(statement)


@migrations()
def m011_revisions(db: Database) -> None:
    """Versions of articles, when each is looked at again, and since when its page is gone."""
    for statement in REVISIONS.split(";\n\n"):
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
    for statement in INFERRED.split(";\n\n"):
        db.execute(statement)


@migrations()
def m015_bodies(db: Database) -> None:
    """What could not be read in the last body of a feed, and a reservation that it states."""
    for column in ("unread_dates integer", "skipped integer", "cut integer", "reserved text"):
        db.execute(f"alter table feeds add column {column}")


@migrations()
def m016_backfills(db: Database) -> None:
    """How far each backfill has come."""
    for statement in BACKFILLS.split(";\n\n"):
        db.execute(statement)


@migrations()
def m017_mentions(db: Database) -> None:
    """Names in articles."""
    for statement in MENTIONS.split(";\n\n"):
        db.execute(statement)


@migrations()
def m018_unverified(db: Database) -> None:
    """Sources whose certificates are not verified, with the reason from their files."""
    db.execute("alter table sources add column unverified text")


FIRST_SCHEMA = """
-- The catalogue as the last run read it, for joins and for Datasette; the YAML files are the truth.
create table sources (
    name text primary key,
    title text not null,
    homepage text,
    kind text,
    country text,
    language text,
    scope text,
    state_affiliated integer not null default 0,
    terms text,
    enabled integer not null default 1
);

-- One row for each way in to a source: an address that is polled for entries.
create table feeds (
    url text primary key,
    source text not null references sources(name),
    way text not null,             -- feed, sitemap, section, wordpress
    title text,                    -- what the feed calls itself
    etag text,                     -- validators of the last body whose entries were stored: saved together with them
    last_modified text,
    body_hash text,                -- sha256 of that body: the same body again is not parsed
    polled text,                   -- last time it was asked, whatever came of it
    succeeded text,                -- last time it answered with entries, 304 or the same body
    changed text,                  -- last time it had an entry that was new to us
    next_poll text,                -- not to be asked before
    failures integer not null default 0,   -- in a row
    error text,                    -- word and sentence of the last failure, null after a success
    entries integer,               -- entries in the last body
    moved_to text,                 -- address that a permanent redirect names
    moved_times integer not null default 0,
    retired text,                  -- since when it is no more asked (410), with the reason in error
    recent text                    -- JSON: publication times of its latest entries, for the schedule
);

create index feeds_due on feeds(next_poll);

-- Every address that was ever found stands here, with what became of it.
create table frontier (
    id integer primary key,
    url text not null unique,      -- as it was found
    key text not null,             -- canonical_url(url): addresses with one key are one page, fetched once
    source text not null,
    feed text,                     -- the way in that named it first
    state text not null check (state in ('pending', 'fetching', 'done', 'rejected', 'failed', 'gone')),
    reason text,                   -- "word: a sentence"
    article integer references articles(id),
    tries integer not null default 0,
    next_try text,                 -- a failure is tried again from then on; null: not again
    found text not null,
    updated text not null,
    guid text,
    entry text not null            -- JSON: what the feed said of it
);

create index frontier_key on frontier(key);

create index frontier_open on frontier(state, next_try) where state in ('pending', 'fetching', 'failed');

create index frontier_article on frontier(article);

create index frontier_source on frontier(source, state);

-- The archive: what each address answered with, so that everything after the fetch can be run again.
create table pages (
    url text primary key,          -- frontier.url
    fetched_url text not null,
    source text not null,
    fetched text not null,
    status integer not null,
    content_type text,
    etag text,
    last_modified text,
    reserved text,
    bytes integer not null,        -- before compression
    body_hash text not null,
    body blob not null             -- zstd
);

create index pages_source on pages(source, fetched);

create table articles (
    id integer primary key,
    url text not null unique,
    source text not null references sources(name),
    title text,
    text text,
    authors text not null default '[]',
    published text,
    modified text,
    first_seen text not null,
    fetched text not null,
    fetched_url text not null,
    section text,
    tags text not null default '[]',
    language text,
    image text,
    summary text,
    word_count integer not null default 0,
    status text not null check (status in ('full', 'partial', 'teaser', 'reserved')),
    duplicate_of integer references articles(id),
    story integer,
    relevance real,
    markdown text,
    agency text,
    reasons text not null default '[]',
    origins text not null default '{}',
    text_hash text,
    changed text not null
);

create index articles_source on articles(source, published);

create index articles_published on articles(published);

create index articles_text_hash on articles(text_hash);

create index articles_changed on articles(changed);

create index articles_duplicate_of on articles(duplicate_of) where duplicate_of is not null;

create index articles_story on articles(story) where story is not null;

-- One row a run of `scrapy collect`.
create table runs (
    id integer primary key,
    started text not null,
    finished text,                 -- null: still running, or killed
    reason text,                   -- finished, interrupted, ...
    polled integer not null default 0,
    unchanged integer not null default 0,   -- polls that ended as 304 or with the same body
    failed integer not null default 0,      -- polls that failed
    found integer not null default 0,       -- addresses new to the frontier
    new integer not null default 0,
    updated integer not null default 0,
    duplicates integer not null default 0,
    dropped integer not null default 0
);

-- What a run brought, by source; why is the first word of the frontier's reason.
create table run_sources (
    run integer not null references runs(id),
    source text not null,
    what text not null,            -- polled, unchanged, failed, found, new, updated, duplicate, dropped
    why text not null default '',
    count integer not null,
    primary key (run, source, what, why)
);

-- What a site repeats on its pages, as extraction has learned it.
create table habits (
    site text primary key,
    learned text not null,         -- JSON, see extraction/habits.py
    pages integer not null,
    updated text not null
)"""

CHANGES = """
-- One row an article: its place in the order of changes, given by triggers in the transaction of the change. There is
-- one writer and numbers are never used again, so whoever has read up to a number has missed nothing before it.
create table changes (
    sequence integer primary key autoincrement,
    article integer not null unique,
    url text not null,
    removed text                   -- when its row was deleted; null while it is there
);

insert into changes (article, url) select id, url from articles order by changed, id;

-- What tells this database from another: a cursor of one is refused by the other.
create table identity (
    mark text not null
);

insert into identity values (lower(hex(randomblob(4))));

-- The time that readers sort by: a date after the moment at which we found the article is a mistake, or bait.
create index articles_moment on articles(coalesce(min(published, first_seen), first_seen))
"""

HOSTS_TABLE = """
-- What an origin has told us about manners, so that the next run need not ask again.
create table hosts (
    origin text primary key,       -- https://example.org, with the port where it is not the scheme's own
    host text not null,            -- example.org: pace and Retry-After are kept by host
    robots text,                   -- its robots.txt, cut at 500 KiB; empty where it has none
    robots_status integer,         -- what it answered with: 2xx has rules, 4xx allows everything
    robots_fetched text,
    crawl_delay real,              -- seconds that its robots.txt asks us to leave between two requests
    tdmrep text,                   -- its /.well-known/tdmrep.json
    tdmrep_status integer,
    tdmrep_fetched text,
    held_until text,               -- Retry-After: no request to the host before
    held_reason text,
    last_request text              -- end of the last request of a run, where the host's delay outlives the run
);

create index hosts_host on hosts(host)
"""

READING = """
drop index articles_moment;

-- The time that readers sort by, as before, with what they filter by: a list is found in it before any row is read.
create index articles_moment on articles(
    coalesce(min(published, first_seen), first_seen), source, language, status, duplicate_of
);

create index articles_language on articles(language);

create index articles_section on articles(section)
"""

SCOPE = """
-- Articles out of scope, one row an address: enough to check the decision, and to decide anew by another vocabulary.
create table rejected (
    url text primary key,          -- frontier.url
    source text not null,
    title text,
    published text,
    section text,
    language text not null,        -- whose terms it was judged by
    score real not null,
    threshold real not null,       -- that it stayed under
    terms text not null,           -- JSON: term, found, place, weight, count; what counted most first
    decided text not null
);

create index rejected_source on rejected(source, score);

-- An address that leads to an article, or nowhere, is turned away no longer: in the transaction of the change.
create trigger rejected_no_more after update of state on frontier when new.state in ('done', 'gone') begin
    delete from rejected where url = new.url;
end;

-- The topics of the vocabulary as the last run read it; the YAML files are the truth.
create table topics (
    name text primary key,
    title text not null,
    about text not null,
    iptc text not null,            -- JSON: code, label, release
    gdelt text not null,           -- JSON
    eurovoc text not null          -- JSON
);

create table article_topics (
    article integer not null references articles(id) on delete cascade,
    topic text not null references topics(name),
    score real not null,
    terms text not null,           -- JSON: term, found, place, weight, count; what counted most first
    primary key (article, topic)
) without rowid;

create index article_topics_topic on article_topics(topic, score)
"""

SIGHTINGS = """
-- The places where an address was seen; frontier.article leads from it to the article.
create table sightings (
    address integer not null references frontier(id) on delete cascade,
    feed text not null,            -- feeds.url
    position integer not null,     -- among the entries of the body in which it was last seen, 1 for the first
    first_seen text not null,
    last_seen text not null,       -- in the last body that was read; one that is unchanged is not
    primary key (address, feed)
) without rowid;

create index frontier_guid on frontier(guid) where guid is not null
"""

COPIES = """
-- Keys that copies have in common: bands of a MinHash (below 42 * 2**32), and anchors, an even sample of phrases.
create table signatures (
    key integer not null,
    article integer not null,      -- no foreign key: deleting an article would look through the whole table
    primary key (key, article)
) without rowid;

-- Pairs of articles that carry one text; articles.duplicate_of follows from them.
create table copies (
    one integer not null references articles(id) on delete cascade,
    other integer not null references articles(id) on delete cascade,
    jaccard real not null,         -- what they share of all their shingles
    contained real not null,       -- what they share of the shorter text's
    primary key (one, other),
    check (one < other)
) without rowid;

create index copies_other on copies(other)
"""

STORIES = """
-- One row an event that several articles report; articles.story leads here. Counts are those of the last clustering.
create table stories (
    id integer primary key,
    first_report integer references articles(id) on delete set null,
    title text,                    -- of the first report
    articles integer not null,     -- copies among them
    sources integer not null,      -- independent ones: all copies of a text are one
    began text not null,           -- the first report
    latest text not null,
    terms text not null            -- JSON: term, articles; what ties most articles first
);

create index stories_first_report on stories(first_report);

create index stories_latest on stories(latest);

-- Names, numbers and rare words of every article, from which stories are made.
create table report_terms (
    article integer primary key references articles(id) on delete cascade,
    terms text not null            -- JSON: the words as they stand there
);

-- Why an article is in its story: the report that it has most in common with, and what that is.
create table story_ties (
    article integer primary key references articles(id) on delete cascade,
    other integer not null references articles(id) on delete cascade,
    score real not null,           -- 0 to 1; 1 for copies of one text
    terms text not null            -- JSON: what ties most comes first; empty for copies
);

create index story_ties_other on story_ties(other)
"""

REVISIONS = """
alter table articles add gone_since text;

-- What a publisher changed in an article after we had it.
create table revisions (
    id integer primary key,
    article integer not null references articles(id) on delete cascade,
    seen text not null,            -- when the later version was fetched
    before text not null,          -- when the earlier one was
    changed text not null,         -- JSON: title, text, authors
    says text check (says in ('corrected', 'updated')),   -- by the publisher; null: it says nothing
    note text,                     -- the publisher's sentence
    title text,                    -- the earlier version of what changed, null of what did not
    authors text,
    text text,
    diff text not null             -- JSON: by changed column, a list of [sign, words]; = - +
);

create index revisions_article on revisions(article, seen);

-- When an article is looked at again: an hour after publication, then six, a day, three days, a week.
create table revisits (
    article integer primary key references articles(id) on delete cascade,
    due text,                      -- null: not again
    visits integer not null default 0,
    visited text,
    outcome text                   -- a word: unchanged, revised, gone, or why it could not be read
);

create index revisits_due on revisits(due) where due is not null
"""

INFERRED = """
-- One row an article whose text says more than its page states.
create table inferred (
    article integer primary key references articles(id) on delete cascade,
    language text,
    dateline_place text,
    dateline_country text,
    dateline_agency text
);

create index inferred_language on inferred(language);

create index inferred_country on inferred(dateline_country)
"""

BACKFILLS = """
-- One row for each way in whose archive is read.
create table backfills (
    feed text primary key,         -- feeds.url
    source text not null,
    since text not null,           -- how far back
    started text not null,
    finished text,                 -- null: the next run goes on
    bodies integer not null default 0,   -- that were read
    found integer not null default 0,    -- addresses new to the frontier
    reached text                   -- the oldest publication time so far
);

-- The bodies that are still to be read, and those that were: what is done is not asked for again.
create table backfill_bodies (
    feed text not null references backfills(feed) on delete cascade,
    url text not null,
    way text not null,             -- by which it is read: feed, sitemap, section, wordpress
    number integer not null,       -- in the order in which they were found
    state text not null check (state in ('waiting', 'read', 'failed')),
    note text,                     -- why it failed, or why what is behind it is not asked for
    tries integer not null default 0,
    primary key (feed, url)
) without rowid
"""

MENTIONS = """
-- One row a name that an article mentions, however often.
create table mentions (
    article integer not null references articles(id) on delete cascade,
    kind text not null,            -- country, organisation, system, cyber, vulnerability
    name text not null,            -- canonical; of a country its code
    count integer not null,
    in_title integer not null,
    places text not null,          -- JSON: found, place, start, end
    primary key (article, kind, name)
) without rowid;

create index mentions_name on mentions(kind, name)
"""
