"""Charts: articles by day and outlet. The page has the figures as tables; the script draws from those."""

from typing import Any

from publishing.datasette.questions import ask
from storage import figures

DAYS = (14, 30, 90)
MAX_OUTLETS = 100


async def show(datasette: Any, request: Any) -> tuple[str, dict[str, Any]]:
    """Figures of the last days."""
    given = request.args.get("days") or ""
    days = int(given) if given in map(str, DAYS) else DAYS[1]
    by_day = await ask(datasette, figures.by_day_and_source, days)
    outlets = by_day["outlets"]
    values = {**by_day, "outlets": outlets[:MAX_OUTLETS], "more": max(0, len(outlets) - MAX_OUTLETS)}
    return "charts.html", {"days": days, "choices": DAYS, **values}
