from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from assistant.clinical.model import Reading, WorkingDocument
from assistant.clinical.passages import passages
from assistant.retrieval.units import LONGEST, units, wording

TEXT = st.text(alphabet=st.sampled_from("abc é.;:,-\n12 "), max_size=600)


@given(TEXT)
def test_units_are_short_ordered_disjoint_and_inside_their_passages(text):
    document = WorkingDocument("d", text)
    reading = Reading(passages(document), ())
    found = units(document, reading)
    assert all(a.end <= b.start for a, b in pairwise(found))
    for unit in found:
        passage = reading.passages[unit.passage]
        assert passage.start <= unit.start < unit.end <= passage.end
        assert unit.end - unit.start <= LONGEST
        assert any(char.isalnum() for char in text[unit.start : unit.end])


def test_a_breathless_line_is_cut_to_length_without_losing_a_word():
    text = "mot " * 400
    document = WorkingDocument("d", text)
    found = units(document, Reading(passages(document), ()))
    assert max(unit.end - unit.start for unit in found) <= LONGEST
    assert "".join(text[u.start : u.end] for u in found).replace(" ", "") == "mot" * 400


def test_what_is_embedded_has_its_heading_but_is_not_longer_than_needed(sample_pairs):
    letter, reading = sample_pairs[0]
    found = [wording(letter, reading, unit) for unit in units(letter, reading)]
    assert any("FEVG 48 %" in words for words in found)
    assert all("\n" not in words and "  " not in words for words in found)
