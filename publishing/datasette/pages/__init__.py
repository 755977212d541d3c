"""The pages for people, one a module, and their addresses. With `.json` behind it each answers as JSON."""

from typing import Any

from publishing.datasette.answers import page
from publishing.datasette.pages import (
    article,
    changes,
    charts,
    copies,
    front,
    health,
    names,
    search,
    sources,
    stories,
    topics,
    watchlists,
)

ROUTES: list[tuple[str, Any]] = [
    (r"^/$", page(front.today)),
    (r"^/today(\.json)?$", page(front.today)),
    (r"^/article/(?P<id>\d{1,18})(\.json)?$", page(article.read)),
    (r"^/article/(?P<id>\d{1,18})/changes(\.json)?$", page(changes.show)),
    (r"^/article/(?P<id>\d{1,18})/copies(\.json)?$", page(copies.show)),
    (r"^/search(\.json)?$", page(search.find)),
    (r"^/search\.atom$", search.feed),
    (r"^/sources(\.json)?$", page(sources.overview)),
    (r"^/source/(?P<name>[A-Za-z0-9_-]{1,100})(\.json)?$", page(sources.one)),
    (r"^/stories(\.json)?$", page(stories.overview)),
    (r"^/story/(?P<id>\d{1,18})(\.json)?$", page(stories.one)),
    (r"^/topics(\.json)?$", page(topics.overview)),
    (r"^/topic/(?P<name>[A-Za-z0-9_-]{1,100})(\.json)?$", page(topics.one)),
    (r"^/names(\.json)?$", page(names.overview)),
    (r"^/name(\.json)?$", page(names.one)),
    (r"^/watchlists(\.json)?$", page(watchlists.overview)),
    (rf"^/watchlist/{watchlists.NAMED}(\.json)?$", page(watchlists.one)),
    (rf"^/watchlist/{watchlists.NAMED}\.atom$", watchlists.feed),
    (r"^/health(\.json)?$", page(health.show)),
    (r"^/charts(\.json)?$", page(charts.show)),
]
