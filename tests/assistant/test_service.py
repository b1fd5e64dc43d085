"""The façade on the bundled dossiers: what each role gets, and that it can be followed to its source."""

import re
from pathlib import Path

import pytest

from assistant.service import UnknownPatient, Vigie
from assistant.settings import Settings
from eval.cli import CORPUS
from eval.gold import read_dossier
from ingest.errors import VigieError
from ingest.read import read
from privacy.access import AccessRefused


@pytest.fixture(scope="module")
def vigie(corpus_home: Path) -> Vigie:
    return Vigie(Settings(home=corpus_home, clock="newest"))


@pytest.fixture(scope="module")
def doctor(vigie: Vigie):
    return vigie.local_account("medecin")[0]


@pytest.fixture(scope="module")
def researcher(vigie: Vigie):
    return vigie.local_account("chercheur")[0]


def _cites(brief: dict) -> list[dict]:
    items = [item for section in brief["sections"] for item in section["items"]]
    sides = [c for conflict in brief["conflicts"] for c in conflict["citations"]]
    return [c for item in items for c in item["citations"]] + sides


@pytest.mark.parametrize("patient", ["P01", "P05", "P09", "P13"])
def test_every_citation_is_the_document_s_own_words(vigie: Vigie, doctor, corpus_folders: Path, patient: str):
    folder = next(corpus_folders.glob(f"*/{patient}"))
    texts = {p.name: read(p)[0].text for p in folder.iterdir() if p.name != "patient.yaml"}
    cites = _cites(vigie.brief(doctor, patient, "urgences"))
    assert cites
    for cite in cites:
        assert texts[cite["document"]][cite["start"] : cite["end"]] == cite["quote"]


@pytest.mark.parametrize("patient", ["P01", "P03", "P05", "P08", "P12"])
def test_every_number_of_an_item_is_in_its_citations(vigie: Vigie, doctor, patient: str):
    brief = vigie.brief(doctor, patient, "urgences")
    wrong = []
    for item in (item for section in brief["sections"] for item in section["items"]):
        said = set(re.findall(r"\d+(?:[.,]\d+)?", item["text"]))
        cited = " ".join(c["quote"] for c in item["citations"])
        if not said <= set(re.findall(r"\d+(?:[.,]\d+)?", cited)):
            wrong.append((item["text"], cited))
    assert wrong == []


def test_the_brief_says_on_what_it_rests(vigie: Vigie, doctor):
    brief = vigie.brief(doctor, "P09", "urgences", "Syncope", "2024-11-21")
    assert brief["documents"] == {"read": 12, "newest": "2024-11-20", "unread": []}
    assert brief["headline"].startswith("Femme de 76 ans")
    assert brief["as_of"] == "2024-11-21"


def test_what_comes_after_the_day_does_not_exist(vigie: Vigie, doctor):
    brief = vigie.brief(doctor, "P09", "urgences", "Syncope", "2023-12-31")
    assert brief["documents"]["read"] == 4
    assert all(int(c["document"][:2]) <= 4 for c in _cites(brief))


def test_dates_shown_to_a_doctor_are_the_true_ones(vigie: Vigie, doctor):
    dossier = read_dossier(CORPUS / "P09")
    years = {str(d["date"])[:4] for d in dossier.documents}
    documents = vigie.documents(doctor, "P09")
    assert {d["date"][:4] for d in documents} == years
    assert [d["date"] for d in documents] == sorted(d["date"] for d in documents)


@pytest.mark.parametrize(
    ("patient", "document", "words"),
    [
        ("P01", "12_transmissions_2025", "NOVORAPID"),
        ("P01", "12_transmissions_2025", "ALLERGIE PENICILLINE"),
        ("P09", "12_telesurveillance_nov2024", "IRM-compatible 1,5"),
        ("P09", "12_telesurveillance_nov2024", "Préviscan, INR"),
    ],
)
def test_what_is_about_somebody_else_is_not_shown_as_the_patient_s(vigie: Vigie, doctor, patient, document, words):
    day = {"P01": "2025-03-02", "P09": "2024-11-21"}[patient]
    brief = vigie.brief(doctor, patient, "urgences", "", day)
    for section in brief["sections"]:
        for item in section["items"]:
            if item["status"] != "autre personne":
                assert not any(c["document"].startswith(document) and words in c["quote"] for c in item["citations"])
    assert any(m["document"].startswith(document) for m in brief["misfiled"])


