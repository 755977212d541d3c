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
