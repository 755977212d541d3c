"""The numbers of the scope: levels of terms, what a place in the article is worth, thresholds. Read from rules.yaml."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from errors import VocabularyError


@dataclass(frozen=True, slots=True)
class Rules:
    """What rules.yaml says; its comments explain each key."""

    threshold: float
    topic_threshold: float
    topic_share: float
    topics_at_most: int
    levels: Mapping[str, Mapping[str, Any]]
    places: Mapping[str, float]
    firm: float
    faint: float
    faint_most: float
    lead_words: int
    text_first: float
    text_more: float
    text_most: float
    usual_words: int
    words_at_most: int

    @classmethod
    def from_mapping(cls, content: Mapping[str, Any], *, path: Path) -> "Rules":
        """The rules, or VocabularyError that names what is missing or unknown."""
        names = {each.name for each in fields(cls)}
        if wrong := names ^ set(content):
            word = "missing or unknown"
            raise VocabularyError(f"{path}: {word}: {', '.join(sorted(map(str, wrong)))}", path=str(path))
        return cls(**content)
