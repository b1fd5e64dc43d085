"""Tags, and the secret shift of dates."""

from __future__ import annotations

import pytest

from ingest.document import Identity
from privacy.pseudonyms import Pseudonyms, draw_weeks

WOMAN = Identity(
    nom_naissance="Ceccaldi", nom_utilise="Mariotti", prenoms=("Antoinette",), sexe="F", date_naissance="1948-03-17"
)


@pytest.mark.parametrize(
    ("label", "one", "other"),
    [
        ("NOM", "N'Diaye", "N’DIAYE"),
        ("NOM", "Kerautret", "KERAUTRET"),
        ("NOM", "Moalic", "M0ALlC"),
        ("PRENOM", "Élie", "ELIE"),
        ("PRENOM", "Samia", "Sarnia"),
        ("TEL", "+33 6 71 08 55 32", "06.71.08.55.32"),
        ("TEL", "02 99 60 77 31", "O2 99 6O 77 3l"),
        ("SECU", "1 42 12 35 211 017 07", "142123521101707"),
        ("HOPITAL", "CHU de Rennes", "C.H.U. Rennes"),
        ("IPP", "8002457713", "8OO2457713"),
        ("DATE_NAISSANCE", "04/03/1970", "4 mars 1970"),
    ],
)
def test_two_writings_of_the_same_thing_share_a_tag(label: str, one: str, other: str) -> None:
    pseudonyms = Pseudonyms.create()
    assert pseudonyms.tag(label, one) == pseudonyms.tag(label, other)


def test_different_things_have_different_numbers_and_labels_count_apart() -> None:
    pseudonyms = Pseudonyms.create()
    tags = [pseudonyms.tag("NOM", "Marin"), pseudonyms.tag("NOM", "Petit"), pseudonyms.tag("VILLE", "Marin")]
    assert tags == ["[NOM 1]", "[NOM 2]", "[VILLE 1]"]


def test_an_unknown_label_is_refused() -> None:
    with pytest.raises(ValueError, match="unknown label"):
        Pseudonyms.create().tag("PERSONNE", "x")


def test_the_canonical_form_is_the_clean_one() -> None:
    pseudonyms = Pseudonyms.create()
    tag = pseudonyms.tag("NOM", "M0alic")
    pseudonyms.tag("NOM", "Moalic")
    pseudonyms.tag("NOM", "moalic")
    assert pseudonyms.canonical(tag) == "Moalic"


def test_the_patients_canonical_forms_come_from_the_identity() -> None:
    pseudonyms = Pseudonyms.create(WOMAN)
    assert pseudonyms.canonical("[PATIENT]") == "Antoinette MARIOTTI"
    assert pseudonyms.canonical("[DATE_NAISSANCE]") == "1948-03-17"


def test_a_tag_that_was_never_given_reveals_nothing() -> None:
    pseudonyms = Pseudonyms.create()
    pseudonyms.tag("NOM", "Petit")
    assert pseudonyms.reveal_tags("[NOM 1] et [NOM 2]") == "Petit et [NOM 2]"
    with pytest.raises(KeyError):
        pseudonyms.canonical("[NOM 2]")


def test_only_the_patients_own_birth_date_is_without_number() -> None:
    pseudonyms = Pseudonyms.create(WOMAN)
    assert pseudonyms.tag("DATE_NAISSANCE", "17.03.48") == "[DATE_NAISSANCE]"
    assert pseudonyms.tag("DATE_NAISSANCE", "02/08/1944") == "[DATE_NAISSANCE 1]"


def test_the_shift_is_at_least_half_a_year_either_way() -> None:
    drawn = {draw_weeks() for _ in range(2000)}
    assert all(27 <= abs(weeks) <= 104 for weeks in drawn)
    assert min(drawn) < 0 < max(drawn)
    assert len(drawn) > 100


def test_json_keeps_everything() -> None:
    pseudonyms = Pseudonyms.create(WOMAN)
    pseudonyms.tag("NOM", "Filippi")
    restored = Pseudonyms.from_json(pseudonyms.to_json())
    assert restored == pseudonyms
    assert restored.tag("NOM", "FILIPPI") == "[NOM 1]"


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"weeks": "3"}', "null"])
def test_what_is_no_mapping_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        Pseudonyms.from_json(text)
