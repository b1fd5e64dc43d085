"""What looks like a name and is none is dismissed, unless somebody is proven to bear it."""

import pytest

from privacy.exclusions import drugs, excluded


def judge(text, surface, label="NOM", proven=False):
    start = text.index(surface)
    return excluded(text, start, start + len(surface), label, proven=proven)


@pytest.mark.parametrize(
    "text, surface",
    [
        ("maladie de Crohn connue", "Crohn"),
        ("signe de Babinski", "Babinski"),
        ("Glasgow 15", "Glasgow"),
        ("Child-Pugh B", "Pugh B"),
        ("Killip I à l'entrée", "I"),
        ("syndrome de Kerautret", "Kerautret"),
        ("KARDEGIC 75 mg", "KARDEGIC"),
        ("FEVG 45 %", "FEVG"),
    ],
)
def test_things_that_bear_names_are_dismissed(text, surface):
    assert judge(text, surface)


def test_somebody_proven_to_bear_the_name_of_a_thing_is_kept():
    assert not judge("Dr Glasgow, neurologue", "Glasgow", proven=True)
    assert judge("score de Glasgow à 15", "Glasgow", proven=True)


def test_regions_are_no_towns_but_towns_are_kept():
    assert judge("revient de Guadeloupe", "Guadeloupe", "VILLE")
    assert not judge("habite à Rennes", "Rennes", "VILLE")


def test_drugs_come_from_the_atc_table():
    assert {"apixaban", "kardegic", "bisoprolol"} <= drugs()
