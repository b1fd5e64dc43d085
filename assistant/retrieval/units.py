"""What is indexed and ranked: the clauses of a reading's passages, short enough to be cited whole."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.clinical.clauses import clauses
from assistant.clinical.model import Reading, WorkingDocument

LONGEST = 400
"""A unit is never longer, in characters."""


@dataclass(frozen=True, slots=True)
class Unit:
    """`[start, end)` of a document's pseudonymised text, inside the passage number `passage`."""

    start: int
    end: int
    passage: int


def units(document: WorkingDocument, reading: Reading) -> tuple[Unit, ...]:
    """The document's clauses in text order; they share no character. Same document and reading, same units."""
    out: list[Unit] = []
    for number, passage in enumerate(reading.passages):
        for start, end in clauses(document.text, passage.start, passage.end, row=passage.kind == "row"):
            if any(char.isalnum() for char in document.text[start:end]):
                out += [Unit(at, min(at + LONGEST, end), number) for at in range(start, end, LONGEST)]
    return tuple(out)


def context(document: WorkingDocument, reading: Reading, unit: Unit) -> str:
    """What is needed to understand the unit: the passage's headings, at most 120 characters of each."""
    heads = reading.passages[unit.passage].heads
    return " ".join(" ".join(document.text[a:b].split())[:120] for a, b in heads)


def wording(document: WorkingDocument, reading: Reading, unit: Unit) -> str:
    """The text that is embedded: headings, then the unit, blanks made single."""
    own = " ".join(document.text[unit.start : unit.end].split())
    above = context(document, reading, unit)
    return f"{above} : {own}" if above else own
