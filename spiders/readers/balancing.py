"""Tags that do not fit to tags that do: every start has its end, every attribute its quotes, every prefix a meaning.

What browsers do for HTML, done for feeds: an end tag closes what is open inside it, an end without a start is dropped,
an entry ends where the next begins. An entry that the end of the text cuts is left out: its address may be cut too, and
the next poll brings it whole.
"""

import re

from .names import EXTENSIONS

MAX_DEPTH = 100
_MAX_ATTRIBUTES = 100

_NAME = r"[A-Za-z_][\w.-]{0,100}(?::[A-Za-z_][\w.-]{0,100})?"
_TAG = re.compile(rf"<(/?)({_NAME})((?:[^<>\"']|\"[^\"<]*\"|'[^'<]*')*|[^<>]*)>", re.ASCII)
_ATTRIBUTE = re.compile(rf"({_NAME})\s{{0,50}}=\s{{0,50}}(?:\"([^\"<]*)\"|'([^'<]*)'|([^\s\"'<>]+))", re.ASCII)
_NO_URI = re.compile(r"[^!#-;=?-\[\]_a-z~]")
_ITEMS = ("item", "entry")
_FRAMES = ("rss", "rdf:rdf", "feed", "channel", "urlset", "sitemapindex")
_VOID = frozenset(["area", "br", "col", "embed", "hr", "img", "input", "param", "source", "track", "wbr"])
# Elements that hold text only: whatever begins inside one of them, it should have ended before.
_LEAVES = frozenset(
    "link guid id pubdate published updated category comments ttl language dc:date dc:creator loc lastmod".split()  # noqa: SIM905
)


def balance(text: str) -> str:
    """Well-formed XML out of `text`, in which references are right already and CDATA sections are gone."""
    return _Balance(text).run()


class _Balance:
    def __init__(self, text: str) -> None:
        self.text = text
        self.out: list[str] = []
        self.open: list[str] = []  # as written
        self.keys: list[str] = []  # the same in lower case
        self.item_at: int | None = None  # where in `out` the open entry begins
        self.item_depth = 0
        self.prefixes: dict[str, str] = {}
        self.comments = "-->" in text  # whether another end of a comment may follow
        self.root: tuple[str, dict[str, str]] | None = None

    def run(self) -> str:
        text, position = self.text, 0
        while (opening := text.find("<", position)) >= 0:
            self.words(text[position:opening])
            position = self.markup(opening)
        self.words(text[position:])
        if self.item_at is not None:
            del self.out[self.item_at :]
            del self.open[self.item_depth :]
        self.out += [f"</{name}>" for name in reversed(self.open)]
        if self.root:
            self.out[0] = self.root_tag(*self.root)
        return "".join(self.out)

    def words(self, text: str) -> None:
        if text and self.open:
            self.out.append(text.replace(">", "&gt;"))

    def markup(self, opening: int) -> int:
        """Handles what begins at `opening`; the position after it."""
        text = self.text
        if text.startswith("<!--", opening):
            if self.comments and (end := text.find("-->", opening + 4)) >= 0:
                return end + 3
            self.comments = False
        elif text.startswith(("<?", "<!"), opening):
            if (end := text.find(">", opening, opening + 2_000)) >= 0:
                return end + 1
        elif match := _TAG.match(text, opening):
            slash, name, inside = match.groups()
            if slash:
                self.end(name.lower())
            else:
                self.start(name, inside)
            return match.end()
        if self.open:
            self.out.append("&lt;")
        return opening + 1

    def start(self, name: str, inside: str) -> None:
        key = name.lower()
        if self.keys and self.keys[-1] in _LEAVES:
            self.end(self.keys[-1])
        if key in _ITEMS and self.item_at is not None:
            self.close_to(self.item_depth)
        closed = inside.endswith("/") or key in _VOID
        if not self.open and self.out:
            return  # after the root
        if len(self.open) >= MAX_DEPTH and not closed:
            return
        attributes = self.attributes(inside)
        if ":" in name:
            self.prefixes.setdefault(name.partition(":")[0], "")
        if not self.open:
            self.root = (name, attributes)
        elif key in _ITEMS and not closed:
            self.item_at, self.item_depth = len(self.out), len(self.open)
        self.out.append(_tag(name, attributes, "/" if closed and self.open else ""))
        if not closed or not self.open:
            self.open.append(name)
            self.keys.append(key)

    def end(self, key: str) -> None:
        floor = self.item_depth + 1 if self.item_at is not None and key not in (*_ITEMS, *_FRAMES) else 0
        for depth in range(len(self.keys) - 1, floor - 1, -1):
            if self.keys[depth] == key:
                self.close_to(depth)
                return

    def close_to(self, depth: int) -> None:
        if self.item_at is not None and depth <= self.item_depth:
            self.item_at = None
        self.out += [f"</{name}>" for name in reversed(self.open[depth:])]
        del self.open[depth:], self.keys[depth:]

    def attributes(self, inside: str) -> dict[str, str]:
        found: dict[str, str] = {}
        if "=" not in inside:
            return found
        for number, match in enumerate(_ATTRIBUTE.finditer(inside)):
            if number >= _MAX_ATTRIBUTES:
                break
            name, value = match[1], match[2] or match[3] or match[4] or ""
            prefix, colon, local = name.partition(":")
            if prefix == "xmlns" and colon:
                value = _NO_URI.sub("", value)
                if not value or local in ("xml", "xmlns"):
                    continue
                self.prefixes[local] = self.prefixes.get(local) or value
            elif colon:
                self.prefixes.setdefault(prefix, "")
            found.setdefault(name, value)
        return found

    def root_tag(self, name: str, attributes: dict[str, str]) -> str:
        for prefix, uri in self.prefixes.items():
            if prefix not in ("xml", "xmlns"):
                attributes.setdefault(f"xmlns:{prefix}", uri or EXTENSIONS.get(prefix, f"urn:undeclared:{prefix}"))
        return _tag(name, attributes)


def _tag(name: str, attributes: dict[str, str], slash: str = "") -> str:
    return f"<{name}" + "".join(f' {key}="{_quoted(value)}"' for key, value in attributes.items()) + f"{slash}>"


def _quoted(value: str) -> str:
    return value.replace('"', "&quot;").replace(">", "&gt;")
