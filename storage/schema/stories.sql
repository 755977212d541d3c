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
