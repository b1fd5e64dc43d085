"""The way back from the pseudonymised text, for any text and any segments."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from privacy.alignment import Alignment, Replaced


@st.composite
def replaced_texts(draw: st.DrawFn) -> tuple[str, str, Alignment]:
    """A source, its pseudonymised text and their alignment."""
    source = draw(st.text(max_size=60))
    cuts = sorted(draw(st.sets(st.integers(0, len(source)), max_size=10)))
    spans = [pair for index, pair in enumerate(pairwise(cuts)) if index % 2 == 0 or draw(st.booleans())]
    changes = [(a, source[a:b], draw(st.text(min_size=1, max_size=8))) for a, b in spans]
    pieces, last = [], 0
    for start, surface, new in changes:
        pieces += [source[last:start], new]
        last = start + len(surface)
    return source, "".join([*pieces, source[last:]]), Alignment.of(changes)


@given(replaced_texts())
def test_the_whole_is_revealed_character_for_character(made: tuple[str, str, Alignment]) -> None:
    source, pseudo, alignment = made
    assert alignment.reveal(pseudo, 0, len(pseudo)) == source


@given(replaced_texts(), st.data())
def test_a_source_span_maps_there_and_back_to_a_cover_of_itself(
    made: tuple[str, str, Alignment], data: st.DataObject
) -> None:
    source, _, alignment = made
    start = data.draw(st.integers(0, len(source)))
    end = data.draw(st.integers(start, len(source)))
    back = alignment.to_source(*alignment.to_pseudo(start, end))
    assert back[0] <= start <= end <= back[1]


@given(replaced_texts(), st.data())
def test_what_is_revealed_is_the_source_under_the_span(made: tuple[str, str, Alignment], data: st.DataObject) -> None:
    source, pseudo, alignment = made
    start = data.draw(st.integers(0, len(pseudo)))
    end = data.draw(st.integers(start, len(pseudo)))
    below = alignment.to_source(start, end)
    revealed = alignment.reveal(pseudo, start, end)
    if start < end:
        assert revealed == source[below[0] : below[1]]
    there = alignment.to_pseudo(*below)
    assert there[0] <= start <= end <= there[1]


@given(replaced_texts())
def test_json_keeps_everything(made: tuple[str, str, Alignment]) -> None:
    alignment = made[2]
    assert Alignment.from_json(alignment.to_json()) == alignment


def test_a_span_outside_the_replaced_segments_is_exact() -> None:
    alignment = Alignment.of([(5, "Le Moal", "[PATIENT]")])
    assert alignment.to_source(14, 18) == (12, 16)
    assert alignment.to_pseudo(0, 5) == (0, 5)
    assert alignment.to_pseudo(6, 7) == (5, 14)


def test_overlapping_segments_are_refused() -> None:
    with pytest.raises(ValueError, match="overlap"):
        Alignment((Replaced(0, "abc", 0, 2), Replaced(2, "d", 2, 3)))


@pytest.mark.parametrize("text", ["", "{}x", "[[1]]", "[[0,1,2]]", "3"])
def test_what_is_no_alignment_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        Alignment.from_json(text)
