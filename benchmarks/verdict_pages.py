"""Pages with a verdict known: articles, whole and cut off, and what comes in their place, in eight languages.

A page is drawn from a kind and a language (texts: verdict_texts.yaml, written for this set); layouts change with the
language, so that no two pages of a kind share their markup.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

import yaml

TEXTS: dict[str, dict[str, Any]] = yaml.safe_load(
    Path(__file__).with_name("verdict_texts.yaml").read_text(encoding="utf-8")
)
DATED = (
    '<meta property="article:published_time" content="2026-11-20T09:00:00Z"><meta property="og:type" content="article">'
)
NOT_FREE = '<script type="application/ld+json">{"@type": "NewsArticle", "isAccessibleForFree": false}</script>'


@dataclass(frozen=True)
class Labelled:
    """A page and what should come of it: "full", "teaser", "partial", or the word of a refusal."""

    name: str
    url: str
    body: bytes
    expected: tuple[str, ...]  # any of these is right


def pages() -> Iterator[Labelled]:
    """The whole set, the same at every call."""
    for number, (language, texts) in enumerate(TEXTS.items()):
        for kind, (inner, title, head, expected) in {**_articles(texts, number), **_others(texts, number)}.items():
            site = texts["site"]
            page = (
                f'<!DOCTYPE html><html lang="{language}"><head><meta charset="utf-8">'
                f"<title>{escape(title)} - {site}</title>{head}</head>"
                f"<body>{_frame(site, texts['titles'], number, inner)}</body></html>"
            )
            path = "" if kind == "home" else f"{kind}/{number}-{language}.html"
            yield Labelled(f"{kind}-{language}", f"https://site{number}.example/{path}", page.encode(), expected)


Drawn = dict[str, tuple[str, str, str, tuple[str, ...]]]  # kind -> body, title, head, expected


def _frame(site: str, titles: list[str], number: int, inner: str) -> str:
    links = "".join(f'<li><a href="/s/{i}">{escape(t.split()[0])}</a></li>' for i, t in enumerate(titles))
    rail = "".join(f'<li><a href="/a/{i}">{escape(t)}</a></li>' for i, t in enumerate(titles[: 3 + number % 3]))
    wrap = ("main", "div", "section")[number % 3]
    return (
        f'<header><a href="/">{site}</a><nav><ul>{links}</ul></nav></header><{wrap} class="c{number}">{inner}</{wrap}>'
        f'<aside class="side"><ul>{rail}</ul></aside><footer><p>© {site}</p></footer>'
    )


def _paragraphs(sentences: list[str], count: int, start: int = 0) -> str:
    pairs = ((sentences[(start + i) % 6], sentences[(start + i + 3) % 6]) for i in range(count))
    return "".join(f"<p>{escape(one)} {escape(two)}</p>" for one, two in pairs)


def _cards(texts: dict[str, Any], number: int) -> str:
    level = 2 + number % 2
    return "".join(
        f'<div class="item"><h{level}><a href="/a/{i}">{escape(title)}</a></h{level}><p>{escape(sentence)}</p></div>'
        for i, (title, sentence) in enumerate(zip(texts["titles"], texts["prose"], strict=True))
    )


def _articles(texts: dict[str, Any], number: int) -> Drawn:
    sentences, title = texts["prose"], texts["titles"][number % 6]
    tag = ("article", "div", "section")[number % 3]
    gate = f'<div class="{("gate", "offer", "wall")[number % 3]}"><p>{escape(texts["gate"])}</p></div>'
    items = "".join(f"<li>{escape(s)}</li>" for s in sentences)
    more = f'<p><a href="/x">{texts["more"]}</a></p>'
    whole = _paragraphs(sentences, 5)

    def page(inner: str, *expected: str, head: str = DATED, over: str = "") -> tuple[str, str, str, tuple[str, ...]]:
        return f"<h1>{over}{escape(title)}</h1><{tag}>{inner}</{tag}>", over + title, head, expected

    linked = page(_paragraphs(sentences, 4), "full")
    return {
        "article": page(whole, "full"),
        "plain": page(_paragraphs(sentences, 4, 2), "full", head=""),
        "brief": page(f"<p>{escape(' '.join(sentences[:3]))}</p>", "full"),
        "linked": (f"{linked[0]}<div>{_cards(texts, number)}</div>", *linked[1:]),
        "items": page(f"<p>{escape(sentences[0])}</p><ul>{items}</ul><p>{escape(sentences[5])}</p>", "full"),
        "free": page(whole, "full", head=NOT_FREE),
        "about-404": page(whole, "full", over="404: "),
        "gated": page(f"<p>{escape(sentences[0])}</p>{gate}", "teaser", head=NOT_FREE),
        "metered": page(_paragraphs(sentences, 2) + gate, "teaser", "partial"),
        "excerpt": page(f"<p>{escape(sentences[0])} […]</p>{more}", "teaser"),
    }


def _others(texts: dict[str, Any], number: int) -> Drawn:
    titles, sentences, site, login = texts["titles"], texts["prose"], texts["site"], texts["login"]
    cards = _cards(texts, number)
    bare = "".join(f'<h3><a href="/a/{i}">{escape(t)}</a></h3>' for i, t in enumerate(titles * 2))
    lost, explained = texts["lost"]
    topic, section = titles[5].split()[-1], titles[4].split()[-1]
    figures = "".join(
        f'<figure><img src="/i/{i}.jpg"><figcaption>{escape(sentences[i % 6])}</figcaption></figure>' for i in range(8)
    )
    form = f'<form action="/in"><input name="user"><input type="password" name="p"><button>{login}</button></form>'
    waiting = "Just a moment..." if number % 2 else site
    return {
        "listing": (f"<h1>{escape(topic)}</h1><div>{cards}</div>", topic, "", ("listing",)),
        "home": (f"<div>{cards}</div>", "", "", ("listing",)),
        "headlines": (f"<h1>{escape(section)}</h1><div>{bare}</div>", section, "", ("listing",)),
        "lost": (f"<h1>{lost}</h1><p>{explained}</p>", lost, "", ("error",)),
        "soft": (f"<p>{explained}</p><div>{bare}</div>", site, "", ("error", "listing")),
        "consent": (f"<div><h2>{site}</h2><p>{texts['consent']}</p></div>", site, "", ("consent",)),
        "challenge": (f"<h1>site{number}.example</h1><p>{texts['robot']}</p>", waiting, "", ("challenge",)),
        "login": (f"<h1>{login}</h1>{form}", login, "", ("login",)),
        "gallery": (f"<h1>{escape(titles[0])}</h1><div class='s'>{figures}</div>", titles[0], "", ("gallery",)),
    }
