import datetime as dt

import pytest

from assistant.clinical.doses import course_days, differ, dose
from assistant.clinical.facts import facts
from assistant.clinical.model import Fact
from assistant.clinical.text import fold
from ingest.when import When
from tests.assistant.clinical.facts_samples import Told, drug, quote, told

APIXABAN = ("B01AF02", "apixaban")
AS_OF = dt.date(2025, 3, 2)


def of(pairs: list[Told], concept: str, as_of: dt.date = AS_OF) -> Fact:
    found = [f for f in facts(pairs, as_of).facts if f.category == "traitement" and f.concept == concept]
    assert len(found) == 1
    return found[0]


def ordonnance(name: str, date: str, *lines: dict) -> Told:
    return told(name, date, "\n".join(line["words"] for line in lines), *lines, kind="ordonnance")


FIVE = [
    drug("BISOPROLOL 2,5 mg le matin", "C07AB07", "bisoprolol", "2,5 mg le matin"),
    drug("FUROSEMIDE 40 mg le matin", "C03CA01", "furosémide", "40 mg le matin"),
    drug("ATORVASTATINE 20 mg le soir", "C10AA05", "atorvastatine", "20 mg le soir"),
    drug("MACROGOL 1 sachet", "A06AD15", "macrogol", "1 sachet"),
    drug("PARACETAMOL 1 g si douleur", "N02BE01", "paracétamol", "1 g si douleur"),
]


def test_a_brand_and_its_substance_are_one_treatment_worded_with_the_newest_dose() -> None:
    old = told(
        "a",
        "2024-01-10",
        "ELIQUIS 5 mg matin et soir",
        drug("ELIQUIS 5 mg matin et soir", *APIXABAN, "5 mg matin et soir"),
    )
    new = told(
        "b",
        "2024-06-18",
        "je diminue l'apixaban à 2,5 mg matin et soir",
        drug("je diminue l'apixaban à 2,5 mg matin et soir", *APIXABAN, "2,5 mg matin et soir", flags=("decreased",)),
    )
    fact = of([old, new], "B01AF02")
    assert (fact.text, fact.status) == ("Apixaban 2,5 mg matin et soir", "actuel")
    assert [c.document for c in fact.citations] == ["b"]
    assert [(v.text, v.status) for v in fact.history] == [("Apixaban (ELIQUIS) 5 mg matin et soir", "remplacé")]
    assert "decreased" in fact.flags


def test_a_stop_holds_even_when_it_is_the_last_line_of_a_discharge_list() -> None:
    old = ordonnance("a", "2024-01-10", *FIVE)
    letter = told(
        "b",
        "2024-12-02",
        "Arrêtés : atorvastatine, oxazépam",
        drug("atorvastatine", "C10AA05", "atorvastatine", status="arrêté"),
        kind="crh",
    )
    assert of([old, letter], "C10AA05").status == "arrêté"


def test_a_drug_listed_again_after_a_stop_is_current_and_disputed() -> None:
    letter = told(
        "a",
        "2024-12-02",
        "arrêt du périndopril, à ne pas reprendre",
        drug("arrêt du périndopril, à ne pas reprendre", "C09AA04", "périndopril", status="arrêté"),
        kind="crh",
    )
    again = ordonnance(
        "b", "2025-01-14", drug("COVERSYL 5 mg 1 cp le matin", "C09AA04", "périndopril", "5 mg 1 cp le matin")
    )
    base = facts([letter, again], AS_OF)
    assert [f.status for f in base.facts] == ["actuel"]
    (conflict,) = base.conflicts
    assert {c.document for side in conflict.sides for c in side.citations} == {"a", "b"}


def test_a_drug_restarted_on_purpose_is_no_conflict() -> None:
    stop = told(
        "a",
        "2024-12-02",
        "arrêt du rivaroxaban",
        drug("arrêt du rivaroxaban", "B01AF01", "rivaroxaban", status="arrêté"),
    )
    again = told(
        "b",
        "2024-12-20",
        "XARELTO 15 mg repris ce jour",
        drug("XARELTO 15 mg repris ce jour", "B01AF01", "rivaroxaban", "15 mg", flags=("restarted",)),
    )
    base = facts([stop, again], AS_OF)
    assert base.facts[0].status == "actuel"
    assert "restarted" in base.facts[0].flags
    assert base.conflicts == ()


