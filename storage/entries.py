"""Entry to JSON and back, as the frontier keeps it."""

import json
from dataclasses import fields
from datetime import datetime
from typing import Any

from items import Entry

_KEPT = tuple(field.name for field in fields(Entry) if field.name not in ("url", "guid"))


def entry_to_json(entry: Entry) -> str:
    """Everything but the address and the guid, which have columns of their own; empty fields are left out."""
    values = ((name, getattr(entry, name)) for name in _KEPT)
    kept = {name: value.isoformat() if isinstance(value, datetime) else value for name, value in values if value}
    return json.dumps(kept, ensure_ascii=False)


def entry_from_json(text: str, *, url: str, guid: str | None) -> Entry:
    """The entry that `entry_to_json` wrote."""
    values: dict[str, Any] = json.loads(text)
    for key in ("published", "updated"):
        if key in values:
            values[key] = datetime.fromisoformat(values[key])
    for key in ("authors", "tags"):
        values[key] = tuple(values.get(key, ()))
    return Entry(url=url, guid=guid, **values)
