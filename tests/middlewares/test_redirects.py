"""Redirects: followed a few times, never in a circle, and never lost without a word."""

from tests.middlewares.conftest import Crawl
from tests.middlewares.odd_server import Asked, answer, page, serve


def refresh(url: str, after: int = 0) -> bytes:
    return answer(f'<html><head><meta http-equiv="refresh" content="{after}; url={url}"></head><body>On.</body></html>')


def test_five_are_followed_and_a_sixth_is_refused(crawl: Crawl) -> None:
    def hop(asked: Asked) -> bytes:
        number = int(asked.path.rpartition("/")[2])
        return answer(status=302, location=f"/{number - 1}") if number else page()

    with serve() as site:
        site.routes = {"/robots.txt": answer("", 404), "/.well-known/tdmrep.json": answer("", 404), "*": hop}
        done = crawl(site.url("/5"), site.url("/16"), HOST_DELAY_S=0.02)
        assert done[site.url("/5")]["url"] == site.url("/0")
        assert done[site.url("/16")]["reason"].startswith("redirects: more than 5")
        assert done[site.url("/16")]["passing"]


def test_a_circle_ends_where_it_closes(crawl: Crawl) -> None:
    with serve() as site:
        site.routes = {"/a": answer(status=302, location="/b"), "/b": answer(status=301, location="/a")}
        done = crawl(site.url("/a"), HOST_DELAY_S=0.02)
        assert done[site.url("/a")]["reason"].startswith("redirects: in a circle")
        assert site.paths().count("/a") == site.paths().count("/b") == 1


def test_two_addresses_that_lead_to_one_page_both_get_their_answer(crawl: Crawl) -> None:
    with serve() as site:
        site.routes = {"/a": answer(status=302, location="/c"), "/b": answer(status=302, location="/c"), "/c": page()}
        urls = [site.url(path) for path in ("/c", "/a", "/b")]
        done = crawl(*urls, HOST_DELAY_S=0.02, DUPEFILTER_CLASS="scrapy.dupefilters.RFPDupeFilter")
        assert [done[url]["url"] for url in urls] == [site.url("/c")] * 3


def test_a_cookie_is_kept_along_the_chain_and_then_forgotten(crawl: Crawl) -> None:
    def wall(asked: Asked) -> bytes:
        if "seen=1" in asked.headers.get("cookie", ""):
            return page()
        return answer(status=302, location=asked.path, set_cookie="seen=1; Path=/; HttpOnly")

    with serve() as site, serve() as other:
        site.routes = {
            "/wall": wall,
            "/away": answer(status=302, location=other.url("/"), set_cookie="secret=1"),
            "*": page(),
        }
        other.routes = {"*": page()}
        done = crawl(site.url("/wall"), site.url("/away"), site.url("/after"), HOST_DELAY_S=0.02)
        assert done[site.url("/wall")]["status"] == 200
        assert not [request for request in other.asked if "cookie" in request.headers]
        assert [request.path for request in site.asked if "cookie" in request.headers] == ["/wall"]


def test_a_wall_that_no_cookie_opens_ends(crawl: Crawl) -> None:
    numbers = iter(range(1000))

    def wall(asked: Asked) -> bytes:
        return answer(status=302, location=asked.path, set_cookie=f"n={next(numbers)}")

    with serve() as site:
        site.routes = {"/wall": wall}
        done = crawl(site.url("/wall"), HOST_DELAY_S=0.02)
        assert done[site.url("/wall")]["reason"].startswith("redirects: ")
        assert site.paths().count("/wall") == 6


def test_a_signpost_page_is_followed_and_a_page_that_reloads_is_the_page(crawl: Crawl) -> None:
    with serve() as site:
        site.routes = {"/signpost": refresh("/page"), "/reloads": refresh("/reloads"), "/news": refresh("/", 300)}
        spelt = '<META content="0; url=/page" HTTP-EQUIV = " &#82;efresh"><script>refresh()</script>'
        site.routes |= {"/page": page(), "/spelt": answer(spelt)}
        done = crawl(*(site.url(path) for path in ("/signpost", "/spelt", "/reloads", "/news")), HOST_DELAY_S=0.02)
        assert done[site.url("/signpost")]["url"] == done[site.url("/spelt")]["url"] == site.url("/page")
        assert done[site.url("/reloads")]["url"] == site.url("/reloads")
        assert done[site.url("/news")]["url"] == site.url("/news")


def test_a_redirect_to_another_scheme_is_refused_with_its_reason(crawl: Crawl) -> None:
    locations = ["ftp://example.org/x", "javascript:alert(1)", "  FILE:///etc/hostname", "data:text/html,x"]
    with serve() as site:
        site.routes = {f"/{n}": answer(status=302, location=location) for n, location in enumerate(locations)}
        done = crawl(*(site.url(path) for path in site.routes), HOST_DELAY_S=0.02)
        assert len(done.results) == len(locations)
        assert all(result["reason"].startswith("address: it redirects to ") for result in done.results)


def test_an_address_with_a_colon_in_its_path_is_no_scheme(crawl: Crawl) -> None:
    with serve() as site:
        site.routes = {"/moved": answer(status=302, location="/2026/11:24"), "/2026/11:24": page()}
        assert crawl(site.url("/moved"))[site.url("/moved")]["status"] == 200
