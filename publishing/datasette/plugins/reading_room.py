"""What the reading room adds to Datasette: pages, guards, cells. Only hooks; the work is done elsewhere."""

import sqlite3
from collections.abc import Callable
from typing import Any

import datasette.handle_exception as exceptions
from datasette import hookimpl
from datasette.database import Database

from publishing.datasette import cells, facets, guards, pages, wording

# First part of an address -> the entry of the menu.
_MENU = {
    "": "/",
    "today": "/",
    "stories": "/stories",
    "story": "/stories",
    "topics": "/topics",
    "topic": "/topics",
    "names": "/topics",
    "name": "/topics",
    "watchlists": "/watchlists",
    "watchlist": "/watchlists",
    "search": "/search",
    "sources": "/sources",
    "source": "/sources",
    "health": "/health",
    "charts": "/charts",
    "news": "/news",
}

# Whatever the file is called: addresses, metadata and bookmarks stay the same.
DATABASE_NAME = "news"


@hookimpl  # type: ignore[untyped-decorator]
def startup(datasette: Any) -> None:
    """Call the database `news`."""
    # Datasette prints a page of local variables for every address that does not exist; a 500 keeps its traceback.
    exceptions.rich = None
    for name, database in list(datasette.databases.items()):
        if name != DATABASE_NAME and database.path and DATABASE_NAME not in datasette.databases:
            datasette.remove_database(name)
            datasette.add_database(Database(datasette, path=database.path, is_mutable=True), name=DATABASE_NAME)


@hookimpl  # type: ignore[untyped-decorator]
def prepare_connection(conn: sqlite3.Connection, database: str) -> None:
    """Keep the archive's bodies from being read by any SQL."""
    if not database.startswith("_"):
        conn.set_authorizer(guards.authorize)


@hookimpl  # type: ignore[untyped-decorator]
def asgi_wrapper() -> Callable[[Any], Any]:
    """Security headers on every answer."""
    return guards.with_headers


@hookimpl  # type: ignore[untyped-decorator]
def register_routes() -> list[tuple[str, Any]]:
    """The pages for people."""
    return pages.ROUTES


@hookimpl  # type: ignore[untyped-decorator]
def prepare_jinja2_environment(env: Any, datasette: Any) -> None:
    """Filters that templates use to word times, texts and snippets."""
    env.globals["root"] = datasette.urls.instance()
    env.filters.update(wording.FILTERS)


@hookimpl  # type: ignore[untyped-decorator]
def extra_template_vars(request: Any, datasette: Any) -> dict[str, Any]:
    """What every template may need of the request: its path, whatever the prefix that Datasette is served under, and
    the entries of the menu under which that is."""
    here = "/" + request.path.removeprefix(datasette.urls.instance()) if request else ""
    return {"here": here, "menu": _MENU.get(here.strip("/").split("/")[0].split(".")[0], "")}


@hookimpl  # type: ignore[untyped-decorator]
def render_cell(row: Any, value: Any, column: str, table: str | None, datasette: Any) -> Any:
    """Lists as words, headlines as links to the page that reads well."""
    return cells.render(row, value, column, table, root=datasette.urls.instance())


@hookimpl  # type: ignore[untyped-decorator]
def register_facet_classes() -> list[Any]:
    """Topics and names as facets of the articles."""
    return [facets.SubjectFacet]


@hookimpl  # type: ignore[untyped-decorator]
def filters_from_request(request: Any, table: str) -> Any:
    """Topics and names as conditions on the articles."""
    return facets.filters(request, table)
