"""Lines that are furniture wherever they stand, and sentences that only begin like them."""

import pytest

from extraction.blocks import Block
from extraction.furniture import furniture_kind


@pytest.mark.parametrize(
    "line",
    [
        "Share this:",
        "» Share on Facebook",
        "Advertisement",
        "- Advertisement -",
        "Follow Straits Journal on social media:",
        "Subscribe to our newsletter",
        "12 comments",
        "0 Comment",
        "4 min read",
        "Lesezeit: 3 Min.",
        "Lire la suite",
        "Читать далее",
        "The Ferry is owned by its readers: please support our reporting.",
        "https://www.site.example/wp-content/a.jpg",
        "The post Ferries return appeared first on Slip.",
        "Follow Straits Journal on Instagram, Facebook and YouTube.",
        "Il vous reste 61% de cet article à lire. La suite est réservée aux abonnés.",
        "Якщо ви помітили помилку, виділіть необхідний текст і натисніть Ctrl + Enter.",
        "（责任编辑：赵丽、钱进）",
        "分享到：微信",
        "【無断転載禁止】",
        "Thanks for reading Slip Notes! Subscribe for free to receive new posts and support my work.",
        "Dalsza część artykułu pod materiałem wideo",
        "Retrouvez toute l’actualité de la défense sur notre page Facebook.",
        "Количество показов: 231",
        "Якщо Ви знайшли помилку, виділіть її та натисніть Ctrl+Enter.",
        "Bizi Google News’te takip edin, gelişmelerden ilk siz haberdar olun.",
        "انتهای پیام/",
        "김민수 기자 reporter@site.example",
        "未经授权不得转载",
    ],
)
def test_a_whole_line_of_furniture_goes(line: str) -> None:
    assert furniture_kind(Block(line, "p", 0)) == "line"


@pytest.mark.parametrize(
    "line",
    [
        "You may also like",
        "RELATED ARTICLES",
        "Lesen Sie auch",
        "À lire aussi",
        "Читайте также:",
        "【延伸阅读】",
        "أخبار ذات صِلة",
    ],
)
def test_what_opens_other_stories_ends_the_article(line: str) -> None:
    assert furniture_kind(Block(line, "h", 0)) == "end"


def test_a_label_goes_with_its_link_only() -> None:
    line = "Read more: The yard that left its paint behind"
    assert furniture_kind(Block(line, "p", 0, link_chars=36)) == "label"
    assert furniture_kind(Block(line, "p", 0)) is None


def test_a_label_needs_no_mark_before_its_link() -> None:
    line = "LEGGI ANCHE Il cantiere che ha lasciato la vernice"
    assert furniture_kind(Block(line, "p", 0, link_chars=len(line) - 12, links=1)) == "label"
    other = "Nota Il cantiere che ha lasciato la vernice"
    assert furniture_kind(Block(other, "p", 0, link_chars=len(other) - 5, links=1)) is None


def test_a_label_may_end_in_a_mark_of_its_own_script() -> None:
    line = "【関連】北の倉庫で軸受を数え直し"
    assert furniture_kind(Block(line, "p", 0, link_chars=len(line) - 4, links=1)) == "label"


def test_a_label_in_capitals_goes_without_one_too() -> None:
    assert furniture_kind(Block("READ ALSO: The yard that left its paint behind", "p", 0)) == "label"
    assert furniture_kind(Block("SEE ALSO: the annex, which lists every yard.", "p", 0)) is None


@pytest.mark.parametrize(
    "sentence",
    [
        "Share prices fell after the ministers had spoken.",
        "NATO.",
        "Related research at the institute came to the same view, according to its director.",
        "One share of the company will be worth eight of its old shares.",
        "He added that the council would answer for its views.",
        "Subscribers to the fund include two ministries and a bank.",
        "Ukraine wants to become a member of the alliance, and donors were asked to consider it.",
        "“Please support our crews,” the admiral said.",
        "-30-",
        "责任由司令部承担。",
        "未经授权进入领空的飞机被迫降落。",
        "Якщо ви знайшли підозрілий предмет, не торкайтеся його.",
        "اشترك في المناورات ثلاثة آلاف جندي.",
        "הצטרפו לכוח שלוש ספינות.",
        "Entra nel canale di Suez la prima portaerei.",
    ],
)
def test_sentences_stay(sentence: str) -> None:
    assert furniture_kind(Block(sentence, "p", 0)) is None


def test_nothing_is_cut_from_a_quotation() -> None:
    assert furniture_kind(Block("Share this", "quote", 0)) is None
