"""Pages and feeds that declare an encoding by a label that browsers know, or by one that is no encoding of text."""

from collections.abc import Callable
from functools import partial

from tests.hostile.kinds import Outcome, Stage, article_page, rss, rss_item
from tests.middlewares.odd_server import answer

RUSSIAN = "Совет порта в день {} осмотрел причалы и записал, где стоят краны."
CHINESE = "港口委员会在第{}天检查了码头和起重机。"
JAPANESE = "港の委員会は{}日に桟橋とクレーンを調べた。"
FRENCH = "Le comité a vérifié le quai numéro {}, où l'équipe était arrivée."
# label -> what it means, and a sentence
LABELS = {
    "x-mac-cyrillic": ("mac_cyrillic", RUSSIAN),
    "x-cp1251": ("cp1251", RUSSIAN),
    "windows-874": ("cp874", "คณะกรรมการตรวจท่าเรือและปั้นจั่นในวันที่ {}"),
    "iso-8859-8-i": ("iso8859-8", "ועדת הנמל בדקה את הרציף ואת העגורנים ביום {}."),
    "windows-949": ("cp949", "항만 위원회는 {}일에 부두와 기중기를 점검했다."),
    "x-gbk": ("gb18030", CHINESE),
    "x-sjis": ("cp932", JAPANESE),
    "unicode-1-1-utf-8": ("utf-8", FRENCH),
    "x-user-defined": ("cp1252", FRENCH),
    "hex": ("cp1251", RUSSIAN),
    "base64": ("cp1252", FRENCH),
}


def _labelled(label: str, codec: str, sentence: str, stage: Stage) -> None:
    path, title = "/a/labelled", sentence.format(7).rstrip(".。")
    texts = [" ".join(sentence.format(number * 10 + more) for more in range(8)) for number in range(4)]
    url = stage.base + path
    page = article_page(label, url, title=title, body="".join(f"<p>{text}</p>" for text in texts))
    page = page.replace('charset="utf-8"', f'charset="{label}"')
    feed = rss([rss_item(url, title)], head=f'<?xml version="1.0" encoding="{label}"?>')
    stage.serve(path, answer(page.encode(codec), content_type=f"text/html; charset={label}"))
    stage.serve("/feed", answer(feed.encode(codec), content_type=f"application/rss+xml; charset={label}"))
    stage.wanted[path] = None

    def is_read(outcome: Outcome) -> str | None:
        row = outcome.row(path) or {"title": None, "text": None}
        read = (row["title"], row["text"]) == (title, "\n\n".join(texts))
        return None if read else f"{row['title']!r}, {(row['text'] or '')[:80]!r}, {outcome.feeds[0]['error']}"

    stage.check(is_read)


VARIANTS: dict[str, Callable[[Stage], None]] = {
    f"charset-{label}": partial(_labelled, label, *meant) for label, meant in LABELS.items()
}
