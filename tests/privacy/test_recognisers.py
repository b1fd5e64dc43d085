"""Each recogniser on sentences in the corpus's mark-up: what it must find, and what it must leave."""

import pytest

from privacy.ner.corpus import parse
from privacy.recognisers import contacts, facilities, identifiers, initials, names, numbers, places
from privacy.recognisers.base import Span
from privacy.recognisers.numbers import iban_ok, luhn_ok, nir_key_ok


def found(find, text):
    return {(span.start, span.end) for span in find(text)}


def surfaces(find, text):
    return {text[span.start : span.end] for span in find(text)}


def check(find, marked):
    text = parse("", "", marked)
    covered = {i for span in find(text.text) for i in range(span.start, span.end)}
    for start, end, _ in text.spans:
        assert set(range(start, end)) <= covered, text.text[start:end]
    outside = covered - {i for start, end, _ in text.spans for i in range(start, end)}
    assert not {i for i in outside if text.text[i].isalnum()}


@pytest.mark.parametrize(
    "marked",
    [
        "INS : [2 69 05 49 588 157 80](SECU)",
        "NIR [269054958815780](SECU) qualifié",
        "N° Sécu : [l 42 12 35 2l1 O17 O7](SECU)",
        "né en Corse, SS [1 51 02 2A 004 019 42](SECU)",
        "Dr X RPPS [10003918840](RPPS)",
        "N° ADELI [97 4 10288 3](RPPS)",
        "FINESS [350009912](FINESS) - FlNESS [35OO17842](FINESS)",
        "IBAN [FR76 3000 6000 0112 3456 7890 189](AUTRE_ID)",
        "transport en véhicule [GK-418-XD](AUTRE_ID)",
    ],
)
def test_numbers_with_a_key_or_a_layout_are_found(marked):
    check(numbers.find, marked)


@pytest.mark.parametrize(
    "text", ["créatinine 118 µmol/L, DFG 51", "Plaquettes 250 000 puis 213 000 /mm3", "TA 13/7, FC 110, 24/26 mg"]
)
def test_measures_are_not_numbers_of_identity(text):
    assert not found(numbers.find, text) and not found(contacts.find, text)


def test_checksums():
    assert nir_key_ok("2 69 05 49 588 157 80") and not nir_key_ok("2 69 05 49 588 157 81")
    assert nir_key_ok("1 51 02 2A 004 019 42") is (int("42") == 97 - 1510219004019 % 97)
    assert luhn_ok("79927398713") and not luhn_ok("79927398714")
    assert iban_ok("FR76 3000 6000 0112 3456 7890 189") and not iban_ok("FR76 3000 6000 0112 3456 7890 188")


@pytest.mark.parametrize(
    "marked",
    [
        "tél [02 99 63 41 07](TEL)",
        "[02.99.83.12.66](TEL) ou [0299831266](TEL)",
        "portable [+33 6 39 98 41 17](TEL)",
        "Cayenne : [0594 39 50 50](TEL)",
        "prévenue au [+48 601 220 938](TEL)",
        "Tél : [O4 91 37 6O 22](TEL)",
        "poste [24871](TEL), DECT [83114](TEL), bip [6-114](TEL)",
        "MSSanté [rythmo.timone@aphm.mssante.fr](MAIL) ; [a.b@chu-brest.example](MAIL)",
        "voir [www.mut-opale.example](AUTRE_ID)",
        "[https://portail.chu.example/rdv?id=12](AUTRE_ID)",
    ],
)
def test_telephones_and_addresses_of_the_net_are_found(marked):
    check(contacts.find, marked)


def test_an_hour_after_a_date_is_no_telephone():
    assert not found(contacts.find, "message du 06/03/2025 18:52 lu")


@pytest.mark.parametrize(
    "marked",
    [
        "IPP [8002457713](IPP)     NDA [321118420](NDA)",
        "N° examen [SC-2021-118842](AUTRE_ID)",
        "lot [0011684432](AUTRE_ID)",
        "n° série [BPR041276](AUTRE_ID)",
        "Echantillon [E25133-00914](AUTRE_ID)",
        "N° adhérent  [0062 81 447 3](AUTRE_ID)",
    ],
)
def test_identifiers_are_found_by_the_words_before_them(marked):
    check(identifiers.find, marked)


