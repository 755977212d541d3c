"""When an article was published and changed, by evidence."""

import re
from datetime import timedelta
from urllib.parse import urlsplit

from extraction import jsonld
from extraction.claims import Claims
from extraction.dates import Dated, parse_date
from extraction.headline import Headline
from extraction.vicinity import hints, is_update, own_text

_URL_DATE = re.compile(r"/((?:19|20)\d{2})[/-]?(0?[1-9]|1[0-2])[/-]?(0?[1-9]|[12]\d|3[01])(?:[/_-]|$)")


def url_date(url: str):
    m = _URL_DATE.search(urlsplit(url).path)
    return parse_date(f"{m[1]}-{int(m[2]):02d}-{int(m[3]):02d}") if m else None


def find_dates(claims: Claims, headline: Headline, around, before, keys, url, fetched, language, entry):
    """(published, origin), (modified, origin)"""
    latest = fetched + timedelta(days=1)

    def read(text):
        found = parse_date(text, language=language, reference=fetched)
        return found if found and found.value <= latest else None

    published = []
    modified = []
    node = headline.node
    if node:
        for key in ("datePublished", "dateCreated", "uploadDate"):
            for text in jsonld.texts(node.get(key), {}):
                if d := read(text):
                    published.append((d, "json-ld"))
        for text in jsonld.texts(node.get("dateModified"), {}):
            if d := read(text):
                modified.append((d, "json-ld"))
    for value in claims.all(*keys["published"]):
        if d := read(value):
            published.append((d, "meta"))
    for value in claims.all(*keys["modified"]):
        if d := read(value):
            modified.append((d, "meta"))
    if not published:
        for d, update in visible(around, before, read):
            (modified if update else published).append((d, "visible"))
    if not published and entry and entry.published:
        published.append((Dated(entry.published, "minute", True, entry.published.date()), "feed"))
    if not published and (d := url_date(url)):
        published.append((d, "url"))
    if not published:
        for t in claims.times:
            if d := read(t.get("datetime") or own_text(t)):
                published.append((d, "visible"))
                break
    return (published or [None])[0], (modified or [None])[0]


def visible(around, before, read):
    for element in (*around, *before):
        if element.tag == "time":
            d = read(element.get("datetime") or "") or read(own_text(element))
        elif element.get("itemprop") in ("datePublished", "dateModified"):
            d = read(element.get("content") or element.get("datetime") or own_text(element))
        elif element.text and len(element.text) < 150 and any(map(str.isdigit, element.text)):
            d = read(element.text)
        else:
            continue
        if d:
            yield d, is_update(hints(element) + " " + own_text(element, 100))
