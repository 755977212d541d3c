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