def test_a_brother_s_visit_is_set_apart(vigie: Vigie, doctor):
    brief = vigie.brief(doctor, "P07", "urgences", "Fièvre", "2025-01-26")
    whole = [m for m in brief["misfiled"] if m["document"].startswith("06_urgences_2024-05")]
    assert whole
    assert not any(c["document"].startswith("06_urgences_2024-05") for c in _cites(brief))


def test_a_researcher_sees_neither_names_nor_true_dates(vigie: Vigie, researcher, doctor):
    opaque = next(row["patient"] for row in vigie.patients(researcher))
    assert opaque.startswith("p-")
    brief = vigie.brief(researcher, opaque, "urgences")
    assert all(c["document"].startswith("d-") for c in _cites(brief))
    with pytest.raises(AccessRefused):
        vigie.source(researcher, opaque, _cites(brief)[0]["document"])


def test_a_doctor_who_lowers_their_role_asks_in_true_terms_and_gets_tags(vigie: Vigie, researcher):
    brief = vigie.brief(researcher, "P09", "urgences", "Syncope", "2024-11-21")
    assert brief["documents"]["read"] == 12
    assert brief["patient"].startswith("p-")
    assert brief["as_of"] != "2024-11-21"
    shown = str(brief).lower()
    assert not any(name in shown for name in ("mariotti", "ceccaldi", "antoinette", "vannina", "bastia"))


def test_a_refusal_is_logged(vigie: Vigie, researcher):
    overseer = vigie.local_account()[0]
    before = len(vigie.ledger(overseer, {"operation": "refusal"}))
    with pytest.raises(AccessRefused):
        vigie.erase(researcher, "P09")
    assert len(vigie.ledger(overseer, {"operation": "refusal"})) == before + 1


def test_reading_a_brief_is_logged_without_a_name(vigie: Vigie, doctor):
    overseer = vigie.local_account()[0]
    vigie.brief(doctor, "P09", "urgences", "Chute de Mme Mariotti")
    newest = vigie.ledger(overseer, {"operation": "access"})[0]
    assert newest["object"].startswith("p-")
    assert "Mariotti" not in str(newest)


def test_an_unknown_patient_is_one_clear_error(vigie: Vigie, doctor):
    with pytest.raises(UnknownPatient, match="patient inconnu : P99"):
        vigie.brief(doctor, "P99", "urgences")


def test_an_unreadable_day_is_one_clear_error(vigie: Vigie, doctor):
    with pytest.raises(VigieError, match="date illisible"):
        vigie.brief(doctor, "P09", "urgences", "", "hier")


def test_a_question_without_an_answer_is_abstained_from(vigie: Vigie, doctor):
    answer = vigie.ask(doctor, "P01", "dernière HbA1c", "2025-03-02")
    assert answer["abstained"]
    assert answer["citations"] == []
    assert "12 documents" in answer["answer"]


def test_a_question_is_answered_with_its_source(vigie: Vigie, doctor):
    answer = vigie.ask(doctor, "P09", "DAI compatible IRM ?", "2024-11-21")
    assert not answer["abstained"]
    assert any("IRM" in c["quote"] for c in answer["citations"])


def test_redactions_are_explained_on_the_pseudonymised_text(vigie: Vigie):
    overseer = vigie.local_account()[0]
    refs = vigie.documents_refs(overseer)
    shown = vigie.redactions(overseer, refs[0]["patient"], refs[0]["documents"][0]["document"])
    assert shown["entities"]
    for mark in shown["entities"]:
        assert shown["text"][mark["start"] : mark["end"]] == mark["tag"]
        assert mark["recognizer"]
        assert mark["explanation"]
