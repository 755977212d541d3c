"""Which encoding text is in that says nothing of it, or the wrong thing: letters of an alphabet, or signs of East Asia.

In Western text letters beyond ASCII stand alone among plain ones; in other alphabets whole words are made of them, and
the commonest letters of a language are more than half of all. Pure; of what has no such words it says nothing.
"""

import re

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
