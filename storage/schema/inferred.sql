-- One row an article whose text says more than its page states.
create table inferred (
    article integer primary key references articles(id) on delete cascade,
    language text,
    dateline_place text,
    dateline_country text,
    dateline_agency text
);

create index inferred_language on inferred(language);

create index inferred_country on inferred(dateline_country)
