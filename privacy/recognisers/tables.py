"""Columns of numbers that a table's heading names: lots of vaccines, serial numbers, samples."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import regex

from privacy.recognisers.base import Span, matches

_HEADING: Final = regex.compile(
    r"(?i)(?<!\w)(?:n[°o] ?)?(?:lots?|s[ée]rie|accession|[ée]chantillon|pr[ée]l[èe]vement n°|adh[ée]rent|dossier)(?!\w)"
)
_CELL: Final = regex.compile(r"\S+(?:[ ]\S+)*")
_VALUE: Final = regex.compile(r"(?=[\w/?-]*\d)(?=[\w/?-]*[\d\p{Lu}?]{3})[\p{Lu}\d][\p{Lu}\d/?-]{3,}(?:[ ]\d{2,})?")
_DAY: Final = regex.compile(r"\d{1,2}[-/]\d{1,2}[-/]\d{2,4}|\d{1,6}$")
_DRIFT: Final = 12
"""Characters by which a value may start before or after its heading."""
_ROWS: Final = 60
"""Lines that one heading governs at most."""


def find(text: str) -> Iterator[Span]:
    """Values under such a heading, down to the first two empty lines."""
    for heading in matches(_HEADING, text):
        line_start = text.rfind("\n", 0, heading.start()) + 1
        line_end = text.find("\n", heading.end())
        header = text[line_start : line_end if line_end >= 0 else len(text)]
        if (
            line_end < 0
            or ":" in header
            or len(list(_CELL.finditer(header.replace("\t", "  ")))) < 1
            or "  " not in header.strip()
        ):
            continue
        column, position, empty = heading.start() - line_start, line_end + 1, 0
        for line in text[position : position + 200 * _ROWS].split("\n")[:_ROWS]:
            empty = empty + 1 if not line.strip() else 0
            if empty > 1:
                break
            for cell in _VALUE.finditer(line):
                inside = abs(cell.start() - column) <= _DRIFT and cell.start() > 0 and line[cell.start() - 1].isspace()
                if inside and sum(char.isdigit() for char in cell[0]) >= 2 and not _DAY.match(cell[0]):
                    yield Span(
                        position + cell.start(), position + cell.end(), "AUTRE_ID", 0.97, f"colonne « {heading[0]} »"
                    )
            position += len(line) + 1
