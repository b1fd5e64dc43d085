"""What an item says is in what it cites, over the invented dossier and a bundled one."""

import datetime as dt
from pathlib import Path

import pytest
import yaml

from assistant.brief.compose import compose
from assistant.clinical.facts import facts
from assistant.clinical.learned.corpus import dossiers
from assistant.clinical.read import read
from assistant.clinical.text import folded
from assistant.clinical.wording import negated, numbers
from assistant.moments import load
from assistant.retrieval.index import PatientIndex

CORPUS = Path(__file__).parents[3] / "eval" / "corpus"
DOSSIERS = ("P01", "P09")


def pairs_of(name):
    (dossier,) = dossiers(CORPUS / name)
    return [(one.document, read(one.document)) for one in dossier]


@pytest.fixture(scope="module")
def briefs(sample_base, sample_index, as_of):
    made = [(sample_index, compose(sample_base, sample_index, load("urgences"), "Chute", as_of))]
    for name in DOSSIERS:
        pairs = pairs_of(name)
        index = PatientIndex(pairs)
        for moment in yaml.safe_load((CORPUS / name / "dossier.yaml").read_text(encoding="utf-8"))["moments"]:
            day = dt.date.fromisoformat(str(moment["as_of"]))
            made.append((index, compose(facts(pairs, day), index, load(moment["moment"]), moment["motif"], day)))
    return made


def items(briefs):
    return [(index, one) for index, brief in briefs for section in brief.sections for one in section.items]


def test_every_number_of_an_item_is_in_its_citations(briefs):
    for index, one in items(briefs):
        cited = " ".join(folded(index.quote(cite)).text for cite in one.citations)
        assert numbers(folded(one.text).text) <= numbers(cited), (one.text, cited)


def test_an_item_denies_only_what_its_citations_deny(briefs):
    for index, one in items(briefs):
        if negated(folded(one.text).text):
            assert any(negated(folded(index.quote(cite)).text) for cite in one.citations), one.text


def test_the_first_citation_of_a_treatment_words_its_dose(briefs):
    for index, one in items(briefs):
        if one.category == "traitement" and " ; " not in one.text:
            first = folded(index.quote(one.citations[0])).text
            assert numbers(folded(one.text).text) <= numbers(first), (one.text, first)


def test_an_item_says_something_and_cuts_no_tag(briefs):
    for _, one in items(briefs):
        assert any(letter.isalpha() for letter in one.text)
        assert one.text.count("[") == one.text.count("]")
