"""Where a text begins and ends: the standfirst and a closing table belong to it, captions and teasers do not."""

from datetime import UTC, datetime

import pytest

from extraction.article import extract_article

STANDFIRST = "The harbour board wants the survey before the winter, and the yards want it never"
BODY = """
<p>The board of the northern harbour decided on Tuesday to have the whole basin surveyed before the ice comes back.</p>
<p>Three of the five yards along the quay had asked for a delay, since their docks are full until the end of March.</p>
<p>The survey will cost about two million crowns, half of which the ministry for the coast has promised to pay.</p>
"""


def text_of(between: str, *, description: str = "", body: str = BODY) -> str:
    page = f"""<html><head><title>Harbour to be surveyed</title><meta name="description" content="{description}"></head>
    <body><main><header><h1>Harbour to be surveyed</h1>{between}</header><div class="entry-content">{body}</div></main>
    </body></html>"""
    article = extract_article(
        page.encode(), url="https://site.example/harbour", fetched=datetime(2026, 11, 24, tzinfo=UTC)
    ).article
    assert article is not None
    return article.text or ""


@pytest.mark.parametrize(
    "between",
    [
        f'<div class="teaser-text"><p>{STANDFIRST}.</p></div>',
        f'<p class="article-header__standfirst">{STANDFIRST}</p>',
        f'<div class="post-meta"><span>24 November</span><p class="excerpt">{STANDFIRST}.</p></div>',
        f'<h2 class="subtitle">{STANDFIRST}</h2><figure><img src="a.jpg"></figure>',
        f'<div><img src="a.jpg"><p class="lede">{STANDFIRST}.</p></div>',
    ],
)
def test_it_is_text_whatever_its_element_is_called(between: str) -> None:
    assert text_of(between).startswith(STANDFIRST)


def test_what_the_pages_summary_repeats_is_one() -> None:
    between = f'<div class="related-info"><p>{STANDFIRST}</p></div>'
    assert text_of(between, description=STANDFIRST[:60] + "…").startswith(STANDFIRST)


def test_the_teaser_of_another_story_is_none() -> None:
    between = (
        f'<div class="teaser"><h3><a href="/other">The ferry that stayed at its pier</a></h3><p>{STANDFIRST}.</p></div>'
    )
    assert STANDFIRST not in text_of(between)


def test_a_caption_is_none_though_the_template_made_it_the_summary() -> None:
    between = f'<figure class="lead-image"><img src="a.jpg"><figcaption>{STANDFIRST}.</figcaption></figure>'
    assert STANDFIRST not in text_of(between, description=STANDFIRST)


def test_a_paragraph_named_for_the_size_of_its_letters_is_one_of_the_text() -> None:
    first = BODY.replace("<p>", '<p class="has-drop-cap has-medium-font-size">', 1)
    assert text_of("", body=first).startswith("The board of the northern harbour")
    named = BODY.replace("<p>", '<p class="meta">', 1)
    assert text_of("", body=named).startswith("The board of the northern harbour")


def test_a_box_of_links_between_two_paragraphs_does_not_end_the_text() -> None:
    parts = BODY.strip().split("\n")
    box = '<aside><ul><li><a href="/o">The ferry that stayed at its pier</a></li></ul></aside>'
    body = box.join(f'<div class="part"><p class="copy">{part[3:]}</div>' for part in parts)
    assert text_of("", body=body).count("\n\n") == 2


def test_all_rows_of_a_table_are_text() -> None:
    table = "<table>" + "".join(f"<tr><td>Dock {n}</td><td>{n} m</td></tr>" for n in range(1, 5)) + "</table>"
    assert text_of("", body=BODY + table).endswith("Dock 1 | 1 m\nDock 2 | 2 m\nDock 3 | 3 m\nDock 4 | 4 m")


def test_a_list_under_its_heading_may_end_a_text() -> None:
    listed = "<h3>The docks in question</h3><ul><li>Dock 1, east</li><li>Dock 2, west</li></ul>"
    assert text_of("", body=BODY + listed).endswith("The docks in question\n\n- Dock 1, east\n- Dock 2, west")
    tags = (
        '<h3>The docks in question</h3><ul><li><a href="/1">Dock 1, east</a></li><li><a href="/2">Dock 2</a></li></ul>'
    )
    assert "Dock 2" not in text_of("", body=BODY + tags)


def test_a_page_that_is_one_form_has_a_text_all_the_same() -> None:
    page = (
        f"<html><head><title>Harbour</title></head><body><form id='aspnetForm'><div>{BODY}</div></form></body></html>"
    )
    article = extract_article(page.encode(), url="https://site.example/h", fetched=datetime(2026, 11, 24, tzinfo=UTC))
    assert article.article is not None
    assert (article.article.text or "").count("\n\n") == 2


@pytest.mark.parametrize("name", ["rounded overflow-hidden", "field--label-hidden", "hide-on-mobile"])
def test_a_name_that_hides_something_else_hides_no_text(name: str) -> None:
    quoted = (
        f'<div class="{name}"><p>The board has no view of the yards, and it never asked the ferry for one.</p></div>'
    )
    assert "never asked the ferry" in text_of("", body=BODY + quoted + BODY.replace("three", "four"))


def test_a_box_with_a_button_is_a_call_and_no_text() -> None:
    call = (
        '<div class="wp-block-group"><h4>Keep the Ledger afloat</h4><p>The boats move on small gifts.</p>'
        '<div class="wp-block-button"><a class="wp-block-button__link" href="/give">Give now</a></div></div>'
    )
    text = text_of("", body=BODY + call + "<p>The ministry for the coast did not answer by the evening of Tuesday.</p>")
    assert "afloat" not in text
    assert "small gifts" not in text
    assert text.endswith("by the evening of Tuesday.")


def test_a_box_under_a_title_that_sites_print_everywhere_goes_with_it() -> None:
    box = "<div><h4>Leave a comment</h4><p>The Straits Journal is glad of letters, and prints the short ones.</p></div>"
    assert "letters" not in text_of("", body=BODY + box)
