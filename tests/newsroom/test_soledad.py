"""The page in the Soledad theme has everything around its article that real ones have, where they have it."""

import urllib.request

import pytest
from lxml import html
from lxml.html import HtmlElement

from newsroom.server import Newsroom


@pytest.fixture(scope="module")
def page(newsroom: Newsroom) -> HtmlElement:
    truth = next(each for each in newsroom.truth if each.slug == "diplomats-mark-alliances-shortest-promise")
    with urllib.request.urlopen(truth.url, timeout=10) as response:
        return html.document_fromstring(response.read())


@pytest.mark.parametrize(
    ("selector", "says"),
    [
        ("body.single.single-post[class*=postid-]", ""),
        ("div.container.penci-breadcrumb.single-breadcrumb > span > a.crumb", "Home"),
        ("div.penci-breadcrumb i.fa-angle-right", ""),
        ("div.penci-breadcrumb > span:last-child", "Diplomats mark"),
        ("div.container.container-single.penci_sidebar.right-sidebar div#main > div.theiaStickySidebar > article", ""),
        ("article div.header-standard.single-header span.cat > a.penci-cat-name[rel='category tag']", "SECURITY & DEF"),
        ("article h1.post-title.single-post-title.entry-title", "Diplomats mark"),
        ("article div.penci-hide-tagupdated > span.author-italic.author.vcard", "by asma"),
        ("article div.penci-hide-tagupdated > time.entry-date.published[datetime]", ""),
        ("article div.post-box-meta-single > span.author-post.byline > span.author.vcard", "by asma"),
        ("article div.post-box-meta-single > span.author-post a.author-url.url.fn.n", "asma"),
        ("article div.post-box-meta-single time.entry-date.published[datetime]", ""),
        ("article div.post-box-meta-single > span:nth-child(3)", "0 comment"),
        ("article div.post-box-meta-single i.penci-post-countview-number", "0"),
        ("article div.tags-share-box.tags-share-box-top > span.penci-social-share-text", "Share"),
        ("article div.tags-share-box div.post-share > a.post-share-item > span.dt-share", "Facebook"),
        ("article div.post-image img.penci-lazy[src^='data:'][data-src]", ""),
        ("article div.post-image div.penci-featured-caption", "reading room"),
        ("article div.post-entry > div.inner-post-entry.entry-content#penci-post-entry-inner", ""),
        ("#penci-post-entry-inner div.penci-google-adsense-1", "Advertisement"),
        ("#penci-post-entry-inner div.penci-google-adsense-2", ""),
        ("#penci-post-entry-inner div.penci-ilrltpost-box", "Related Posts"),
        ("#penci-post-entry-inner div.penci-single-link-pages", ""),
        ("#penci-post-entry-inner div.post-tags > a[rel=tag]", "NATO"),
        ("article div.post-author", "mailing list"),
        ("article div.post-pagination .prev-post", "previous post"),
        ("article div.post-pagination .next-post", "next post"),
        ("article div.post-related h4.post-box-title", "You may also like"),
        ("article div.post-related div.penci-related-carousel > div.item-related span.date", ""),
        ("article div.post-comments#comments > div#respond", "Leave a Comment"),
        ("article div#respond form", ""),
        ("div#sidebar aside.widget > h4.widget-title", "About Us"),
        ("div#sidebar aside.widget > ul.side-newsfeed > li", ""),
        ("div.penci-flag-rlt-popup + aside", "Read also"),
        ("footer", "All Right Reserved"),
        ("div.penci-gprd-law", "cookies"),
    ],
)
def test_the_theme_has(page: HtmlElement, selector: str, says: str) -> None:
    found = page.cssselect(selector)
    assert found
    assert says in " ".join(found[0].text_content().split())


def test_editors_picks_and_latest_posts_stand_in_the_sidebar(page: HtmlElement) -> None:
    headings = [heading.text_content().strip() for heading in page.cssselect("#sidebar h4.widget-title")]
    assert headings[-2:] == ["Editors' Picks", "Latest Posts"]


def test_the_call_to_follow_ends_the_body_as_plain_content(page: HtmlElement) -> None:
    paragraphs = page.cssselect("#penci-post-entry-inner > p")
    call = paragraphs[-2]
    assert call.text_content() == "Follow Meridian Today on Social media:"
    assert not call.attrib
    assert not call[0].attrib


def test_the_statement_is_followed_by_its_source_in_one_word(page: HtmlElement) -> None:
    paragraphs = [each.text_content() for each in page.cssselect("#penci-post-entry-inner > p")]
    place = paragraphs.index("NATO.")
    assert len(paragraphs[place - 1]) > 800


def test_the_dates_of_related_items_come_after_the_articles_own(page: HtmlElement) -> None:
    dates = page.xpath("//article//time/@datetime")
    assert dates[0] == dates[1]
    assert len(dates) == 5
    assert all(date < dates[0] for date in dates[2:])


def test_the_html_title_ends_with_the_address_of_the_site(newsroom: Newsroom, page: HtmlElement) -> None:
    assert page.findtext(".//title").endswith(f" - {newsroom.outlets['meridian-today'].base}")
