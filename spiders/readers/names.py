"""One spelling for the element names of all dialects: `{http://purl.org/dc/elements/1.1/}Creator` is "dc:creator".

The dialects of RSS and Atom share their names without prefix; an element of a namespace that is none of theirs and none
of the known extensions is "?:name", so that it is never taken for the feed's own.
"""

import re
from functools import lru_cache

_CORE = {
    "",
    "http://backend.userland.com/rss",
    "http://backend.userland.com/rss2",
    "http://blogs.law.harvard.edu/tech/rss",
    "http://cyber.law.harvard.edu/rss/rss.html",
    "http://purl.org/rss/1.0",
    "http://purl.org/rss/1.0/modules/rss091#",
    "http://my.netscape.com/rdf/simple/0.9",
    "http://my.netscape.com/publish/formats/rss-0.91.dtd",
    "http://channel.netscape.com/rdf/simple/0.9",
    "http://purl.org/net/rss1.1#",
    "http://www.w3.org/2005/atom",
    "http://purl.org/atom/ns#",
    "http://purl.org/echo",
    "http://www.sitemaps.org/schemas/sitemap/0.9",
    "https://www.sitemaps.org/schemas/sitemap/0.9",
    "http://www.google.com/schemas/sitemap/0.84",
}
_EXTENSIONS = {
    "http://purl.org/dc/elements/1.1": "dc",
    "http://purl.org/dc/elements/1.0": "dc",
    "http://purl.org/dc/terms": "dcterms",
    "http://purl.org/rss/1.0/modules/content": "content",
    "http://purl.org/rss/1.0/modules/syndication": "sy",
    "http://search.yahoo.com/mrss": "media",
    "http://www.itunes.com/dtds/podcast-1.0.dtd": "itunes",
    "http://rssnamespace.org/feedburner/ext/1.0": "feedburner",
    "http://www.w3.org/1999/xhtml": "xhtml",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#": "rdf",
    "http://www.google.com/schemas/sitemap-news/0.9": "news",
    "https://www.google.com/schemas/sitemap-news/0.9": "news",
    "http://www.google.com/schemas/sitemap-image/1.1": "image",
    "https://www.google.com/schemas/sitemap-image/1.1": "image",
    "http://www.w3.org/ns/tdmrep#": "tdm",
    "https://www.w3.org/ns/tdmrep#": "tdm",
    "http://www.w3.org/ns/tdmrep": "tdm",
    "https://www.w3.org/ns/tdmrep": "tdm",
    "https://rslstandard.org/rsl": "rsl",
    "https://rslstandard.org/rss": "rsl",
}
# A prefix that nobody declared means what everybody means by it.
EXTENSIONS = {"atom": "http://www.w3.org/2005/Atom"} | {prefix: uri for uri, prefix in reversed(_EXTENSIONS.items())}


_NO_WORD = re.compile(r"[^A-Za-z0-9]")


def known_uri(uri: str) -> str:
    """A namespace as it is if it is one of these, else a name that every parser takes for a URI; "" for none."""
    uri = "".join(uri.split())
    if uri.lower().rstrip("/") in _CORE | _EXTENSIONS.keys():
        return uri
    return f"urn:other:{_NO_WORD.sub('-', uri[:200])}"


@lru_cache(maxsize=2048)
def name(tag: str, own: str = "") -> str:
    """The spelling of lxml's `tag`, where `own` is the namespace of the root, which counts as the feed's own."""
    if tag[0] == "{":
        namespace, _, local = tag[1:].partition("}")
    else:
        namespace, local = "", tag
    local = local.lower()
    key = namespace.lower().rstrip("/")
    if key in _CORE:
        return local
    if key in _EXTENSIONS:
        return f"{_EXTENSIONS[key]}:{local}"
    return local if namespace == own else f"?:{local}"


def namespace(tag: str) -> str:
    return tag[1:].partition("}")[0] if tag[0] == "{" else ""
