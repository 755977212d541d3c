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
