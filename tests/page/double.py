"""A small stand-in for the service, for what only renders: one brief written by hand, one ledger, one document."""

from __future__ import annotations

from dataclasses import dataclass, field

from privacy.access import allows

TEXT = "ORDONNANCE\nPotassium 3,1 mmol/L\nApixaban 2,5 mg x 2/j\n<script>alert(1)</script> ${1+1} {{x}}\n"
OTHER = "Courrier. Apixaban 5 mg x 2/j. Pas d'allergie connue."


@dataclass(frozen=True)
class Account:
    name: str = "dr.lune"
    role: str = "medecin"

    def allows(self, action):
        return allows(self.role, action)


def cite(document: str, quote: str, page: int | None = 1) -> dict:
    text = TEXT if document == "ordo.txt" else OTHER
    start = text.index(quote)
    return {"document": document, "start": start, "end": start + len(quote), "quote": quote, "page": page}


def item(
    text: str, category: str, *cites: dict, status: str = "actuel", date: str | None = "2024-11-18", **more
) -> dict:
    base = {"text": text, "category": category, "status": status, "date": date, "critical": True, "flags": []}
    return {**base, "citations": list(cites), "history": [], "why": [], **more}


DOCUMENTS = [
    {
        "document": "ordo.txt",
        "id": "doc-1",
        "short": "Ordo.",
        "type": "Ordonnance",
        "date": "2024-11-18",
        "specialty": "cardiologie",
        "source": "CH de Lune",
        "pages": 1,
        "ocr": True,
        "unread": None,
    },
    {
        "document": "lettre.txt",
        "id": "doc-2",
        "short": "Courrier",
        "type": "Courrier",
        "date": "2019-03",
        "specialty": "médecine générale",
        "source": None,
        "pages": 1,
        "ocr": False,
        "unread": None,
    },
    {
        "document": "fax.pdf",
        "id": "doc-3",
        "short": None,
        "type": None,
        "date": None,
        "specialty": None,
        "source": None,
        "pages": 0,
        "ocr": False,
        "unread": "page illisible",
    },
]


def brief() -> dict:
    potassium = cite("ordo.txt", "Potassium 3,1 mmol/L")
    apixaban = cite("ordo.txt", "Apixaban 2,5 mg x 2/j")
    old = cite("lettre.txt", "Apixaban 5 mg x 2/j")
    return {
        "patient": "L1",
        "moment": "urgences",
        "motif": None,
        "as_of": "2024-11-21",
        "generated_by": "extractive",
        "headline": "Femme de 76 ans. Potassium 3,1 le 18/11.",
        "documents": {
            "read": 2,
            "newest": "2024-11-18",
            "unread": [{"document": "fax.pdf", "reason": "page illisible"}],
        },
        "sections": [
            {
                "title": "À ne pas manquer",
                "items": [
                    item("Potassium 3,1 mmol/L", "biologie", potassium, flags=["low"]),
                    item(
                        "Pas d'allergie connue", "allergie", cite("lettre.txt", "Pas d'allergie connue"), status="nié"
                    ),
                ],
            },
            {
                "title": "Traitement en cours",
                "items": [
                    item(
                        "Apixaban 2,5 mg x 2/j",
                        "traitement",
                        apixaban,
                        flags=["decreased"],
                        history=[
                            {"text": "Apixaban 5 mg x 2/j", "status": "remplacé", "date": "2019-03", "citations": [old]}
                        ],
                    )
                ],
            },
        ],
        "conflicts": [
            {
                "text": "apixaban",
                "sides": [
                    {"text": "2,5 mg", "citations": [apixaban]},
                    {"text": "5 mg", "citations": [old]},
                ],
                "citations": [apixaban, old],
            }
        ],
        "not_found": [{"category": "vaccination", "concept": "tétanos", "documents_searched": 2}],
        "misfiled": [{"document": "lettre.txt", "start": 0, "end": 9, "reason": "autre prénom"}],
    }


@dataclass
class Double:
    """Answers as the service does, for two patients; remembers what was asked."""

    asked: list[tuple] = field(default_factory=list)
    whole: bool = True

    def authenticate(self, name, password):
        return Account(name) if (name, password) == ("dr.lune", "sésame") else None

    def moments(self):
        return [
            {"name": "urgences", "label": "Urgences", "motifs": ["syncope", "chute"]},
            {"name": "avc", "label": "AVC", "motifs": ["aphasie"]},
        ]

    def patients(self, account):
        return [
            {
                "patient": "L1",
                "label": "LUNE Élodie née ÉTOILE · 02/01/1948",
                "ins": "248032003311228",
                "ipp": ["700418265"],
                "documents": 3,
                "unread": 1,
                "newest": "2024-11-18",
            },
            {
                "patient": "L2",
                "label": "SOLEIL Marc · 05/06/1990",
                "ins": None,
                "ipp": [],
                "documents": 1,
                "unread": 0,
                "newest": None,
            },
        ]

    def brief(self, account, patient, moment, motif, as_of):
        self.asked.append(("brief", patient, moment, motif, as_of))
        return {**brief(), "moment": moment, "motif": motif}

    def documents(self, account, patient):
        return DOCUMENTS

    def source(self, account, patient, document):
        self.asked.append(("source", patient, document))
        text = TEXT if document == "ordo.txt" else OTHER
        pages = [{"number": 1, "start": 0, "end": len(text), "width": 0.0, "height": 0.0}]
        kind = {"media_type": "text/plain", "places": [], "misfiled": []}
        return {"document": document, "text": text, "pages": pages, **kind}

    def original(self, account, patient, document):
        return b"<script>alert(1)</script>", "text/html" if document == "fax.pdf" else "text/plain"

    def page_image(self, account, patient, document, page):
        return b"\x89PNG"

    def ask(self, account, patient, question, as_of):
        if "aimant" in question:
            return {"answer": "", "abstained": True, "citations": []}
        return {"answer": "Potassium 3,1", "abstained": False, "citations": [cite("ordo.txt", "Potassium 3,1 mmol/L")]}

    def ledger(self, account, filters):
        rows = [
            {"n": 2, "time": "2024-11-21T23:04:51", "actor": "med-07", "operation": "reveal", "object": "doc-a41e"},
            {"n": 1, "time": "2024-11-21T23:00:00", "actor": "système", "operation": "ingestion", "object": "pt-3f9c"},
        ]
        rows = [{**row, "detail": "1 passage", "digest": "9c1e00000000000077d0"} for row in rows]
        return [row for row in rows if filters.get("operation", row["operation"]) == row["operation"]]

    def verify(self, account):
        problems = [] if self.whole else [{"kind": "altered", "n": 2, "message": "modifiée"}]
        return {"ok": self.whole, "entries": 2, "problems": problems, "checkpoint": None}

    def documents_refs(self, account):
        return [{"patient": "pt-3f9c", "documents": [{"document": "doc-a41e", "type": "courrier"}]}]

    def redactions(self, account, patient, document):
        self.asked.append(("redactions", patient, document))
        text = "Dr [NOM 2], le <b> 3 mai"
        entities = [
            {"start": 15, "end": 24, "tag": None, "label": "DATE", "recognizer": "date_fr", "score": 0.99},
            {"start": 3, "end": 10, "tag": "[NOM 2]", "label": "NOM", "recognizer": "signature", "score": 0.5},
        ]
        return {
            "document": document,
            "text": text,
            "entities": [{**e, "explanation": "après « Dr »"} for e in entities],
        }
