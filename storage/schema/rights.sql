-- What a publisher's files and pages said of our rights when each article was fetched; triggers keep it, see rights.py.
create table rights (
    article integer primary key references articles(id) on delete cascade,
    robots text,                   -- a word: allowed (its robots.txt allows the page), none (it has no robots.txt)
    robots_read text,              -- when that robots.txt was read
    tdm text not null,             -- 'reserved: why', or 'not reserved'
    terms text,                    -- of the source, as its file had them then
    extractor text                 -- version of the extraction that made this content
);

-- The version of the extraction that is at work; null until a run has said so.
alter table identity add column extractor text
