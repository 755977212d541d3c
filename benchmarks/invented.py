"""Texts made from a seed for benchmarks: a press with topics, events, names and numbers, and the edits of copies.

No module of this room with a main(): others use it.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass, field


def _words(text: str) -> list[str]:
    return text.split()


_SYLLABLES = _words("ba ce di fo gu ha je ki lo mu na pe qui ro su ta ve wi xo yu ar en il on us ter ment ing tion al")
# As often as in English prose: every second word of a text says nothing about what it is about.
_SMALL = _words(
    "the of and to in a is that for it on was with as be by at are this from which or had not but have an they his were"
    " has said its their who will would been after more also when one all there than into other some could about over"
)


def word(dice: random.Random, most: int = 4) -> str:
    return "".join(dice.choice(_SYLLABLES) for _ in range(dice.randint(2, most)))


@dataclass
class Event:
    """What several outlets report: its names, numbers and the sentences that everybody quotes."""

    names: list[str]
    numbers: list[str]
    quotations: list[str]


@dataclass
class Press:
    """An endless press; the same seed writes the same articles."""

    seed: int = 1
    topics: int = 20
    dice: random.Random = field(init=False)

    def __post_init__(self) -> None:
        self.dice = random.Random(self.seed)
        self.common = [word(self.dice) for _ in range(4_000)]
        self.topic_words = [[word(self.dice, 5) for _ in range(300)] for _ in range(self.topics)]

    def event(self) -> Event:
        dice = self.dice
        return Event(
            names=[word(dice).capitalize() for _ in range(8)],
            numbers=[str(dice.randint(3, 99_999)) for _ in range(8)],
            quotations=[self._sentence(dice.choice(self.topic_words), 22) for _ in range(2)],
        )

    def article(self, topic: int, event: Event | None = None, *, words: int | None = None) -> list[str]:
        """Its paragraphs. With an event they name its names and quote what everybody quotes."""
        dice, own = self.dice, event or self.event()
        length = words or int(min(2_500, max(120, dice.lognormvariate(6.2, 0.6))))
        paragraphs: list[str] = []
        while length > 0:
            sentences = [
                self._sentence(self.topic_words[topic], dice.randint(9, 28), own) for _ in range(dice.randint(1, 4))
            ]
            paragraphs.append(" ".join(sentences))
            length -= len(paragraphs[-1].split())
        for quotation in event.quotations if event else ():
            paragraphs.insert(dice.randrange(len(paragraphs) + 1), f"“{quotation}” said {own.names[0]} {own.names[1]}.")
        return paragraphs

    def _sentence(self, topic: list[str], length: int, event: Event | None = None) -> str:
        dice, found = self.dice, []
        for _ in range(length):
            chance = dice.random()
            if chance < 0.45:
                found.append(dice.choice(_SMALL))
            elif chance < 0.75:
                found.append(
                    self.common[int(50 * (len(self.common) / 50 + 1) ** dice.random()) - 50]
                )  # Zipf, Mandelbrot
            elif chance < 0.92 or event is None:
                found.append(dice.choice(topic))
            else:
                found.append(dice.choice(event.names if dice.random() < 0.75 else event.numbers))
        return f"{found[0].capitalize()} {' '.join(found[1:])}."


def rewritten(dice: random.Random, paragraphs: list[str], share: float) -> list[str]:
    """Each word is replaced with the given chance."""
    return [
        " ".join(word(dice) if dice.random() < share else each for each in paragraph.split())
        for paragraph in paragraphs
    ]


def edits(press: Press, topic: int) -> dict[str, Callable[[list[str]], list[str]]]:
    """The kinds of edit, each a function of an article's paragraphs."""
    dice = press.dice
    half = lambda text: text[: max(1, len(text) // 2)]  # noqa: E731
    return {
        "same text": lambda text: text,
        "new headline and standfirst": lambda text: [press.article(topic, words=30)[0], *text],
        "paragraphs dropped (30 %)": lambda text: [each for each in text if dice.random() < 0.7] or text[:1],
        "boilerplate added": lambda text: [*text, *press.article(topic, words=80)],
        "paragraphs reordered": lambda text: dice.sample(text, len(text)),
        "cut to half": half,
        "5 % of words rewritten": lambda text: rewritten(dice, text, 0.05),
        "10 % of words rewritten": lambda text: rewritten(dice, text, 0.1),
        "20 % of words rewritten": lambda text: rewritten(dice, text, 0.2),
        "inside a piece of four times the length": lambda text: [
            *press.article(topic, words=sum(map(len, text)) // 12),
            *text,
            *press.article(topic, words=sum(map(len, text)) // 3),
        ],
    }
