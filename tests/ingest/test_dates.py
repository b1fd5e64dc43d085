"""Dates: what is one, what never is, what a partial one means, and how it is moved."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.date_grammar import MONTHS
from ingest.date_numbers import from_words, to_words
from ingest.dates import find_dates, rewrite
from ingest.when import When

ANCHOR = When(dt.date(2024, 11, 18))


def read(text: str, anchor: When | None = ANCHOR) -> list[tuple[str, str]]:
    return [(text[f.start : f.end], f.when.iso()) for f in find_dates(text, anchor)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("vu le 12/03/2021", [("12/03/2021", "2021-03-12")]),
        ("réalisé le 08.11.21 à 11h52", [("08.11.21", "2021-11-08")]),
        ("prélevé le 21-12-2012", [("21-12-2012", "2012-12-21")]),
        ("2021-03-12", [("2021-03-12", "2021-03-12")]),
        ("DTSTART:20250116T083000", [("20250116", "2025-01-16")]),
        ("BIOSUD|202109141022||ADT", [("202109141022", "2021-09-14")]),
        ("mardi 23 mai 2023", [("mardi 23 mai 2023", "2023-05-23")]),
        ("du 12 au 15 mars 2020", [("12", "2020-03-12"), ("15 mars 2020", "2020-03-15")]),
        ("les 9 et 23 août", [("9", "2024-08-09"), ("23 août", "2024-08-23")]),
        ("séjour 26/02-08/03/2018", [("26/02", "2018-02-26"), ("08/03/2018", "2018-03-08")]),
        ("nuit du 31 au 1er novembre", [("31", "2024-10-31"), ("1er novembre", "2024-11-01")]),
        ("Vaccins : grippe 10/2023", [("10/2023", "2023-10")]),
        ("Vaccin grippe 10/23", [("10/23", "2023-10")]),
        ("PTH en 2014, pile en 2017", [("2014", "2014"), ("2017", "2017")]),
        ("mineur de fond 1973-1986", [("1973", "1973"), ("1986", "1986")]),
        ("pendant l'été 2019", [("été 2019", "2019")]),
        ("depuis juin 24.", [("juin 24", "2024-06")]),
        (
            "le trois juillet mille neuf cent soixante et onze",
            [("trois juillet mille neuf cent soixante et onze", "1971-07-03")],
        ),
        ("opéré en deux mille dix-neuf", [("deux mille dix-neuf", "2019")]),
        ("le 18-VI-2021", [("18-VI-2021", "2021-06-18")]),
        ("12NOV2021", [("12NOV2021", "2021-11-12")]),
        ("18/11/2024 07:35", [("18/11/2024", "2024-11-18")]),
    ],
)
def test_each_written_form_is_read(text: str, expected: list[tuple[str, str]]) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("14/O9/2O23", "2023-09-14"),
        ("l8 rnars 2O19", "2019-03-18"),
        ("2l/12/1942", "1942-12-21"),
        ("19 septernbre 2Oll", "2011-09-19"),
        ("fevrler 2O21", "2021-02"),
    ],
)
def test_dates_damaged_by_character_recognition_are_read(text: str, value: str) -> None:
    assert read(text) == [(text, value)]


@pytest.mark.parametrize(
    "text",
    [
        "TA habituelle : 13/7", "PREVISCAN 20 mg 3/4 cp le soir", "TA 12/8, FC 80", "MMSE 22/30", "GDS 4/15", "1/2 cp",
        "Glasgow 14", "1-0-1", "L4-L5", "5/7 jours", "ENTRESTO 49/51 mg", "T 37,1", "autotest 10/10",
        "dossier 2411180447", "2000 mL par jour", "02 99 60 77 31", "IPP 20211558", "appeler le 15",
        "EVA 3/10", "PA 120/70", "1/4 de verre",
        "elle a mal au ventre", "jamais malade", "Mme MAI THI LAN", "le 3 mg du soir", "Page 2/2",
        "fracture du 1/3 moyen", "troponine à 1998 ng/l", "bridge 12-11-21 descellé", "Apgar 9/10/10",
        "poste 2014", "le 40 mg", "lundi matin",
        "JANVIER GERMAIN a 100 ans", "horloge 6/7, BREF 15/18", "ASAT / ALAT 19 / 15", "souffle 2/6", "OD 8/10",
    ],
)  # fmt: skip
def test_doses_scores_measures_and_numbers_are_never_dates(text: str) -> None:
    assert read(text) == []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("transfusion le 09/11", "2024-11-09"),
        ("transfusion le 20/11", "2023-11-20"),
        ("RDV le 12/01", "2025-01-12"),
        ("prochain contrôle en mars", "2025-03"),
        ("en mars", "2024-03"),
        ("en décembre", "2023-12"),
        ("envoyé par le médecin le 17 devant une TA basse", "2024-11-17"),
        ("retrouvé au sol le 25", "2024-10-25"),
        ("jusqu'au 21", "2024-11-21"),
        ("dim 20/11", "2022-11-20"),
    ],
)
def test_a_partial_date_is_the_last_one_unless_the_words_or_the_weekday_say_otherwise(text: str, value: str) -> None:
    assert [iso for _, iso in read(text)] == [value]


def test_a_day_alone_follows_the_date_before_it() -> None:
    assert read("Entrée le 14/02/2022. Le 16, hémoglobine à 8.")[1] == ("16", "2022-02-16")


def test_without_anchor_the_newest_date_of_the_text_is_one() -> None:
    assert read("Compte rendu du 05/06/2021. Revu en mars.", None)[1] == ("mars", "2021-03")


@pytest.mark.parametrize(
    "text",
    ["né le 21/12/1942", "née en 1968", "DDN : 21.12.42", "Date de naissance : 3 mai 1950",
     "né(e) le 03/11/2015", "née à Bastia le 09/03/1956"],
)  # fmt: skip
def test_a_birth_date_is_told_by_the_words_before(text: str) -> None:
    (found,) = find_dates(text, ANCHOR)
    assert found.birth


def test_two_digits_of_a_birth_year_are_in_the_past() -> None:
    (found,) = find_dates("DDN 21.12.42", ANCHOR)
    assert found.when.iso() == "1942-12-21"


@pytest.mark.parametrize(
    ("text", "weeks", "moved"),
    [
        ("12/03/2021", 17, "09/07/2021"),
        ("9/7/61", 1, "16/7/61"),
        ("08.11.21", 17, "07.03.22"),
        ("2021-03-12", 17, "2021-07-09"),
        ("20210312", 17, "20210709"),
        ("202109141022", 17, "202201111022"),
        ("mardi 23 mai 2023", 17, "mardi 19 septembre 2023"),
        ("12 janv. 2020", 6, "23 févr. 2020"),
        ("3 fév 2021", 17, "2 juin 2021"),
        ("29 FEVRIER 2024", 40, "5 DECEMBRE 2024"),
        ("2 septembre 2024", -22, "1er avril 2024"),
        ("1er mars 2021", 1, "8 mars 2021"),
        ("18-VI-2021", 17, "15-X-2021"),
        ("14/O9/2O23", 17, "11/01/2024"),
        ("été 2019", 17, "automne 2019"),
        ("en '98", 53, "en '99"),
        ("en 2014", 53, "en 2015"),
        ("03/2024", 17, "07/2024"),
        ("June 14th", 2, "June 28th"),
        ("vingt-deux décembre mille neuf cent quatre-vingt-dix-neuf", 17, "dix-neuf avril deux mille"),
    ],
)
def test_a_moved_date_keeps_its_wording(text: str, weeks: int, moved: str) -> None:
    (found,) = find_dates(text, ANCHOR)
    written = text[: found.start] + rewrite(text[found.start : found.end], found, weeks) + text[found.end :]
    assert written == moved


FORMATS = st.sampled_from(
    [
        "{d:02d}/{m:02d}/{y}",
        "{d:02d}.{m:02d}.{y}",
        "{d}/{m}/{y}",
        "{y}-{m:02d}-{d:02d}",
        "{d} {mw} {y}",
        "{y}{m:02d}{d:02d}",
    ]
)


@given(st.dates(dt.date(1950, 1, 1), dt.date(2030, 1, 1)), FORMATS, st.integers(-104, 104))
def test_moving_a_full_date_and_reading_it_again_gives_the_moved_day(day: dt.date, form: str, weeks: int) -> None:
    surface = form.format(d=day.day, m=day.month, y=day.year, mw=MONTHS[day.month - 1])
    (found,) = find_dates(surface, ANCHOR)
    assert found.when == When(day)
    (again,) = find_dates(rewrite(surface, found, weeks), ANCHOR)
    assert again.when == When(day).moved(weeks)


@given(st.text(max_size=200))
def test_any_text_gives_sorted_disjoint_spans_that_can_be_rewritten(text: str) -> None:
    found = find_dates(text, ANCHOR)
    edges = [edge for date in found for edge in (date.start, date.end)]
    assert edges == sorted(edges)
    for date in found:
        assert rewrite(text[date.start : date.end], date, 31)


@given(st.text(alphabet="0123456789/.-lO |hmarsjuin'le ", max_size=60))
def test_digits_in_any_order_never_break_reading_or_rewriting(text: str) -> None:
    for date in find_dates(text, ANCHOR):
        assert rewrite(text[date.start : date.end], date, -53)


@given(st.one_of(st.integers(1, 99), st.integers(1901, 1999), st.integers(2001, 2099)))
def test_numbers_in_words_are_read_back(number: int) -> None:
    assert from_words(to_words(number)) == number
