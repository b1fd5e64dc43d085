"""A clause and all that its reading needs: folded words, heading, section, dates."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass

from assistant.clinical.clauses import clauses
from assistant.clinical.model import DateValue, Passage, WorkingDocument
from assistant.clinical.status.rules import unguarded
from assistant.clinical.text import Folded
from ingest.when import When

_NEXT = re.compile(r"prochain|rdv|rendez-vous|a revoir|controle (?:le|dans)|jusqu")


@dataclass(frozen=True, slots=True)
class Clause:
    """The unit of reading: `[start, end)` of the document, `[first, last)` of its folded text."""

    start: int
    end: int
    first: int
    last: int
    passage: int
    folded: str
    unguarded: str
    heading: str
    """Folded words of the headings above."""
    section: str
    kind: str
    """The passage's kind."""


def cut(document: WorkingDocument, found: tuple[Passage, ...], text: Folded) -> list[Clause]:
    """The clauses of every passage, in text order."""
    out = []
    for index, passage in enumerate(found):
        heading = " / ".join(text.text[slice(*text.place(*head))] for head in passage.heads)
        for start, end in clauses(document.text, passage.start, passage.end, row=passage.kind == "row"):
            first, last = text.place(start, end)
            words = text.text[first:last]
            out.append(
                Clause(start, end, first, last, index, words, unguarded(words), heading, passage.section, passage.kind)
            )
    return out


def when_of(document: WorkingDocument, passage: Passage, start: int, end: int, at: int) -> When | None:
    """The date that goes with what stands at `at`.

    In its clause the nearest one; else the one that its line begins with; else the document's.
    """
    dates = document.dates
    low = bisect_left(dates, start, key=_first)
    inside = [date for date in dates[low : bisect_left(dates, end, key=_first)] if not _upcoming(document, date)]
    if inside:
        return min(inside, key=lambda date: (abs(date.start - at), date.start)).when
    line = document.text.rfind("\n", 0, passage.start) + 1
    low = bisect_left(dates, line, key=_first)
    if low < len(dates) and dates[low].start <= line + 12 and not _upcoming(document, dates[low]):
        return dates[low].when
    return document.date


def _first(date: DateValue) -> int:
    return date.start


def _upcoming(document: WorkingDocument, date: DateValue) -> bool:
    """Whether a date lies after the document: an appointment, an expiry."""
    if document.date is not None and date.when.span()[0] > document.date.span()[1]:
        return True
    return bool(_NEXT.search(document.text[max(0, date.start - 25) : date.start].lower()))
