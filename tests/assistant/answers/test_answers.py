import datetime as dt

import pytest

from assistant.answers import LONGEST, answer
from assistant.clinical.model import FactBase
from assistant.retrieval.index import PatientIndex


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("anticoag ?", "2,5 mg"),
        ("rocéphine possible ?", "anaphylactique à la ceftriaxone"),
        ("dernière kaliémie", "5,9"),
        ("pacemaker IRM ok ?", "non compatible IRM"),
        ("dernière FEVG", "FEVG 48 %"),
        ("on intube ?", "pas d'intubation"),
        ("qui est la personne de confiance ?", "sa fille"),
        ("heure de la dernière prise d'AOD ?", "19 h 30"),
    ],
)
def test_the_passage_that_answers_is_among_the_first_three(sample_index, sample_base, as_of, question, words):
    found = answer(sample_index, sample_base, question, as_of)
    assert not found.abstained
    quotes = [sample_index.quote(cite) for cite in found.citations[:3]]
    assert any(words in quote for quote in quotes), quotes
    assert found.answer.rstrip(" …") in " ".join(quotes[0].split())


@pytest.mark.parametrize(
    "question", ["dernière HbA1c", "rappel tétanos à jour ?", "groupe sanguin ?", "Cormack ?", "", "ok ?"]
)
def test_what_no_document_speaks_of_is_not_answered(sample_index, sample_base, as_of, question):
    found = answer(sample_index, sample_base, question, as_of)
    assert found.abstained
    assert found.citations == ()
    assert found.answer == "Aucune mention trouvée dans 5 documents."


def test_neither_another_person_nor_the_future_answers(sample_index, sample_base, as_of):
    assert answer(sample_index, sample_base, "sous lithium ?", as_of).abstained
    later = answer(sample_index, sample_base, "hématome sous-dural opéré ?", as_of)
    assert all(cite.document != "later" for cite in later.citations)
    known = answer(sample_index, sample_base, "hématome sous-dural opéré ?", dt.date(2025, 1, 1))
    assert known.citations[0].document == "later"


def test_citations_are_short_distinct_and_widened_to_the_sentence(sample_index, sample_base, as_of):
    found = answer(sample_index, sample_base, "allergie ?", as_of)
    assert all(cite.end - cite.start <= LONGEST for cite in found.citations)
    assert len(set(found.citations)) == len(found.citations)


def test_an_empty_patient_abstains():
    day = dt.date(2024, 1, 1)
    assert (
        answer(PatientIndex(()), FactBase(day), "allergie ?", day).answer == "Aucune mention trouvée dans 0 document."
    )
