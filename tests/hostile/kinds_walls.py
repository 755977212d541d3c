"""Pages that stand where an article should, and answer as if they were it."""

from tests.hostile.kinds import Stage, article_page, bare_page, rss_item
from tests.hostile.prose import POISON, headline, paragraphs, poison
from tests.middlewares.odd_server import Asked, answer


def _wall(stage: Stage, path: str, title: str, text: str, *, status: int = 200, head: str = "") -> None:
    stage.serve(path, answer(bare_page(title, f"{text}<p>Reference {POISON}-77.</p>", head), status))
    stage.listed(path)
    stage.refused(path)


def site_challenges(stage: Stage) -> None:
    script = "<noscript><p>Enable JavaScript and cookies to continue</p></noscript><div id='cf-wrapper'></div>"
    for status in (200, 403, 503):
        _wall(stage, f"/a/cloud-{status}", "Just a moment...", f"<p>Checking your browser</p>{script}", status=status)
    _wall(stage, "/a/robot", "Robot check", "<p>Please confirm that you are not a robot to go on.</p><form></form>")
    _wall(
        stage,
        "/a/slider",
        "Security check",
        "<p>To protect our readers we check every visit. Slide to the right to show that you are a person.</p>" * 3,
    )
    _wall(stage, "/a/script", "Odd Times", "<p>You need to enable JavaScript to run this app.</p><div id='root'></div>")
    _wall(stage, "/a/old", "Odd Times", "<p>Your browser is out of date. Please update it to view this site.</p>")


def site_errors_that_answer_200(stage: Stage) -> None:
    for path, title, text in (
        ("/a/busy", "We'll be right back", "<p>The site is down for maintenance. Please check back in an hour.</p>"),
        ("/a/oops", "Oops", "<p>Something did not work as planned. Our team has been told and is looking at it.</p>"),
        ("/a/rate", "Slow down", "<p>Too many requests from your network. Please wait a while and try again.</p>"),
        ("/a/limit", "509", "<p>Bandwidth limit exceeded. The server cannot serve your request now.</p>"),
        ("/a/db", "Database error", "<p>Error establishing a database connection</p>"),
        ("/a/php", "Odd Times", "<p>Fatal error: Uncaught Error: Call to a member function in /srv/app.php:12</p>"),
        ("/a/geo", "Not available", "<p>This content is not available in your country due to legal reasons.</p>"),
        ("/a/host", "Domain for sale", "<p>This domain may be for sale. Buy this domain today from its holder.</p>"),
        ("/a/default", "Welcome to nginx!", "<p>If you see this page, the web server is installed and working.</p>"),
        ("/a/age", "Age check", "<p>You must be 18 or older to view this page. Please confirm your age.</p>"),
        ("/a/block", "Ad blocker", "<p>It looks like you use an ad blocker. Please disable it to read on.</p>"),
    ):
        _wall(stage, path, title, text)


def site_gone_with_200(stage: Stage) -> None:
    """Soft 404s: what is not there answers 200, with other stories to comfort the reader."""
    others = "".join(
        f'<article><h2><a href="/other/{number}">Another story {number}</a></h2>{poison(str(number), 1)}</article>'
        for number in range(5)
    )
    long_story = poison("long", 6)
    for path, title, text in (
        ("/a/plain", "404", "<p>The page you are looking for cannot be found.</p>"),
        ("/a/teasers", "Page not found", f"<p>Nothing was found here. Our latest stories:</p>{others}"),
        ("/a/story", "Not found", f"<p>That page has moved or never was. Read this instead:</p>{long_story}"),
        ("/a/front", "Odd Times", others),
        ("/a/silent", "Odd Times", long_story),
        ("/a/german", "Seite nicht gefunden", f"<p>Die Seite gibt es nicht mehr.</p>{long_story}"),
    ):
        _wall(stage, path, title, text)


def site_gone_to_the_front_page(stage: Stage) -> None:
    """What is not there leads to the front page, the search, or one and the same story."""
    stage.article("/a/there")
    cards = "".join(f'<h2><a href="/a/{n}">{headline(f"card {n}")}</a></h2>{poison(f"c{n}", 1)}' for n in range(6))
    stage.serve("/", answer(bare_page("Odd Times", cards)))
    stage.serve("/search", answer(bare_page("Search", f"<p>No results.</p>{cards}")))
    stage.serve(
        "/subscribe", answer(bare_page("Subscribe", f"<p>All of Odd Times for 3 crowns.</p>{poison('sub', 3)}"))
    )
    for path, target in (("/a/home", "/"), ("/a/search", "/search?q=x"), ("/a/offer", "/subscribe")):
        stage.serve(path, answer("", 302, location=target))
        stage.listed(path)
        stage.refused(path)


def site_another_story(stage: Stage) -> None:
    """Every address that is not there answers with one and the same article, signed and dated as its own."""
    stage.article("/a/true-one")
    story = article_page(
        f"{stage.name}/a/of-the-day", stage.base + "/a/of-the-day", title="Gulls refuse to leave the mast"
    )
    for number in range(3):
        stage.serve(f"/a/missing-{number}", answer(story))
        stage.items.append(rss_item(f"{stage.base}/a/missing-{number}", f"Parliament adopts budget paragraph {number}"))
    stage.check(lambda done: str([row["url"] for row in done.articles]) if len(done.articles) > 2 else None)


