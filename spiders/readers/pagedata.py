"""Data that a page brings for programs, in its scripts: JSON, bounded."""

import json
from typing import Any

from bounds import bounds, note_cut


def page_data(text: str) -> Any:
    """The value that a script's text holds; None where it is none, or longer than the bound."""
    text = text.strip()
    if len(text) > bounds().json_chars:
        note_cut("data")
        return None
    try:
        return json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return None
