"""Whose passage: rows of a hand-over, sheets of others, whole documents of others, contradictions."""

from __future__ import annotations

import itertools

import pytest
from marks import parse

from ingest.document import Document, Identity, Page, Patient
from ingest.when import When
from privacy.known import Known
from privacy.subjects import subjects

NOEL = Known(
    Patient(
        "X",
        Identity(
            nom_naissance="LE MOAL",
            nom_utilise="LE MOAL",
            prenoms=("Noël",),
            sexe="M",
            date_naissance="1942-12-21",
            ins="142123521101707",
        ),
    )
)


def said(marked: str, known: Known = NOEL) -> list[tuple[str, str]]:
    text, entities = parse(marked)
    document = Document("d.txt", "text/plain", text, date=When.parse("2025-03-02"))
    return [(span.subject, text[span.start : span.end]) for span in subjects(document, entities, known)]


HANDOVER = """TRANSMISSIONS CIBLEES - extraction du [02/03/2025](DATE)

[24/02/25](DATE) 14:10  [LE MOAL](NOM) 114   Cible : toux grasse
[24/02/25](DATE) 20:30  [MARIN](NOM) [René](PRENOM) 112   Cible : INR 3,4 sous Previscan
     rappel ALLERGIE PENICILLINE
[25/02/25](DATE) 07:45  [Petit](NOM) [Odette](PRENOM) 116  Cible : glycémie 2,90
[28/02/25](DATE) 21:15  [MARIN](NOM) 112   Cible : chute
[01/03/25](DATE) 19:40  114   ttt donnés dont Eliquis. [Soizic](PRENOM)
[02/03/25](DATE) 05:55  M. [le moal](NOM) 114  Cible : CHUTE  prévenue : [Jeanne](PRENOM) [Dubois](NOM)
"""


def test_the_rows_of_other_residents_are_others_with_their_continuation_lines() -> None:
    covered = "".join(text for _, text in said(HANDOVER))
    assert {subject for subject, _ in said(HANDOVER)} == {"other"}
    assert "Previscan" in covered
    assert "ALLERGIE PENICILLINE" in covered
    assert "glycémie" in covered
    assert "112   Cible : chute" in covered


def test_the_patients_rows_stay_his_by_name_or_by_room() -> None:
    covered = "".join(text for _, text in said(HANDOVER))
    assert "toux" not in covered
    assert "Eliquis" not in covered
    assert "CHUTE" not in covered


def test_a_nurse_who_signs_at_the_head_of_a_line_is_no_resident() -> None:
    marked = """Cahier de liaison de M. [LE MOAL](NOM), ch 114
[10/10](DATE)  [Awa](PRENOM) : donné XARELTO 20. dextro 1,32
[11/10](DATE)  [Sylvie](PRENOM) [Petit](NOM) : des bleus sur les bras
[12/10](DATE)  [Awa](PRENOM) : refuse la toilette
"""
    assert said(marked) == []


def test_a_laboratorys_rows_are_no_handover() -> None:
    head = "[LE MOAL](NOM) [Noël](PRENOM) né le [21/12/1942](DATE_NAISSANCE)\n"
    marked = head + "[ASAT](NOM) 19 UI/L\n[Lithium](NOM) 143\nK 4,2\n"
    assert said(marked) == []


def test_a_notebook_kept_with_letters_follows_its_legend() -> None:
    marked = """N = [Noël](PRENOM) (sonde)        Y = maman [Yvonne](PRENOM), chez lui depuis août
lun [13/10](DATE)  N  pansement refait
           Y  glycémie 2,10 - LANTUS 18 u
mar [14/10](DATE)  N  chute dans la SDB
"""
    assert said(marked) == [("other", "           Y  glycémie 2,10 - LANTUS 18 u\n")]


def test_another_persons_page_ends_with_the_patients_next_header() -> None:
    marked = """CONTROLE  M. [LE MOAL](NOM) [Noël](PRENOM)  né le [21/12/1942](DATE_NAISSANCE)
Créatinine 141
=== page suivante ===
M. [LE GALL](NOM) [Hervé](PRENOM)   né le [02/08/1944](DATE_NAISSANCE)   [1 44 08 20 096 041 87](SECU)
Préviscan, INR 3,4.

M. [LE MOAL](NOM) [Noël](PRENOM)  né le [21/12/1942](DATE_NAISSANCE)
Apixaban 5 mg
"""
    ((subject, text),) = said(marked)
    assert subject == "other"
    assert "Préviscan" in text
    assert "141" not in text
    assert "Apixaban" not in text


