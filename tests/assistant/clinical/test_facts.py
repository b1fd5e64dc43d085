import datetime as dt

import pytest

from assistant.clinical.facts import facts
from assistant.clinical.model import Fact
from tests.assistant.clinical.facts_samples import Told, lab, quote, said, told

AS_OF = dt.date(2025, 3, 2)


def of(pairs: list[Told], as_of: dt.date = AS_OF) -> tuple[Fact, ...]:
    return facts(pairs, as_of).facts


def test_the_newest_value_is_the_fact_and_the_others_its_trend() -> None:
    (fact,) = of(
        [
            told(
                "a",
                "2024-09-17",
                "K 4,6 ; créat 135 le 05/09",
                lab("K 4,6", "potassium", "potassium", "4,6", "2024-09-05"),
            ),
            told(
                "b",
                "2024-11-18",
                "Potassium 3,1 mmol/L",
                lab("Potassium 3,1 mmol/L", "potassium", "potassium", "3,1 mmol/L"),
            ),
            told(
                "c", "2024-11-20", "bilan du 01/08 : K 5,0", lab("K 5,0", "potassium", "potassium", "5,0", "2024-08-01")
            ),
        ]
    )
    assert (fact.text, fact.status) == ("Potassium 3,1 mmol/L", "actuel")
    assert [(v.text, v.when.iso()) for v in fact.history] == [
        ("Potassium (K) 5,0", "2024-08-01"),
        ("Potassium (K) 4,6", "2024-09-05"),
    ]
    assert [c.document for c in fact.citations] == ["b"]


def test_another_person_s_value_does_not_enter_the_patient_s_series() -> None:
    found = of(
        [
            told("a", "2025-01-01", "INR 2,1", lab("INR 2,1", "inr", "INR", "2,1")),
            told(
                "b", "2025-03-01", "chambre 112 : INR 3,4", lab("INR 3,4", "inr", "INR", "3,4", status="autre personne")
            ),
        ]
    )
    assert {(f.text, f.status) for f in found} == {("INR 2,1", "actuel"), ("INR 3,4", "autre personne")}


def test_the_same_thing_said_by_several_documents_is_one_fact_cited_from_the_newest() -> None:
    pairs = [
        told(
            "a",
            "2020-02-12",
            "FA permanente (découverte 2016)",
            said("FA permanente", "antecedent", "fa", "fibrillation atriale"),
        ),
        told("b", "2024-06-18", "FA permanente", said("FA permanente", "antecedent", "fa", "fibrillation atriale")),
    ]
    (fact,) = of(pairs)
    assert [c.document for c in fact.citations] == ["b", "a"]
    assert fact.text == "FA permanente"


def test_near_duplicates_without_concept_join_but_not_across_numbers_or_negation() -> None:
    found = of(
        [
            told("a", "2024-01-01", "Marche avec un déambulateur", said("Marche avec un déambulateur", "autonomie")),
            told("b", "2024-02-01", "marche avec déambulateur", said("marche avec déambulateur", "autonomie")),
            told(
                "c",
                "2024-03-01",
                "ne marche pas avec déambulateur",
                said("ne marche pas avec déambulateur", "autonomie"),
            ),
            told(
                "d", "2024-04-01", "marche 200 m avec déambulateur", said("marche 200 m avec déambulateur", "autonomie")
            ),
        ]
    )
    assert sorted(len(f.citations) for f in found) == [1, 1, 2]


@pytest.mark.parametrize("status", ["familial", "nié", "autre personne", "hypothèse"])
def test_what_is_not_the_patient_s_present_never_becomes_current(status: str) -> None:
    (fact,) = of(
        [
            told(
                "a",
                "2024-01-01",
                "hyperthermie maligne",
                said("hyperthermie maligne", "antecedent", "hm", "hyperthermie maligne", status),
            )
        ]
    )
    assert fact.status == status


def test_a_hypothesis_refuted_later_is_refuted_everywhere() -> None:
    found = of(
        [
            told(
                "a",
                "2023-01-01",
                "une maladie de Crohn est évoquée",
                said("une maladie de Crohn est évoquée", "antecedent", "mici", "Crohn", "hypothèse"),
            ),
            told(
                "b",
                "2023-06-01",
                "maladie de Crohn finalement écartée",
                said("maladie de Crohn finalement écartée", "antecedent", "mici", "Crohn", "infirmé"),
            ),
        ]
    )
    assert {f.status for f in found} == {"infirmé"}


def test_history_and_allergies_never_age_but_vital_signs_do() -> None:
    found = of(
        [
            told(
                "a",
                "2005-01-01",
                "Infarctus antérieur",
                said("Infarctus antérieur", "antecedent", "infarctus", "infarctus du myocarde"),
            ),
            told(
                "b",
                "2005-01-01",
                "Choc à la pénicilline",
                said("Choc à la pénicilline", "allergie", "betalactamine", "pénicilline"),
            ),
            told("c", "2024-12-01", "TA 150/90, FC 98", said("TA 150/90, FC 98", "examen", "constantes", "constantes")),
        ]
    )
    assert [f.status for f in found] == ["actuel", "actuel", "ancien"]


def test_a_decision_replaces_the_absence_of_one() -> None:
    none = "Aucune décision de limitation n'est inscrite à ce jour"
    decided = "Décision collégiale : pas de réanimation, pas d'intubation"
    found = of(
        [
            told("a", "2024-06-02", none, said(none, "directive", "limitation", "limitation de soins"), kind="crh"),
            told(
                "b", "2025-01-20", decided, said(decided, "directive", "limitation", "limitation de soins"), kind="crh"
            ),
        ]
    )
    assert {f.citations[0].document: f.status for f in found} == {"a": "remplacé", "b": "actuel"}


def test_documents_and_mentions_after_the_day_do_not_exist() -> None:
    pairs = [
        told("a", "2024-01-01", "Chute en janvier", said("Chute en janvier", "evenement_recent", "chute", "chute")),
        told("b", "2024-06-01", "Fracture du col", said("Fracture du col", "antecedent", "fracture", "fracture")),
        told("c", None, "Greffe prévue", said("Greffe prévue", "chirurgie", "greffe", "greffe", when="2025-09")),
    ]
    assert [f.text for f in of(pairs, dt.date(2024, 1, 15))] == ["Chute en janvier"]


def test_a_short_wording_is_shown_with_its_heading() -> None:
    from dataclasses import replace

    document, reading = told("a", "2024-01-01", "ALLERGIES\nLATEX", said("LATEX", "allergie", "latex", "latex"))
    headed = replace(reading, passages=(reading.passages[0], replace(reading.passages[1], heads=((0, 9),))))
    (fact,) = of([(document, headed)])
    assert fact.text == "ALLERGIES : LATEX"
    assert quote([(document, headed)], fact.citations[0]) == "LATEX"


def test_an_empty_dossier_gives_an_empty_base() -> None:
    assert of([]) == ()
