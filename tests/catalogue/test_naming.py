"""Names of sources come from their hosts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spiders.naming import source_name
from spiders.source_file import NAME


@pytest.mark.parametrize(
    ("homepage", "name"),
    [
        ("https://www.fathomdispatch.com/", "fathomdispatch"),
        ("http://news.fathom.co.uk/", "fathom-news"),
        ("https://www.gov.uk/government/organisations/x", "gov-uk"),
        ("https://www3.fathom.or.jp/news/", "fathom"),
        ("https://fathom.blogspot.com/", "fathom"),
        ("http://127.0.0.1:8001/", "127-0-0-1-8001"),
        ("http://[::1]/", "1"),
        ("https://пример.рф/", "xn-e1afmkfd"),
    ],
)
def test_name_is_the_registered_name_of_the_host(homepage: str, name: str) -> None:
    assert source_name(homepage) == name


def test_name_that_is_taken_gets_longer_then_a_number() -> None:
    taken: list[str] = []
    for _ in range(5):
        taken.append(source_name("https://news.fathom.co.uk/sea/", taken))
    names = ["fathom-news", "fathom-news-co-uk", "fathom-news-co-uk-sea", "fathom-news-2", "fathom-news-3"]
    assert taken == names


@given(st.text(max_size=300), st.text(max_size=300))
def test_any_host_and_path_give_a_name_that_a_file_can_bear(host: str, path: str) -> None:
    homepage = "https://" + "".join(c for c in host if c not in "/?#[]@:\\") + "/" + path
    assert NAME.fullmatch(source_name(homepage))
