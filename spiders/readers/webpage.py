"""A web page's bytes to a tree, bounded, in the encoding that its server or its own head declares."""

import re

from lxml import etree, html

from spiders.readers.decoding import decode, inflate
from trees import bound_depth, open_shadows, without_early_ends, without_stuffed_tags

MAX_TEXT = 20_000  # characters looked at in one element

_META = re.compile(rb"<meta[^>]{0,300}?charset\s{0,9}=\s{0,9}[\"']?([A-Za-z0-9_.:-]{2,40})", re.IGNORECASE)


def parse_page(body: bytes, content_type: str | None = None) -> html.HtmlElement | None:
    """The root of the page, or None if there is nothing in it. Never fails on foreign bytes."""
    body = inflate(body)
    if "charset" not in (content_type or "") and (declared := _META.search(body[:4096])):
        content_type = f"text/html; charset={declared[1].decode('ascii')}"
    # Bytes again: lxml refuses text that declares an encoding of its own.
    text = without_stuffed_tags(decode(body, content_type).replace("\0", "").encode("utf-8", "replace"))
    text = without_early_ends(text)
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        root = html.document_fromstring(text, parser=parser, ensure_head_body=True)
    except (etree.LxmlError, ValueError):
        return None
    if not isinstance(root, html.HtmlElement):
        return None
    open_shadows(root)
    bound_depth(root, stopped=any(error.type_name == "ERR_RESOURCE_LIMIT" for error in parser.error_log))
    return root


def text_of(element: html.HtmlElement | None) -> str:
    """The text of an element on one line, at most MAX_TEXT characters."""
    if element is None:
        return ""
    pieces: list[str] = []
    size = 0
    for piece in element.itertext():
        if size > MAX_TEXT:
            break
        # Kicker and headline are blocks by style sheet; "N</b>ATO" is one word.
        if pieces and piece[:1].isupper() and (pieces[-1][-1:].islower() or pieces[-1][-1:] in ".:!?)»\u201d"):
            pieces.append(" ")
        pieces.append(piece)
        size += len(piece)
    return " ".join("".join(pieces).split())


def base_of(root: html.HtmlElement, url: str) -> str:
    """The address that relative links start from: <base href> or the page's own."""
    from spiders.readers.plain import address

    stated = root.find("./head/base[@href]")
    return (address(stated.get("href"), url) if stated is not None else None) or url
