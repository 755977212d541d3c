"""How an outlet tells the world what is new: feeds, sitemaps, robots.txt."""

import json
from datetime import datetime
from email.utils import format_datetime
from typing import Any

from newsroom.manuscript import Manuscript
from newsroom.outlet import Channel, Outlet
from newsroom.pages import TEMPLATES, body_html
from newsroom.template import load, render

TYPES = {
    "rss": "application/rss+xml; charset=UTF-8",
    "atom": "application/atom+xml; charset=utf-8",
    "rdf": "text/xml; charset=utf-8",
    "jsonfeed": "application/feed+json",
}


def feed(outlet: Outlet, channel: Channel) -> str:
    """The document of one channel. Its bytes depend on the articles only, never on when it is asked for."""
    context = _context(outlet, channel)
    if channel.format == "jsonfeed":
        return _json_feed(context)
    return render(load(TEMPLATES / "feeds" / f"{channel.format}.xml"), context)


def news_sitemap(outlet: Outlet) -> str:
    """Google's news sitemap: the articles of the last days with title and date."""
    return render(load(TEMPLATES / "feeds" / "news-sitemap.xml"), _context(outlet, None))


def sitemap_index(outlet: Outlet) -> str:
    """Points at the news sitemap and at one of pages that are no news."""
    return render(load(TEMPLATES / "feeds" / "sitemap-index.xml"), _context(outlet, None) | {"news": outlet.sitemap})


def pages_sitemap(outlet: Outlet) -> str:
    return render(load(TEMPLATES / "feeds" / "pages-sitemap.xml"), {"base": outlet.base})


def robots(outlet: Outlet) -> str:
    lines = ["User-agent: *", *([f"Disallow: {path}" for path in outlet.disallow] or ["Disallow:"])]
    if outlet.sitemap:
        lines += ["", f"Sitemap: {outlet.base}/sitemap.xml"]
    return "\n".join(lines) + "\n"


def newest(outlet: Outlet) -> datetime:
    """When anything last changed: the Last-Modified of lists and feeds."""
    return max((outlet.modified(article) for article in outlet.articles()), default=outlet.now)


def links(outlet: Outlet, article: Manuscript) -> tuple[str, ...]:
    """Every address under which the outlet announces the article, each once."""
    found = [
        address
        for channel in outlet.channels
        if any(article.slug == listed.slug for listed in outlet.listed(channel))
        for address, _ in _appearances(outlet, channel, article)
    ]
    return tuple(dict.fromkeys(found)) or (outlet.url(article),)


def _appearances(outlet: Outlet, channel: Channel, article: Manuscript) -> list[tuple[str, str]]:
    url, number = outlet.url(article), outlet.number(article)
    shown = [(_tracked(url, channel.tracking), f"{outlet.base}/?p={number}")]
    if article.slug in channel.again:
        shown.append((_tracked(url, channel.again_tracking or channel.tracking), f"{outlet.base}/?p={number}&rev=2"))
    return shown


def _tracked(url: str, tracking: str) -> str:
    return f"{url}?{tracking}" if tracking else url


def _context(outlet: Outlet, channel: Channel | None) -> dict[str, Any]:
    articles = outlet.listed(channel) if channel else list(outlet.articles())
    items = [
        _item(outlet, article, address, guid, full_text=bool(channel and channel.full_text))
        for article in articles
        for address, guid in (
            _appearances(outlet, channel, article) if channel else [(outlet.url(article), outlet.url(article))]
        )
    ]
    return {
        "site": outlet.title,
        "base": outlet.base,
        "self": outlet.base + channel.path if channel else "",
        "about": outlet.about,
        "language": outlet.language,
        "built": format_datetime(newest(outlet)),
        "updated": newest(outlet).isoformat(),
        "items": items,
    }


def _item(outlet: Outlet, article: Manuscript, link: str, guid: str, *, full_text: bool) -> dict[str, Any]:
    published = article.published(outlet.now)
    summary = article.lead()
    if "WordPress" in outlet.system:
        summary = (
            f"<p>{summary}</p>\n<p>The post <a href=\"{link}\">{article.title}</a> appeared first on "
            f"<a href=\"{outlet.base}\">{outlet.title}</a>.</p>\n"
        )  # fmt: skip
    return {
        "title": article.title,
        "link": link,
        "guid": guid,
        "authors": [{"name": name} for name in article.authors],
        "authors_line": ", ".join(article.authors),
        "section": article.section,
        "tags": [{"name": tag} for tag in article.tags],
        "summary": summary,
        "content": body_html(article) if full_text and article.kind == "article" else None,
        "published": format_datetime(published),
        "published_iso": published.isoformat(),
        "modified_iso": outlet.modified(article).isoformat(),
        "language": outlet.language_of(article),
        "image": outlet.image(article),
    }


def _json_feed(context: dict[str, Any]) -> str:
    items = [
        {
            "id": item["guid"],
            "url": item["link"],
            "title": item["title"],
            "summary": item["summary"],
            "content_html": item["content"] or f"<p>{item['summary']}</p>",
            "date_published": item["published_iso"],
            "date_modified": item["modified_iso"],
            "authors": item["authors"],
            "tags": [tag["name"] for tag in item["tags"]],
            "image": item["image"],
            "language": item["language"],
        }
        for item in context["items"]
    ]
    document = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": context["site"],
        "home_page_url": context["base"] + "/",
        "feed_url": context["self"],
        "description": context["about"],
        "language": context["language"],
        "items": items,
    }
    return json.dumps(document, ensure_ascii=False, indent=1)
