"""Detection as a whole: documents of a dossier in, disjoint explained entities out, and closed on failure."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.document import Document, Identity, Patient
from ingest.when import When
from privacy import detection
from privacy.detection import DetectionFailed, detect, gather
from privacy.entity import LABELS
from privacy.known import Known
from privacy.ner.corpus import parse
from privacy.recognisers import dates, engine
from privacy.recognisers.base import Rule

LETTER = """CENTRE HOSPITALIER DE BELLEVUE-SUR-ORNE
Service de cardiologie - Dr Armelle KERGOAT      RPPS 10003918840
Tél. 02 99 63 41 07

Bellevue-sur-Orne, le 14 mars 2022

Concerne : Monsieur Fernand QUILLIVERE, né le 21/12/1942     IPP 8002457713

Cher Confrère,
Votre patient est venu avec sa fille Rozenn. Maladie de Crohn connue, signe de Babinski absent, score de Glasgow 15.
TA 13/7, PREVISCAN 3/4 cp le soir, apixaban 5 mg x 2/j.
                       Dr A. KERGOAT
AK/mb
"""


def document(text, name="a.txt", **more):
    return Document(name, "text/plain", text, **more)


def read(text, known=None):
    one = document(text, date=When.parse("2022-03-14"))
    return [(text[e.start : e.end], e.label) for e in detect(one, gather([one], known or Known()))]


def test_a_letter_loses_its_identities_and_keeps_its_medicine():
    found = read(LETTER)
    surfaces = " ".join(surface for surface, _ in found)
    for identity in (
        "KERGOAT",
        "QUILLIVERE",
        "Fernand",
        "Rozenn",
        "10003918840",
        "02 99 63 41 07",
        "14 mars 2022",
        "21/12/1942",
        "8002457713",
    ):
        assert identity in surfaces
    for medicine in ("Crohn", "Babinski", "Glasgow", "13/7", "PREVISCAN", "3/4", "apixaban", "cardiologie", "patient"):
        assert medicine not in surfaces
    assert ("21/12/1942", "DATE_NAISSANCE") in found


@settings(max_examples=60, deadline=None)
@given(
    st.text(max_size=300)
    | st.text(st.sampled_from(list("DrMme .:/-\n0123456789OlIaéàNomPrén@'’\u200d\u202e\u0301")), max_size=300)
)
def test_entities_are_sorted_disjoint_trimmed_and_explained(text):
    entities = detect(document(text), Known())
    end = 0
    for entity in entities:
        assert end <= entity.start < entity.end <= len(text)
        end = entity.end
        surface = text[entity.start : entity.end]
        assert surface == surface.strip() and any(char.isalnum() for char in surface)
        assert entity.label in LABELS and 0 < entity.score <= 1 and entity.recognizer and entity.explanation


def test_what_one_document_proves_is_found_in_the_others():
    header = document("Nom : TREMEUR     Prénom : Goulven\n", "1.txt")
    note = document("nuit calme. tremeur goulven a bien dormi, TREMEVR rappelé\n", "2.txt")
    known = gather([header, note], Known())
    surfaces = " ".join(note.text[e.start : e.end] for e in detect(note, known))
    assert "tremeur" in surfaces and "goulven" in surfaces and "TREMEVR" in surfaces


def test_the_declared_identity_is_found_without_any_announcement():
    patient = Patient("X", Identity(nom_utilise="QUILLIVERE", prenoms=("Fernand",), date_naissance="1942-12-21"))
    found = read("page 2/2  quillivere fernand  19421221", Known(patient))
    assert {surface for surface, _ in found} >= {"19421221"}
    assert any("quillivere" in surface for surface, _ in found)


@pytest.mark.parametrize("error", [TimeoutError("slow"), ValueError("broken"), RecursionError()])
def test_any_recogniser_error_blocks_the_document(monkeypatch, error):
    def broken(text):
        raise error

    monkeypatch.setattr(detection, "dates", lambda anchor, born: Rule("dates", broken))
    with pytest.raises(DetectionFailed) as failure:
        detect(document("Dr Lefeuvre"), Known())
    assert "Lefeuvre" not in str(failure.value)


def test_one_failing_document_does_not_hide_what_the_others_prove(monkeypatch):
    real = engine.analyse

    def touchy(text, extra=()):
        if "POISON" in text:
            raise TimeoutError
        return real(text, extra)

    monkeypatch.setattr(engine, "analyse", touchy)
    known = gather([document("POISON"), document("Nom : TREMEUR\n", "2.txt")], Known())
    assert any(name.surface == "TREMEUR" for name in known.names)
    with pytest.raises(DetectionFailed):
        detect(document("POISON"), known)


def test_no_word_of_the_document_is_logged(caplog):
    with caplog.at_level("DEBUG"):
        read(LETTER)
    assert "QUILLIVERE" not in caplog.text


@pytest.mark.parametrize(
    "text",
    [
        "Maladie de Parkinson, syndrome de Raynaud, manœuvre de Froment, score de Wells, sonde de Foley.",
        "CHA2DS2-VASc à 3. Mallampati II. Killip I. FEVG 45 %. NYHA III. Child-Pugh B.",
        "Bisoprolol 2,5 mg, Kardégic 75, Lasilix 40 mg 1/2 cp, NOVORAPID 8 UI, Lovenox 0,4.",
        "Poids 61,4 kg, TA 13/7, SpO2 97 %, T 38,9, Hb 9,4 g/dL, K 4,3, créatinine 118 µmol/L.",
        "Le patient dort bien, mange peu, marche avec une canne. Pas de fièvre hier soir.",
        "Originaire de Guadeloupe, de nationalité portugaise, ancien facteur.",
    ],
)
def test_medicine_is_left_alone(text):
    assert read(text) == []


@pytest.mark.parametrize(
    "marked",
    [
        "Revu par le Dr [Blanc](NOM) avec Mme [Petit](NOM) le [3 avril 2021](DATE).",
        "Vit avec sa femme [Odette](PRENOM) à [Mordelles](VILLE).",
        "Contrôle prévu en [mars](DATE) au [CHU de Rennes](HOPITAL).",
    ],
)
def test_sentences_of_letters(marked):
    text = parse("", "", marked)
    covered = {
        i for e in detect(document(text.text, date=When.parse("2021-05-01")), Known()) for i in range(e.start, e.end)
    }
    for start, end, _ in text.spans:
        assert set(range(start, end)) <= covered


def test_birth_dates_known_in_the_dossier_are_told_from_others():
    spans = list(dates.dates(When.parse("2022-03-14"), frozenset({"1942-12-21"})).find("vu le 14/03/2022, 21.12.42"))
    assert [span.label for span in spans] == ["DATE", "DATE_NAISSANCE"]
