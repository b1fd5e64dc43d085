"""Laboratory values in table rows: the present result, its range and flag, and the earlier columns."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from assistant.clinical.context import Clause
from assistant.clinical.engine import Hit
from assistant.clinical.labs import NUMBER, UNIT, Limits, Value, first_value, judged, number
from assistant.clinical.layout import GAP
from assistant.clinical.model import WorkingDocument
from assistant.clinical.text import Folded
from ingest.when import When

_FLAG: Final = re.compile(r"(?:\*{1,3}|\+{1,3}|-{1,3}|[HBLN]{1,2}|↑+|↓+)")
_RANGE: Final = re.compile(
    rf"\(?\[?\s*(?:N\s*|obj\.?\s*|VR\s*:?\s*|cible\s*)?(?:(?P<low>{NUMBER})\s*(?:-|–|à|a)\s*(?P<high>{NUMBER})|"
    r"[<≤]\s*(?P<max>\d+(?:[.,]\d+)?)|[>≥]\s*(?P<min>\d+(?:[.,]\d+)?))",
    re.IGNORECASE,
)
_UNIT_CELL: Final = re.compile(rf"{UNIT}(?:\s*[*+HBL-]{{1,3}})?", re.IGNORECASE)
_FIRST_COLUMNS: Final = 20
_HEADER_REACH: Final = 1800
_COLUMN_SLACK: Final = 12


@dataclass(slots=True)
class _Row:
    """What the cells of one row turned out to be."""

    results: list[tuple[int, int, str]] = field(default_factory=list)
    """(start, end, number) of each result cell, in order."""
    end: int = 0
    """Where the first result ends with its own unit and flag."""
    unit: str = ""
    sign: str = ""
    limits: Limits | None = None


def in_row(document: WorkingDocument, clause: Clause, hit: Hit, text: Folded) -> list[Value]:
    """The result of a table row and those of its other columns; empty when the clause is no row of results."""
    name_start, name_end = text.source(hit.start, hit.end)
    if clause.kind != "row" or name_start - clause.start > _FIRST_COLUMNS:
        return []
    row = _cells(document.text, name_end, clause.end)
    if not row.results:
        return []
    dates = [_column_date(document, clause.start, start) for start, _, _ in row.results]
    present = _newest(dates)
    out = []
    for k, (_, end, value) in enumerate(row.results):
        older = k != present
        flags, alarming = judged(hit.meaning.key, value, row.unit, "" if older or present else row.sign, row.limits)
        last = end if k else max(end, row.end)
        printed = f"{value} {row.unit}".strip()
        when = dates[k] if older or present else None
        out.append(Value(hit, clause.start, last, printed, flags, when, older, alarming and not older))
    return out


def _newest(dates: list[When | None]) -> int:
    """The present column: the first, unless every column is dated and another is newer."""
    if len(dates) > 1 and all(dates):
        return max(range(len(dates)), key=lambda k: (when.day if (when := dates[k]) else None, -k))
    return 0


def _cells(text: str, start: int, end: int) -> _Row:
    row = _Row(end=start)
    at = start
    edges = [(gap.start(), gap.end()) for gap in GAP.finditer(text, start, end)]
    for first, after in [*edges, (end, end)]:
        if first > at:
            _cell(text, at, first, row)
        at = after
    return row


def _cell(text: str, start: int, end: int, row: _Row) -> None:
    cell = text[start:end].strip(" .:")
    if not cell:
        return
    scope = _RANGE.match(cell)
    if row.results and scope:
        if row.limits is None:
            low, high = scope["low"] or scope["min"], scope["high"] or scope["max"]
            row.limits = (number(low) if low else None), (number(high) if high else None)
    elif row.results and _FLAG.fullmatch(cell):
        if len(row.results) == 1:
            row.sign, row.end = row.sign or cell, max(row.end, end)
    elif _UNIT_CELL.fullmatch(cell) and not cell[0].isdigit():
        row.unit = row.unit or cell.split()[0]
        if len(row.results) == 1 and row.limits is None:
            row.end = max(row.end, end)
    elif (match := first_value(text, start, end)) and match.start() - start <= (40 if not row.results else 1):
        row.results.append((match.start(), match.end(), match["value"].strip()))
        row.unit = row.unit or (match["unit"] or "").strip()
        if len(row.results) == 1:
            row.end = end
            row.sign = row.sign or next((word for word in text[match.end() : end].split() if _FLAG.fullmatch(word)), "")


def _column_date(document: WorkingDocument, row: int, at: int) -> When | None:
    """The date of a header above that stands over the value's column."""
    line = document.text.rfind("\n", 0, row) + 1
    best: tuple[int, When] | None = None
    for date in document.dates:
        if date.end > line:
            break
        if date.start < line - _HEADER_REACH:
            continue
        offset = abs(date.start - document.text.rfind("\n", 0, date.start) - 1 - (at - line))
        if offset <= _COLUMN_SLACK and (best is None or offset <= best[0]):
            best = offset, date.when
    return best[1] if best else None
