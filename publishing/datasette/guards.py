"""What the reading room keeps from being read, and the headers that keep hostile content from running."""

import sqlite3
from typing import Any

# Scripts only from our own files; nothing is loaded from anywhere else. Publishers' texts are shown on these pages.
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self';"
    " form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
# Datasette's own templates have style attributes; styles cannot run anything.
_POLICY_DATASETTE = _POLICY.replace("style-src 'self'", "style-src 'self' 'unsafe-inline'")

_HEADERS = [
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
]

STRICT = {"content-security-policy": _POLICY}


def authorize(action: int, table: str | None, column: str | None, database: str | None, trigger: str | None) -> int:
    """SQLite's authorizer: archived pages are for extraction, and many of them are not ours to publish.

    sqlite_dbpage, where SQLite has it, would give the same bytes as raw pages of the file.
    """
    if action == sqlite3.SQLITE_READ and ((table == "pages" and column == "body") or table == "sqlite_dbpage"):
        return sqlite3.SQLITE_DENY
    return sqlite3.SQLITE_OK


def with_headers(app: Any) -> Any:
    """The ASGI app with security headers on every answer; a policy that a page sets itself stays."""

    async def guarded(scope: Any, receive: Any, send: Any) -> None:
        async def send_guarded(message: Any) -> None:
            if message["type"] == "http.response.start":
                headers = [*message.get("headers", []), *_HEADERS]
                if not any(name.lower() == b"content-security-policy" for name, _ in headers):
                    headers.append((b"content-security-policy", _POLICY_DATASETTE.encode()))
                message = {**message, "headers": headers}
            await send(message)

        await app(scope, receive, send_guarded)

    return guarded
