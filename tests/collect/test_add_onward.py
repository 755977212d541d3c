"""`scrapy sources add` where the page that is given does not show the way in itself, but a page behind it does."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.collect.conftest import Collector
from tests.collect.site import NETWORK, Reply, Site, article, page, rss

NOW = datetime.now(UTC)


@pytest.fixture
def collector(tmp_path: Path) -> Collector:
    return Collector(tmp_path, {"ALLOWED_NETWORKS": NETWORK})


def added(collector: Collector, url: str) -> dict[str, Any]:
    done = collector.run("add", url, verb="sources")
    assert done.returncode == 0, done.stdout + done.stderr
    (path,) = collector.sources.glob("*.yaml")
    values: dict[str, Any] = yaml.safe_load(path.read_text())
    return values


def stock(site: Site, folder: str = "/", *, days: int = 0) -> list[tuple[str, str, datetime]]:
    """Three articles on the site, and the items of a feed that names them."""
    items = []
    for number, word in enumerate(("crane", "bridge", "radar")):
        published = NOW - timedelta(days=days, hours=number + 1)
        site.replies[f"{folder}{word}-of-the-harbour/"] = article(f"The {word} of the harbour", published=published)
        items.append((site.url(f"{folder}{word}-of-the-harbour/"), f"The {word} of the harbour", published))
    return items


def alternate(path: str) -> str:
    return f'<link rel="alternate" type="application/rss+xml" title="News" href="{path}">'


def test_the_page_that_lists_the_feeds_is_no_feed_but_leads_to_them(site: Site, collector: Collector) -> None:
    site.replies |= {
        "/": page("Sound and Fury", '<footer><a href="/rss/">RSS</a></footer>'),
        "/rss/": page("Our feeds", '<ul><li>World <a href="/xml/world"><img src="/i.png" alt="RSS"></a></ul>'),
        "/xml/world": rss(stock(site)),
    }
    assert added(collector, site.url())["feeds"] == [site.url("/xml/world")]


def test_a_feed_that_only_the_page_of_its_news_declares_is_found(site: Site, collector: Collector) -> None:
    site.replies |= {
        "/": page("Ministry", '<nav><a href="/about">About</a><a href="/our-work/latest.html">News</a></nav>'),
        "/our-work/latest.html": page("News", head=alternate("/our-work/latest?format=rss")),
        "/our-work/latest?format=rss": rss(stock(site)),
    }
    assert added(collector, site.url())["feeds"] == [site.url("/our-work/latest?format=rss")]


def test_a_front_page_that_is_a_choice_of_languages_leads_to_theirs(site: Site, collector: Collector) -> None:
    site.replies |= {
        "/": page("Choose", '<a href="/uk/">Українською</a> <a href="/en/">English</a>'),
        "/uk/": page("Desk"),
        "/en/": page("Desk", head=alternate("/en/all.xml")),
        "/en/all.xml": rss(stock(site)),
    }
    assert added(collector, site.url())["feeds"] == [site.url("/en/all.xml")]


def test_where_no_page_has_a_feed_the_list_of_news_is_the_way_in(site: Site, collector: Collector) -> None:
    cards = "".join(
        f'<article><h2><a href="{url}">{title}</a></h2><time datetime="{moment:%Y-%m-%d}"></time></article>'
        for url, title, moment in stock(site)
    )
    site.replies |= {
        "/": page("Ministry", '<nav><a href="/about">About</a><a href="/aktuelles/">Mehr</a></nav>'),
        "/aktuelles/": page("Aktuelles", cards),
    }
    assert added(collector, site.url())["sections"] == [site.url("/aktuelles/")]


def test_a_system_in_a_folder_has_its_feed_there(site: Site, collector: Collector) -> None:
    style = '<link rel="stylesheet" href="/blog/wp-content/themes/plain/style.css">'
    site.replies |= {
        "/": page("Company", '<a href="/blog/">Our blog</a>'),
        "/blog/": page("Blog", head=style),
        "/blog/feed/": rss(stock(site, "/blog/")),
    }
    assert added(collector, site.url("/blog/"))["feeds"] == [site.url("/blog/feed/")]


def test_a_language_of_a_site_has_its_feed_in_its_folder(site: Site, collector: Collector) -> None:
    site.replies |= {
        "/": page("Desk"),
        "/en/": page("Desk", head='<meta name="generator" content="Drupal 10">'),
        "/en/rss.xml": rss(stock(site, "/en/")),
        "/rss.xml": rss(stock(site, "/uk/")),
    }
    assert added(collector, site.url("/en/"))["feeds"] == [site.url("/en/rss.xml")]


@pytest.mark.parametrize("scheme", ["feed:http://", "feed://"])
def test_an_address_with_the_scheme_of_feed_readers_is_an_address(
    site: Site, collector: Collector, scheme: str
) -> None:
    site.replies |= {
        "/": page("Sound and Fury", head=alternate(f"{scheme}127.0.0.1:{site.port}/all")),
        "/all": rss(stock(site)),
    }
    assert added(collector, site.url())["feeds"] == [site.url("/all")]


def test_joomla_shows_itself_and_has_its_feed_by_default(site: Site, collector: Collector) -> None:
    site.replies |= {
        "/": page("Desk", head='<meta name="generator" content="Joomla! - Open Source Content Management">'),
        "/index.php?format=feed&type=rss": rss(stock(site)),
    }
    assert added(collector, site.url())["feeds"] == [site.url("/index.php?format=feed&type=rss")]


def test_maps_of_authors_and_tags_do_not_tell_how_old_an_index_is(site: Site, collector: Collector) -> None:
    def urls(*items: tuple[str, datetime]) -> Reply:
        inside = "".join(
            f"<url><loc>{site.url(path)}</loc><lastmod>{day:%Y-%m-%d}</lastmod></url>" for path, day in items
        )
        return Reply(f"<urlset>{inside}</urlset>", "text/xml")

    old = NOW - timedelta(days=400)
    names = ("pages", "authors", "posts", "tags")
    maps = "".join(f"<sitemap><loc>{site.url(f'/sitemap-{name}.xml')}</loc></sitemap>" for name in names)
    site.replies |= {
        "/": page("Sound and Fury"),
        "/robots.txt": Reply(f"Sitemap: {site.url('/sitemap.xml')}", "text/plain"),
        "/sitemap.xml": Reply(f"<sitemapindex>{maps}</sitemapindex>", "text/xml"),
        "/sitemap-pages.xml": urls(("/about/", NOW)),
        "/sitemap-authors.xml": urls(("/author/una/", NOW)),
        "/sitemap-tags.xml": urls(("/tag/crane/", NOW)),
        "/sitemap-posts.xml": urls(("/crane-of-the-harbour/", old)),
    }
    done = collector.run("add", site.url(), verb="sources")
    assert done.returncode == 1, done.stdout  # nothing but the posts is old
    assert not {"/sitemap-authors.xml", "/sitemap-tags.xml", "/sitemap-pages.xml"} & set(site.asked)


def test_a_podcast_beside_the_news_is_no_way_in_to_articles(site: Site, collector: Collector) -> None:
    items = "".join(
        f"<item><title>Episode {number}</title>"
        f"<pubDate>{NOW - timedelta(days=number):%a, %d %b %Y %H:%M:%S} GMT</pubDate>"
        f'<guid isPermaLink="false">e{number}</guid><enclosure url="{site.url(f"/e{number}.mp3")}" type="audio/mpeg"/>'
        "</item>"
        for number in range(4)
    )
    site.replies |= {
        "/": page("Sound and Fury", alternate("/pod.xml") + alternate("/news.xml")),
        "/pod.xml": Reply(f'<rss version="2.0"><channel><title>Pod</title>{items}</channel></rss>', "text/xml"),
        "/news.xml": rss(stock(site)),
    }
    values = added(collector, site.url())
    assert (values["feeds"], values["title"]) == ([site.url("/news.xml")], "Sound and Fury")
    assert [path for path in site.asked if path.endswith(".mp3")] == []
