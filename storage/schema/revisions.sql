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
