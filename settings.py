"""Scrapy's settings: what differs from its defaults, each with its reason. docs/settings.md describes our own."""

BOT_NAME = "watchkeeper"

# One spider; naming its module keeps the readers and their libraries out of the parent process.
SPIDER_MODULES = ["spiders.collect"]
COMMANDS_MODULE = "commands"

# --- ours
DATABASE = "data/news.db"  # created when it is not there
SOURCES = "sources/"  # the folder of the source files
WATCHLISTS = "watchlists/"  # the folder of the watchlists
ALLOWED_NETWORKS = ""  # networks that count as public though they are not, with commas: for tests and the demo
CONTACT = ""  # an address or page where publishers reach whoever runs this; part of the User-Agent
MAX_PAGES_PER_SOURCE = 120  # in one run; what is over waits in the frontier for the next
MAX_ENTRIES_PER_POLL = 5000  # of a feed, a sitemap or a section with all bodies that it leads to; the first ones count
MAX_ENTRIES_PER_LIST = 50_000  # of one map or list that a backfill reads; no sitemap may have more
MAX_BODIES_PER_POLL = 8  # what one poll of an index or a list with further pages may ask for
MAX_LIST_PAGES = 5  # of a section's or feed's list with further pages, in one poll
MAX_INDEX_DEPTH = 2  # of sitemap indexes inside each other
MAX_MAPS_PER_INDEX = 3  # newest maps of an index that a poll asks for, besides those that changed since the last
MAX_OWED_MAPS = 200  # maps that one poll of an index leaves to the next
MAX_LISTS_PER_ARCHIVE = 5000  # of one way in that a backfill reads: endless archives end here
MAX_UNDATED_PAGES = 50  # of a section without dates that a backfill reads: nothing tells when it has come to the day
MAX_REVISITS_PER_SOURCE = 100  # articles looked at again in one run; what is over stays due
MAX_TRIES = 8  # of an address that cannot be had, and twice as many runs that are killed while it is fetched
MAX_LIST_TRIES = 3  # of a list of an archive, one a run
MAX_TITLE_CHARS = 400  # what is longer is cut and counted, here and below
MAX_FIELD_CHARS = 3000  # of a summary or a section's name
MAX_TEXT_CHARS = 1_000_000  # of an article; over it the article is a part
MAX_NAMES = 40  # authors, and tags, of one article
MAX_NAME_CHARS = 200  # of an author or a tag
WORKERS = 2  # child processes for parsing; 0: one for each core, which reads an archive faster and needs more memory
WORKER_CPU_S = 10  # CPU seconds that one page or feed may take
WORKER_CLOCK_S = 180  # seconds that one page or feed may take by the clock, waiting included
WORKER_MEMORY_MB = 256  # memory that one page or feed may take
PROCESSES_MAX_MB = 768  # memory of a run and its child processes; over it the run ends in order. 0: no limit
PROCESSES_MAX_CPU_S = 14_400  # CPU seconds of a run and its child processes, likewise
# What parsers take in; what is beyond is left away and counted.
MAX_TREE_DEPTH = 256  # elements inside each other in a page or feed; the parser has no more
MAX_ATTRIBUTES = 2000  # of one tag
MAX_LINKS_PER_PAGE = 4000  # of a page that lists articles
MAX_JSON_NODES = 100_000  # values of the data in a page (JSON-LD and its like)
MAX_JSON_CHARS = 5_000_000  # of one block of such data
MAX_CONTENT_CHARS = 200_000  # of an entry's own full text, with its markup
MAX_WORDS_READ = 20_000  # of a text, in which names, events and datelines are looked for
MAX_MENDED_CHARS = 5_000_000  # of a feed so damaged that only feedparser reads it; over it the beginning is read
MAX_ADDRESS_CHARS = 8192  # of an address; a longer one is not asked for
MAX_VALIDATOR_CHARS = 1000  # of an ETag that is sent back
HEAD_MAX_BYTES = 512 * 1024  # of a page, in which its head says whether its text is reserved, or is elsewhere
MAX_NAMESPACES = 200  # of a damaged feed; elements of further ones are left away
MAX_DAMAGED_RECORDS = 50  # of a JSON Feed, that are passed over; what follows is left away
MAX_STYLE_CHARS = 64_000  # of the style sheets in a page, and of the style of one element
UNPACKED_MAX_BYTES = 12 * 1024 * 1024  # of a compressed file; over it the beginning is read

