"""Entry to JSON and back, as the frontier keeps it."""

import json
from dataclasses import asdict
from datetime import datetime
from typing import Any

from items import Entry


def entry_to_json(entry: Entry) -> str:
    """Everything but the address and the guid, which have columns of their own; empty fields are left out."""
    return json.dumps(
        {
            key: value.isoformat() if isinstance(value, datetime) else value
            for key, value in asdict(entry).items()
            if value and key not in ("url", "guid")
        },
        ensure_ascii=False,
    )


def entry_from_json(text: str, *, url: str, guid: str | None) -> Entry:
    """The entry that `entry_to_json` wrote."""
    values: dict[str, Any] = json.loads(text)
    for key in ("published", "updated"):
        if key in values:
            values[key] = datetime.fromisoformat(values[key])
    for key in ("authors", "tags"):
        values[key] = tuple(values.get(key, ()))
    return Entry(url=url, guid=guid, **values)
