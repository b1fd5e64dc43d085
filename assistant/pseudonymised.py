"""What `vigie pseudonymise` and `vigie mentions` print of a folder, without any store."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from assistant.prepare import Prepared, prepare
from ingest.document import Document
from privacy.known import Known
from privacy.pseudonyms import Pseudonyms

if TYPE_CHECKING:
    from ingest.folder import PatientFolder


def _prepared(
    folder: PatientFolder, documents: Sequence[Document], failed: list[str]
) -> Iterator[tuple[Prepared, int]]:
    """Each document and its shift in weeks. A folder with `patient.yaml` is one dossier; loose files stand alone."""
    from privacy.detection import DetectionFailed, gather

    dossiers = [documents] if folder.patient else [[d] for d in documents]
    for dossier in dossiers:
        pseudonyms = Pseudonyms.create(folder.patient.identity if folder.patient else None)
        known = gather(dossier, Known(folder.patient))
        for document in dossier:
            try:
                yield prepare(document, known, pseudonyms, document.name), pseudonyms.weeks
            except DetectionFailed as error:
                _refuse(failed, document.name, error)


def _refuse(failed: list[str], name: str, error: Exception) -> None:
    failed.append(name)
    sys.stderr.write(f"{name} : {error}\n")


def dossier_rows(folder: PatientFolder, documents: Sequence[Document], failed: list[str]) -> Iterator[dict[str, Any]]:
    """One row a document: its identities (offsets of the source) and its pseudonymised text."""
    for ready, _ in _prepared(folder, documents, failed):
        yield {
            "document": ready.document.name,
            "entities": [
                {
                    "start": e.start,
                    "end": e.end,
                    "label": e.label,
                    "score": round(e.score, 3),
                    "recognizer": e.recognizer,
                }
                for e in ready.entities
            ],
            "text": ready.working.text,
        }


def mention_rows(folder: PatientFolder, documents: Sequence[Document], failed: list[str]) -> Iterator[dict[str, Any]]:
    """One row a document: its mentions, in the source's own offsets, words and dates."""
    from assistant.clinical.read import read

    for ready, weeks in _prepared(folder, documents, failed):
        reading = read(ready.working)
        rows = []
        for mention in reading.mentions:
            start, end = ready.alignment.to_source(mention.start, mention.end)
            when = mention.when.moved(-weeks) if mention.when else None
            rows.append(
                {
                    "start": start,
                    "end": end,
                    "text": ready.document.text[start:end],
                    "category": mention.category,
                    "concept": mention.concept or mention.label,
                    "status": mention.status,
                    "date": when.iso() if when else None,
                }
            )
        yield {"document": ready.document.name, "mentions": rows}