# --- the order of what happens to every article stands here and nowhere else
ITEM_PIPELINES = {
    "pipelines.archive.ArchivePipeline": 100,
    "pipelines.extract.ExtractPipeline": 200,
    "pipelines.infer.InferPipeline": 250,
    "pipelines.scope.ScopePipeline": 300,
    "pipelines.store.StorePipeline": 900,
}
# The bases are emptied, what is wanted of them is named here: what is only set to None is imported all the same, and
# a web server (remote control), FTP (feed exports) and their like take a quarter of the time of a poll of one feed.
EXTENSIONS_BASE: dict[str, int] = {}
EXTENSIONS = {
    "scrapy.extensions.corestats.CoreStats": 0,
    "scrapy.extensions.logcount.LogCount": 0,
    "scrapy.extensions.closespider.CloseSpider": 0,
    "spiders.emergency.StopWhenUnwritable": 0,
    "spiders.resources.StopOverLimits": 0,
    "spiders.commits.GatherCommits": 0,
}
DEFAULT_DROPITEM_LOG_LEVEL = "DEBUG"  # a page that is no article is a row in the frontier, not a warning

# --- quiet: cron mails whatever is printed
LOG_LEVEL = "WARNING"
STATS_DUMP = False
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False

# --- the frontier is ours: Scrapy's own duplicates filter and status filter would lose addresses behind its back
SCRAPER_SLOT_MAX_ACTIVE_SIZE = 32 * 1024 * 1024  # at 5 MB a single large feed in a reader stops the whole crawl
DUPEFILTER_CLASS = "scrapy.dupefilters.BaseDupeFilter"
# Of Scrapy's own, those for statuses and for long addresses would drop what has to have a reason in the frontier, and
# each one costs every request and response some time; the others have nothing to do here.
SPIDER_MIDDLEWARES_BASE: dict[str, int] = {}
SPIDER_MIDDLEWARES = {"scrapy.spidermiddlewares.referer.RefererMiddleware": 700}
REFERRER_POLICY = "same-origin"
# Requests of the host with the fewest in flight come first: one slow or large source does not hold up the others.
SCHEDULER_PRIORITY_QUEUE = "scrapy.pqueues.DownloaderAwarePriorityQueue"

