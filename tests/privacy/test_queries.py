"""Queries take the dossier's own tags and dates."""

from __future__ import annotations

import datetime as dt

from ingest.document import Identity, Patient
from ingest.when import When
from privacy.known import Known
from privacy.pseudonyms import Pseudonyms
from privacy.queries import pseudonymise_query

NOEL = Identity(
    nom_naissance="LE MOAL", nom_utilise="LE MOAL", prenoms=("Noël",), sexe="M", date_naissance="1942-12-21"
)


def test_a_question_has_the_patients_tag_and_moved_dates() -> None:
    pseudonyms = Pseudonyms(10)
    pseudonyms.know(NOEL)
    asked = "M. Le Moal était-il sous anticoagulant le 12/03/2024 ?"
    out = pseudonymise_query(asked, Known(Patient("X", NOEL)), pseudonyms, When(dt.date(2024, 11, 18)))
    assert out == "M. [PATIENT] était-il sous anticoagulant le 21/05/2024 ?"


def test_a_motif_without_identity_is_left_alone() -> None:
    motif = "Douleur thoracique, TA 13/7"
    assert pseudonymise_query(motif, Known(Patient("X", NOEL)), Pseudonyms(10), When(dt.date(2024, 11, 18))) == motif
