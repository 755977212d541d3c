"""`python -m tests.durability.wrong_clock OFFSET_S VERB ...`: Scrapy with a clock that is wrong by so many seconds.

Only our own modules are told the wrong time, as they ask for it by `datetime.now`; files, sockets and timers go on.
"""

import sys
from datetime import datetime, timedelta, tzinfo
from typing import Self

OFFSET = timedelta(seconds=float(sys.argv[1]))
ROOMS = ("spiders", "middlewares", "storage", "pipelines", "commands")


class WrongClock(datetime):
    """The time, and how wrong it is."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> Self:
        return super().now(tz) + OFFSET


def main() -> None:
    """Give every module of ours the wrong clock, then run the verb."""
    from scrapy.cmdline import execute

    import middlewares.pace
    import middlewares.site_files
    import spiders.session

    for module in (spiders.session, middlewares.pace, middlewares.site_files):
        module.datetime = WrongClock  # type: ignore[attr-defined]
    execute(["scrapy", *sys.argv[2:]])


if __name__ == "__main__":
    main()