def test_what_a_newer_list_of_the_same_source_leaves_out_is_no_longer_current() -> None:
    first = ordonnance(
        "a", "2024-01-10", *FIVE, drug("PREVISCAN 20 mg le soir", "B01AA12", "fluindione", "20 mg le soir")
    )
    second = ordonnance("b", "2024-09-10", *FIVE)
    assert of([first, second], "B01AA12").status == "ancien"
    assert of([first, second], "C07AB07").status == "actuel"


def test_a_single_short_prescription_does_not_replace_the_whole_treatment() -> None:
    first = ordonnance("a", "2024-12-10", *FIVE)
    second = ordonnance("b", "2025-02-26", drug("DOLIPRANE 500 mg", "N02BE01", "paracétamol", "500 mg"))
    assert of([first, second], "C07AB07").status == "actuel"


@pytest.mark.parametrize(("day", "status"), [(dt.date(2025, 3, 2), "actuel"), (dt.date(2025, 4, 2), "ancien")])
def test_a_course_of_stated_length_ends(day: dt.date, status: str) -> None:
    words = "ZECLAR 500 matin et soir 7 jours"
    course = told("a", "2025-02-26", words, drug(words, "J01FA09", "clarithromycine", "500 matin et soir"))
    assert of([course], "J01FA09", day).status == status


def test_another_person_s_drug_is_never_the_patient_s() -> None:
    row = told(
        "a",
        "2025-03-01",
        "Chambre 116 : NOVORAPID 8 UI",
        drug("NOVORAPID 8 UI", "A10AB05", "insuline asparte", "8 UI", "autre personne"),
    )
    assert of([row], "A10AB05").status == "autre personne"


def test_what_comes_later_does_not_exist() -> None:
    now = ordonnance("a", "2025-01-14", drug("ELIQUIS 2,5 mg matin et soir", *APIXABAN, "2,5 mg matin et soir"))
    later = told("b", "2025-03-10", "arrêt de l'apixaban", drug("arrêt de l'apixaban", *APIXABAN, status="arrêté"))
    assert of([now, later], "B01AF02").status == "actuel"
    assert of([now, later], "B01AF02", dt.date(2025, 3, 10)).status == "arrêté"


def test_every_citation_says_what_the_fact_says() -> None:
    pairs = [ordonnance("a", "2024-01-10", *FIVE), ordonnance("b", "2025-01-10", *FIVE)]
    for fact in facts(pairs, AS_OF).facts:
        assert all(fold(fact.text.split(" ", 1)[0]) in fold(quote(pairs, c)) for c in fact.citations)


@pytest.mark.parametrize(
    ("wording", "daily"),
    [
        ("2,5 mg matin et soir", 5),
        ("5 mg 1-0-1", 10),
        ("500 mg x 2/j", 1000),
        ("1 g 3 fois par jour", 3000),
        ("40 mg 2 le matin", 80),
        ("50 ug le matin", 0.05),
        ("10 000 ui / j", 10000),
    ],
)
def test_a_daily_dose_is_read_whatever_its_form(wording: str, daily: float) -> None:
    assert dose(wording).daily == pytest.approx(daily)


@pytest.mark.parametrize(
    ("first", "second", "different"),
    [
        ("5 mg matin et soir", "2,5 mg matin et soir", True),
        ("5 mg x2/j", "10 mg/j", False),
        ("bisoprolol 5", "bisoprolol 2,5 mg le matin", True),
        ("1 sachet", "2,5 mg", False),
        ("eliquis", "eliquis 5 mg", False),
    ],
)
def test_doses_differ_only_when_both_are_told(first: str, second: str, different: bool) -> None:
    assert differ(first, second) is different


