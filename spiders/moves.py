"""Where an address has moved for good: only a chain of permanent redirects says so."""

from scrapy.http import Response

PERMANENT = frozenset({301, 308})  # RFC 9110, 15.4


def permanent_target(response: Response) -> str | None:
    """The address that answered, where every redirect on the way to it was a permanent one; None where there was none.

    A temporary hop in the chain makes all that comes behind it temporary.
    """
    reasons = response.meta.get("redirect_reasons", ()) if response.request else ()
    if not reasons or not set(reasons) <= PERMANENT:
        return None
    return response.url
