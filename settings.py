"""Scrapy's settings: what differs from its defaults, each with its reason. docs/settings.md describes our own."""

BOT_NAME = "watchkeeper"

# One spider; naming its module keeps the readers and their libraries out of the parent process.
SPIDER_MODULES = ["spiders.collect"]
COMMANDS_MODULE = "commands"

# --- ours
DATABASE = "data/news.db"
SOURCES = "sources/"
ALLOWED_NETWORKS = ""  # networks that count as public though they are not: for tests and the demo
CONTACT = ""  # an address or page where publishers reach whoever runs this; part of the User-Agent
MAX_PAGES_PER_SOURCE = 500  # in one run; what is over waits in the frontier for the next
WORKERS = 0  # child processes for parsing; 0: one for each core
WORKER_CPU_S = 20  # CPU seconds that one page or feed may take
WORKER_MEMORY_MB = 768

# --- the order of what happens to every article stands here and nowhere else
ITEM_PIPELINES = {
    "pipelines.archive.ArchivePipeline": 100,
    "pipelines.extract.ExtractPipeline": 200,
    "pipelines.store.StorePipeline": 900,
}
DEFAULT_DROPITEM_LOG_LEVEL = "DEBUG"  # a page that is no article is a row in the frontier, not a warning

# --- quiet: cron mails whatever is printed
LOG_LEVEL = "WARNING"
STATS_DUMP = False
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False

# --- the frontier is ours: Scrapy's own duplicates filter and status filter would lose addresses behind its back
DUPEFILTER_CLASS = "scrapy.dupefilters.BaseDupeFilter"
HTTPERROR_ALLOW_ALL = True
COOKIES_ENABLED = False  # the cookies middleware fetches the public suffix list in mid-crawl
# Requests of the host with the fewest in flight come first: one slow or large source does not hold up the others.
SCHEDULER_PRIORITY_QUEUE = "scrapy.pqueues.DownloaderAwarePriorityQueue"

CONCURRENT_REQUESTS = 64
CONCURRENT_REQUESTS_PER_DOMAIN = 1
DOWNLOAD_DELAY = 1.0
DOWNLOAD_DELAY_JITTER = 0  # a random part would go down to half the delay
DOWNLOAD_TIMEOUT = 30
DOWNLOAD_MAXSIZE = 20 * 1024 * 1024
DOWNLOAD_WARNSIZE = 0
DOWNLOAD_VERIFY_CERTIFICATES = True
RETRY_ENABLED = False  # a failed address waits in the frontier; trying again at once is no manners
REDIRECT_MAX_TIMES = 5
