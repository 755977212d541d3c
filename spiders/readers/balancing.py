"""Tags that do not fit to tags that do: every start has its end, every attribute its quotes, every prefix a meaning.

What browsers do for HTML, done for feeds: an end tag closes what is open inside it, an end without a start is dropped,
an entry ends where the next begins. An entry that the end of the text cuts is left out: its address may be cut too, and
the next poll brings it whole.
"""

import re
from collections import defaultdict

from bounds import bounds, note_cut
from spiders.readers.names import EXTENSIONS, known_uri

_NAME = r"[A-Za-z_][\w.-]{0,100}(?::[A-Za-z_][\w.-]{0,100})?"
# Atomic: a megabyte that never ends its tag would be tried again from every end that its name may have.
_TAG = re.compile(rf"<(/?)((?>{_NAME}))((?:[^<>\"']++|\"[^\"<]*+\"|'[^'<]*+')*+|[^<>]*+)>", re.ASCII)
_BROKEN_ROOT = re.compile(rf"<({_NAME})[^<>]*", re.ASCII)
_ATTRIBUTE = re.compile(
    rf"(?<![\w.:-])((?>{_NAME}))\s{{0,50}}=\s{{0,50}}(?:\"([^\"<]*)\"|'([^'<]*)'|([^\s\"'<>]+))", re.ASCII
)
_FEED_RECORDS = re.compile(r"<(?:[a-z][\w.-]{0,30}:)?(?:item|entry)[\s/>]", re.IGNORECASE | re.ASCII)
_SITEMAP_RECORDS = re.compile(r"<(?:url|sitemap)[\s/>]", re.IGNORECASE | re.ASCII)
_FRAMES = ("rss", "rdf:rdf", "feed", "channel", "urlset", "sitemapindex")
_VOID = frozenset(["area", "br", "col", "embed", "hr", "img", "input", "param", "source", "track", "wbr"])
# Elements that hold text only: whatever begins inside one of them, it should have ended before.
_LEAVES = frozenset(
    "link guid id pubdate published updated category comments ttl language dc:date dc:creator loc lastmod".split()  # noqa: SIM905
)
# What no mark-up of a text has: where it begins, the text before it should have ended ("</titel>").
_FIELDS = frozenset("guid pubdate published updated dc:date dc:creator content:encoded enclosure".split())  # noqa: SIM905
_BEHIND = {"title": _FIELDS | {"link", "description", "summary"}, "description": _FIELDS, "summary": _FIELDS}


def balance(text: str, max_depth: int) -> tuple[str, bool]:
    """Well-formed XML out of `text`, in which references are right already and CDATA sections are gone.

    Of elements nested deeper than `max_depth` the tags are dropped, what they hold is their parent's then; True where
    there were such.
    """
    balancing = _Balance(text, max_depth)
    return balancing.run(), balancing.too_deep


class _Balance:
    def __init__(self, text: str, max_depth: int) -> None:
        self.text, self.max_depth, self.too_deep = text, max_depth, False
        self.out: list[str] = []
        self.open: list[str] = []  # as written
        self.keys: list[str] = []  # the same in lower case
        self.depths: defaultdict[str, list[int]] = defaultdict(list)  # where each of them stands open
        is_sitemap = text[:20].lower().startswith(("<urlset", "<sitemapindex"))
        self.records = ("url", "sitemap") if is_sitemap else ("item", "entry")
        starts = _SITEMAP_RECORDS if is_sitemap else _FEED_RECORDS
        self.last_record = max((match.start() for match in starts.finditer(text)), default=-1)
        self.record_at: int | None = None  # where in `out` the open entry begins
        self.record_depth = 0
        self.prefixes: dict[str, str] = {}
        self.comments = "-->" in text  # whether another end of a comment may follow
        self.root: tuple[str, dict[str, str]] | None = None

    def run(self) -> str:
        text, position = self.text, 0
        if not _TAG.match(text) and (root := _BROKEN_ROOT.match(text)):
            self.start(root[1], "")
            position = root.end()
        while (opening := text.find("<", position)) >= 0:
            self.words(text[position:opening])
            position = self.markup(opening)
        self.words(text[position:])
        if self.record_at is not None:
            del self.out[self.record_at :]
            del self.open[self.record_depth :]
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
                key = name.lower()
                # An end of the feed before its last entry is none: two feeds in a row, or an accident.
                if key not in _FRAMES or opening > self.last_record:
                    self.end(key)
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
        for text, behind in _BEHIND.items():
            if key in behind and self.depths.get(text):
                self.end(text)
        is_record = key.rpartition(":")[2] in self.records
        if is_record and self.record_at is not None:
            self.close_to(self.record_depth)
        closed = inside.endswith("/") or key in _VOID
        if not self.open and self.out:
            return  # after the root
        if len(self.open) >= self.max_depth:
            self.too_deep = True
            if is_record:
                self.close_to(self.frame_depth())  # what was opened before the entry and never closed
        if len(self.open) >= self.max_depth:
            return
        attributes = self.attributes(inside)
        if ":" in name:
            prefix = name.partition(":")[0]
            if len(self.prefixes) >= bounds().namespaces and prefix not in self.prefixes:
                note_cut("namespaces")
                return  # as if the tag were not there
            self.prefixes.setdefault(prefix, "")
        if not self.open:
            self.root = (name, attributes)
        elif is_record and not closed:
            self.record_at, self.record_depth = len(self.out), len(self.open)
        self.out.append(_tag(name, attributes, "/" if closed and self.open else ""))
        if not closed or not self.open:
            self.depths[key].append(len(self.open))
            self.open.append(name)
            self.keys.append(key)

    def end(self, key: str) -> None:
        floor = self.record_depth + 1 if self.record_at is not None and not self.is_frame(key) else 0
        # Looked up, not searched for: ends without a start may come by the million inside hundreds of open elements.
        if (depths := self.depths.get(key)) and depths[-1] >= floor:
            self.close_to(depths[-1])

    def is_frame(self, key: str) -> bool:
        return key in _FRAMES or key.rpartition(":")[2] in self.records

    def frame_depth(self) -> int:
        """How deep an entry of this document belongs: below the last of the frames that are open."""
        return max((depth + 1 for depth, key in enumerate(self.keys) if self.is_frame(key)), default=1)

    def close_to(self, depth: int) -> None:
        if self.record_at is not None and depth <= self.record_depth:
            self.record_at = None
        self.out += [f"</{name}>" for name in reversed(self.open[depth:])]
        for key in self.keys[depth:]:
            self.depths[key].pop()
        del self.open[depth:], self.keys[depth:]

    def attributes(self, inside: str) -> dict[str, str]:
        found: dict[str, str] = {}
        if "=" not in inside:
            return found
        for number, match in enumerate(_ATTRIBUTE.finditer(inside)):
            if number >= bounds().attributes:
                note_cut("attributes")
                break
            name, value = match[1], match[2] or match[3] or match[4] or ""
            prefix, colon, local = name.partition(":")
            if colon and len(self.prefixes) >= bounds().namespaces and not {prefix, local} & self.prefixes.keys():
                note_cut("namespaces")
                continue
            if prefix == "xmlns":
                value = known_uri(value)
                if not value or local in ("xml", "xmlns"):
                    continue
                if local:
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
