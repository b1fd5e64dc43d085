"""Medicines under all their names, with dose, schedule and class."""

from __future__ import annotations

import pytest

from assistant.clinical.model import Mention, WorkingDocument
from assistant.clinical.read import by_rules


def drugs(text: str) -> list[Mention]:
    ruled = by_rules(WorkingDocument("d", text))
    return [
        m
        for clause in ruled.mentions
        for m in clause
        if m.category in ("traitement", "allergie") and m.concept[:1].isupper()
    ]


@pytest.mark.parametrize(
    ("text", "atc", "value"),
    [
        ("ELIQUIS 5 mg : 1 cp matin et soir", "B01AF02", "5 mg : 1 cp matin et soir"),
        ("apixaban 2,5 x2", "B01AF02", "2,5 x2"),
        ("ELIQUIS 5 rng              1 matin  1 soir", "B01AF02", "5 rng 1 matin 1 soir"),
        ("BIS0PR0L0L 5 rng 1 rnatin", "C07AB07", "5 rng 1 rnatin"),
        ("Tamsulosine LP 0,4 0-0-1", "G04CA02", "0,4 0-0-1"),
        ("furosémide 40 mg x2/j", "C03CA01", "40 mg x2/j"),
        ("LANTUS 14 UI le soir", "A10AE04", "14 UI le soir"),
        ("aspirine", "B01AC06", None),
    ],
)
def test_a_prescription_line_gives_code_and_dose(text: str, atc: str, value: str | None) -> None:
    found = drugs(text)
    assert [m.concept for m in found] == [atc]
    assert found[0].value == value


@pytest.mark.parametrize(
    ("text", "flag"),
    [
        ("sous AOD", "antithrombotic"),
        ("HBPM préventive", "antithrombotic"),
        ("pompe à insuline NOVORAPID", "insulin"),
        ("tacrolimus 4 mg", "immunosuppressant"),
        ("hydrocortisone 100 mg IV", "corticosteroid"),
        ("KEPPRA 1500 mg", "antiepileptic"),
    ],
)
def test_classes_that_matter_are_flagged(text: str, flag: str) -> None:
    assert any(flag in m.flags for m in drugs(text))


def test_each_medicine_of_a_list_has_its_own_stretch() -> None:
    text = "Bisoprolol 5, Kardégic 75, Entresto 24/26, Lasilix 40, Inspra 25, Tahor 40 depuis la sortie de réanimation."
    found = drugs(text)
    assert [text[m.start : m.end] for m in found][:3] == ["Bisoprolol 5", "Kardégic 75", "Entresto 24/26"]


def test_a_dose_change_is_flagged() -> None:
    (found,) = drugs("je diminue l'apixaban à 2,5 mg matin et soir")
    assert "decreased" in found.flags
    assert found.status == "actuel"


def test_a_medicine_in_an_allergy_is_no_treatment() -> None:
    found = drugs("réaction anaphylactique grade III à la céfazoline")
    assert [m.category for m in found] == ["allergie"]


def test_a_blood_level_is_no_treatment() -> None:
    assert [m for m in drugs("lithium 1,43 mmol/L") if m.category == "traitement"] == []


def test_a_register_number_is_no_proton_pump_inhibitor() -> None:
    assert drugs("IPP 8002457713") == []


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("DOLIPRANE 1 g", "paracétamol"),
        ("MIRTAZAPINE 15 mg", "mirtazapine"),
        ("LASILIX 40 mg", "furosémide"),
        ("COVERSYL 5 mg", "périndopril"),
        ("FORXIGA 10", "dapagliflozine"),
        ("EXACYL 1 g", "acide tranexamique"),
    ],
)
def test_a_medicine_is_labelled_by_its_french_substance(text: str, label: str) -> None:
    assert [m.label for m in drugs(text)] == [label]


@pytest.mark.parametrize(
    "text", ["Albumine 31 g/L", "albumine 29, CRP 12", "INR non calculé, sans objet hors AVK", "dossier IPP [IPP 13]"]
)
def test_a_level_an_exception_or_an_identifier_is_no_medicine(text: str) -> None:
    assert drugs(text) == []


def test_what_is_told_of_the_box_is_no_dose() -> None:
    (found,) = drugs('NUROFEN 400 entamée (8 cp manquants) dans table de nuit, dit en prendre "2 par jour"')
    assert found.value == "400"


def test_hours_since_an_intake_are_no_dose() -> None:
    (found,) = drugs("prélèvement à distance de la prise de rivaroxaban (12 h)")
    assert found.value is None
