-- What an origin has told us about manners, so that the next run need not ask again.
create table hosts (
    origin text primary key,       -- https://example.org, with the port where it is not the scheme's own
    host text not null,            -- example.org: pace and Retry-After are kept by host
    robots text,                   -- its robots.txt, cut at 500 KiB; empty where it has none
    robots_status integer,         -- what it answered with: 2xx has rules, 4xx allows everything
    robots_fetched text,
    crawl_delay real,              -- seconds that its robots.txt asks us to leave between two requests
    tdmrep text,                   -- its /.well-known/tdmrep.json
    tdmrep_status integer,
    tdmrep_fetched text,
    held_until text,               -- Retry-After: no request to the host before
    held_reason text,
    last_request text              -- end of the last request of a run, where the host's delay outlives the run
);

create index hosts_host on hosts(host)