@pytest.mark.parametrize(
    ("wording", "days"),
    [
        ("pdt 5 j", 5),
        ("7 jours", 7),
        ("pendant deux mois", 60),
        ("qsp 3 mois", None),
        ("depuis 3 jours", None),
        ("3 sachets/j", None),
    ],
)
def test_the_length_of_a_course_is_not_the_validity_of_a_prescription(wording: str, days: int | None) -> None:
    assert course_days(wording) == days


def test_a_ban_is_a_present_fact_and_no_treatment() -> None:
    letter = told("a", "2023-01-10", "Pas d'AINS.", drug("Pas d'AINS.", "M01A", "AINS", status="nié"))
    fact = of([letter, ordonnance("b", "2024-01-10", *FIVE)], "M01A")
    assert (fact.text, fact.status) == ("Pas d'AINS", "actuel")


def test_a_stop_that_no_word_tells_loses_no_drug() -> None:
    line = "ELIQUIS 2,5 mg 1-0-1"
    listed = ordonnance("a", "2025-01-10", drug(line, *APIXABAN, "2,5 mg 1-0-1", "arrêté"))
    assert of([listed], "B01AF02").status == "actuel"


def test_a_class_stopped_stops_its_drugs_until_one_is_listed_again() -> None:
    first = ordonnance("a", "2024-06-12", drug("ALDACTONE 75 1 matin", "C03DA01", "spironolactone", "75 1 matin"))
    words = "arrêt des diurétiques"
    stop = told("b", "2024-12-12", words, drug(words, "C03", "diurétique", status="arrêté"), kind="lettre_liaison")
    assert of([first, stop], "C03DA01").status == "arrêté"
    again = ordonnance("c", "2025-01-14", drug("ALDACTONE 75 1 matin", "C03DA01", "spironolactone", "75 1 matin"))
    base = facts([first, stop, again], AS_OF)
    assert {f.concept: f.status for f in base.facts}["C03DA01"] == "actuel"
    assert {c.document for side in base.conflicts[0].sides for c in side.citations} >= {"b", "c"}


def test_a_nurse_s_entry_counts_from_its_own_line_s_date() -> None:
    text = "24/02/25 Eliquis pris\n01/03/25 Eliquis 2,5 mg pris"
    when = (When.parse("2025-02-24"), When.parse("2025-03-01"))
    notes = told(
        "a",
        "2025-03-02",
        text,
        drug("Eliquis 2,5 mg pris", *APIXABAN, "2,5 mg"),
        drug("Eliquis pris", *APIXABAN),
        kind="transmissions",
        dates=((0, 8, when[0]), (22, 30, when[1])),
    )
    stop = told("b", "2025-02-26", "arrêt de l'apixaban", drug("arrêt de l'apixaban", *APIXABAN, status="arrêté"))
    base = facts([notes, stop], AS_OF)
    assert base.facts[0].status == "actuel"
    assert base.conflicts


def test_when_it_was_taken_does_not_replace_how_much_is_prescribed() -> None:
    dosed = drug("ELIQUIS 2,5 mg matin et soir", *APIXABAN, "2,5 mg matin et soir")
    order = told("a", "2025-01-14", "ELIQUIS 2,5 mg matin et soir", dosed)
    notes = told("b", "2025-03-01", "Eliquis donné le soir", drug("Eliquis donné le soir", *APIXABAN, "le soir"))
    (fact,) = facts([order, notes], AS_OF).facts
    assert fact.text == "Apixaban (ELIQUIS) 2,5 mg matin et soir"
    assert fact.citations[0].document == "a"


def test_a_class_is_told_by_the_drug_taken() -> None:
    order = told("a", "2025-01-14", "ELIQUIS 2,5 mg", drug("ELIQUIS 2,5 mg", *APIXABAN, "2,5 mg"))
    named = drug("confusion sous AOD", "B01AF", "anticoagulant oral direct")
    letter = told("b", "2025-01-20", "confusion sous AOD", named)
    assert [fact.concept for fact in facts([order, letter], AS_OF).facts] == ["B01AF02"]
