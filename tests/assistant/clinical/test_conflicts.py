import datetime as dt

import pytest

from assistant.clinical.facts import facts
from assistant.clinical.model import Conflict
from tests.assistant.clinical.facts_samples import Told, drug, quote, said, told

AS_OF = dt.date(2025, 3, 2)


def conflicts(*pairs: Told) -> tuple[Conflict, ...]:
    return facts(list(pairs), AS_OF).conflicts


def documents(conflict: Conflict) -> set[str]:
    return {c.document for side in conflict.sides for c in side.citations}


def reaction(name: str, date: str, words: str = "anaphylaxie à la céfazoline en 2019") -> Told:
    return told(name, date, words, said(words, "allergie", "J01DB04", "céfazoline", vital=1.0))


def test_a_reaction_and_a_later_denial_are_shown_side_by_side_in_their_own_words() -> None:
    (found,) = conflicts(
        reaction("a", "2019-06-12"), told("b", "2024-02-28", "Pas d'allergie médicamenteuse connue.", kind="vsm")
    )
    assert documents(found) == {"a", "b"}
    assert [s.text for s in found.sides] == [
        "anaphylaxie à la céfazoline en 2019",
        "Pas d'allergie médicamenteuse connue",
    ]


def test_a_denial_older_than_the_first_reaction_is_history() -> None:
    assert conflicts(told("b", "2018-02-28", "Allergies : néant"), reaction("a", "2019-06-12")) == ()


@pytest.mark.parametrize(
    "words",
    [
        "Allergies : néant",
        "ALLERGIES RAS",
        "Allergie : non",
        "Aucune allergie connue",
        "ALLERGlES : néant",
        "Pas d'allergie signalée ce jour.",
    ],
)
def test_a_denial_is_recognised_in_its_usual_forms(words: str) -> None:
    assert conflicts(reaction("a", "2019-06-12"), told("b", "2024-01-01", words))


@pytest.mark.parametrize(
    "words",
    [
        "Allergie : sulfamides",
        "Allergies alimentaires de la soeur",
        "Pas de fièvre, pas de toux",
        "Allergologue prévenu",
    ],
)
def test_other_wordings_deny_nothing(words: str) -> None:
    assert conflicts(reaction("a", "2019-06-12"), told("b", "2024-01-01", words)) == ()


def test_a_refuted_allergy_copied_afterwards_is_refuted_and_in_conflict() -> None:
    copy = said("pénicilline", "allergie", "betalactamine", "bêta-lactamines")
    tests = said("n'est pas allergique à la pénicilline", "allergie", "betalactamine", "bêta-lactamines", "infirmé")
    pairs = [
        told("a", "2023-06-02", "Elle n'est pas allergique à la pénicilline.", tests),
        told("b", "2025-01-10", "Allergies : pénicilline (dossier 2020)", copy),
    ]
    base = facts(pairs, AS_OF)
    assert {f.status for f in base.facts} == {"infirmé"}
    assert documents(base.conflicts[0]) == {"a", "b"}


def test_a_drug_given_despite_its_allergy_is_shown_with_both_sources() -> None:
    dress = "DRESS au cotrimoxazole, contre-indication définitive"
    line = "BACTRIM FORTE 1 lundi mercredi vendredi"
    (found,) = conflicts(
        told("a", "2019-06-18", dress, said(dress, "allergie", "J01EE01", "cotrimoxazole")),
        told("b", "2025-01-20", line, drug(line, "J01EE01", "cotrimoxazole", "1"), kind="ordonnance"),
    )
    assert documents(found) == {"a", "b"}


@pytest.mark.parametrize(
    ("older", "newer"),
    [
        ("Système non IRM-compatible en raison de la sonde abandonnée", "DAI compatible IRM d'après la carte"),
        ("l'ensemble n'est PAS IRM-conditionnel", "système IRM-conditionnel 1,5 T"),
        ("prothèse MECANIQUE aortique", "bioprothèse aortique 2022"),
        ("mutation facteur V Leiden hétérozygote", "thrombophilie négative selon la patiente"),
        ("Cormack 4, intubation difficile", "Mallampati 2, pas d'antécédent anesthésique"),
        ("portage EPC toujours actif", "BMR / BHRe NON"),
        ("INR cible 2,5 à 3,5", "warfarine, INR cible 2-3"),
        ("activité G6PD effondrée", "statut G6PD non connu"),
        ("la pose a été annulée, il n'y a donc pas de filtre cave", "il a un filtre cave posé en juillet"),
    ],
)
def test_lasting_states_that_differ_are_in_conflict(older: str, newer: str) -> None:
    (found,) = conflicts(told("a", "2022-05-01", older), told("b", "2024-05-01", newer))
    assert documents(found) == {"a", "b"}


