"""Text whose encoding nobody declares, or declares wrongly, in pages and feeds."""

import codecs

import pytest

import alphabets
from extraction.encodings import decode as decode_page
from spiders.readers.decoding import decode as decode_feed

TEXTS = {
    "ru": "Комитет проверил склады в порту, и связь ни разу не прерывалась. Ремонт обошёлся дорого.",
    "uk": "Навчання тривали дві доби, і жоден підрозділ не залишив своїх позицій. Вартість ремонту зросла вдвічі.",
    "el": "Το υπουργείο μετέφερε οχήματα στο λιμάνι του βράχου. Η άσκηση κράτησε τρεις ημέρες χωρίς διακοπή.",
    "he": "התרגיל נמשך שלושה ימים בלי שהקשר נותק. הדוברת אמרה כי עלות התיקון הגיעה למיליון כתרים.",
    "ar": "استمرت المناورات ثلاثة أيام دون أن تنقطع الاتصالات. وقال المتحدث إن كلفة الإصلاح بلغت مليون كرونة.",
    "zh": "演练持续了三天，通信从未中断。发言人表示，维修费用已升至一百万克朗，比春季的预算高出许多。",
    "ja": "演習は三日間続き、通信は一度も途切れなかった。報道官によると修理費は百万クローネに上った。",
    "ko": "훈련 기간 사흘 동안 통신은 한 번도 끊기지 않았다. 대변인은 수리비가 백만 크로네로 올랐다고 말했다.",
    "pl": "Ćwiczenia trwały trzy dni, a łączność nie została przerwana. Koszt wzrósł do miliona koron.",
    "cs": "Cvičení trvalo tři dny a spojení nebylo přerušeno. Mluvčí řekl, že náklady vzrostly na milion korun.",
    "tr": "Tatbikat üç gün sürdü ve iletişim kesilmedi. Sözcü, onarımın bir milyona çıktığını söyledi.",
    "fr": "L’exercice a duré trois jours sans coupure. Le ministère a déclaré que le coût s’élève à un million.",
    "de": "Die Übung dauerte drei Tage, größere Störungen gab es für die Kräfte nicht. Es wäre zu früh.",
}
CASES = [
    *("ru cp1251", "ru koi8-r", "ru iso8859-5", "ru cp866", "uk cp1251", "uk koi8-u", "el cp1253", "el iso8859-7"),
    *("he cp1255", "he iso8859-8", "ar cp1256", "ar iso8859-6", "zh gbk", "zh gb18030", "ja cp932", "ja euc_jp"),
    *("ja iso2022_jp", "ko euc_kr", "pl cp1250", "pl iso8859-2", "cs cp1250", "tr cp1254", "fr cp1252", "de cp1252"),
]
DECLARED = {"nothing": ("", ""), "utf-8": ("; charset=utf-8", "utf-8"), "latin": ("; charset=iso-8859-1", "iso-8859-1")}


@pytest.mark.parametrize("declared", DECLARED)
@pytest.mark.parametrize("case", CASES)
def test_the_letters_tell_the_encoding_of_a_page(case: str, declared: str) -> None:
    language, encoding = case.split()
    in_header, in_page = DECLARED[declared]
    meta = f'<meta charset="{in_page}">' if in_page else ""
    text = f"<html><head>{meta}</head><body><article><p>{TEXTS[language]}</p></article></body></html>"
    assert decode_page(text.encode(encoding, "xmlcharrefreplace"), content_type=f"text/html{in_header}") == text


@pytest.mark.parametrize("declared", ["nothing", "utf-8"])
@pytest.mark.parametrize("case", CASES)
def test_the_letters_tell_the_encoding_of_a_feed(case: str, declared: str) -> None:
    language, encoding = case.split()
    text = f"<rss><channel><item><title>{TEXTS[language]}</title></item></channel></rss>"
    body = text.encode(encoding, "xmlcharrefreplace")
    assert decode_feed(body, f"text/xml{DECLARED[declared][0]}") == text


@pytest.mark.parametrize("language", ["fr", "ru", "zh"])
@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_zero_bytes_tell_wide_characters_without_a_mark(language: str, encoding: str) -> None:
    text = f"\n<html><head><title>x</title></head><body><article><p>{TEXTS[language]}</p></article></body></html>"
    assert decode_page(text.encode(encoding), content_type="text/html; charset=utf-8") == text
    assert decode_feed(text.encode(encoding), "text/xml; charset=utf-8") == text


def test_a_declared_western_page_keeps_its_declaration() -> None:
    text = "<p>" + "Señor Müller paid 5 € — “naïve”, said Ångström; ©2026 ½ ° £ ¿qué? Œuvre, Žižek, Škoda. " * 3
    assert decode_page(text.encode("cp1252"), content_type="text/html; charset=windows-1252") == text


def test_every_label_means_a_codec() -> None:
    for label in alphabets._LABELS:
        assert codecs.lookup(alphabets.meant_by(label) or "").name
