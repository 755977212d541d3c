-- What a name is, and where: the sort of a place, the class of a system, the office of a person; ISO 3166-1.
alter table mentions add column about text;

alter table mentions add column country text;

-- The day of publication where the article was written: what "yesterday" is counted from.
alter table inferred add column day text;

-- One row an expression of time in an article that names a day, a week, a month or a year.
create table event_dates (
    article integer not null references articles(id) on delete cascade,
    place text not null,           -- title or text
    start integer not null,        -- offsets in characters
    end integer not null,
    found text not null,           -- as it stands there: "on Wednesday"
    first_day text not null,
    last_day text not null,
    precision text not null,       -- day, week, month, year
    primary key (article, place, start)
) without rowid;

create index event_dates_day on event_dates(first_day, precision);

-- One row a country that an article names, itself or one of its places, or that its dateline lies in.
create table article_countries (
    article integer not null references articles(id) on delete cascade,
    country text not null,         -- ISO 3166-1
    count integer not null,        -- mentions of it and its places
    in_title integer not null,
    in_dateline integer not null,
    primary key (article, country)
) without rowid;

create index article_countries_country on article_countries(country);

insert into article_countries
    select article, country, sum(count), max(in_title), max(in_dateline) from (
        select article, name as country, count, in_title, 0 as in_dateline from mentions where kind = 'country'
        union all
        select article, dateline_country, 0, 0, 1 from inferred where dateline_country is not null
    ) group by article, country
