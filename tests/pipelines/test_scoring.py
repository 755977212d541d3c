"""The sum: places, levels, what speaks against, and what is left where there is no text."""

from pathlib import Path

import pytest

from items import Article
from pipelines.vocabulary.scoring import score
from pipelines.vocabulary.terms import Vocabulary, load_vocabulary

TERMS = """
terms:
  any: {strong: NATO}
  en:
    strong: warship*
    weak: soldier*, tank*, drone*
    faint: attack*
    shield: think tank*
    against: goalkeeper*, recipe*
"""
TOPIC = "title: Land\nabout: Armour\nterms: {en: {weak: tank*, topical: brigade*}}\n"


@pytest.fixture
def vocabulary(tmp_path: Path) -> Vocabulary:
    ours = Path("pipelines/vocabulary/rules.yaml")
    (tmp_path / "rules.yaml").write_text((Path(__file__).resolve().parents[2] / ours).read_text())
    (tmp_path / "general.yaml").write_text(TERMS)
    (tmp_path / "traps.yaml").write_text("terms: {}\n")
    (tmp_path / "topics").mkdir()
    (tmp_path / "topics" / "land.yaml").write_text(TOPIC)
    return load_vocabulary(tmp_path)


def article(title: str = "", text: str | None = None, **more: object) -> Article:
    return Article(url="https://example.org/2026/a", title=title, text=text, **more)  # type: ignore[arg-type]


def test_one_strong_term_in_the_lead_is_enough(vocabulary: Vocabulary) -> None:
    assert score(article("Quiet harbour", "A warship came in."), vocabulary, "en").in_scope


def test_two_weak_terms_are_enough_and_one_is_not(vocabulary: Vocabulary) -> None:
    assert not score(article("Quiet town", "A soldier came in."), vocabulary, "en").in_scope
    assert score(article("Quiet town", "A soldier came in on a tank."), vocabulary, "en").in_scope


def test_the_same_term_twice_is_one_piece_of_evidence(vocabulary: Vocabulary) -> None:
    assert score(article("Town", "A soldier met soldiers."), vocabulary, "en").value == 0.5


def test_a_title_counts_more_than_a_lead(vocabulary: Vocabulary) -> None:
    in_title, in_lead = (score(each, vocabulary, "en").value for each in (article("Soldiers"), article("", "Soldiers")))
    assert in_title > in_lead


@pytest.mark.parametrize(
    "told",
    [
        {"title": "Warships in port"},
        {"summary": "Warships in port"},
        {"section": "Warships"},
        {"tags": ("Warships", "Soldiers")},
    ],
)
def test_without_a_text_the_rest_decides(vocabulary: Vocabulary, told: dict[str, object]) -> None:
    assert score(Article(url="https://example.org/a", **told), vocabulary, "en").in_scope  # type: ignore[arg-type]


def test_the_words_of_an_address_count(vocabulary: Vocabulary) -> None:
    judged = score(Article(url="https://warships.example/world/soldiers-on-tanks"), vocabulary, "en")
    assert {each.found for each in judged.evidence} == {"soldiers", "tanks"}  # not its host


def test_no_term_reaches_from_one_tag_into_the_next(vocabulary: Vocabulary) -> None:
    judged = score(article("", tags=("think", "tank")), vocabulary, "en")
    assert [each.found for each in judged.evidence] == ["tank"]


def test_what_speaks_against_takes_from_what_is_weak_and_not_from_what_is_strong(vocabulary: Vocabulary) -> None:
    assert score(article("", "A goalkeeper, a soldier, a tank"), vocabulary, "en").value == 0.5
    assert score(article("", "A goalkeeper on a warship"), vocabulary, "en").value == 1.0


def test_terms_of_every_language_are_found_in_each(vocabulary: Vocabulary) -> None:
    assert score(article("NATO"), vocabulary, "fi").in_scope


def test_a_word_far_down_in_a_long_text_counts_little(vocabulary: Vocabulary) -> None:
    words = "lorem " * 1000
    assert score(article("", words + "warship"), vocabulary, "en").value < 0.3


def test_a_topic_comes_with_its_terms_and_places(vocabulary: Vocabulary) -> None:
    (topic,) = score(article("Tanks for the brigade"), vocabulary, "en").topics
    assert topic.topic == "land"
    assert {(term["found"], term["place"]) for term in topic.terms} == {("Tanks", "title"), ("brigade", "title")}


def test_a_topical_term_gives_a_topic_and_no_scope(vocabulary: Vocabulary) -> None:
    judged = score(article("The brigade", "The brigade of firemen"), vocabulary, "en")
    assert judged.value == 0


def test_nothing_at_all_is_out_of_scope(vocabulary: Vocabulary) -> None:
    judged = score(Article(url="https://example.org/"), vocabulary, "en")
    assert (judged.value, judged.evidence, judged.topics) == (0, (), ())
