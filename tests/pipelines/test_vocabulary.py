"""Our vocabulary is whole, and a wrong file says what is wrong with it."""

import json
import shutil
from pathlib import Path

import pytest

from errors import VocabularyError
from pipelines.vocabulary.terms import OURS, Vocabulary, load_vocabulary

LANGUAGES = {"en", "fr", "de", "es", "it", "pl", "uk", "ru"}


@pytest.fixture(scope="module")
def ours() -> Vocabulary:
    return load_vocabulary(OURS)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(OURS, tmp_path / "vocabulary"))


def test_there_are_twenty_two_topics_with_their_codes(ours: Vocabulary) -> None:
    assert len(ours.topics) == 22
    for topic in ours.topics.values():
        assert topic.title, topic.name
        assert topic.about, topic.name
        assert topic.eurovoc, topic.name
        assert all(code["code"].isdigit() and code["label"] and code["read"] for code in topic.iptc), topic.name
        assert json.loads(topic.as_row()["iptc"])


def test_every_topic_has_terms_in_every_language(ours: Vocabulary) -> None:
    assert ours.languages == LANGUAGES
    for language in LANGUAGES:
        having = {topic for term in ours.terms[language] for topic in term.topics}
        assert having == set(ours.topics), language


def test_every_file_names_its_origin() -> None:
    for path in OURS.rglob("*.yaml"):
        assert path.read_text(encoding="utf-8").startswith("# "), path


def test_a_new_term_needs_no_code(copy: Path) -> None:
    path = copy / "topics" / "land.yaml"
    path.write_text(
        path.read_text(encoding="utf-8").replace(
            "  en:\n    strong: >\n", "  en:\n    strong: >\n      frobnicator*,\n"
        )
    )
    assert "frobnicator*" in {term.pattern for term in load_vocabulary(copy).terms["en"]}


def test_a_new_topic_is_a_new_file(copy: Path) -> None:
    (copy / "topics" / "weather.yaml").write_text("title: Weather\nabout: Rain\nterms: {en: {strong: rain}}\n")
    assert "weather" in load_vocabulary(copy).topics


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("topics/land.yaml", "title: Land\n", "the key 'about' is missing"),
        (
            "topics/land.yaml",
            "title: Land\nabout: x\nterms: {en: {storng: tank}}\n",
            "no level 'storng'; there are strong",
        ),
        ("topics/land.yaml", "title: Land\nabout: x\nterms: {en: {strong: [tank]}}\n", "one text with commas"),
        ("topics/land.yaml", "title: Land\nabout: x\nterms: {en: {strong: '**'}}\n", "holds no word"),
        ("topics/land.yaml", "- tank\n", "holds no keys"),
        ("topics/land.yaml", "title: [\n", "is not YAML"),
        ("rules.yaml", "threshold: 1\n", "missing or unknown"),
    ],
)
def test_a_wrong_file_says_what_is_wrong(copy: Path, name: str, content: str, says: str) -> None:
    (copy / name).write_text(content)
    with pytest.raises(VocabularyError, match=says) as raised:
        load_vocabulary(copy)
    assert raised.value.path == str(copy / name)


def test_a_missing_file_is_named(copy: Path) -> None:
    (copy / "traps.yaml").unlink()
    with pytest.raises(VocabularyError, match=r"traps\.yaml"):
        load_vocabulary(copy)
