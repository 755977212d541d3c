"""What stands in the way of an answer, in words."""

import pytest
from scrapy import Request
from scrapy.http import Response

from errors import ReadError, WorkerError
from spiders.failures import of_answer, of_reading, of_status


@pytest.mark.parametrize("status", [200, 203])
def test_a_whole_page_is_no_failure(status: int) -> None:
    assert of_status(status) is None


@pytest.mark.parametrize("status", [201, 202, 204, 205, 206, 226, 300, 400, 418, 520, 700, 999])
def test_a_status_that_brings_no_whole_page_is_one_that_passes(status: int) -> None:
    failed = of_status(status)
    assert failed is not None
    assert (failed.word, failed.fate) == (f"http-{status}", "failed")


def test_not_modified_is_believed_where_it_was_asked() -> None:
    asked = Request("https://one.example/", headers={"If-None-Match": '"1"'})
    assert of_answer(Response("https://one.example/", status=304, request=asked)) is None
    failed = of_answer(Response("https://one.example/", status=304, request=Request("https://one.example/")))
    assert failed is not None
    assert failed.word == "http-304"


@pytest.mark.parametrize(
    ("error", "word"),
    [(ReadError("no feed"), "unreadable"), (WorkerError("too much"), "limits"), (KeyError("x"), "unreadable")],
)
def test_an_error_of_a_reader_costs_the_body(error: Exception, word: str, caplog: pytest.LogCaptureFixture) -> None:
    assert of_reading(error, "https://one.example/feed").word == word
    assert ("please report it" in caplog.text) is isinstance(error, KeyError)
