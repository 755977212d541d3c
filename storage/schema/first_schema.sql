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
)
