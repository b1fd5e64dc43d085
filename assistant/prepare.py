"""One document from reader to working zone: detect, decide whose it is, pseudonymise. Pure; touches no store."""

from __future__ import annotations

from dataclasses import dataclass, replace

from assistant.clinical.model import DateValue, SubjectSpan, WorkingDocument
from ingest.document import Document, Section
from ingest.kinds import kinds
from privacy.alignment import Alignment
from privacy.entity import Entity
from privacy.known import Known
from privacy.pseudonyms import Pseudonyms


@dataclass(frozen=True, slots=True)
class Prepared:
    """Both sides of one document: what the vault keeps, and what the working zone may know."""

    document: Document
    entities: tuple[Entity, ...]
    alignment: Alignment
    working: WorkingDocument


def _sections(document: Document, alignment: Alignment, text: str) -> tuple[Section, ...]:
    """The document's sections in the pseudonymised text; their titles too, so that none carries a name."""
    moved = []
    for section in document.sections:
        start, body = alignment.to_pseudo(section.start, section.body)
        _, end = alignment.to_pseudo(section.body, section.end) if section.end > section.body else (body, body)
        moved.append(replace(section, title=text[start:body].strip(" :\n\t"), start=start, body=body, end=end))
    return tuple(moved)


def prepare(document: Document, known: Known, pseudonyms: Pseudonyms, opaque_id: str) -> Prepared:
    """Pseudonymise one described document. Raises `DetectionFailed` when detection cannot vouch for it."""
    from privacy.detection import detect
    from privacy.pseudonymise import pseudonymise
    from privacy.subjects import subjects

    entities = detect(document, known)
    about = subjects(document, entities, known)
    result = pseudonymise(document.text, entities, pseudonyms, document.date)
    alignment = result.alignment
    working = WorkingDocument(
        id=opaque_id,
        text=result.text,
        kind=document.kind,
        type=_label(document),
        date=document.date.moved(pseudonyms.weeks) if document.date else None,
        specialty=document.specialty,
        sections=_sections(document, alignment, result.text),
        dates=tuple(DateValue(d.start, d.end, d.when) for d in result.dates),
        subjects=tuple(SubjectSpan(*alignment.to_pseudo(s.start, s.end), s.subject, s.reason) for s in about),
        ocr=document.ocr,
    )
    return Prepared(document, entities, alignment, working)


def _label(document: Document) -> str | None:
    """The kind's own label: a type in free words could name somebody."""
    return kinds()[document.kind].label if document.kind else None
