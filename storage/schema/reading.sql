drop index articles_moment;

-- The time that readers sort by, as before, with what they filter by: a list is found in it before any row is read.
create index articles_moment on articles(
    coalesce(min(published, first_seen), first_seen), source, language, status, duplicate_of
);

create index articles_language on articles(language);

create index articles_section on articles(section)
