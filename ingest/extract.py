"""A read document as one JSON object of `vigie extract`."""

from __future__ import annotations

from typing import Any

from ingest.document import Document


def row(document: Document) -> dict[str, Any]:
    """`document`, `type`, `date` (ISO at its own precision), `patient`, `text`, `sections`, `pages`; JSON-ready.

    Spans are `[start, end)` in `text`. `patient` is what the document itself declares, None for plain formats.
    """
    return {
        "document": document.name,
        "type": document.type,
        "date": document.date.iso() if document.date else None,
        "patient": _patient(document),
        "text": document.text,
        "sections": [
            {"title": s.title, "code": s.code or None, "start": s.start, "body": s.body, "end": s.end}
            for s in document.sections
        ],
        "pages": [
            {"number": p.number, "start": p.start, "end": p.end, "width": p.width, "height": p.height}
            for p in document.pages
        ],
    }


def _patient(document: Document) -> dict[str, Any] | None:
    if document.patient is None:
        return None
    identity = document.patient.identity
    return {
        "patient_id": document.patient.patient_id,
        "nom_naissance": identity.nom_naissance,
        "nom_utilise": identity.nom_utilise,
        "prenoms": list(identity.prenoms),
        "sexe": identity.sexe,
        "date_naissance": identity.date_naissance,
        "ins": identity.ins,
        "ipp": list(identity.ipp),
    }
