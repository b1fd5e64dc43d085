"""A patient's documents as lists and the evidence pane show them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any, Final

from assistant.clinical.model import Cite, WorkingDocument
from assistant.reveal import Source, View
from assistant.store.store import Quarantined
from assistant.vault import Vault
from ingest.errors import VigieError
from ingest.kinds import kinds

SCALE: Final = 2.0
"""Pixels a point of a rendered page: 144 dots per inch."""


def document_rows(
    documents: Iterable[WorkingDocument], view: View, vault: Vault | None, refused: Sequence[Quarantined]
) -> list[dict[str, Any]]:
    """Documents read, the oldest first, then those that are not, with their reason."""
    names = kinds()
    rows = []
    for document in documents:
        kind = names.get(document.kind or "")
        source = vault.sources[document.id] if vault else None
        rows.append(
            {
                "document": view.name(document.id),
                "id": document.id,
                "kind": document.kind,
                "short": kind.short if kind else None,
                "type": (source.type if source else None) or document.type,
                "date": view.when(document.date),
                "specialty": document.specialty,
                "source": source.origin if source else None,
                "pages": len(source.pages) if source else 0,
                "ocr": document.ocr,
                "unread": None,
            }
        )
    rows.sort(key=lambda row: (row["date"] or "", row["document"]))
    empty = dict.fromkeys(("kind", "short", "type", "date", "specialty", "source"))
    return rows + [
        {"document": q.refused.path, "id": q.id, **empty, "pages": 0, "ocr": False, "unread": q.refused.reason}
        for q in refused
    ]


def misfiled_rows(documents: Iterable[WorkingDocument], view: View) -> list[dict[str, Any]]:
    """Stretches that are about somebody else, or may be; nothing of theirs is taken up."""
    rows = []
    for document in documents:
        for span in document.subjects:
            cite = view.cite(Cite(document.id, span.start, span.end))
            rows.append({**{k: cite[k] for k in ("document", "start", "end")}, "reason": span.reason})
    return rows


def source_json(source: Source, working: WorkingDocument) -> dict[str, Any]:
    """A document's own text with its pages and the places of its words."""
    spans = [(*source.alignment.to_source(s.start, s.end), s.reason) for s in working.subjects]
    return {
        "document": source.name,
        "text": source.text,
        "media_type": source.media_type,
        "pages": [asdict(page) for page in source.pages],
        "places": [asdict(place) for place in source.places],
        "misfiled": [{"start": start, "end": end, "reason": reason} for start, end, reason in spans],
    }


def render_page(data: bytes, number: int) -> bytes:
    """A page of a PDF (from 1) as PNG. Raises VigieError when there is no such page."""
    from io import BytesIO

    import pypdfium2

    pdf = pypdfium2.PdfDocument(data)
    try:
        if not 1 <= number <= len(pdf):
            raise VigieError(f"ce document n'a pas de page {number}")
        out = BytesIO()
        pdf[number - 1].render(scale=SCALE).to_pil().save(out, "PNG")
        return out.getvalue()
    finally:
        pdf.close()