# --- manners and guards on the wire; docs/manners.md and docs/limits.md say what they promise
# Scrapy's own for robots.txt (takes a 5xx as "all allowed"), retries (after 0.2 s whatever Retry-After says), redirects
# and compression (takes half a gzip as whole) are replaced; those for cookies and passwords are not wanted.
DOWNLOADER_MIDDLEWARES_BASE: dict[str, int] = {}
DOWNLOADER_MIDDLEWARES = {
    # Closest to the engine first. The order is written for requests; answers go through it backwards.
    "middlewares.retry.SecondTryMiddleware": 60,  # sees a failure after PaceMiddleware has read its Retry-After
    "middlewares.addresses.AddressMiddleware": 70,  # before anything of the host is asked for, robots.txt included
    "middlewares.pace.PaceMiddleware": 100,  # a host under Retry-After is not even asked for robots.txt
    "middlewares.robots.RobotsMiddleware": 200,
    "middlewares.reservation.ReservationMiddleware": 250,  # tdmrep.json only where robots.txt allows the page
    "scrapy.downloadermiddlewares.downloadtimeout.DownloadTimeoutMiddleware": 350,
    "scrapy.downloadermiddlewares.defaultheaders.DefaultHeadersMiddleware": 400,
    "middlewares.identity.IdentityMiddleware": 500,
    "middlewares.redirects.BoundedRefreshes": 570,  # needs the unpacked page
    "middlewares.limits.LimitsMiddleware": 590,  # unpacks
    "middlewares.redirects.BoundedRedirects": 600,
    "scrapy.downloadermiddlewares.httpproxy.HttpProxyMiddleware": 750,
    "scrapy.downloadermiddlewares.stats.DownloaderStats": 850,
}
DOWNLOAD_HANDLERS = {
    "http": "middlewares.wire.WireHandler",
    "https": "middlewares.wire.WireHandler",
    "data": None,  # a feed must not make us read files
    "file": None,
    "ftp": None,
    "s3": None,
}
# A resolver that checks what it answers; without it AddressMiddleware refuses everything.
TWISTED_DNS_RESOLVER = "middlewares.resolver.GuardedResolver"
REACTOR_THREADPOOL_MAXSIZE = 30  # names are looked up in threads, and a dead name holds one for its whole time limit
DOWNLOAD_TIMEOUT = 30  # in all, for connecting, head and body, counted from the host's turn on
DOWNLOAD_MAXSIZE = 32 * 1024 * 1024  # a belt only: LimitsMiddleware keeps a limit by kind
DOWNLOAD_WARNSIZE = 0
DOWNLOAD_VERIFY_CERTIFICATES = True
# The pause is kept by WireHandler, from the end of a request to the start of the next. Scrapy's counts from the start.
DOWNLOAD_DELAY = 0
DOWNLOAD_DELAY_JITTER = 0  # a random part would go below the delay
CONCURRENT_REQUESTS_PER_DOMAIN = 1
# Requests that wait for their host's turn count too: with 16, a slow host with 16 pages would stop all others. What
# is bounded is CONCURRENT_TRANSFERS.
CONCURRENT_REQUESTS = 5000
# Scrapy starts so many tasks for each response, whatever it yields; ours yield a page or a handful of requests.
CONCURRENT_ITEMS = 4
REDIRECT_MAX_TIMES = 5
METAREFRESH_MAXDELAY = 5  # longer ones are pages that reload
COOKIES_ENABLED = False

# --- ours, for manners and guards
HOST_DELAY_S = 1  # between the end of a request to a host and the start of the next
CRAWL_DELAY_MAX_S = 60  # a longer Crawl-delay counts as this
HOST_MAX_TIMEOUTS = 4  # in a row; what else is wanted of the host is left for the next run
CONCURRENT_TRANSFERS = 128  # at once, over all hosts
RETRY_AFTER_DEFAULT_S = 60  # a 429 without Retry-After
RETRY_AFTER_PATIENCE_S = 10  # so short a Retry-After is waited for; a longer one refuses requests to the host
RETRY_AFTER_MAX_S = 7 * 24 * 3600  # a longer one counts as this: no source is forgotten
SECOND_TRY_WAIT_S = 10  # before the one second try of a request that failed in passing; 0: none
PAGE_MAX_BYTES = 5 * 1024 * 1024  # after decompression; over it a page is refused
FEED_MAX_BYTES = 8 * 1024 * 1024  # after decompression; over it a feed is cut, its beginning is read
HEADER_MAX_BYTES = 64 * 1024  # status line and headers
ROBOTS_MAX_BYTES = 500 * 1024  # of robots.txt and tdmrep.json; over it the beginning counts (RFC 9309 wants as much)
MAX_CONTENT_ENCODINGS = 3  # layers of compression on the wire; more are refused
TRANSFERS_MAX_BYTES = 64 * 1024 * 1024  # of all answers coming in at one time; over it the large ones are let go
ROBOTS_MAX_AGE_S = 24 * 3600  # a robots.txt is asked for again after that
TDMREP_MAX_AGE_S = 24 * 3600  # and a tdmrep.json
TDMREP_TIMEOUT_S = 10  # for a tdmrep.json: the pages of its site wait for it
