import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.page.words import age, escape, french_date, parse_date, short_date, specialty, status


@pytest.mark.parametrize(
    ("iso", "long", "short"),
    [
        ("2024-06-18", "18/06/2024", "18/06/24"),
        ("2024-06", "06/2024", "06/24"),
        ("2024", "2024", "2024"),
        (None, "", ""),
    ],
)
def test_dates_keep_their_own_precision(iso, long, short):
    assert (french_date(iso), short_date(iso)) == (long, short)


@pytest.mark.parametrize(
    ("iso", "expected"),
    [
        ("2024-11-21", "aujourd’hui"),
        ("2024-11-20", "hier"),
        ("2024-11-16", "5 j"),
        ("2024-09-17", "2 mois"),
        ("2024-09-25", "1 mois"),
        ("2022-11-22", "23 mois"),
        ("2019-06-04", "5 ans"),
        ("2024-09", "2 mois"),
        ("2021", "3 ans"),
        ("2024-11-22", ""),
        (None, ""),
    ],
)
def test_age_is_said_in_the_largest_unit_that_still_informs(iso, expected):
    assert age(iso, "2024-11-21") == expected


@pytest.mark.parametrize("typed", ["21/11/2024", "21112024", "21.11.2024", "2024-11-21", " 21/11/2024 "])
def test_a_typed_day_is_read_in_the_forms_people_type(typed):
    assert parse_date(typed) == "2024-11-21"


def test_an_empty_day_is_none_and_an_impossible_one_an_error():
    assert parse_date("  ") is None
    with pytest.raises(ValueError):
        parse_date("31/02/2024")


@given(st.dates(dt.date(1900, 1, 1), dt.date(2100, 1, 1)))
def test_a_day_written_in_french_is_read_back(day):
    assert parse_date(french_date(day.isoformat())) == day.isoformat()


@given(st.text())
def test_escaped_text_opens_no_tag_no_attribute_and_no_browser_template(text):
    assert not set("<>\"'{}$`") & set(escape(text))


def test_specialties_are_shortened_by_their_beginning():
    assert specialty("cardiologie") == "cardio"
    assert specialty("Médecine générale") == "MG"
    assert specialty(None) == ""


def test_the_plain_present_has_no_badge():
    assert status("actuel") == ""
    assert "dose ↓" in status("decreased")
