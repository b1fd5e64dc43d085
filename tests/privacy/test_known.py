"""What is known of a dossier: kept, read back, and found again in every form."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.document import Identity, Patient, Relative
from privacy.known import Known, KnownName, births, declared
from privacy.recognisers.propagation import propagation

PATIENT = Patient(
    "X1",
    Identity(
        nom_naissance="LE MOAL",
        nom_utilise="LE MOAL",
        prenoms=("Jean-Pierre",),
        date_naissance="1942-12-21",
        ins="1 42 12 35 211 017 07",
        ipp=("8002457713",),
    ),
    (Relative(nom="Guivarc'h", prenom="Rozenn", lien="fille", telephone="06 39 98 14 72"),),
)
words = st.text(st.characters(codec="utf-8", exclude_categories=("Cs",)), max_size=20)


@given(st.lists(st.tuples(words, st.sampled_from(["NOM", "PRENOM", "HOPITAL"]), words)))
def test_what_is_known_survives_json(rows):
    known = Known(PATIENT).with_names(KnownName(*row) for row in rows)
    assert Known.from_json(known.to_json()) == known


def test_the_same_letters_are_known_once():
    known = Known().with_names([KnownName("Le Moal", "NOM", "titre"), KnownName("LEMOAL", "NOM", "en-tête")])
    assert len(known.names) == 1


def test_relatives_and_numbers_are_declared_with_the_identity():
    assert {name.surface for name in declared(PATIENT)} >= {
        "LE MOAL",
        "Jean-Pierre",
        "Guivarc'h",
        "Rozenn",
        "06 39 98 14 72",
        "8002457713",
    }
    assert births(Known(PATIENT)) == {"1942-12-21"}


def hits(text, known=None):
    return {text[span.start : span.end] for span in propagation(known or Known(PATIENT)).find(text)}


@pytest.mark.parametrize(
    "form",
    [
        "Le Moal",
        "LE MOAL",
        "LEMOAL",
        "le moal",
        "Le-Moal",
        "LE M0AL",
        "Jean Pierre",
        "JEAN-PIERRE",
        "jean-pierre",
        "Guivarc’h",
        "GUlVARC'H",
        "GUIVARCH",
        "Guivarch",
    ],
)
def test_a_known_name_is_found_in_every_form(form):
    assert any(form in hit for hit in hits(f"vu avec {form} ce matin"))


@pytest.mark.parametrize("form", ["8002457713", "8OO2457713", "06.39.98.14.72", "0639981472", "142123521101707"])
def test_known_numbers_are_found_however_they_are_spaced(form):
    assert form in hits(f"dossier {form} relu")


def test_one_wrong_letter_is_forgiven_in_a_long_capitalised_name():
    known = Known().with_names([KnownName("KERAUTRET", "NOM", "titre")])
    assert hits("Mme Kerautet va bien", known) == {"Kerautet"}
    assert not hits("elle kerautet bien", known)


def test_a_name_that_is_a_word_is_left_where_it_is_a_word():
    known = Known().with_names([KnownName("Petit", "NOM", "titre"), KnownName("Rose", "PRENOM", "titre")])
    assert hits("vu avec Rose. Un petit nodule rose. Petit déjeuner pris.", known) == {"Rose"}
