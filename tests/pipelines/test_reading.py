"""Languages and datelines, read out of texts."""

import time

import pytest

from items import Article
from pipelines.reading.dateline import Dateline, find_dateline
from pipelines.reading.inference import infer
from pipelines.reading.language import guess_language

TEXTS = {
    "en": "The ministry said on Monday that it would not send the ships to the strait, and that the decision was made"
    " after a long talk with its partners in the region.",
    "de": "Das Ministerium teilte am Montag mit, dass es die Schiffe nicht in die Meerenge schicken werde. Die"
    " Entscheidung sei nach einem langen Gespräch mit den Partnern in der Region gefallen.",
    "fr": "Le ministère a fait savoir lundi qu'il n'enverrait pas les navires dans le détroit. La décision a été prise"
    " après une longue discussion avec ses partenaires de la région.",
    "pl": "Ministerstwo podało w poniedziałek, że nie wyśle okrętów do cieśniny. Decyzja zapadła po długiej rozmowie z"
    " partnerami w regionie, którzy nie byli jej przeciwni, ale prosili o czas na to, by się do niej przygotować.",
    "uk": "У міністерстві в понеділок повідомили, що не відправлять кораблі до протоки. Рішення було ухвалено після"
    " довгої розмови з партнерами в регіоні, які не були проти, але просили час для підготовки.",
    "ru": "В министерстве в понедельник сообщили, что не отправят корабли в пролив. Решение было принято после"
    " долгого разговора с партнерами в регионе, которые не были против, но просили время для подготовки.",
    "ja": "国防省は月曜日、艦艇を海峡に派遣しないと発表した。この決定は地域の国々との長い協議の後に下された。",
    "ko": "국방부는 월요일 해협에 군함을 보내지 않겠다고 발표했다. 이 결정은 오랜 협의 끝에 내려졌다.",
    "zh": "国防部周一宣布不会向海峡派遣军舰。这一决定是在与该地区的伙伴进行长时间磋商之后作出的。",
}


@pytest.mark.parametrize("language", TEXTS)
def test_a_text_tells_its_language(language: str) -> None:
    guess = guess_language(TEXTS[language])
    assert guess is not None
    assert guess.language == language


def test_a_name_in_another_script_does_not_change_it() -> None:
    guess = guess_language(TEXTS["en"] + " (北京, Київ)")
    assert guess is not None
    assert guess.language == "en"


@pytest.mark.parametrize("text", ["", "Results", "12 : 7, 3 : 4", "Rockledge 14 11 6 15 Palm Bay 18 22 " * 9])
def test_what_says_nothing_gets_no_language(text: str) -> None:
    assert guess_language(text) is None


def test_a_wrong_declaration_is_kept_beside_what_the_text_says() -> None:
    article = infer(Article(url="https://example.org/", language="en", text=TEXTS["fr"]))
    assert (article.language, article.inferred.language) == ("en", "fr")


@pytest.mark.parametrize(
    ("text", "place", "country", "agency"),
    [
        ("KYIV (Reuters) - Shells", "KYIV", "UA", "Reuters"),
        ("KYIV, Nov 24 (Reuters) - Shells", "KYIV", "UA", "Reuters"),
        ("KYIV, Ukraine (AP) — Shells", "KYIV", "UA", "AP"),
        ("LVIV OBLAST, Ukraine (AP) — Shells", "LVIV OBLAST", "UA", "AP"),
        ("WASHINGTON, D.C. — The", "WASHINGTON", "US", None),
        ("COLUMBIA, S.C. (AP) — The", "COLUMBIA", "US", "AP"),
        ("PARIS, Texas (AP) — The", "PARIS", "US", "AP"),
        ("POKROVSK, Ukraine (AP) — The", "POKROVSK", "UA", "AP"),
        ("POKROVSK — The", "POKROVSK", "UA", None),
        ("ХАРКІВ (Укрінформ) — Уночі", "ХАРКІВ", "UA", "Ukrinform"),
        ("WASHINGTON — The", "WASHINGTON", "US", None),
        ("JERUSALEM -- The", "JERUSALEM", "IL", None),
        ("THE HAGUE, Netherlands: The", "THE HAGUE", "NL", None),
        ("BEIRUT/THE HAGUE, March 7 (Reuters) - The", "BEIRUT", "LB", "Reuters"),
        ("By Ann Other ABUJA, Jan 10 (Reuters) - A", "ABUJA", "NG", "Reuters"),
        ("Berlin (dpa) - Die", "Berlin", "DE", "dpa"),
        ("Berlin (dpa/lby) - Die", "Berlin", "DE", "dpa"),
        ("Paris (AFP) – Le", "Paris", "FR", "AFP"),
        ("Warszawa (PAP) - Rząd", "Warszawa", "PL", "PAP"),
        ("Madrid, 24 nov (EFE).- El", "Madrid", "ES", "EFE"),
        ("(ANSA) - ROMA, 24 NOV - Il", "ROMA", "IT", "ANSA"),
        ("MOSCOW, November 24. /TASS/. The", "MOSCOW", "RU", "TASS"),
        ("SMALLVILLE (AP) — A town that no table has", "SMALLVILLE", None, "AP"),
    ],
)
def test_a_dateline_names_place_and_agency(text: str, place: str, country: str | None, agency: str | None) -> None:
    assert find_dateline(text) == Dateline(place, country, agency)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "BREAKING - The",
        "NATO: the next steps",
        "SMALLVILLE - A town that no table has, without an agency",
        "The army (it is small) - and no other",
        "The army (AP) said",
        "It was in KYIV (Reuters) - said the clerk",
        "U.S. — some remarks",
    ],
)
def test_what_is_no_dateline_is_none(text: str) -> None:
    assert find_dateline(text) is None


@pytest.mark.parametrize("text", ["A" * 100_000, "A, " * 50_000, "(" * 100_000, "By " * 50_000, "A-A. " * 50_000])
def test_hostile_beginnings_cost_nothing(text: str) -> None:
    start = time.process_time()
    find_dateline(text)
    guess_language(text)
    assert time.process_time() - start < 0.5
