"""A small invented dossier, read once for the tests of moments, retrieval, brief and answers."""

import datetime as dt
from collections.abc import Sequence

import pytest

from assistant.clinical.facts import facts
from assistant.clinical.model import DateValue, FactBase, Reading, SubjectSpan, WorkingDocument
from assistant.clinical.read import read
from assistant.retrieval.index import PatientIndex
from ingest.dates import find_dates
from ingest.when import When

Pairs = tuple[tuple[WorkingDocument, Reading], ...]
AS_OF = dt.date(2024, 11, 2)

LETTER = """CONSULTATION DE CARDIOLOGIE du 18/06/2024

Antécédents : fibrillation atriale permanente, infarctus du myocarde en 2015, prothèse totale de hanche gauche.
Allergie : réaction anaphylactique à la ceftriaxone en 2021, à proscrire à vie.
Stimulateur double chambre posé en 2017, système non compatible IRM.
ETT : FEVG 48 %, pas de valvulopathie.
Je diminue l'apixaban à 2,5 mg matin et soir à partir de ce jour.
Le poulet du self est excellent et je vous remercie de votre confiance.
"""
PRESCRIPTION = """ORDONNANCE du 20/10/2024

ELIQUIS 2,5 mg : 1 comprimé matin et soir
BISOPROLOL 2,5 mg : 1 comprimé le matin
FUROSEMIDE 40 mg : 1 comprimé le matin
PREVISCAN arrêté en 2022
"""
LABORATORY = """LABORATOIRE D'ANALYSES              prélevé le 28/10/2024

                        RESULTAT      UNITES      REFERENCES     ANTERIORITE
Potassium               5,9    **     mmol/L      3,5-5,1        4,4
Créatinine              158    *      µmol/L      45-84          120
Hémoglobine             10,9   *      g/dL        12,0-16,0      11,8
Plaquettes              233           G/L         150-400        241
"""
NEIGHBOUR = """01/11/2024 chambre 12 : patient sous LITHIUM 800 mg, allergie à la pénicilline, glycémie 3,1 g/L.
01/11/2024 chambre 14 : chute vers 5 h 40, trouvé au sol, plaie du cuir chevelu. ELIQUIS donné hier à 19 h 30.
"""
DIRECTIVE = """DECISION COLLEGIALE du 12/09/2024

Niveau de soins : pas de réanimation, pas d'intubation, pas de massage cardiaque.
Personne de confiance : sa fille [PRENOM 2] [NOM 3], tél. [TEL 4].
"""
LATER = """COMPTE RENDU du 15/12/2024

Hématome sous-dural opéré le 03/11/2024, apixaban arrêté définitivement.
"""


def document(
    name: str, text: str, date: str, kind: str | None = None, others: Sequence[tuple[int, int]] = ()
) -> WorkingDocument:
    """A working document as `assistant.prepare` would make it."""
    when = When.parse(date)
    dates = tuple(DateValue(d.start, d.end, d.when) for d in find_dates(text, when) if not d.birth)
    subjects = tuple(SubjectSpan(start, end, "other", "ligne d'un autre") for start, end in others)
    return WorkingDocument(name, text, kind=kind, type=kind, date=when, dates=dates, subjects=subjects)


@pytest.fixture(scope="session")
def sample_pairs() -> Pairs:
    made = (
        document("letter", LETTER, "2024-06-18", "consultation"),
        document("prescription", PRESCRIPTION, "2024-10-20", "ordonnance"),
        document("laboratory", LABORATORY, "2024-10-28", "biologie"),
        document("handover", NEIGHBOUR, "2024-11-01", "transmissions", [(0, NEIGHBOUR.index("\n"))]),
        document("directive", DIRECTIVE, "2024-09-12"),
        document("later", LATER, "2024-12-15"),
    )
    return tuple((one, read(one)) for one in made)


@pytest.fixture(scope="session")
def sample_index(sample_pairs: Pairs) -> PatientIndex:
    return PatientIndex(sample_pairs)


@pytest.fixture(scope="session")
def sample_base(sample_pairs: Pairs) -> FactBase:
    return facts(sample_pairs, AS_OF)


@pytest.fixture(scope="session")
def as_of() -> dt.date:
    return AS_OF