def site_errors_that_nobody_announced(stage: Stage) -> None:
    """The same where only a sitemap without titles names the address: nothing says what should be there."""
    stage.ways = {"sitemaps": ["/map"]}
    stage.article("/a/beside-the-errors", listed=False)
    pages = (
        ("Page not found", f"<p>Nothing here. Our latest stories:</p>{poison('unannounced', 5)}"),
        ("页面不存在", "<p>您访问的页面不存在或已被删除。</p>"),
        ("الصفحة غير موجودة", "<p>عذرا، الصفحة التي تبحث عنها غير موجودة.</p>"),
        ("Az oldal nem található", "<p>A keresett oldal nem található.</p>"),
        ("Unavailable", "<p>This content is not available in your region.</p>"),
        ("Odd Times", "<p>We will be right back. The presses are being cleaned.</p>"),
    )
    paths = ["/a/beside-the-errors"]
    for number, (title, text) in enumerate(pages):
        paths.append(f"/a/unannounced-{number}")
        stage.serve(paths[-1], answer(bare_page(title, text)))
        stage.refused(paths[-1], "error")
    urls = "".join(f"<url><loc>{stage.base}{path}</loc></url>" for path in paths)
    stage.serve("/map", answer(f"<urlset>{urls}</urlset>", content_type="application/xml"))


def site_logins(stage: Stage) -> None:
    form = "<form><input name=user><input type=password name=word><button>Log in</button></form>"
    _wall(stage, "/a/login", "Log in", f"<p>Please log in to read this article.</p>{form}")
    _wall(stage, "/a/register", "Register", f"<p>Create a free account to continue reading.</p>{form}")
    stage.serve("/login", answer(bare_page("Sign in", f"<p>Sign in to your account. {POISON}</p>{form}")))
    stage.serve("/a/redirected", answer("", 302, location="/login?next=/a/redirected"))
    stage.listed("/a/redirected")
    stage.refused("/a/redirected")


def site_consents(stage: Stage) -> None:
    words = (
        "<p>We and our 930 partners store and access information on your device, such as cookies, and process personal"
        " data for advertising and measurement. You may accept or manage your choices.</p>"
    )
    _wall(stage, "/a/consent", "Your privacy", words * 3 + "<button>Accept all</button><button>Reject all</button>")
    _wall(stage, "/a/zustimmung", "Zustimmung", "<p>Wir und unsere Partner verwenden Cookies. Alle akzeptieren</p>" * 3)


def site_paywalls(stage: Stage) -> None:
    """What is free may be kept, as a part; the offer may not."""
    for path, offer in (
        ("/a/metered", "You have read all of your free articles this month. Subscribe to continue."),
        ("/a/members", "This article is for members only. Join today, already a member? Log in."),
    ):
        key = f"{stage.name}{path}"
        first = paragraphs(key)[0]
        body = f"<p>{first}</p><div class='gate'><p>{offer} {POISON}</p></div>"
        claims = f'{{"@type":"NewsArticle","headline":"{headline(key)}","isAccessibleForFree":false}}'
        stage.serve(path, answer(article_page(key, stage.base + path, body=body, claims=claims)))
        stage.listed(path, key)
        stage.allowed.add(path)
    stage.check(
        lambda done: next(
            (f"{row['url']} is {row['status']}" for row in done.articles if row["status"] == "full"), None
        )
    )


def site_pictures_only(stage: Stage) -> None:
    pictures = "".join(f'<figure><img src="/i/{n}.jpg" alt="{POISON} {n}"></figure>' for n in range(12))
    captioned = "".join(
        f'<figure><img src="/i/{n}.jpg"><figcaption>A {POISON}, {n} of 9. Photo: Una Strand</figcaption></figure>'
        for n in range(9)
    )
    single = (
        '<figure><img src="/i/1.jpg"><figcaption>Cranes, by our own man</figcaption></figure><p>Share this story</p>'
    )
    bodies = {"pictures": pictures, "captions": captioned, "bare": '<img src="/i/1.jpg">', "single": single, "none": ""}
    for path, body in ((f"/a/{name}", body) for name, body in bodies.items()):
        key = f"{stage.name}{path}"
        stage.serve(path, answer(article_page(key, stage.base + path, body=body)))
        stage.listed(path, key)
        stage.allowed.add(path)
    stage.check(lambda done: next((f"{row['url']}: {row['text']}" for row in done.articles if row["text"]), None))


def site_statuses_that_are_no_page(stage: Stage) -> None:
    """A body that comes with a status for something else is no article."""
    for status in (201, 204, 205, 206, 300, 304, 400, 402, 406, 418, 451, 499, 520, 700, 999):
        path = f"/a/status-{status}"
        stage.serve(path, answer(article_page(f"s{status}", stage.base + path, body=poison(path, 5)), status))
        stage.listed(path)
        stage.refused(path)


def site_walls_that_open(stage: Stage) -> None:
    """The first visit meets a wall, the second the article: it was tried again."""
    path = "/a/opens"
    key, visits = f"{stage.name}{path}", [0]

    def route(_: Asked) -> bytes:
        visits[0] += 1
        if visits[0] == 1:
            return answer(bare_page("Just a moment...", f"<p>Verify you are human. {POISON}</p>"))
        return answer(article_page(key, stage.base + path))

    stage.serve(path, route)
    stage.listed(path, key)
    stage.allowed.add(path)
