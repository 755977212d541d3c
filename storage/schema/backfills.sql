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
