"""JSON-LD: what content systems tell search engines about an article."""

import json
from datetime import datetime
from typing import Any

from newsroom.manuscript import Manuscript
from newsroom.outlet import Outlet


def json_ld(outlet: Outlet, article: Manuscript) -> str:
    """One NewsArticle, ready for a <script>."""
    return _script(_story(outlet, article))


def json_ld_graph(outlet: Outlet, article: Manuscript) -> str:
    """A graph of page, site, crumbs and people around the article, as WordPress' SEO plugins write it."""
    return _script(_graph(outlet, article))


def iso(when: datetime) -> str:
    return when.isoformat(timespec="seconds")


def _story(outlet: Outlet, article: Manuscript) -> dict[str, Any]:
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "mainEntityOfPage": {"@type": "WebPage", "@id": outlet.url(article)},
        "headline": article.title,
        "description": article.lead(),
        "datePublished": iso(article.published(outlet.now)),
        "dateModified": iso(outlet.modified(article)),
        "author": [{"@type": "Person", "name": name} for name in article.authors]
        or {"@type": "Organization", "name": outlet.title},
        "publisher": {"@type": "Organization", "name": outlet.title},
        "image": [outlet.image(article)],
        "inLanguage": outlet.language_of(article),
    }
    if article.section:
        data["articleSection"] = article.section
    if article.open_paragraphs is not None:
        data["isAccessibleForFree"] = False
        data["hasPart"] = {"@type": "WebPageElement", "isAccessibleForFree": False, "cssSelector": ".gated"}
    return data


def _graph(outlet: Outlet, article: Manuscript) -> dict[str, Any]:
    """The form of WordPress' SEO plugins: people stand apart and are pointed at."""
    url = outlet.url(article)
    people = {name: f"{outlet.base}/#/schema/person/{place}" for place, name in enumerate(article.authors)}
    story = _story(outlet, article) | {
        "@id": url + "#article",
        "isPartOf": {"@id": url},
        "author": [{"name": name, "@id": identity} for name, identity in people.items()],
    }
    del story["@context"]
    crumbs = [("Home", outlet.base + "/"), (article.title, url)]
    return {
        "@context": "https://schema.org",
        "@graph": [
            story,
            {"@type": "WebPage", "@id": url, "url": url, "name": f"{article.title} - {outlet.title}"},
            {"@type": "WebSite", "@id": outlet.base + "/#website", "url": outlet.base + "/", "name": outlet.title},
            {
                "@type": "BreadcrumbList",
                "itemListElement": [
                    {"@type": "ListItem", "position": place, "name": name, "item": where}
                    for place, (name, where) in enumerate(crumbs, 1)
                ],
            },
            *({"@type": "Person", "@id": identity, "name": name} for name, identity in people.items()),
        ],
    }


def _script(data: dict[str, Any]) -> str:
    return json.dumps(data, ensure_ascii=False).replace("</", "<\\/")
