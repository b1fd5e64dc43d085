import pytest

from assistant.page.find import matching, render
from tests.page.double import Account, Double

PATIENTS = Double().patients(Account())


@pytest.mark.parametrize(
    "query",
    ["lune", "ELODIE", "élodie lune", "1948", "lune 1948", "02/01/1948", "02011948", "2 48 03 20 033 112 28", "L1"],
)
def test_a_patient_is_found_by_name_birth_date_number_or_reference(query):
    assert [patient["patient"] for patient in matching(PATIENTS, query)] == ["L1"]


def test_all_words_must_match():
    assert matching(PATIENTS, "lune 1990") == []


def test_finding_nobody_is_not_said_to_be_proof():
    shown = render(PATIENTS, "<mariotto> 1984")
    assert "Aucun patient trouvé pour « &lt;mariotto&gt; 1984 »" in shown
    assert "Cela ne prouve pas qu’il n’existe pas de dossier." in shown


def test_a_patient_with_unread_documents_says_so_before_being_opened():
    shown = render(PATIENTS)
    assert shown.count("▲ 1 document non lu") == 1
