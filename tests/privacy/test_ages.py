"""Ages over 89."""

from __future__ import annotations

import pytest

from privacy.ages import ages


def found(text: str) -> list[str]:
    return [text[e.start : e.end] for e in ages(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("patiente de 92 ans", ["92 ans"]),
        ("âgée de 94 ans, veuve", ["94 ans"]),
        ("Mme X, 97 ans et demi", ["97 ans et demi"]),
        ("F, 101 ANS", ["101 ANS"]),
        ("une dame de quatre-vingt-quinze ans", ["quatre-vingt-quinze ans"]),
        ("patiente centenaire", ["centenaire"]),
        ("décédée à 96 ans", ["96 ans"]),
        ("(92 a.)", ["92 a"]),
    ],
)
def test_an_age_over_89_is_found(text: str, expected: list[str]) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "89 ans",
        "patient de 82 ans",
        "depuis 92 ans",
        "il y a 90 ans",
        "190 ans",
        "1992",
        "FC 92",
        "92 %",
        "> 90 ans",
        "9 ans",
        "93 jours",
    ],
)
def test_durations_lower_ages_and_measures_are_not(text: str) -> None:
    assert found(text) == []
