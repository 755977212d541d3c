"""What a source file may say: the model of one publisher.

The descriptions of the fields are read by people: they complete the sentence "'feeds' must be ..." in an error, and
docs/sources.md explains every key at length.
"""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StrictBool, model_validator

from errors import SourceError
from extraction.rules import Rules

Kind = Literal[
    "news", "wire", "trade", "government", "intergovernmental", "military", "think-tank", "cyber", "osint", "blog"
]
Scope = Literal["all", "filtered"]
Way = Literal["feed", "sitemap", "section", "wordpress"]

MAX_ADDRESS_CHARS = 2_000

# BCP 47 as far as publishers need it: language, then script, then region ("en", "pt-BR", "sr-Latn").
LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Z][a-z]{3})?(?:-(?:[A-Z]{2}|[0-9]{3}))?")


def checked_address(value: str) -> str:
    """An absolute http(s) address that a request can be made of; anything else raises ValueError."""
    if len(value) > MAX_ADDRESS_CHARS or re.search(r"[\s\x00-\x1f\x7f]", value):
        raise ValueError(f"an address holds no spaces and at most {MAX_ADDRESS_CHARS} characters; got {value[:80]!r}")
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(f"an address starts with https:// or http:// and names a host; got {value!r}")
    if parts.username is not None or parts.password is not None:
        # Addresses are logged, exported and shown; a password would be too.
        raise ValueError("an address carries no user name or password: take them out")
    try:
        _ = parts.port
    except ValueError:
        raise ValueError(f"an address has a port of at most 65535; got {value!r}") from None
    return value


def _empty_is_none_given(value: Any) -> Any:
    return () if value is None else value  # "feeds:" with nothing behind it


def _rules(value: Any) -> Any:
    if not isinstance(value, dict):
        return Rules() if value is None else value
    try:
        rules = Rules.from_mapping(value, path="rules")
    except SourceError as error:
        raise ValueError(error.message) from None
    if rules.test_url:
        checked_address(rules.test_url)
    return rules


@cache
def countries() -> dict[str, list[str]]:
    """The country codes that a source may carry, each with its names: the usual one first, then others."""
    lines = Path(__file__).with_name("countries.tsv").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith("#")]
    return {code: ", ".join(names).split(", ") for code, *names in rows}


def _is_named(value: str, names: list[str]) -> bool:
    """Whether a value is one of the names, or a word of the first ("Emirates"), whatever its capitals."""
    wanted = value.casefold()
    return wanted in [name.casefold() for name in names] or wanted in re.findall(r"\w+", names[0].casefold())


def _country(value: str) -> str:
    known = countries()
    if value in known:
        return value
    meant = [code for code in known if code == value.upper()] or [
        code for code, names in known.items() if _is_named(value, names)
    ]
    remedy = "EU and INT (international organisations) are allowed too"
    if meant:
        remedy = f"did you mean {' or '.join(map(repr, meant[:3]))}?"
    raise ValueError(f"{value!r} is no ISO 3166-1 code of two capitals; {remedy}")


def _language(value: str) -> str:
    if not LANGUAGE.fullmatch(value):
        raise ValueError(f"{value!r} is no language tag; write it like en, uk or pt-BR (BCP 47)")
    return value


Address = Annotated[str, AfterValidator(checked_address)]
Addresses = Annotated[tuple[Address, ...], BeforeValidator(_empty_is_none_given)]


class Source(BaseModel):
    """One publisher, as its file in sources/ describes it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(description="the file's stem")
    title: str = Field(min_length=1, max_length=200, description="the publisher's name as text, like: EU Today")
    homepage: Address = Field(description="the address of the front page, like: https://example.org/")
    kind: Kind | None = Field(default=None, description="one of the kinds that docs/sources.md lists, like: news")
    country: Annotated[str, AfterValidator(_country)] | None = Field(
        default=None, description="a country code of two capitals (ISO 3166-1), EU or INT, like: BE"
    )
    language: Annotated[str, AfterValidator(_language)] | None = Field(
        default=None, description="a language tag (BCP 47), like: en"
    )
    feeds: Addresses = Field(default=(), description="a list of addresses, like: [https://example.org/feed/]")
    sitemaps: Addresses = Field(default=(), description="a list of addresses, like: [https://example.org/sitemap.xml]")
    sections: Addresses = Field(default=(), description="a list of addresses, like: [https://example.org/defence/]")
    wordpress: Address | None = Field(
        default=None, description="the root of a WordPress API, like: https://example.org/wp-json/, or null"
    )
    scope: Scope = Field(default="filtered", description="all or filtered")
    state_affiliated: StrictBool = Field(default=False, description="true or false")
    terms: str | None = Field(default=None, max_length=1_000, description="a line on the terms of use, or null")
    enabled: StrictBool = Field(default=True, description="true or false")
    verify_certificates: StrictBool = Field(default=True, description="true or false")
    rules: Annotated[Rules, BeforeValidator(_rules)] = Field(
        default=Rules(), description="fields with CSS selectors, like: {drop: [.newsletter]}"
    )
    disabled_because: str | None = Field(default=None, description="the comment beside 'enabled: false'")
    unverified_because: str | None = Field(default=None, description="the comment beside 'verify_certificates: false'")

    @model_validator(mode="after")
    def _has_a_way_in(self) -> "Source":
        if self.enabled and not any(self.ways_in()):
            raise ValueError(
                "no way in: give at least one of feeds, sitemaps, sections or wordpress, or set 'enabled: false' "
                "with a comment that says why"
            )
        return self

    def ways_in(self) -> Iterator[tuple[Way, str]]:
        """Every address at which this publisher's articles are found, with what stands there."""
        yield from (("feed", address) for address in self.feeds)
        yield from (("sitemap", address) for address in self.sitemaps)
        yield from (("section", address) for address in self.sections)
        if self.wordpress:
            yield "wordpress", self.wordpress

    def unverified_hosts(self) -> frozenset[str]:
        """The hosts of its own addresses, where their certificates are not to be verified; other hosts always are."""
        if self.verify_certificates:
            return frozenset()
        addresses = [self.homepage, *(address for _, address in self.ways_in())]
        return frozenset(host for address in addresses if (host := urlsplit(address).hostname))


# What stands in the model but not in a file: the name is the file's stem, the reasons are comments.
NOT_KEYS = frozenset({"name", "disabled_because", "unverified_because"})
KEYS = tuple(key for key in Source.model_fields if key not in NOT_KEYS)
