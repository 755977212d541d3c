"""The command line that opens the reading room on a database."""

import os
import sys
from pathlib import Path

ROOM = Path(__file__).resolve().parent
PROJECT = ROOM.parents[1]

# Only what differs from Datasette's defaults, each with its reason.
SETTINGS = {
    "allow_download": "off",  # the file holds the archive of pages, which is not ours to hand out
    "default_page_size": "30",  # rows of articles are tall
    "truncate_cells_html": "300",  # a table is to be looked through; the article's page has the whole text
    "sql_time_limit_ms": "5000",  # an analyst's question over all articles may take a moment
    "facet_time_limit_ms": "300",  # for each of six on the page of articles
    "suggest_facets": "off",  # every suggestion is a query over the whole table; the useful facets are configured
    "max_returned_rows": "5000",
}


def command(
    database: Path, *, host: str = "127.0.0.1", port: int = 8001, base_url: str = "/", open_browser: bool = False
) -> list[str]:
    """`python -m datasette ...`, to be run with `environment()`."""
    options = [f"--metadata={ROOM / 'metadata.yaml'}", f"--template-dir={ROOM / 'templates'}"]
    options += [f"--plugins-dir={ROOM / 'plugins'}", f"--static=assets:{ROOM / 'static'}"]
    options += [f"--host={host}", f"--port={port}"]
    for name, value in {**SETTINGS, "base_url": base_url}.items():
        options += ["--setting", name, value]
    if open_browser:
        options.append("--open")
    return [sys.executable, "-m", "datasette", "serve", str(database), *options]


def environment(watchlists: Path) -> dict[str, str]:
    """The present environment, with the project's modules importable for the plugin, and the folder of watchlists."""
    paths = [str(PROJECT), *filter(None, os.environ.get("PYTHONPATH", "").split(os.pathsep))]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(paths), "WATCHKEEPER_WATCHLISTS": str(watchlists)}
