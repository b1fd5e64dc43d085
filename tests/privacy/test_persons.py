"""Whose a name is."""

from __future__ import annotations

import pytest

from ingest.document import Identity
from privacy.persons import PatientNames

MAN = PatientNames.of(Identity(nom_naissance="LE MOAL", nom_utilise="LE MOAL", prenoms=("Noël",), sexe="M"))
WOMAN = PatientNames.of(Identity(nom_naissance="Ceccaldi", nom_utilise="Mariotti", prenoms=("Antoinette",), sexe="F"))
DOUBLE = PatientNames.of(
    Identity(nom_naissance="OBERLIN", nom_utilise="SCHAEFFER-OBERLIN", prenoms=("Marie-Odile",), sexe="F")
)


@pytest.mark.parametrize(
    ("names", "run", "before"),
    [
        (MAN, [("NOM", "LE MOAL"), ("PRENOM", "Noël")], "Patient : "),
        (MAN, [("PRENOM", "Noê1"), ("NOM", "LE M0AL")], "M. "),
        (MAN, [("NOM", "LEMOAL"), ("PRENOM", "NOEL")], ""),
        (MAN, [("NOM", "le moal"), ("PRENOM", "n.")], ""),
        (MAN, [("NOM", "Le Moal")], "M. "),
        (MAN, [("PRENOM", "Noël")], "pour "),
        (WOMAN, [("NOM", "Mariotti")], "Mme "),
        (WOMAN, [("NOM", "CECCALDl")], "née "),
        (WOMAN, [("PRENOM", "A."), ("NOM", "Mariotti")], ""),
        (DOUBLE, [("NOM", "Schaeffer")], "Mme "),
        (DOUBLE, [("PRENOM", "M.0."), ("NOM", "Schaeffer")], ""),
        (DOUBLE, [("NOM", "OBERLIN"), ("PRENOM", "MARIE-ODILE")], ""),
    ],
)
def test_the_patients_own_name_in_its_many_writings(
    names: PatientNames, run: list[tuple[str, str]], before: str
) -> None:
    assert names.owns(run, before)


@pytest.mark.parametrize(
    ("names", "run", "before"),
    [
        (MAN, [("NOM", "Le Moal")], "Oublis ? Mme "),
        (MAN, [("PRENOM", "Yvonne"), ("NOM", "LE M0AL")], "Mme "),
        (MAN, [("PRENOM", "Gildas"), ("NOM", "Le Moal")], "De : "),
        (MAN, [("NOM", "Le Moal")], "vu par le Dr "),
        (MAN, [("NOM", "Le Moal")], "sa fille, "),
        (WOMAN, [("NOM", "MARIOTTI"), ("PRENOM", "Dominique")], "M. "),
        (WOMAN, [("NOM", "Mariotti")], "son mari, M. "),
        (WOMAN, [("NOM", "MARIOTTI"), ("PRENOM", "D.")], ""),
        (DOUBLE, [("NOM", "Schaeffer")], "chez M. "),
        (MAN, [("NOM", "Marin")], "M. "),
    ],
)
def test_a_relative_a_namesake_or_a_clinician_is_never_the_patient(
    names: PatientNames, run: list[tuple[str, str]], before: str
) -> None:
    assert not names.owns(run, before)
