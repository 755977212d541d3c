"""Texts that the styles of a page keep from its readers, a different one on every page."""

from collections.abc import Callable
from functools import partial

from tests.hostile.kinds import Stage
from tests.hostile.prose import paragraphs, poison

STYLES = {
    "away": "position:absolute;left:-9999px",
    "above": "position: fixed; top: -2000px",
    "flat": "height:0;overflow:hidden",
    "pixel": "position:absolute;width:1px;height:1px;overflow:hidden",
    "folded": "max-height:0;overflow:hidden",
    "clear": "opacity: 0.0;",
    "size": "font-size:0px",
    "transparent": "color:transparent",
    "same-colour": "color:#fff;background-color:white",
    "indent": "text-indent:-9999px",
    "scale": "transform: scale(0)",
    "clip": "position:absolute;clip:rect(0, 0, 0, 0)",
    "clip-path": "clip-path: inset(100%)",
}
SHEETS = {
    "class": ".note-x{display:none}",
    "id": "#note-y { display : none !important }",
    "list": "p{margin:0} .b, .note-x , .c { color:red; visibility:hidden }",
    "screen": "@media screen { .note-x { display:none } }",
    "away": ".note-x{position:absolute;left:-10000px}",
    "inside": "main .story .note-x { display:none }",
    "comment": "/* a */ .note-x /* b */ { /* display:block; */ display: none; }",
    "later": ".note-x{display:block} .note-x{display:none}",
}
# What they hide is shown to some readers, or by a script, or is shown again.
SHOWN = (
    ".story p{display:none}",
    "@media print{.story{display:none}}",
    "@media (max-width:600px){.story{display:none}}",
    ".closed .story{display:none}",
    ".story::before{display:none}",
    ".story{opacity:0}",
    ".story{display:none} main .story{display:block}",
    ".story{position:relative;left:50%;margin-left:-300px;color:#fff;background:#000}",
)


def _unseen(attributes: str, sheet: str, stage: Stage) -> None:
    for number, tag in enumerate(("p", "div", "span")):
        path = f"/a/unseen-{number}"
        key = f"{stage.name}{path}"
        texts = paragraphs(key)
        hidden = poison(key, 1).removeprefix("<p>").removesuffix("</p>")
        if tag == "span":
            texts[2] = texts[2].replace(". ", f". <span {attributes}>{hidden} </span>", 1)
        else:
            texts.insert(2, f"</p><{tag} {attributes}>{hidden}</{tag}><p>")
        body = "".join(f"<p>{text}</p>" for text in texts).replace("<p></p>", "")
        stage.article(path, head=f"<style>{sheet}</style>" if sheet else "", body=body)


def site_shown_all_the_same(stage: Stage) -> None:
    for number, sheet in enumerate(SHOWN):
        stage.article(f"/a/shown-{number}", head=f"<style>{sheet}</style>")


VARIANTS: dict[str, Callable[[Stage], None]] = {
    **{f"unseen-{name}": partial(_unseen, f'style="{style}"', "") for name, style in STYLES.items()},
    **{f"sheet-{name}": partial(_unseen, 'class="note-x" id="note-y"', sheet) for name, sheet in SHEETS.items()},
}
