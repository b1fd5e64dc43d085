import pytest

from ingest.describe import describe
from ingest.document import Document
from ingest.document_date import document_date
from ingest.extract import row
from ingest.kinds import kind_of_text, kind_of_type, kinds
from ingest.sidecar import Declared
from ingest.when import When


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("CRH", "crh"),
        ("CR opératoire (frère)", "operatoire"),
        ("transmissions_ide", "transmissions"),
        ("Volet de synthèse médicale", "vsm"),
        ("CR de passage aux urgences (mal classé)", "urgences"),
        ("mail_famille", "mail"),
        ("Message MSSanté", "mssante"),
        ("COMPTE-RENDU D'HOSPITALISATION", "crh"),
        ("lettre d'anesthésie", "anesthesie"),
        ("rapport de télésurveillance", "telesurveillance"),
        ("Fiche de liaison infirmière", "fiche_liaison"),
        ("carnet de vaccination", "vaccination"),
        ("facture de la cantine", "autre"),
    ],
)
def test_a_declared_type_in_free_words_means_a_kind(words, kind):
    assert kind_of_type(words) == kind


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (
            "CHU de Nîmes\n\nCOMPTE RENDU D'HOSPITALISATION du 1/2/2024 au 5/2/2024\nMotif : chute",
            "crh",
        ),
        ("C0MPTE RENDU 0PERATOlRE\nOpérateur : Dr X\nIncision médiane, trois trocarts.", "operatoire"),
        (
            "Dr A. Martin\n\nle 3 mai 2024\n\nDOLIPRANE 1 g : 1 cp 3 fois par jour\nQSP 1 mois\n",
            "ordonnance",
        ),
        ("Laboratoire du Port\nBiologistes : A. B.\nPrélevé le 03/05/2024\nPotassium      4,1   mmol/L\n", "biologie"),
        (
            "De : Marie <marie@courriel.example>\nÀ : secrétariat\nObjet : maman\n\nBonjour",
            "mail",
        ),
        ("De : a.b@medecin.mssante.fr\nA : c@chu.mssante.fr\nObjet : avis\n\nBonjour", "mssante"),
        ("MES DIRECTIVES ANTICIPEES\nJe soussigné Paul, sain d'esprit, refuse l'acharnement.", "directives"),
        ("Cher confrère,\n\nJ'ai vu ce jour votre patiente.\nBien confraternellement,", "courrier"),
        ("SAMU 75 - FICHE DE REGULATION MEDICALE\nAppelant : fils\nMRU : Dr B\n", "regulation"),
        ("FEUILLE D'ANESTHESIE\nASA 2 Mallampati 1, induction propofol, sonde 7", "anesthesie"),
        ("xyzzy", "autre"),
    ],
)
def test_a_text_shows_its_kind(text, kind):
    assert kind_of_text(text) == kind


def test_every_kind_has_a_short_label_for_citation_chips():
    assert all(0 < len(kind.short) <= 12 and kind.label for kind in kinds().values())
    assert kinds()["ordonnance"].short == "Ordo."


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        (
            "CHU\n        Rennes, le 18 novembre 2021\nné le 21/12/1942\nSéjour du 08/11/2021 au 16/11/2021",
            "2021-11-18",
        ),
        (
            "Né le 09/03/1956\nPrélevé le 14/10/2024 à 08:05     Edité le 14/10/2024 16:48\n   02/10/2024",
            "2024-10-14",
        ),
        (
            "CRO\nMme X née le 01/02/1960\nDate de l'intervention : 12/06/2019\ncontrôle le 18/09/2019",
            "2019-06-12",
        ),
        ("COMPTE RENDU\nHospitalisé du 02/03/2024 au 09/03/2024\nInfarctus le 04/05/2011", "2024-03-09"),
        ("Dr X\n\nle 3 rnai 2O24\n\nMme Y, 03/02/1950\nDOLIPRANE 1 g", "2024-05-03"),
        ("De : a@b.fr\nEnvoyé : lundi 6 janvier 2025 22:41\nObjet : papa\nVisite du 2 janvier", "2025-01-06"),
        ("CAHIER\n\n10/02  TA 12/7\n12/02  dimanche, tousse", "2023-02-12"),
    ],
)
def test_the_documents_date_is_read_from_its_text(text, iso):
    found = document_date(text)
    assert found is not None and found.iso() == iso


@pytest.mark.parametrize("text", ["Patient né le 21/12/1942.", "aucune date ici", "Le traitement de 1998 fut arrêté."])
def test_a_birth_or_an_old_history_is_not_the_documents_date(text):
    assert document_date(text) is None


TEXT = "CHU de Brest - Service de cardiologie\nBrest, le 4 mars 2024\n\nALLERGIES\nnéant\n"


def test_what_is_declared_wins_and_the_rest_is_read():
    document = Document("a.txt", "text/plain", TEXT)
    read = describe(document)
    assert (read.date, read.specialty) == (When.of(2024, 3, 4), "cardiologie")
    assert [s.code for s in read.sections] == ["allergies"]
    said = describe(document, Declared("CR opératoire", When.of(2023, 1), "CHU", "chirurgie"))
    assert (said.kind, said.type, said.date) == ("operatoire", "CR opératoire", When.of(2023, 1))
    assert (said.source, said.specialty) == ("CHU", "chirurgie")
    assert said.text == TEXT


def test_a_declared_type_of_no_known_kind_keeps_its_words_and_takes_the_texts_kind():
    document = Document("a.txt", "text/plain", "Cher confrère,\n\nJ'ai vu votre patiente.\nAmitiés")
    described = describe(document, Declared(type="papier divers"))
    assert (described.type, described.kind) == ("papier divers", "courrier")


def test_an_extracted_row_is_json_with_spans_of_its_own_text():
    import json

    extracted = json.loads(json.dumps(row(describe(Document("a.txt", "text/plain", TEXT)))))
    assert set(extracted) == {"document", "type", "date", "patient", "text", "sections", "pages"}
    assert (extracted["date"], extracted["patient"], extracted["text"]) == ("2024-03-04", None, TEXT)
    (section,) = extracted["sections"]
    assert TEXT[section["body"] : section["end"]].strip() == "néant"
