"""The identity of an article: what is one, what is two, and what is no address at all."""

import csv
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from urls import canonical_url, host_of, registrable_domain, same_site

HERE = Path(__file__).parent
CORPUS = HERE.parents[1] / "../shared/corpus/feeds/url_cases.tsv"


def rows(name: str) -> list[list[str]]:
    lines = (HERE / name).read_text(encoding="utf-8").split("\n")
    return [line.split("\t") for line in lines if line and not line.startswith("#")]


def test_no_two_rows_say_the_same() -> None:
    same, other = rows("same_article.tsv"), rows("other_article.tsv")
    assert all(len(row) >= 3 for row in same + other)
    assert len({row[0] for row in same}) == len(same)
    assert len({row[0] for row in other}) == len(other)


@pytest.mark.parametrize("row", rows("same_article.tsv"), ids=lambda row: row[0])
def test_same_article_has_one_identity(row: list[str]) -> None:
    address, identity = "\t".join(row[1:-1]), row[-1]
    assert canonical_url(address) == identity
    assert canonical_url(identity) == identity


@pytest.mark.parametrize(("why", "one", "two"), rows("other_article.tsv"))
def test_other_articles_stay_apart(why: str, one: str, two: str) -> None:
    assert canonical_url(one) != canonical_url(two), why


def test_measuring_cases() -> None:
    if not CORPUS.exists():
        pytest.skip("../shared/corpus/feeds is not here")
    with CORPUS.open(encoding="utf-8", newline="") as file:
        cases = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    found = {case["id"]: canonical_url(case["url"].replace("\\n", "\n")) for case in cases}
    assert {c["id"]: found[c["id"]] for c in cases if c["level"] == "safe" and found[c["id"]] != c["expected"]} == {}
    groups: dict[str, set[str]] = {}
    for case in cases:
        groups.setdefault(found[case["id"]], set()).add(case["group"])
    assert [members for members in groups.values() if len(members) > 1] == []


@pytest.mark.parametrize(
    "address",
    [
        "",
        "news",
        "/a/b",
        "//news.example/a",
        "www.news.example/a",
        "javascript:alert(1)",
        " JaVaScRiPt:alert(2)",
        "data:text/html,x",
        "ftp://news.example/a",
        "file:///etc/hosts",
        "mailto:desk@news.example",
        "http://",
        "http://[bad",
        "http://.",
        "http://.news.example/",
        "http://news..example/",
        "https://news example/",
        "https://news&desk.example/",
        "https://news.example,2026:/a",
        "https://news.example:99999/",
        "https://news.example/" + "a" * 9000,
        "https://news.example/\ud800",
        "/\\evil",
    ],
)
def test_useless_address_raises(address: str) -> None:
    with pytest.raises(ValueError, match="not a usable"):
        canonical_url(address)


PARTS = st.lists(
    st.sampled_from(
        [
            *"abA/?&=#%;.:+-_~!@ \n\t\\()",
            *[
                "41",
                "%41",
                "%2541",
                "%2F",
                "%%34",
                "é",
                "%c3%a9",
                "amp",
                "&amp;",
                "?amp;",
                ";amp%3B",
                "#038;",
                "/amp/",
                "/amp/s/",
                "/print",
            ],
            *["utm_source=x", "ref=rss", "sid=", "share=x", "nb=1", "id=7", "1f00aa11bb22cc33", ";jsessionid=", "(S("],
            *[
                "a-long-slug-of-words",
                ".amp",
                ".html",
                "#!",
                "#/",
                ":~:",
                "http://",
                "https://news.example/",
                "url=",
                "q=",
            ],
            *["/url?url=", "https%3A%2F%2Fwww.google.com%2Furl%3Fq%3D", "2026/11/24/", "CBMi", "https://m.dw.com/"],
        ]
    ),
    max_size=14,
).map("".join)
HOSTS = st.sampled_from(
    [
        "https://news.example",
        "http://WWW.Google.com",
        "https://www.google.com/url?q=",
        "https://www.google.com/amp/s/",
        "https://m.dw.com",
        "https://x.cdn.ampproject.org/c/s/",
        "https://urldefense.com/v3/__https:/",
        "https://urldefense.com/v3/__https://news.example/a**A*b__;",
        "https://urldefense.proofpoint.com/v2/url?u=",
        "https://www.bing.com/ck/a?u=a1aHR0cHM6Ly9uZXdzLmV4YW1wbGUvYQ",
        "https://www-news--desk-example.translate.goog/",
        "https://links.govdelivery.com/CL0/https:%2F%2F",
        "https://href.li/?https://",
        "https://anonym.to/?A&https://",
        "https://cdn.ampproject.org/c/%26amp;",
        "https://news.google.com/rss/articles/",
        "https://l.facebook.com/l.php?u=",
        "",
    ]
)


@given(
    st.builds(str.__add__, HOSTS, PARTS) | st.text(max_size=60) | st.text(max_size=40).map("https://a.example/".__add__)
)
@example("https://www.bing.com/ck/a?u=a1aHR0cHM6Ly9uZXdzLmV4YW1wbGUvYQ;jsessionid=")
@example("https://href.li/?u=ref&https://news.example/a")
@example("https://news.example/?z=1&amp;id=7;amp%3B;utm_source=rss")
def test_identity_of_an_identity_is_itself(address: str) -> None:
    try:
        identity = canonical_url(address)
    except ValueError:
        return
    assert canonical_url(identity) == identity
    assert identity.startswith(("http://", "https://"))
    assert identity.isascii()
    assert not set(identity) & set(' \n\t"<>')


@given(PARTS)
def test_trackers_never_change_the_identity(path: str) -> None:
    address = ("https://news.example/" + path.translate(str.maketrans("", "", "#?&;"))).strip()
    assert canonical_url(address + "?utm_source=rss&fbclid=1") == canonical_url(address)


def test_what_copying_leaves_around_an_address_is_dropped() -> None:
    assert canonical_url("\ufeff https://news.example/a\u200b\u2060 ") == "https://news.example/a"


def test_hosts_and_sites() -> None:
    assert host_of("HTTPS://WWW.News.Example.:8443/a") == "www.news.example"
    assert registrable_domain("a.b.co.uk") == "b.co.uk"
    assert registrable_domain("www.army.example") == "army.example"
    assert registrable_domain("127.77.1.10") == "127.77.1.10"
    assert registrable_domain("[::1]") == "[::1]"
    assert registrable_domain("one.blogspot.com") == "one.blogspot.com"
    assert registrable_domain("www.news.xn--55qx5d.cn") == "news.xn--55qx5d.cn"
    assert registrable_domain("www.xn--b1aew.xn--p1ai") == "xn--b1aew.xn--p1ai"
    assert registrable_domain("localhost") == "localhost"
    assert same_site("https://www.bbc.co.uk/a", "http://news.bbc.co.uk/b")
    assert not same_site("https://one.blogspot.com/", "https://two.blogspot.com/")
    assert not same_site("https://127.77.1.10/", "https://127.77.1.11/")
    assert not same_site("https://a.co.uk/", "https://b.co.uk/")
    assert not same_site("mailto:a@news.example", "https://news.example/")
