"""Which encoding a label means, and which one text is in that has none, or a wrong one: letters of an alphabet, or
signs of East Asia.

In Western text letters beyond ASCII stand alone among plain ones; in other alphabets whole words are made of them, and
the commonest letters of a language are more than half of all. Pure; of what has no such words it says nothing.
"""

import codecs
import re

# Labels of the Encoding Standard ("names and labels") that Python's codecs do not go by.
_LABELS = {
    label: name
    for name, labels in {
        "utf-8": "unicode-1-1-utf-8 unicode11utf8 unicode20utf8 x-unicode20utf8",
        "iso8859-2": "iso88592",
        "iso8859-3": "iso88593",
        "iso8859-4": "iso88594",
        "iso8859-5": "iso88595",
        "iso8859-6": "iso88596 csiso88596e csiso88596i iso-8859-6-e iso-8859-6-i",
        "iso8859-7": "iso88597 sun_eu_greek",
        "iso8859-8": "iso88598 csiso88598e csiso88598i iso-8859-8-e iso-8859-8-i visual logical",
        "iso8859-10": "iso885910",
        "iso8859-13": "iso885913",
        "iso8859-14": "iso885914",
        "iso8859-15": "iso885915 csisolatin9",
        "koi8-r": "koi koi8",
        "koi8-u": "koi8-ru",
        "mac-roman": "mac csmacintosh x-mac-roman",
        "mac-cyrillic": "x-mac-cyrillic x-mac-ukrainian",
        "cp874": "windows-874 dos-874 iso885911",
        "cp1250": "x-cp1250",
        "cp1251": "x-cp1251",
        "cp1252": "x-cp1252 iso88591 x-user-defined",
        "cp1253": "x-cp1253",
        "cp1254": "x-cp1254 iso88599",
        "cp1255": "x-cp1255",
        "cp1256": "x-cp1256",
        "cp1257": "x-cp1257",
        "cp1258": "x-cp1258",
        "gb18030": "x-gbk csgb2312 gb_2312 gb_2312-80",
        "big5": "cn-big5 x-x-big5",
        "euc_jp": "x-euc-jp cseucpkdfmtjapanese",
        "cp932": "x-sjis windows-31j",
        "cp949": "windows-949 cseuckr csksc56011987 iso-ir-149 ks_c_5601-1989 ksc_5601",
    }.items()
    for label in labels.split()
}
# The same standard reads these as the wider code page, and authors mean the wider one too.
_WIDER = {
    "iso8859-1": "cp1252",
    "latin-1": "cp1252",
    "ascii": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
}
# Python's codecs that no browser has; some turn letters into markup, some are no encodings of text.
_NOT_OF_THE_WEB = frozenset(
    (
        *("base64", "bz2", "hex", "quopri", "rot-13", "uu", "zlib", "idna", "punycode", "undefined"),
        *("raw-unicode-escape", "unicode-escape", "utf-7", "hz", "mbcs", "oem", "palmos"),
        *("cp037", "cp273", "cp424", "cp500", "cp875", "cp1026", "cp1140"),
    )
)

MIN_BYTES = 16  # fewer show nothing
MIN_LETTERS = 6
# Quotes, dashes and signs of the Windows code pages.
_NO_LETTERS = bytes([0x80, 0x82, 0x84, 0x85, 0x89, 0xA0, 0xA7, 0xA9, 0xAB, 0xAE, 0xB0, 0xB7, 0xBB, *range(0x91, 0x98)])
_RUN = re.compile(rb"[\x80-\xff]+")
_CYRILLIC = "оеаинтсрвлкмдпуіяы"
_FREQUENT = {
    "cp1251": _CYRILLIC,
    "koi8-u": _CYRILLIC,  # whose letters are those of KOI8-R and four more
    "iso8859-5": _CYRILLIC,
    "cp866": _CYRILLIC,
    "cp1253": "αοιετσνηρπκμλυςόίάέή",
    "cp1255": "יוהלאמרתבשנ",
    "cp1256": "اليمونترةبعدسفكق",
    "iso8859-6": "اليمونترةبعدسفكق",
}
# The planes of signs that everyday text is made of, as first bytes: level one of GB 2312, of Big5, of KS X 1001.
EAST = {
    "gb18030": re.compile(rb"[\xb0-\xd7][\xa1-\xfe]"),
    "cp949": re.compile(rb"[\xb0-\xc8][\xa1-\xfe]"),
    "big5": re.compile(rb"[\xa4-\xc6][\x40-\x7e\xa1-\xfe]"),
    "euc_jp": re.compile(rb"\xa4[\xa1-\xf3]|\xa5[\xa1-\xf6]"),
    "cp932": re.compile(rb"\x82[\x9f-\xf1]|\x83[\x40-\x96]"),
}


