"""The pages of an outlet: an article in the outlet's own layout, its home page, its lists, its errors."""

import html
from typing import Any

from newsroom.linked_data import iso, json_ld, json_ld_graph
from newsroom.manuscript import Block, Manuscript
from newsroom.outlet import HERE, Outlet
from newsroom.template import load, render

TEMPLATES = HERE / "templates"
_INSERTS = range(1, 9)


def article_page(outlet: Outlet, article: Manuscript) -> str:
    """The whole page. A gallery has a layout that all outlets share."""
    layout = "gallery" if article.kind == "gallery" else outlet.name
    return render(load(TEMPLATES / f"{layout}.html"), article_context(outlet, article))


def list_page(outlet: Outlet, path: str, section: str, number: int) -> str | None:
    """One page of a paged list, None beyond the last."""
    articles = outlet.listing(section)
    size = outlet.listing_size
    shown = articles[(number - 1) * size : number * size]
    if not shown:
        return None
    more = number * size < len(articles)
    context = _site_context(outlet) | {
        "heading": outlet.title if section == "*" else section,
        "items": [_item(outlet, article) for article in shown],
        "older": f"{path}page/{number + 1}/" if more else None,
        "popular": [_item(outlet, article) for article in _popular(outlet)],
    }
    return render(load(TEMPLATES / "list.html"), context)


def plain_page(outlet: Outlet, heading: str, text: str) -> str:
    """An error, the imprint: a heading and a sentence."""
    context = _site_context(outlet) | {"heading": heading, "text": text}
    return render(load(TEMPLATES / "plain.html"), context)


def shown_blocks(article: Manuscript) -> tuple[Block, ...]:
    """The blocks in front of the paywall, or all."""
    return article.blocks[: article.open_paragraphs]


def body_html(article: Manuscript) -> str:
    """The article alone, as a content system hands it to a feed."""
    return "\n".join(block["html"] for block in _blocks(article)) + (
        f"\n<p>{html.escape(article.credit, quote=False)}</p>" if article.credit else ""
    )


def article_context(outlet: Outlet, article: Manuscript) -> dict[str, Any]:
    """Everything that a layout may name."""
    published, modified = article.published(outlet.now), outlet.modified(article)
    language = outlet.language_of(article)
    around = [other for other in outlet.articles() if other.slug != article.slug and other.kind == "article"]
    place = sum(other.age_h < article.age_h for other in around)
    authors = [{"name": name, "path": "/author/" + name.split()[0].lower() + "/"} for name in article.authors]
    context = _site_context(outlet, language) | {
        "title": article.title,
        "title_tag": outlet.title_format.format(title=article.title, site=outlet.title, base=outlet.base),
        "url": outlet.url(article),
        "path": outlet.path(article),
        "number": outlet.number(article),
        "section": article.section,
        "section_path": _section_path(outlet, article),
        "authors": authors,
        "authors_line": " and ".join(article.authors),
        "biographies": [
            author | {"text": outlet.biography[author["name"]]}
            for author in authors
            if author["name"] in outlet.biography
        ],
        "published_iso": iso(published),
        "published_long": f"{published:%B} {published.day}, {published.year}",
        "published_short": f"{published.day} {published:%b} {published.year}",
        "published_dots": f"{published:%d.%m.%Y}",
        "published_clock": f"{published:%H:%M}",
        "modified_iso": iso(modified),
        "revised": article.revised,
        "standfirst": article.standfirst,
        "lead": article.lead(),
        "caption": article.caption,
        "image": outlet.image(article),
        "credit": article.credit,
        "tags": [{"name": tag, "path": "/tag/" + tag.lower().replace(" ", "-") + "/"} for tag in article.tags],
        "blocks": _blocks(article),
        "related": [_item(outlet, other) for other in around[place : place + 3] or around[:3]],
        "latest": [_item(outlet, other) for other in around[:4]],
        "popular": [_item(outlet, other) for other in _popular(outlet) if other.slug != article.slug],
        "previous": _item(outlet, around[place % len(around)]) if around else None,
        "next": _item(outlet, around[place - 1]) if around else None,
        "comments": outlet.comments,
        "reserved": article.reserved,
        "paywalled": article.open_paragraphs is not None,
        "declares_charset": article.charset is None,
        "json_ld": json_ld(outlet, article),
        "json_ld_graph": json_ld_graph(outlet, article),
    }
    furniture = outlet.furniture_in(language)
    if hidden := sorted(set(furniture) & set(context)):
        raise ValueError(f"{outlet.name}: the layouts use {hidden} already; give this furniture other names")
    return context | furniture


def _site_context(outlet: Outlet, language: str | None = None) -> dict[str, Any]:
    kinds = {"atom": "application/atom+xml", "jsonfeed": "application/feed+json"}
    return {
        "site": outlet.title,
        "base": outlet.base,
        "about": outlet.about,
        "language": language or outlet.language,
        "channels": [
            {"path": channel.path, "type": kinds.get(channel.format, "application/rss+xml")}
            for channel in outlet.channels
        ],
        "wordpress": outlet.wordpress,
        "sections": [{"name": name, "path": path} for path, name in outlet.listings.items() if name != "*"],
    }


def _section_path(outlet: Outlet, article: Manuscript) -> str:
    return next((path for path, name in outlet.listings.items() if name == article.section), "/")


def _popular(outlet: Outlet) -> list[Manuscript]:
    return sorted((a for a in outlet.articles() if a.kind == "article"), key=lambda a: outlet.number(a))[:4]


def _item(outlet: Outlet, article: Manuscript) -> dict[str, Any]:
    published = article.published(outlet.now)
    return {
        "title": article.title,
        "path": outlet.path(article),
        "date": f"{published:%B} {published.day}, {published.year}",
        "date_iso": iso(published),
        "teaser": article.lead(24),
        "section": article.section,
        "authors_line": " and ".join(article.authors),
    }


def _blocks(article: Manuscript) -> list[dict[str, Any]]:
    """HTML with the items of a list in one <ul>; ``after_N`` and ``last`` tell a layout where to put its boxes."""
    blocks: list[dict[str, Any]] = []
    for block in shown_blocks(article):
        start = (html.escape(article.dateline, quote=False) if article.dateline else "") if not blocks else ""
        if block.kind == "item" and blocks and blocks[-1]["kind"] == "item":
            blocks[-1]["html"] = blocks[-1]["html"].removesuffix("</ul>") + f"<li>{block.inline}</li></ul>"
            continue
        forms = {"h2": "<h2>{}</h2>", "quote": "<blockquote><p>{}</p></blockquote>", "item": "<ul><li>{}</li></ul>"}
        blocks.append({"kind": block.kind, "html": forms.get(block.kind, "<p>{}</p>").format(start + block.inline)})
    for position, made in enumerate(blocks, 1):
        made |= {f"after_{n}": n == position for n in _INSERTS} | {"last": position == len(blocks)}
    return blocks