def test_another_persons_page_ends_with_the_page() -> None:
    first = "M. LE MOAL Noël né le 21/12/1942\nCréatinine 141\n"
    second = "M. DA SILVA José né le 02/11/1951\nINR 2,8\n"
    third = "Commentaire : acidose\n"
    marked = (
        "M. [LE MOAL](NOM) [Noël](PRENOM) né le [21/12/1942](DATE_NAISSANCE)\nCréatinine 141\n"
        "M. [DA SILVA](NOM) [José](PRENOM) né le [02/11/1951](DATE_NAISSANCE)\nINR 2,8\n" + third
    )
    text, entities = parse(marked)
    assert text == first + second + third
    edges = [0, len(first), len(first + second), len(text)]
    pages = tuple(Page(i + 1, a, b) for i, (a, b) in enumerate(itertools.pairwise(edges)))
    spans = subjects(Document("d.pdf", "application/pdf", text, pages=pages), entities, NOEL)
    assert [(text[s.start : s.end], s.subject) for s in spans] == [(second, "other")]


def test_a_whole_document_of_somebody_else_is_others() -> None:
    marked = """HOPITAL D'ENFANTS  URGENCES
[LE MOAL](NOM) [Gwenn](PRENOM)  né le [08/06/2020](DATE_NAISSANCE)
Allergie arachide.
"""
    assert said(marked) == [("other", parse(marked)[0])]


def test_in_a_relatives_document_what_binds_the_family_is_not_hidden() -> None:
    marked = """Cher confrère,

M. [LE MOAL](NOM) [Jean](PRENOM), né le [22/02/1925](DATE_NAISSANCE), a été opéré. Sévoflurane.

Hyperthermie maligne : la règle vaut pour ses enfants et ses frères.
"""
    spans = said(marked)
    assert [subject for subject, _ in spans] == ["other", "unknown"]
    assert spans[1][1].startswith("Hyperthermie")


def test_the_same_name_with_another_birth_date_is_unknown() -> None:
    marked = "Patient : [LE MOAL](NOM) [Noël](PRENOM)  né le [03/05/1961](DATE_NAISSANCE)\nSous COUMADINE\n"
    assert [subject for subject, _ in said(marked)] == ["unknown"]


@pytest.mark.parametrize(
    "header",
    [
        "Nom : [LE M0AL](NOM)   Prénom : [Noê1](PRENOM)   Né le : [2l/12/1942](DATE_NAISSANCE)",
        "[LEMOAL](NOM) [NOEL](PRENOM) [21/12/1942](DATE_NAISSANCE)",
        "Patient : [LE MOAL](NOM) [N.](PRENOM)  [21.12.42](DATE_NAISSANCE)",
        "Patient : [LE MOAL](NOM) [Noël](PRENOM) né le [21/12/1943](DATE_NAISSANCE)",
        "Patient : [LE MOAL](NOM) [Noël](PRENOM) né le [12/21/1942](DATE_NAISSANCE)",
        "Patient : [LEMOLE](NOM) [Noel](PRENOM) né le [21/12/1942](DATE_NAISSANCE)",
        "Patient : [LE MOAL](NOM) [Noël](PRENOM) [01/01/1942](DATE_NAISSANCE)",
        "Patient : [MARIN](NOM) [Noël](PRENOM) [1 42 12 35 211 017 07](SECU)",
        "Patient : [LE MOAL](NOM) [Noël](PRENOM), [l 42 12 35 2l1 O17 O7](SECU)",
    ],
)
def test_the_patients_own_header_badly_written_hides_nothing(header: str) -> None:
    assert said(f"CHU\n{header}\nSous ELIQUIS\n") == []


def test_relatives_and_clinicians_named_with_traits_hide_nothing() -> None:
    marked = """Patient : [LE MOAL](NOM) [Noël](PRENOM) né le [21/12/1942](DATE_NAISSANCE)
Personne de confiance : Mme [Yvonne](PRENOM) [LE MOAL](NOM), née le [04/05/1945](DATE_NAISSANCE)
Fille : [Anne](PRENOM) [LE MOAL](NOM) (née le [01/02/1970](DATE_NAISSANCE)) diabétique
Sous ELIQUIS
"""
    assert said(marked) == []


def test_a_line_that_says_it_is_another_persons_is() -> None:
    marked = """M. [LE MOAL](NOM) [Noël](PRENOM) va bien.
ECG : FA, BBG complet -> ERREUR DE SCAN, appartient à M. [CELESTE](NOM) [Rony](PRENOM) box 4
Bio : Hb 13,4
"""
    assert [text.split()[0] for _, text in said(marked)] == ["ECG"]


def test_without_a_known_identity_nothing_is_others() -> None:
    assert said(HANDOVER, Known()) == []
