-- Keys that copies have in common: bands of a MinHash (below 42 * 2**32), and anchors, an even sample of phrases.
create table signatures (
    key integer not null,
    article integer not null,      -- no foreign key: deleting an article would look through the whole table
    primary key (key, article)
) without rowid;

-- Pairs of articles that carry one text; articles.duplicate_of follows from them.
create table copies (
    one integer not null references articles(id) on delete cascade,
    other integer not null references articles(id) on delete cascade,
    jaccard real not null,         -- what they share of all their shingles
    contained real not null,       -- what they share of the shorter text's
    primary key (one, other),
    check (one < other)
) without rowid;

create index copies_other on copies(other)
