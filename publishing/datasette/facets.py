"""Facets and filters of the table of articles by what these are about: topics, countries, weapon systems and the like.

`?_facet_subject=country` counts, `?_country=UA` chooses, in JSON too, as with columns. Topics and names stand in tables
of their own, which Datasette's facets do not reach.
"""

# ruff: noqa: S608 only names of ours and placeholders are put into SQL

from typing import Any

from datasette.database import QueryInterrupted
from datasette.facets import Facet
from datasette.filters import FilterArguments
from datasette.utils import path_with_added_args, path_with_removed_args

from publishing.datasette import wording
from storage.subjects import KINDS

TABLE = "articles"
SUBJECTS = ("topic", *KINDS)


def _chosen(subject: str, value: str) -> str:
    """SQL for the articles that have it; `value` is a placeholder."""
    if subject == "topic":
        return f"select article from article_topics where topic = {value}"
    if subject == "country":
        return f"select article from article_countries where country = {value}"
    return f"select article from mentions where kind = '{subject}' and name = {value}"


def filters(request: Any, table: str) -> FilterArguments | None:
    """`_topic`, `_country` and so on as conditions; several are all to hold."""
    if table != TABLE:
        return None
    asked = [(subject, value) for subject in SUBJECTS for value in request.args.getlist(f"_{subject}") if value]
    return FilterArguments(
        [f"id in ({_chosen(subject, f':subject{number}')})" for number, (subject, _) in enumerate(asked)],
        {f"subject{number}": value for number, (_, value) in enumerate(asked)},
        [f"{subject} is {wording.country(value) if subject == 'country' else value}" for subject, value in asked],
    )


class SubjectFacet(Facet):  # type: ignore[misc]
    """How many of the articles have which topics or names."""

    type = "subject"

    async def facet_results(self) -> tuple[list[dict[str, Any]], list[str]]:
        """Datasette's shape: the facets, and the names of those that took too long."""
        results, slow = [], []
        for configured in self.get_configs() if self.table == TABLE else []:
            subject = configured["config"].get("column") or configured["config"]["simple"]
            if subject not in SUBJECTS:
                continue
            try:
                results.append(await self._count(subject, configured["source"] != "metadata"))
            except QueryInterrupted:
                slow.append(subject)
        return results, slow

    async def _count(self, subject: str, hideable: bool) -> dict[str, Any]:
        size = self.get_facet_size()
        rows = await self.ds.execute(
            self.database,
            self._sql(subject, size + 1),
            self.params,
            truncate=False,
            custom_time_limit=self.ds.setting("facet_time_limit_ms"),
        )
        return {
            "name": subject,
            "type": self.type,
            "hideable": hideable,
            "toggle_url": self.ds.urls.path(path_with_removed_args(self.request, {"_facet_subject": subject})),
            "results": [self._choice(subject, *row) for row in rows.rows[:size]],
            "truncated": len(rows) > size,
        }

    def _sql(self, subject: str, limit: int) -> str:
        # Without conditions every article counts: then it is a walk along one index.
        within = f"article in (select id from ({self.sql}))" if " where " in self.sql else "true"
        if subject == "topic":
            return (
                "select m.topic, coalesce(t.title, m.topic), count(*) as number from article_topics m"
                f" left join topics t on t.name = m.topic where {within}"
                f" group by m.topic order by number desc, m.topic limit {limit}"
            )
        if subject == "country":
            return (
                f"select country, country, count(*) as number from article_countries where {within}"
                f" group by country order by number desc, country limit {limit}"
            )
        return (
            f"select name, name, count(*) as number from mentions where kind = '{subject}' and {within}"
            f" group by name order by number desc, name limit {limit}"
        )

    def _choice(self, subject: str, value: str, label: str, count: int) -> dict[str, Any]:
        selected = (f"_{subject}", value) in self.get_querystring_pairs()
        toggled = path_with_removed_args if selected else path_with_added_args
        path = toggled(self.request, {f"_{subject}": value})
        return {
            "value": value,
            "label": wording.country(label) if subject == "country" else label,
            "count": count,
            "toggle_url": self.ds.absolute_url(self.request, self.ds.urls.path(path)),
            "selected": selected,
        }
