"""A source's own rules: read strictly, applied over the generic extraction, and shown in the explanation."""

from datetime import UTC, datetime

import pytest

from errors import SourceError
from extraction.article import extract_article
from extraction.explain import explain
from extraction.rules import Rules

NOW = datetime(2026, 11, 24, tzinfo=UTC)
PAGE = b"""<html><head><title>Slip</title></head><body><div class="t">Boats counted at the slip</div>
<div class="who">By Ada Fenwick and Jon Market</div><div class="when">7 March 2025</div>
<div class="a"><p>Nineteen boats lay at the slip on Monday,
and two of them had been borrowed from a village upstream.</p>
<p class="odd">Boats are
painted by the firm of Hullworth, which pays for this page and for the paint that is used.</p></div>
<div class="b"><p>The company
will cross again in autumn, once its engines have left the shed of the customs officers.</p></div>
</body></html>"""
RULES = Rules.from_mapping(
    {
        "title": ".t",
        "text": [".a", ".b"],
        "drop": ".odd",
        "authors": ".who",
        "published": ".when",
        "test_url": "https://s.example/1",
    }
)


def test_rules_name_the_fields_and_the_text() -> None:
    article = extract_article(PAGE, url="https://s.example/1", fetched=NOW, rules=RULES).article
    assert article is not None
    assert article.title == "Boats counted at the slip"
    assert article.authors == ("Ada Fenwick", "Jon Market")
    assert article.published == datetime(2025, 3, 7, tzinfo=UTC)
    assert article.origins["title"] == "rule"
    paragraphs = (article.text or "").split("\n\n")
    assert [p.split()[0] for p in paragraphs] == ["Nineteen", "The"]


def test_an_unknown_rule_names_the_nearest_known_one() -> None:
    with pytest.raises(SourceError, match="did you mean 'title'"):
        Rules.from_mapping({"titel": "h1"}, path="sources/slip.yaml")


def test_a_selector_that_is_none_is_an_error() -> None:
    with pytest.raises(SourceError, match="no CSS selector"):
        Rules.from_mapping({"text": "div[["}, path="sources/slip.yaml")


def test_the_explanation_says_of_every_line_why_it_stays_or_goes() -> None:
    lines = explain(PAGE, url="https://s.example/1", fetched=NOW, rules=RULES)
    assert "verdict: full" in lines
    assert "title: Boats counted at the slip   [rule]" in lines
    assert any(line.startswith("+ Nineteen boats") for line in lines)
    assert not any("Hullworth" in line and line.startswith("+") for line in lines)
