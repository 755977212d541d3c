-- The watchlists that `scrapy watch` has begun with; the YAML files are the truth.
create table watches (
    name text primary key,         -- the stem of its file
    title text not null,
    asks text not null,            -- JSON: what it looks for; one that is edited begins anew
    begun text not null,           -- when it began with that
    looked text not null           -- when it last looked
);

-- What each watchlist has found: each article once. One that is deleted leaves its address, so that it is not told a
-- second time when it comes back.
create table watch_hits (
    id integer primary key,
    watch text not null references watches(name) on delete cascade,
    article integer references articles(id) on delete set null,
    url text not null,             -- its canonical address when it was found
    found text not null,
    told text,                     -- null: to be told by the next call
    unique (watch, article)
);

create index watch_hits_article on watch_hits(article);

create index watch_hits_untold on watch_hits(watch) where told is null;

create index watch_hits_left on watch_hits(watch, url) where article is null;

-- One row for each writer that began: which numbers of `changes` it may have given. A cursor names its row, so that one
-- from a state which a restored backup does not have is told from those that came after the restore.
create table lineage (
    id integer primary key,
    mark text not null unique,     -- first part of the cursors of that time
    since integer not null         -- number of the latest change when that writer began
);

insert into lineage (mark, since) select mark, 0 from identity;

-- Topics are a part of what exports give: an article whose topics change has changed.
create trigger changes_topic_insert after insert on article_topics
    when exists (select 1 from articles where id = new.article) begin
    delete from changes where article = new.article;
    insert into changes (article, url) select id, url from articles where id = new.article;
end;

create trigger changes_topic_delete after delete on article_topics
    when exists (select 1 from articles where id = old.article) begin
    delete from changes where article = old.article;
    insert into changes (article, url) select id, url from articles where id = old.article;
end