def meant_by(label: str) -> str | None:
    """The codec of what a page or feed declares, as browsers take it; None for what they have not, and for UTF-16 and
    UTF-32, which a declaration that is read as bytes of ASCII is not in."""
    label = label.strip().lower()
    try:
        name = codecs.lookup(_LABELS.get(label, label)).name
    except LookupError:
        return None
    return None if name in _NOT_OF_THE_WEB or name.startswith(("utf-16", "utf-32")) else _WIDER.get(name, name)


def wide_of(body: bytes) -> str | None:
    """UTF-16 or UTF-32 without a mark: bytes of the markup's ASCII letters are zero, always at the same places."""
    head = body[:4000]
    if b"\0" not in head:
        return None
    zeros = [head[place::4].count(0) for place in range(4)]
    characters = len(head) // 4
    if min(zeros[2:]) * 20 > characters * 19 and zeros[0] * 10 < zeros[1]:
        return "utf-32-le"
    if min(zeros[:2]) * 20 > characters * 19 and zeros[3] * 10 < zeros[2]:
        return "utf-32-be"
    even, odd = zeros[0] + zeros[2], zeros[1] + zeros[3]
    if odd * 20 > len(head) and even * 10 < odd:
        return "utf-16-le"
    return "utf-16-be" if even * 20 > len(head) and odd * 10 < even else None


def alphabet_of(sample: bytes) -> str | None:
    """The name of the encoding, for a sample of visible text without markup; None for Western text and for little."""
    runs = _RUN.findall(sample)
    words = b" ".join(run for run in runs if len(run) >= 3)
    if len(words) < MIN_BYTES or len(words) <= len(b"".join(runs).translate(None, _NO_LETTERS)) / 2:
        return None
    scores = {name: _share(words, name, letters) for name, letters in _FREQUENT.items()}
    best = max(scores, key=lambda name: scores[name])
    if scores[best] > 0.55:
        return best
    return _of_east_asia(sample) or (best if scores[best] > 0.5 else None)


def _share(words: bytes, name: str, letters: str) -> float:
    text = words.decode(name, "replace")
    return sum(map(text.count, letters)) / (len(text) - text.count(" ") or 1)


def _of_east_asia(sample: bytes) -> str | None:
    """Of the encodings in which the sample is whole the one with the most everyday signs."""
    found = {}
    for name, usual in EAST.items():
        text = sample.decode(name, "replace")
        beyond = sum(1 for character in text if character > "\x7f")
        if text.count("\ufffd") * 50 <= beyond:
            found[name] = len(usual.findall(sample)) / (beyond or 1)
    # Japanese is told by its syllables, which nothing else has in such numbers.
    for name in ("euc_jp", "cp932"):
        if found.get(name, 0) > 0.25:
            return name
    if found.get("cp949", 0) > 0.85:  # Korean's syllables are few enough to stand together, Chinese signs are not
        return "cp949"
    best = max(found, key=lambda name: found[name], default=None)
    return best if best and found[best] > 0.5 else None


# Letters beyond ASCII, by language; the first encoding of those that fit equally well counts.
_LATIN = {
    "cp1252": "éèàçêùâîôûëïœæ äöüß áéíóúñü áâãàçéêíóôõúü àèéìòù åäöøæé áéíóúýþæöð éëïöüè",
    "cp1250": "ąćęłńóśźż áčďéěíňóřšťúůýž áäčďéíĺľňóôŕšťúýž áéíóöőúüű ăâîşţ čćđšž",
    "iso8859-2": "ąćęłńóśźż áčďéěíňóřšťúůýž áäčďéíĺľňóôŕšťúýž áéíóöőúüű ăâîşţ čćđšž",
    "cp1254": "çğıöşüâî",
    "cp1257": "āčēģīķļņšūž ąčęėįšųūž äõöüšž",
}


def latin_of(sample: bytes) -> tuple[str, float]:
    """The encoding in which a Western text's letters beyond ASCII are those of one language, and by how much better it
    fits than Windows-1252 (0 to 1), which is the answer where there are few letters."""
    letters = b"".join(_RUN.findall(sample)).translate(None, _NO_LETTERS)[:20_000]
    if len(letters) < MIN_LETTERS:
        return "cp1252", 0.0
    scores = {name: _language_share(letters, name, languages) for name, languages in _LATIN.items()}
    best = max(scores, key=lambda name: scores[name])
    return best, scores[best] - scores["cp1252"]


def _language_share(letters: bytes, name: str, languages: str) -> float:
    text = letters.decode(name, "replace").lower()
    return max(sum(map(text.count, set(language))) for language in languages.split()) / len(text)
