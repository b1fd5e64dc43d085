"""Laboratory values, in tables with earlier columns and in sentences."""

from __future__ import annotations

import pytest

from assistant.clinical.model import DateValue, Mention, WorkingDocument
from assistant.clinical.read import by_rules
from ingest.when import When

TABLE = (
    "                              RESULTAT        Unité        Réf.            20-08-2024    14-02-2024\n"
    " Potassium                     5,3      *     mmol/L       3,5-5,1         4,5           4,6\n"
    " Hémoglobine                   10,9     *     g/dL         13,4-16,7       11,8          12,6\n"
)


def values(text: str, **more: object) -> list[Mention]:
    ruled = by_rules(WorkingDocument("d", text, **more))  # type: ignore[arg-type]
    return [m for clause in ruled.mentions for m in clause if m.category == "biologie"]


def test_a_row_gives_its_result_with_unit_and_flag() -> None:
    found = [m for m in values(TABLE) if m.concept == "potassium" and m.status == "actuel"]
    assert [(m.value, m.flags) for m in found] == [("5,3 mmol/L", ("high",))]
    assert TABLE[found[0].start : found[0].end].split() == ["Potassium", "5,3", "*", "mmol/L"]


def test_earlier_columns_are_older_values_with_their_dates() -> None:
    first, second = TABLE.index("20-08"), TABLE.index("14-02")
    dates = (
        DateValue(first, first + 10, When.parse("2024-08-20")),
        DateValue(second, second + 10, When.parse("2024-02-14")),
    )
    document_date = When.parse("2025-02-18")
    older = [
        m for m in values(TABLE, dates=dates, date=document_date) if m.concept == "hemoglobine" and m.status == "ancien"
    ]
    assert [(m.value, m.when.iso() if m.when else None) for m in older] == [
        ("11,8 g/dL", "2024-08-20"),
        ("12,6 g/dL", "2024-02-14"),
    ]


def test_values_in_a_sentence_are_told_apart() -> None:
    text = "Biologie 18/11 : Na 148, K 5,6, urée 31, créat 236 µmol/L, CRP 44, Hb 13,3 (hémoconcentration)."
    found = {m.concept: m.value for m in values(text)}
    assert found["sodium"] == "148"
    assert found["potassium"] == "5,6"
    assert found["creatinine"] == "236 µmol/L"
    assert found["hemoglobine"] == "13,3"


def test_units_of_doses_are_no_laboratory_value() -> None:
    assert values("DIFFU-K 600 mg 2 gél x2/j") == []


def test_an_alarming_value_weighs_more() -> None:
    alarming, usual = values("kaliémie 6,4 mmol/L")[0], values("kaliémie 4,2 mmol/L")[0]
    assert alarming.vital > usual.vital


def test_a_value_much_older_than_its_letter_is_past() -> None:
    text = "Créatinine 88 µmol/L le 12/03/2019."
    at = text.index("12/03")
    dates = (DateValue(at, at + 10, When.parse("2019-03-12")),)
    found = values(text, dates=dates, date=When.parse("2024-06-01"))
    assert [m.status for m in found] == ["ancien"]


@pytest.mark.parametrize(
    ("text", "value"),
    [("Cockcroft (61 kg) : 27 mL/min.", "27 mL/min"), ("Lithiémie (T12h) 1,43 mmol/L", "1,43 mmol/L")],
)
def test_what_a_result_was_calculated_with_is_not_the_result(text: str, value: str) -> None:
    assert [m.value for m in values(text)] == [value]
