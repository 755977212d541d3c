"""Pages without a text have none, whatever stands around it."""

import pytest

from benchmarks.verdicts import FETCHED
from extraction.article import extract_article

FIRST = (
    "The harbour board has read the report on the crane and will answer it before the ice is gone, said its chair, who"
    " had asked for the report in the spring."
)
TEXT = f"<p>{FIRST}</p>" + "".join(
    f"<p>Of part {n} she thinks little, since it says of crane {n} what all know.</p>" for n in range(20)
)


def page(inside: str) -> bytes:
    claims = '{"@type":"NewsArticle","headline":"Cranes of the old dock","author":{"name":"Una Strand"}}'
    return (
        '<html><head><title>Cranes of the old dock</title><meta property="og:type" content="article">'
        f'<script type="application/ld+json">{claims}</script></head><body><main><article>'
        '<h1>Cranes of the old dock</h1><p class="byline">By Una Strand <time>3 March 2026</time></p>'
        f'<div class="share">Share this story</div><div class="story">{inside}</div></article></main>'
        "<footer>Odd Times, all rights kept.</footer></body></html>"
    ).encode()


@pytest.mark.parametrize(
    "inside",
    [
        "",
        '<img src="/1.jpg" alt="a crane">',
        '<p><img src="/1.jpg"></p>' * 9,
        '<figure><img src="/1.jpg"><figcaption>A crane at the quay, seen from the old lighthouse</figcaption></figure>',
        '<figure><img src="/1.jpg"><figcaption>A crane at the quay, number one of nine</figcaption></figure>' * 9,
    ],
)
def test_pictures_are_no_text(inside: str) -> None:
    article = extract_article(page(inside), url="https://one.example/a", fetched=FETCHED).article
    assert article is not None
    assert (article.text, article.status) == (None, "teaser")


def test_an_offer_is_no_text_and_what_stands_before_it_is_a_part() -> None:
    offer = '<div class="gate"><p>This article is for subscribers. Subscribe to continue reading.</p></div>'
    article = extract_article(page(f"<p>{FIRST}</p>{offer}"), url="https://one.example/a", fetched=FETCHED).article
    assert article is not None
    assert article.text == FIRST
    assert article.status == "teaser"


def test_a_long_text_may_speak_of_subscribers() -> None:
    said = "<p>The board wrote that the plan is available to subscribers of the gazette.</p>"
    article = extract_article(page(TEXT + said), url="https://one.example/a", fetched=FETCHED).article
    assert article is not None
    assert "subscribers of the gazette" in (article.text or "")
