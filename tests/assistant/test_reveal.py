"""Wordings made in the working zone are given back in the source's own words, and no figure is touched."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.clinical.model import Cite
from assistant.reveal import Masked, Revealed, Source
from ingest.dates import find_dates
from ingest.document import Identity, Page
from ingest.when import When
from privacy.entity import Entity
from privacy.pseudonymise import pseudonymise
from privacy.pseudonyms import Pseudonyms

LINES = (
    "Bisoprolol diminué de moitié, à 2,5 mg, depuis le 2",
    "ECBU 19/11 : Escherichia coli BLSE 10^6",
    "Anticoagulé en 2014, 2000 mL de remplissage",
    "TA 13/7, poids 61 kg le 12 mars 2021",
    "Dr Hamon, arrêt du PREVISCAN le 14/11/2021",
    "PTH gauche (2014), 18 mg, revu le 18",
    "3/4 cp le soir, INR 4,6 en janvier",
    "Créatinine 118 le 08.11.21 puis 141 le 14/06",
)
IDENTITY = Identity(nom_naissance="Valmont", prenoms=("Odile",), sexe="F", date_naissance="1950-02-03")


WEEKS = st.one_of(st.integers(-104, -27), st.integers(27, 104))


def _revealed(text: str, weeks: int = -40) -> Revealed:
    pseudonyms = Pseudonyms.create(IDENTITY)
    pseudonyms.weeks = weeks
    anchor = When.parse("2021-11-18")
    at = text.find("Hamon")
    entities = [Entity(at, at + 5, "NOM", 1.0, "test", "titre")] if at >= 0 else []
    entities += [Entity(f.start, f.end, "DATE", 1.0, "test", "date") for f in find_dates(text, anchor)]
    made = pseudonymise(text, entities, pseudonyms, anchor)
    source = Source("a.txt", "text/plain", text, made.text, made.alignment, (Page(1, 0, len(text)),), ())
    return Revealed({"d-1": source}, pseudonyms)


@given(st.lists(st.sampled_from(LINES), min_size=1, max_size=4, unique=True), WEEKS, st.data())
def test_a_verbatim_line_is_given_back_word_for_word(lines: list[str], weeks: int, data: st.DataObject):
    view = _revealed(".\n".join(lines), weeks)
    source = view.sources["d-1"]
    number = data.draw(st.integers(0, len(lines) - 1))
    start = sum(len(line) + 2 for line in lines[:number])
    a, b = source.alignment.to_pseudo(start, start + len(lines[number]))
    wording = " ".join(source.pseudo[a:b].split())
    assert view.text(wording, [Cite("d-1", a, b)]) == lines[number]


@given(st.lists(st.sampled_from(LINES), min_size=1, max_size=4, unique=True), WEEKS, st.data())
def test_a_citation_is_the_source_character_for_character(lines: list[str], weeks: int, data: st.DataObject):
    view = _revealed("\n".join(lines), weeks)
    source = view.sources["d-1"]
    start = data.draw(st.integers(0, len(source.pseudo)))
    end = data.draw(st.integers(start, len(source.pseudo)))
    cite = view.cite(Cite("d-1", start, end))
    assert source.text[cite["start"] : cite["end"]] == cite["quote"]
    assert cite["page"] == 1


def test_a_date_written_from_its_value_is_moved_back():
    view = _revealed("Rien à signaler.")
    true = When.parse("2021-03-09")
    moved = true.moved(view.pseudonyms.weeks)
    assert view.text(f"vu le {moved.day:%d/%m/%Y}", []) == "vu le 09/03/2021"
    assert view.when(moved) == "2021-03-09"


@pytest.mark.parametrize("dose", ["2,5 mg matin et soir", "1 g 1 cp jusqu'à 3 fois par jour", "40 mg x 2/j", "3/4 cp"])
def test_a_dose_is_never_taken_for_a_moved_day(dose: str):
    view = _revealed("Vu le 2, le 3, le 18 et le 40, en 2014. Repris le 4. À 1 g. " + dose)
    cite = Cite("d-1", 0, len(view.sources["d-1"].pseudo))
    assert view.text(dose, [cite]) == dose


def test_a_role_without_names_gets_the_working_zone_as_it_is():
    view = Masked({"d-1": "Dr [NOM 1] le 3 mars 2020"})
    assert view.cite(Cite("d-1", 3, 10))["quote"] == "[NOM 1]"
    assert view.text("Dr [NOM 1]", []) == "Dr [NOM 1]"
    assert view.name("d-1") == "d-1"
