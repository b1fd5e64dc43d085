"""Folding keeps every offset, and damaged words come out as they were."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.clinical.text import folded
from assistant.clinical.words import repair

FRENCH = st.text(alphabet=st.sampled_from("aàéèêïœŒÉÀçÇl1I0Oorn mgMG-\n'’«»,.;:/|°µ²\tÂ 59"), max_size=120)


@pytest.mark.parametrize(
    ("damaged", "right"),
    [
        ("rng", "mg"),
        ("l,58", "1,58"),
        ("2O19", "2019"),
        ("AT0RVASTATINE", "atorvastatine"),
        ("rnidazolarn", "midazolam"),
        ("pénici1line", "penicilline"),
        ("DlFFlCILE", "difficile"),
        ("rnaladie", "maladie"),
        ("lnsuffisance", "insuffisance"),
    ],
)
def test_ocr_damage_is_repaired(damaged: str, right: str) -> None:
    assert repair(damaged) == right


@pytest.mark.parametrize("word", ["interne", "hernie", "HbA1c", "pile", "Ils", "Clémence", "B12", "T4L", "12", "IL"])
def test_words_that_are_right_are_left_alone(word: str) -> None:
    assert repair(word) == word


def test_a_word_cut_at_the_end_of_a_line_is_joined_and_found_back() -> None:
    source = "une Klebsiella pneu-\nmoniae résistante"
    text = folded(source)
    at = text.text.index("pneumoniae")
    start, end = text.source(at, at + len("pneumoniae"))
    assert source[start:end] == "pneu-\nmoniae"


@given(FRENCH)
def test_every_folded_character_knows_its_source(source: str) -> None:
    text = folded(source)
    assert len(text.origin) == len(text.text) + 1
    assert list(text.origin) == sorted(text.origin)
    assert all(0 <= at <= len(source) for at in text.origin)


@given(FRENCH)
def test_folding_is_stable(source: str) -> None:
    once = folded(source).text
    assert once == once.lower()
    assert "é" not in once
    assert "œ" not in once
