"""Who we are: the User-Agent names the program and an address under which a publisher reaches a person."""

import re

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.settings import BaseSettings

PRODUCT = "Watchkeeper"  # the product token that robots.txt files address
VERSION = "0.1"

CONTACT = re.compile(r"(?:https?://[^\s()<>]{3,200}|[^\s()<>@,;:\"]{1,64}@[^\s()<>@,;:\"]{3,200})\Z")


def user_agent(contact: str) -> str:
    """The User-Agent for a contact, an e-mail address or a URL; raises ValueError where it is neither.

    Without a contact the program's name stands alone: collecting works, but nobody can write to us.
    """
    contact = contact.strip()
    if not contact:
        return f"{PRODUCT}/{VERSION}"
    if not CONTACT.match(contact):
        raise ValueError(f"CONTACT: {contact!r} is neither an e-mail address nor a URL that begins with http")
    return f"{PRODUCT}/{VERSION} (+{contact})"


def contact_of(settings: BaseSettings) -> str:
    """The setting CONTACT, "" where there is none."""
    return (settings.get("CONTACT") or "").strip()


class IdentityMiddleware:
    """Sets the User-Agent on every request, and From (RFC 9110, 10.1.2) where the contact is an e-mail address."""

    def __init__(self, crawler: Crawler) -> None:
        contact = contact_of(crawler.settings)
        self._agent = user_agent(contact)
        self._from = contact if "@" in contact and "://" not in contact else None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "IdentityMiddleware":
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        request.headers["User-Agent"] = self._agent
        if self._from:
            request.headers["From"] = self._from
