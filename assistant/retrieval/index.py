"""Everything searchable of one patient: units, BM25, vectors. One patient by construction, never more."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from assistant.clinical.model import Cite, Mention, Reading, WorkingDocument
from assistant.embedding import Vectors
from assistant.moments.words import fold
from assistant.retrieval.lexical import Lexical
from assistant.retrieval.units import Unit, context, units, wording
from assistant.retrieval.words import concept_tokens, tokens

Stored = npt.NDArray[np.float16]
SHORTEST = 8
"""Characters below which a result is not cited without its row."""


class Encodes(Protocol):
    """What turns words into unit vectors (`assistant.embedding.Encoder`)."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors, shape (len(texts), dimension)."""
        ...


@dataclass(frozen=True, slots=True)
class Entry:
    """One unit of the patient with what its document and reading say of it."""

    document: WorkingDocument
    unit: Unit
    subject: str
    section: str
    context: str
    text: str
    """The unit's own words, blanks made single."""
    folded: str
    mentions: tuple[Mention, ...]
    """Those that overlap the unit, the gravest first."""
    cite: Cite
    """The shortest wording that stands by itself: the unit, or in a table's row its present results alone."""


def vectors(document: WorkingDocument, reading: Reading, encoder: Encodes) -> Stored:
    """What the store keeps of a document: a float16 row a unit, in the order of `units.units`."""
    return encoder.encode([wording(document, reading, unit) for unit in units(document, reading)]).astype(np.float16)


class PatientIndex:
    """BM25 and exact FAISS over the units of one patient's documents."""

    def __init__(
        self,
        pairs: Sequence[tuple[WorkingDocument, Reading]],
        stored: Sequence[Stored] | None = None,
        encoder: Encodes | None = None,
    ) -> None:
        """`stored[i]` are the vectors of `pairs[i]`; without them, or without an encoder, search is lexical only.

        Raises ValueError when the vectors are not those of the documents' units.
        """
        self.documents = tuple(document for document, _ in pairs)
        self.entries = tuple(entry for pair in pairs for entry in _entries(*pair))
        self.encoder = encoder
        self._matrix = np.concatenate([np.asarray(v, np.float32) for v in stored]) if stored else None
        if self._matrix is not None and len(self._matrix) != len(self.entries):
            raise ValueError(f"{len(self._matrix)} vectors for {len(self.entries)} units")

    @cached_property
    def lexical(self) -> Lexical:
        """BM25 over text, headings and concepts."""
        return Lexical(
            [
                {
                    "text": tokens(entry.text),
                    "section": tokens(f"{entry.context} {entry.document.type or ''}"),
                    "concepts": [t for m in entry.mentions for t in concept_tokens(m.concept)],
                }
                for entry in self.entries
            ]
        )

    @cached_property
    def document_of(self) -> npt.NDArray[np.int64]:
        """For each unit, the place of its document in `documents`."""
        places = {document.id: i for i, document in enumerate(self.documents)}
        return np.array([places[entry.document.id] for entry in self.entries], np.int64)

    @cached_property
    def lengths(self) -> npt.NDArray[np.float64]:
        """For each unit, the characters that it cites."""
        return np.array([entry.cite.end - entry.cite.start for entry in self.entries], float)

    @cached_property
    def _faiss(self) -> Any:
        import faiss

        assert self._matrix is not None
        index = faiss.IndexFlatIP(self._matrix.shape[1])
        index.add(np.ascontiguousarray(self._matrix))
        return index

    @property
    def is_dense(self) -> bool:
        """Whether passages can be compared by meaning."""
        return self._matrix is not None and self.encoder is not None and len(self.entries) > 0

    def similarity(self, query: str) -> npt.NDArray[np.float64]:
        """Cosine of the query with every unit; zeros when the index has no vectors."""
        out = np.zeros(len(self.entries))
        if self.is_dense and self.encoder is not None and query.strip():
            scores, places = self._faiss.search(self.encoder.encode([query]), len(self.entries))
            out[places[0]] = scores[0]
        return out

    def visible(self, as_of: dt.date) -> npt.NDArray[np.bool_]:
        """Units that exist on `as_of` and may be shown as the patient's."""
        return np.array([e.subject != "other" and existed(e.document, as_of) for e in self.entries], bool)

    def quote(self, cite: Cite) -> str:
        """The words of a citation, as they stand. Raises KeyError for a document that is not the patient's."""
        return self._by_id[cite.document].text[cite.start : cite.end]

    @cached_property
    def _by_id(self) -> dict[str, WorkingDocument]:
        return {document.id: document for document in self.documents}


def existed(document: WorkingDocument, as_of: dt.date) -> bool:
    """Whether a document was written by `as_of`; an undated one is taken to be."""
    return document.date is None or document.date.span()[0] <= as_of


def _entries(document: WorkingDocument, reading: Reading) -> list[Entry]:
    by_passage: dict[int, list[Mention]] = {}
    for mention in reading.mentions:
        by_passage.setdefault(mention.passage, []).append(mention)
    out = []
    for unit in units(document, reading):
        passage = reading.passages[unit.passage]
        own = " ".join(document.text[unit.start : unit.end].split())
        near = [m for m in by_passage.get(unit.passage, ()) if m.start < unit.end and unit.start < m.end]
        out.append(
            Entry(
                document=document,
                unit=unit,
                subject=passage.subject,
                section=passage.section,
                context=context(document, reading, unit),
                text=own,
                folded=fold(own),
                mentions=tuple(sorted(near, key=lambda m: (-m.vital, -m.relevance))),
                cite=_shortest(document, unit, near if passage.kind == "row" else ()),
            )
        )
    return out


def _shortest(document: WorkingDocument, unit: Unit, row: Sequence[Mention]) -> Cite:
    """In a row of results: from the first to the last present one, without norms and earlier values."""
    results = [m for m in row if m.category == "biologie" and m.value]
    kept = [m for m in results if m.status == "actuel"] or results
    start = max(unit.start, min((m.start for m in kept), default=unit.start))
    end = min(unit.end, max((m.end for m in kept), default=unit.end))
    return Cite(document.id, start, end) if end - start >= SHORTEST else Cite(document.id, unit.start, unit.end)
