"""A text without identities, its way back and its dates."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from marks import parse

from ingest.dates import find_dates
from ingest.document import Identity
from ingest.when import When
from privacy.entity import LABELS, Entity
from privacy.pseudonymise import pseudonymise
from privacy.pseudonyms import TAG, Pseudonyms

ANCHOR = When(dt.date(2024, 11, 18))
NOEL = Identity(
    nom_naissance="LE MOAL", nom_utilise="LE MOAL", prenoms=("Noël",), sexe="M", date_naissance="1942-12-21"
)


def made(weeks: int = 52) -> Pseudonyms:
    pseudonyms = Pseudonyms(weeks)
    pseudonyms.know(NOEL)
    return pseudonyms


def replaced(marked: str, pseudonyms: Pseudonyms | None = None) -> str:
    text, entities = parse(marked)
    return pseudonymise(text, entities, pseudonyms or made(), ANCHOR).text


def test_the_patients_run_of_names_is_one_tag() -> None:
    assert replaced("M. [LE MOAL](NOM) [Noël](PRENOM), vu") == "M. [PATIENT], vu"


def test_a_relative_with_the_surname_has_numbered_tags() -> None:
    marked = "M. [Le Moal](NOM), son épouse Mme [Yvonne](PRENOM) [LE MOAL](NOM) et son fils [Gildas](PRENOM)"
    assert replaced(marked) == "M. [PATIENT], son épouse Mme [PRENOM 1] [NOM 1] et son fils [PRENOM 2]"


def test_the_patient_is_found_beside_another_name_on_the_next_line() -> None:
    assert replaced("[LE MOAL](NOM) [Noël](PRENOM)\n[Jeanne](PRENOM) [Dubois](NOM)") == "[PATIENT]\n[PRENOM 1] [NOM 1]"


def test_a_place_keeps_its_tag_over_documents() -> None:
    pseudonyms = made()
    first = replaced("[CHU de Rennes](HOPITAL), [Rennes](VILLE)", pseudonyms)
    again = replaced("transfert au [CHU RENNES](HOPITAL)", pseudonyms)
    assert (first, again) == ("[HOPITAL 1], [VILLE 1]", "transfert au [HOPITAL 1]")


def test_dates_are_moved_whether_marked_or_not_and_doses_stay() -> None:
    marked = "TA 13/7, 3/4 cp depuis le [12/03/2024](DATE) ; revu en mars"
    assert replaced(marked, made(10)) == "TA 13/7, 3/4 cp depuis le 21/05/2024 ; revu en mai"


def test_a_birth_date_is_a_tag_with_or_without_words_before() -> None:
    text = "né le 21/12/1942 ; LE MOAL 21.12.42 ; sa femme née le 03/02/1945"
    out = pseudonymise(text, [], made(), ANCHOR).text
    assert out == "né le [DATE_NAISSANCE] ; LE MOAL [DATE_NAISSANCE] ; sa femme née le [DATE_NAISSANCE 1]"


def test_a_date_that_cannot_be_read_is_a_tag() -> None:
    assert replaced("vu le [45/18/2O](DATE)") == "vu le [DATE 1]"


def test_the_value_of_each_date_is_given_moved_to_the_day() -> None:
    text = "Opéré le 05/06/2024, revu en mars, PTH 2014."
    out = pseudonymise(text, [], made(52), ANCHOR)
    values = [(out.text[d.start : d.end], d.when) for d in out.dates]
    assert [when.moved(-52) for _, when in values] == [f.when for f in find_dates(text, ANCHOR)]
    assert [surface for surface, _ in values] == ["04/06/2025", "mars", "2015"]


def test_ages_over_89_become_a_class() -> None:
    assert (
        pseudonymise("âgée de 94 ans, sa mère 88 ans", [], made(), ANCHOR).text
        == "âgée de 90 ans ou plus, sa mère 88 ans"
    )


@pytest.mark.parametrize("forged", ["[NOM 3]", "[PATIENT]", "[DATE_NAISSANCE]", "[TEL 12]", "[[NOM 1]]"])
def test_a_tag_written_in_the_source_is_escaped_and_revealed_as_it_was(forged: str) -> None:
    text = f"vu avec {forged} hier"
    out = pseudonymise(text, [], made(), ANCHOR)
    assert TAG.search(out.text) is None
    assert out.alignment.reveal(out.text, 0, len(out.text)) == text


def test_a_tag_that_moving_a_date_would_forge_is_escaped() -> None:
    out = pseudonymise("[NOM 1l]", [Entity(5, 7, "DATE", 1.0, "t", "")], made(), ANCHOR)
    assert all(m.start() in {s.pseudo_start for s in out.alignment.replaced} for m in TAG.finditer(out.text))


def test_overlapping_entities_leave_nothing_uncovered() -> None:
    text = "Jean Dupont-Martin"
    entities = [Entity(0, 11, "NOM", 1.0, "t", ""), Entity(5, 18, "NOM", 1.0, "t", "")]
    assert re.search(r"[a-z]", pseudonymise(text, entities, made(), None).text) is None


@st.composite
def marked_texts(draw: st.DrawFn) -> tuple[str, list[Entity]]:
    """Any text, with any disjoint entities of any label."""
    words = st.sampled_from(
        ["12/03/2021", "LE MOAL", "Noël", "92 ans", "[NOM 1]", "[", "]", "mars", " le 18 ", "\n", "Dr "]
    )
    text = draw(st.lists(st.one_of(st.text(max_size=8), words), max_size=14).map("".join))
    cuts = sorted(draw(st.sets(st.integers(0, len(text)), max_size=8)))
    pairs = list(zip(cuts[::2], cuts[1::2], strict=False))
    return text, [Entity(a, b, draw(st.sampled_from(LABELS)), 1.0, "t", "") for a, b in pairs]


@given(marked_texts(), st.integers(27, 104))
def test_revealing_gives_back_any_text_character_for_character(made_text: tuple[str, list[Entity]], weeks: int) -> None:
    text, entities = made_text
    out = pseudonymise(text, entities, made(weeks), ANCHOR)
    assert out.alignment.reveal(out.text, 0, len(out.text)) == text
    given_tags = {s.pseudo_start for s in out.alignment.replaced}
    assert all(match.start() in given_tags for match in TAG.finditer(out.text))
