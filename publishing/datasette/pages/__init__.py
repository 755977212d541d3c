"""The pages for people, one a module, and their addresses. With `.json` behind it each answers as JSON."""

from typing import Any

from publishing.datasette.answers import page
from publishing.datasette.pages import article, charts, front, search, sources

ROUTES: list[tuple[str, Any]] = [
    (r"^/$", page(front.today)),
    (r"^/today(\.json)?$", page(front.today)),
    (r"^/article/(?P<id>\d{1,18})(\.json)?$", page(article.read)),
    (r"^/search(\.json)?$", page(search.find)),
    (r"^/search\.atom$", search.feed),
    (r"^/sources(\.json)?$", page(sources.overview)),
    (r"^/source/(?P<name>[A-Za-z0-9_-]{1,100})(\.json)?$", page(sources.one)),
    (r"^/charts(\.json)?$", page(charts.show)),
]
