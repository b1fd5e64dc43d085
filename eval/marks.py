"""The corpus's inline identity marks: `[surface](LABEL)`, the convention of EDS-Pseudo."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

_MARK: Final = re.compile(r"\[([^\[\]]+)\]\(([A-Z_]+)\)")


@dataclass(frozen=True, slots=True)
class Mark:
    """An identity that an annotator saw, in offsets of the plain text."""

    start: int
    end: int
    label: str


def plain(marked: str) -> tuple[str, tuple[Mark, ...]]:
    """The text that the product sees (marks replaced by their surfaces), and where the marks were."""
    text: list[str] = []
    marks: list[Mark] = []
    length = last = 0
    for found in _MARK.finditer(marked):
        before, surface = marked[last : found.start()], found[1]
        marks.append(Mark(length + len(before), length + len(before) + len(surface), found[2]))
        text += (before, surface)
        length = marks[-1].end
        last = found.end()
    text.append(marked[last:])
    return "".join(text), tuple(marks)
