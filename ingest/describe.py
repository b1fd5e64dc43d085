"""What a document is, when it dates from and how it is built, as declared or read from its own text."""

from __future__ import annotations

from dataclasses import replace

from ingest.document import Document
from ingest.document_date import document_date
from ingest.kinds import kind_of_text, kind_of_type, kinds
from ingest.sections import sections
from ingest.sidecar import Declared
from ingest.specialties import specialty


def describe(document: Document, declared: Declared | None = None) -> Document:
    """The document with kind, type, date, source, specialty and sections.

    What is declared, or what the source itself says (CDA, FHIR), is kept; the rest is read from the text. A
    declared type that means no known kind keeps its words and takes the kind of the text.
    """
    said = declared or Declared()
    words = said.type or document.type
    kind = document.kind or (kind_of_type(words) if words else None)
    if kind is None or kind == "autre":
        kind = kind_of_text(document.text)
    return replace(
        document,
        kind=kind,
        type=words or kinds()[kind].label,
        date=said.date or document.date or document_date(document.text),
        source=said.source or document.source,
        specialty=said.specialty or document.specialty or specialty(document.text, kind),
        sections=document.sections or sections(document.text),
    )
