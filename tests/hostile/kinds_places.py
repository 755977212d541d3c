"""What stands where an article should, under its headline and signed: a sentence, a wall, an excuse, a blank form."""

from collections.abc import Callable
from functools import partial

from tests.hostile.kinds import Outcome, Stage, article_page, rss_item
from tests.hostile.prose import POISON
from tests.middlewares.odd_server import answer

BRIEFS = (
    "The ferry to the island is late.",
    "Crews found the buoy at dawn; nobody was hurt.",
    "Three ships left port on Monday, the harbour master said.",
)


def _page(stage: Stage, path: str, text: str) -> None:
    """An article with a line to share it with above its text."""
    page = article_page(f"{stage.name}{path}", stage.base + path, body=text)
    share = f'<div class="share">Share this {POISON} story with others</div>'
    stage.serve(path, answer(page.replace('<div class="story">', f'{share}<div class="story">')))
    stage.listed(path)
    stage.allowed.add(path)


def site_articles_of_a_sentence(stage: Stage) -> None:
    """A sentence is a text, and what stands around it is none of it."""
    for number, brief in enumerate(BRIEFS):
        _page(stage, f"/a/brief-{number}", f"<p>{brief}</p>")
    stage.check(partial(_to_the_letter, BRIEFS))


def _to_the_letter(texts: tuple[str, ...], done: Outcome) -> str | None:
    for path, text in zip(sorted(done.stage.allowed), texts, strict=True):
        row = done.row(path)
        if row is None or row["text"] != text:
            return f"{path}: {row and row['text']!r}"
    return None


def _in_place(text: str, stage: Stage) -> None:
    """Two articles have a headline, an author, a date, and the same words where their texts should be."""
    for number in range(2):
        _page(stage, f"/a/{stage.name}-{number}", text)
    stage.check(_no_text)


def _no_text(done: Outcome) -> str | None:
    return next((f"{row['url']}: {row['text']}" for row in done.articles if row["text"]), None)


PLACES = {
    "error": "<p>Our servers are having a moment. Please try again in a few minutes. Error 0x51AF-77.</p>" * 3,
    "consent": "<p>Avec votre accord, nos 930 partenaires et nous utilisons des cookies pour stocker et consulter des"
    " informations personnelles sur votre appareil, et pour mesurer ce que vous lisez.</p>" * 2,
    "script": "<p>Lülitage sisse JavaScript, et seda lugu lugeda.</p>",
    "loading": "<p>Loading …</p><p>Please wait while the story is coming.</p>",
    "blocked": "<p>We noticed that you use a blocker. Please turn it off, or name our site among your exceptions, and"
    " load this story again; it pays the people who write it and the ships that carry them.</p>",
    "placeholder": "<p>Lorem ipsum dolor sit amet, consectetur adipiscing elit, sed do eiusmod tempor incididunt ut"
    " labore et dolore magna aliqua, ut enim ad minim veniam, quis nostrud.</p>" * 2,
    "template": "<p>{{ article.body }}</p><p>{% include 'paragraphs' %}</p>",
    "trace": "<pre>Traceback (most recent call last):\n  File 'app', line 12\nKeyError: 'body'</pre>",
    "subscribers": "<p>本文仅供订阅用户阅读。请订阅以继续阅读全文。</p>",
}

# Of one article alone: no other page of the site has these words.
ALONE = {
    "script": "Please enable JavaScript in your browser to read this article.",
    "script-sv": "Aktivera JavaScript för att läsa artikeln.",
    "blocker": "Bitte deaktivieren Sie Ihren Werbeblocker, um fortzufahren. Vielen Dank!",
    "cookies": "Veuillez accepter les cookies pour afficher ce contenu.",
    "loading": "Loading article, please wait a moment.",
    "region": "Этот материал недоступен в вашем регионе.",
    "gone": "Este contenido ya no está disponible.",
    "subscribe": "Abonnieren Sie jetzt, um diesen Beitrag zu sehen.",
    "zh": "正在加载，请稍候。",
}
ABOUT_THEM = (
    "A court in Hamburg ruled that readers may use a blocker.",
    "The video of the strike is no longer available to the committee, its chairman said.",
    "The crane is loading trucks again. Readers of our live page had been told to please wait.",
)


def _alone(text: str, stage: Stage) -> None:
    """One article has a request to its reader where its text should be."""
    _page(stage, f"/a/{stage.name}", f"<p>{text}</p>")
    stage.check(_no_text)


def site_short_articles_about_walls(stage: Stage) -> None:
    """An article of a sentence or two that speaks of such things is none of them."""
    for number, text in enumerate(ABOUT_THEM):
        _page(stage, f"/a/about-{number}", f"<p>{text}</p>")
    stage.check(partial(_to_the_letter, ABOUT_THEM))


HEADLINES = (
    "Storm shuts the harbour of Odesa for two days",
    "Ferries wait outside while waves break over Odesa's piers",
)
BRIEF = (
    "A storm has shut the harbour of Odesa for two days, its master said on Monday. Nine ferries wait outside, and"
    " waves of four metres break over both piers; nobody was hurt, and the grain is safe."
)


def site_a_brief_under_two_headlines(stage: Stage) -> None:
    """A site brings one short report twice, under a headline of its own each time: it is a text."""
    for number, title in enumerate(HEADLINES):
        page = article_page(f"{stage.name}{number}", f"{stage.base}/a/{number}", body=f"<p>{BRIEF}</p>", title=title)
        stage.serve(f"/a/{number}", answer(page))
        stage.items.append(rss_item(f"{stage.base}/a/{number}", title))
        stage.allowed.add(f"/a/{number}")
    stage.check(lambda done: None if BRIEF in [row["text"] for row in done.articles] else "the report is lost")
    stage.check(lambda done: next((f"no text: {row['url']}" for row in done.articles if row["text"] != BRIEF), None))


VARIANTS: dict[str, Callable[[Stage], None]] = {
    **{f"place-{name}": partial(_in_place, text) for name, text in PLACES.items()},
    **{f"alone-{name}": partial(_alone, text) for name, text in ALONE.items()},
}
