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
