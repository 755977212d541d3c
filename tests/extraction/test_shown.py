"""What a page shows of its authors and section where neither names of elements nor the page's head say it."""

import pytest

from items import Article
from tests.extraction.making import article_of

TEXT = "The ferry slip at the depot is open again after eleven weeks, and the first crossing carried two lorries. " * 2


def signed(above: str = "", below: str = "", language: str = "en") -> Article:
    return article_of(
        f"<html lang='{language}'><head><title>The slip is open again</title></head><body><div>{above}"
        f"<h1>The slip is open again</h1>{below}<div>{f'<p>{TEXT}</p>' * 3}</div></div></body></html>"
    )


@pytest.mark.parametrize(
    ("language", "line", "names"),
    [
        ("ar", "<div><span>بقلم: سامي الحداد، ليلى منصور</span></div>", ("سامي الحداد", "ليلى منصور")),
        ("he", "<div><span>מאת יעל כהן</span> <span>28.11.2026, 17:12</span></div>", ("יעל כהן",)),
        ("zh", "<div>2026年11月28日23:33 | 来源：<a href='/'>北方日报</a> 作者：王小明</div>", ("王小明",)),
        ("ko", "<ul><li><i></i> 김민수, 이서연 기자</li><li>입력 2026.11.28 23:58</li></ul>", ("김민수", "이서연")),
        ("ja", "<div><span>山田太郎記者</span></div>", ("山田太郎",)),
        ("tr", "<div><a href='/yazar/1'>Ayşe Yılmaz</a></div>", ("Ayşe Yılmaz",)),
        ("en", "<div><div><a class='k1' href='/@marit'>Marit Osvald</a></div></div>", ("Marit Osvald",)),
        ("en", "<p>The deputy, <a href='/author/x'>Marit Osvald</a>, was asked by letter. " + TEXT + "</p>", ()),
        ("en", "<p><a href='/report'>A report</a> by Marit Osvald</p>", ()),
    ],
)
def test_a_byline_without_a_telling_name(language: str, line: str, names: tuple[str, ...]) -> None:
    assert signed(below=line, language=language).authors == names


@pytest.mark.parametrize(
    ("above", "section"),
    [
        ("<div class='b1'><a href='/'>Home</a> / <a href='/navy/'>Navy</a></div>", "Navy"),
        ("<div>当前位置：<a href='/'>首页</a>&gt;&gt;<a href='/mil'>军事</a>&gt;&gt;正文</div>", "军事"),
        ("<div><a href='/'>Home</a> <a href='/about'>About</a> <a href='/contact'>Contact</a></div>", None),
        ("<div><a href='/navy/'>Navy</a> / <a href='/air/'>Air</a></div>", None),
    ],
)
def test_a_trail_of_links_from_the_front_page_names_the_section(above: str, section: str | None) -> None:
    assert signed(above=above).section == section


@pytest.mark.parametrize(
    ("below", "tags"),
    [
        ("<ul><li><a href='/tags/radar/'>#radar</a></li><li><a href='/tags/harbour/'>#harbour</a></li></ul>", True),
        ("<p>Labels: <a href='/s/r' rel='tag'>radar</a>, <a href='/s/h' rel='tag'>harbour</a></p>", True),
        ("<div class='post-tags'><span>Tags</span> <a href='/r'>radar</a> <a href='/h'>harbour</a></div>", True),
        (
            "<p>The <a href='/tag/radar/'>radar</a> of the <a href='/tag/harbour/'>harbour</a> is repaired.</p>",
            False,
        ),
        ("<div class='tag-cloud tags'><a href='/r'>radar</a> <a href='/h'>harbour</a></div>", False),
        ("<footer><a href='/tag/radar/'>radar</a> <a href='/tag/harbour/'>harbour</a></footer>", False),
        ("<p><a rel='category tag' href='/c/navy/'>Navy</a></p>", False),
    ],
)
def test_tags_that_only_the_page_shows(below: str, tags: bool) -> None:
    assert signed(below=below).tags == (("radar", "harbour") if tags else ())


def test_the_tags_of_a_whole_site_are_no_article_s() -> None:
    assert signed(below="".join(f"<a href='/tag/{n}/'>topic{n}</a> " for n in range(20))).tags == ()