@pytest.mark.parametrize(
    "text", ["lame n° 3 puis 4", "Fastrach n°4", "examen normal", "dossier à jour", "séjour de 12 jours"]
)
def test_small_numbers_identify_nothing(text):
    assert not found(identifiers.find, text)


@pytest.mark.parametrize(
    "marked",
    [
        "[14 rue de Paris](ADRESSE) - [35000](ZIP) [RENNES](VILLE)",
        "[6 allée des Ajoncs](ADRESSE), [35510](ZIP) [Cesson-Sévigné](VILLE)",
        "[12 bis bd Jean Jaurès](ADRESSE)\n[29609](ZIP) [BREST](VILLE)",
        "[BP 1640](ADRESSE), [98713](ZIP) [Papeete](VILLE)",
        "[Quimper](VILLE), le 14 mars 2022",
    ],
)
def test_addresses_are_found_part_by_part(marked):
    check(places.find, marked)


@pytest.mark.parametrize(
    "text", ["lot 2K77B périmé", "par voie orale", "en cours de traitement", "le quartier est calme"]
)
def test_words_that_are_also_ways_are_no_addresses(text):
    assert not found(places.find, text)


@pytest.mark.parametrize(
    "text, name",
    [
        ("transfert au CHU de Rennes ce jour", "CHU de Rennes"),
        ("vit à l'EHPAD Les Jardins de Brocéliande depuis", "EHPAD Les Jardins de Brocéliande"),
        ("clinique des Pins, Vertou", "clinique des Pins"),
        ("appel du SAMU 35 à 12h", "SAMU 35"),
        ("retirée à la pharmacie du Port.", "pharmacie du Port"),
        ("HÔPITAL LOUIS PRADEL", "HÔPITAL LOUIS PRADEL"),
    ],
)
def test_named_facilities_are_found_whole(text, name):
    assert name in surfaces(facilities.find, text)


@pytest.mark.parametrize(
    "text",
    [
        "vu au CHU hier",
        "le SAMU l'amène",
        "service de cardiologie",
        "hospitalisé en SSR",
        "un cabinet médical",
        "sortie de clinique prévue",
    ],
)
def test_the_bare_kind_of_facility_is_left(text):
    assert not found(facilities.find, text)


@pytest.mark.parametrize(
    "marked",
    [
        "Vu par le Dr [Lefeuvre](NOM) ce jour",
        "Mme [Rozenn](PRENOM) [GUIVARC'H](NOM) rappellera",
        "Pr [G.](PRENOM) [CORBEL](NOM)",
        "Dr [J.-Y.](PRENOM) [PRIGENT](NOM)",
        "IDE S. [Carlin](NOM)".replace("S.", "[S.](PRENOM)"),
        "sa fille [Rozenn](PRENOM) est là",
        "son frère [Yves](PRENOM)",
        "Nom : [LE MOAL](NOM)     Prénom : [Noël](PRENOM)",
        "Antoinette née [CECCALDI](NOM)",
        "mr [kerautret](NOM) rappelé",
    ],
)
def test_announced_names_are_found(marked):
    check(names.find, marked)


@pytest.mark.parametrize(
    "text",
    [
        "Madame, Monsieur, cher confrère",
        "le mari prévient",
        "la mère est fatiguée",
        "née par césarienne",
        "M. pneumoniae négatif",
    ],
)
def test_titles_and_relations_without_a_name_announce_nothing(text):
    assert not found(names.find, text)


@pytest.mark.parametrize(
    "marked",
    [
        "[SH](NOM)/[cb](NOM)",
        "dicté par [PC](NOM), frappé par [ml](NOM)",
        "Réf : [OM](NOM)/[LHS](NOM)/[vb](NOM)",
        "secr. [mv](NOM)",
    ],
)
def test_initials_of_secretaries_are_found(marked):
    check(initials.find, marked)


@pytest.mark.parametrize("text", ["ASAT / ALAT", "mg/ml", "frappé par la maladie", "IV/SC", "vu par le MT"])
def test_units_and_abbreviations_are_no_initials(text):
    assert not found(initials.find, text)


def test_every_finding_says_why():
    text = "Dr Lefeuvre, 14 rue de Paris 35000 RENNES, tél 02 99 63 41 07, IPP 8002457713"
    for module in (numbers, contacts, identifiers, places, facilities, names, initials):
        for span in module.find(text):
            assert isinstance(span, Span) and span.why and 0 < span.score <= 1
