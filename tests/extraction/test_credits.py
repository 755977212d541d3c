"""Who wrote a text and when stands above and below it in lines that are none of the text."""

import pytest

from items import Article
from tests.extraction.making import article_of

TEXT = (
    "The ferry slip at the depot is open again after eleven weeks, and the first crossing carried spare bearings.",
    "Divers had found a drifting sensor under the second pile, and nobody wanted to sign for it before the summer.",
    "Marit Osvald, the harbour master's deputy, was not asked, and neither was the ministry that owns the slip.",
    "Until the report is out the slip closes at dusk, and the older ferry stays where it has been since the spring.",
)


def signed(above: str = "", below: str = "", head: str = "") -> Article:
    body = "".join(f"<p>{line}</p>" for line in TEXT)
    return article_of(
        f"<html lang='en'><head><title>The slip is open again</title>{head}</head><body><main><article><header>"
        f"<h1>The slip is open again</h1>{above}</header>{body}{below}</article></main></body></html>"
    )


@pytest.mark.parametrize(
    "line",
    [
        '<p><time datetime="2026-11-28">November 28, 2026</time> · 5 min read · By Ines Carvalheira</p>',
        "<p>By Ines Carvalheira | November 28, 2026 | 5 min read</p>",
        "<p>28 November 2026<br>5 min read<br>By Ines Carvalheira</p>",
    ],
)
def test_date_and_byline_on_one_line_are_no_text(line: str) -> None:
    article = signed(above=line)
    assert article.text == "\n\n".join(TEXT)
    assert article.authors == ("Ines Carvalheira",)
    assert str(article.published_day) == "2026-11-28"


AUTHOR = '<meta name="author" content="Ines Carvalheira">'


@pytest.mark.parametrize(
    "line",
    [
        "<p><strong>Ines Carvalheira</strong> is deputy editor of the Rampart Review and a fellow there.</p>",
        "<p><em>Reach reporter Ines Carvalheira at 555-231-8840 or ines@site.example.</em></p>",
        "<p>Ines Carvalheira covers harbours. You can follow her at @ines_c.</p>",
    ],
)
def test_a_closing_paragraph_about_the_author_is_no_text(line: str) -> None:
    assert signed(below=line, head=AUTHOR).text == "\n\n".join(TEXT)


@pytest.mark.parametrize(
    "line",
    [
        "Ines Carvalheira warned of it in these pages a year ago, and nobody at the ministry has answered her since.",
        "Callum Strathearn is deputy director of the depot and has the last word.",
    ],
)
def test_other_closing_paragraphs_stay(line: str) -> None:
    assert signed(below=f"<p>{line}</p>", head=AUTHOR).text == "\n\n".join((*TEXT, line))


def test_a_ministry_that_signs_is_no_author_with_a_biography() -> None:
    line = "The Ministry of Harbours is to publish the report on the sensor within a month, without the divers' names."
    head = '<meta name="author" content="The Ministry of Harbours">'
    assert signed(below=f"<p>{line}</p>", head=head).text == "\n\n".join((*TEXT, line))


def test_footnotes_that_are_addresses_stay() -> None:
    notes = "".join(f'<p>[{n}] <a href="https://b.example/{n}">https://b.example/{n}</a></p>' for n in (1, 2))
    assert (signed(below=notes).text or "").endswith("[1] https://b.example/1\n\n[2] https://b.example/2")


def test_lines_of_a_system_below_a_bare_text_go() -> None:
    bare = "<br><br>".join(TEXT)
    article = article_of(
        "<html lang='ru'><head><title>The slip is open again</title></head><body><h1>The slip is open again</h1>"
        f'<div class="news-detail"><img src="/u.jpg"><span class="news-date-time">28.11.2026 10:15</span>{bare}<br><br>'
        "Автор:&nbsp;Борис Тарасов<br>Количество показов: 231<br>Теги: радары, склад<br></div></body></html>"
    )
    assert article.text == "\n\n".join(TEXT)
