"""Find the identities of a document; an error or a time-out of any recogniser blocks it."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from typing import Final

import regex

from ingest.document import Document
from privacy.entity import Entity
from privacy.judgement import judged
from privacy.known import Known, KnownName, births
from privacy.recognisers.dates import dates
from privacy.recognisers.facilities import acronyms, short_forms
from privacy.recognisers.propagation import propagation
from privacy.resolution import resolve

CERTAIN: Final = 0.85
"""Score from which a name found in one document is looked for in all."""


_BRACKETED: Final = regex.compile(r"[ ]?\((?P<acronym>\p{Lu}{3,7})\)")


class DetectionFailed(Exception):
    """A recogniser failed on a document: nothing of it may be let through."""

    def __init__(self, recogniser_error: str) -> None:
        super().__init__(f"identity detection failed: {recogniser_error}")


def detect(document: Document, known: Known) -> tuple[Entity, ...]:
    """Identities of one document, sorted and disjoint. Raises DetectionFailed when anything goes wrong."""
    try:
        return resolve(document.text, judged(document.text, findings(document, known)))
    except Exception as error:  # fail closed, and say nothing of the text
        raise DetectionFailed(type(error).__name__) from error


def gather(documents: Sequence[Document], known: Known) -> Known:
    """What is known of the dossier once all its documents are read for names that are certain.

    A document whose reading fails teaches nothing; `detect` blocks it.
    """
    known = gather_by_rules(documents, known)
    for document in documents:
        with contextlib.suppress(Exception):
            known = known.with_names(_certain(document.text, judged(document.text, findings(document, known))))
    return known


def findings(document: Document, known: Known) -> list[Entity]:
    """What the rules find in a document of a dossier, overlaps and all."""
    from privacy.recognisers import engine

    return engine.analyse(document.text, (dates(document.date, births(known)), propagation(known)))


def gather_by_rules(documents: Sequence[Document], known: Known) -> Known:
    """`gather` without the trained tagger."""
    from privacy.recognisers import engine

    for document in documents:
        with contextlib.suppress(Exception):
            known = known.with_names(_certain(document.text, engine.analyse(document.text)))
    return known


def _certain(text: str, found: list[Entity]) -> Iterator[KnownName]:
    for entity in found:
        surface = text[entity.start : entity.end]
        if entity.score < CERTAIN or entity.recognizer == "initiales":
            continue
        if entity.label in ("NOM", "PRENOM"):
            if len(surface.strip(".")) > 2 and "." not in surface and any(char.isupper() for char in surface):
                yield KnownName(surface, entity.label, entity.explanation)
        elif (
            entity.label in ("IPP", "NDA", "SECU", "RPPS", "FINESS", "TEL")
            and sum(char.isdigit() for char in surface) >= 6
        ):
            yield KnownName(surface, entity.label, entity.explanation)
        elif entity.label == "HOPITAL":
            for form in short_forms(surface):
                yield KnownName(form, "HOPITAL", entity.explanation)
            bracketed = _BRACKETED.match(text, entity.end)
            if bracketed and bracketed["acronym"] not in acronyms():
                yield KnownName(bracketed["acronym"], "HOPITAL", entity.explanation)
        elif entity.label == "VILLE" and len(surface) > 3:
            yield KnownName(surface, "VILLE", entity.explanation)