def test_a_revised_directive_is_history_until_somebody_copies_the_old_one() -> None:
    refusal = told("a", "2021-04-10", "Transfusion : NON.", kind="directives")
    consent = told("b", "2023-11-30", "J'accepte d'être transfusé si je saigne.", kind="directives")
    copy = told("c", "2024-06-12", "Directives : refuse toute transfusion", kind="crh")
    assert conflicts(refusal, consent) == ()
    (found,) = conflicts(refusal, consent, copy)
    assert found.sides[0].text == "J'accepte d'être transfusé si je saigne"


def test_two_near_doses_without_a_word_of_change_are_in_conflict() -> None:
    first = told(
        "a",
        "2024-05-15",
        "passer à 1500 mg matin et soir",
        drug("passer à 1500 mg matin et soir", "N03AX14", "lévétiracétam", "1500 mg matin et soir"),
    )
    second = told(
        "b",
        "2024-09-20",
        "Keppra 1000 mg 1 cp matin, 1 cp soir",
        drug("Keppra 1000 mg 1 cp matin, 1 cp soir", "N03AX14", "lévétiracétam", "1000 mg 1 cp matin, 1 cp soir"),
        kind="ordonnance",
    )
    (found,) = conflicts(first, second)
    assert documents(found) == {"a", "b"}


def test_a_new_dose_that_explains_itself_is_history() -> None:
    first = told(
        "a",
        "2024-05-15",
        "Keppra 1000 mg matin et soir",
        drug("Keppra 1000 mg matin et soir", "N03AX14", "lévétiracétam", "1000 mg matin et soir"),
    )
    second = told(
        "b",
        "2024-09-20",
        "Keppra augmenté à 1500 mg matin et soir",
        drug(
            "Keppra augmenté à 1500 mg matin et soir",
            "N03AX14",
            "lévétiracétam",
            "1500 mg matin et soir",
            flags=("increased",),
        ),
    )
    base = facts([first, second], AS_OF)
    assert base.conflicts == ()
    assert [v.text for v in base.facts[0].history] == ["Lévétiracétam (Keppra) 1000 mg matin et soir"]


def test_two_anticoagulants_of_two_sources_are_in_conflict() -> None:
    first = told(
        "a",
        "2025-02-01",
        "XARELTO 15 soir",
        drug("XARELTO 15 soir", "B01AF01", "rivaroxaban", "15 soir"),
        kind="transmissions",
    )
    second = told(
        "b",
        "2025-01-20",
        "ELIQUIS 2,5 mg 1-0-1",
        drug("ELIQUIS 2,5 mg 1-0-1", "B01AF02", "apixaban", "2,5 mg 1-0-1"),
        kind="ordonnance",
    )
    assert "Anticoagulant" in conflicts(first, second)[0].text


def test_sides_are_verbatim_and_short_enough_to_be_read() -> None:
    long = "anaphylaxie à la céfazoline " + "avec retentissement hémodynamique et cutané " * 12
    pairs = [reaction(f"a{i}", f"20{10 + i}-01-01", long.strip()) for i in range(5)]
    pairs += [told(f"b{i}", f"202{i}-06-01", "Allergies : néant") for i in range(4)]
    (found,) = conflicts(*pairs)
    cites = [c for side in found.sides for c in side.citations]
    assert sum(c.end - c.start for c in cites) <= 1000
    assert all(side.text in quote(pairs, side.citations[0]).replace("\n", " ") for side in found.sides)


def test_what_is_said_of_another_person_contradicts_nothing() -> None:
    other = said("pas d'allergie", "allergie", "allergie", "allergie", "autre personne")
    assert conflicts(reaction("a", "2019-06-12"), told("b", "2024-01-01", "Sa fille : pas d'allergie", other)) == ()
