"""Passages: sentences, list items with their heading, table rows with their column heads."""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import pairwise
from typing import Literal

from assistant.clinical.clauses import pieces, sentence_ends
from assistant.clinical.layout import GAP, Line, continues, lines, usual_width
from assistant.clinical.model import Passage, Subject, SubjectSpan, WorkingDocument
from ingest.document import Section

LONGEST = 400
_VALUE = re.compile(r"\d")
_COLUMN_WORDS = re.compile(
    r"r[ée]sultat|unit[ée]|r[ée]f[ée]rence|\br[ée]f\b|norme|valeurs?|ant[ée]rio|pr[ée]c[ée]dent|posologie|matin|midi|soir|date",
    re.IGNORECASE,
)
Span = tuple[int, int]


def passages(document: WorkingDocument) -> tuple[Passage, ...]:
    """Cut a document into passages in text order; no character belongs to two of them."""
    found = lines(document.text, document.sections)
    width = usual_width(found)
    out: list[Passage] = []
    block: list[Line] = []
    heads = _Heads(document)
    for line in found:
        if block and not continues(block[-1], line, width):
            out.extend(_paragraph(document, block, heads))
            block = []
        if line.kind in ("blank", "rule"):
            heads.leave(line)
        elif (line.kind == "heading" and line.text.endswith(":")) or line.kind == "heading":
            heads.enter(line)
            out.append(_one(document, line.start, line.end, "sentence", heads))
        elif line.kind == "row":
            out.extend(_row(document, line, heads))
        else:
            block.append(line)
    if block:
        out.extend(_paragraph(document, block, heads))
    return tuple(out)


class _Heads:
    """The headings above the line being read."""

    def __init__(self, document: WorkingDocument) -> None:
        self._sections = sorted(document.sections, key=lambda section: section.start)
        self._starts = [section.start for section in self._sections]
        self._subtitle: Span | None = None
        self._columns: Span | None = None

    def section(self, at: int) -> Section | None:
        """The innermost known section that covers `at`."""
        for k in range(bisect_right(self._starts, at) - 1, -1, -1):
            if self._sections[k].start <= at < self._sections[k].end:
                return self._sections[k]
        return None

    def enter(self, line: Line) -> None:
        self._subtitle, self._columns = (line.start, line.end), None

    def leave(self, line: Line) -> None:
        if line.kind == "rule":
            self._subtitle = self._columns = None

    def columns(self, line: Line) -> None:
        self._columns = (line.start, line.end)

    def of(self, at: int, kind: str) -> tuple[Span, ...]:
        """The spans without which what starts at `at` would not be understood."""
        section = self.section(at)
        spans = [(section.start, section.body)] if section and section.start != at and section.body <= at else []
        for span in (self._subtitle, self._columns if kind == "row" else None):
            if span and span[0] != at and not any(a <= span[0] < b for a, b in spans):
                spans.append(span)
        return tuple(spans)


def _row(document: WorkingDocument, line: Line, heads: _Heads) -> list[Passage]:
    cells = [cell for cell in GAP.split(line.text) if cell]
    if len(line.text) > LONGEST or (len(line.text) > 150 and sentence_ends(document.text, line.start, line.end)):
        return _paragraph(document, [line], heads)
    named = len(_COLUMN_WORDS.findall(line.text))
    if named >= 2 and not _VALUE.search(cells[0]) and len(line.text) < 160 and ":" not in line.text:
        heads.columns(line)
    return [_one(document, line.start, line.end, "row", heads)]


def _paragraph(document: WorkingDocument, block: list[Line], heads: _Heads) -> list[Passage]:
    start, end = block[0].start, block[-1].end
    kind: Literal["sentence", "item"] = "item" if block[0].kind == "item" else "sentence"
    cuts = [start, *sentence_ends(document.text, start, end), end]
    out = []
    for a, b in pairwise(cuts):
        for s, e in pieces(document.text, a, b, LONGEST):
            out.append(_one(document, s, e, kind, heads))
    return out


def _one(
    document: WorkingDocument, start: int, end: int, kind: Literal["sentence", "item", "row"], heads: _Heads
) -> Passage:
    section = heads.section(start)
    subject = subject_of(document.subjects, start, end)
    return Passage(start, end, kind, section.code if section else "", heads.of(start, kind), subject)


def subject_of(spans: tuple[SubjectSpan, ...], start: int, end: int) -> Subject:
    """Whose words `[start, end)` are: another's as soon as half of them lie in another's stretch."""
    shares: dict[Subject, int] = {}
    for span in spans:
        shared = min(end, span.end) - max(start, span.start)
        if shared > 0:
            shares[span.subject] = shares.get(span.subject, 0) + shared
    for subject in ("other", "unknown"):
        if 2 * shares.get(subject, 0) >= end - start:
            return subject
    return "patient"
