"""How one chosen thing is written: in its own words, never ours."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.brief.candidates import Candidate
from assistant.brief.choose import Line
from assistant.brief.model import Item
from assistant.retrieval.index import PatientIndex
from ingest.when import When

HEADLINE_THINGS = 3
HEADLINE_LENGTH = 90
"""A longer wording does not belong in one line."""


def item(line: Line, index: PatientIndex) -> Item:
    """One line of the brief: the wording of its facts, or the passages themselves."""
    first = line.parts[0]
    fact = first.fact
    return Item(
        text=" ; ".join(wording(part, index).rstrip(" .;,") for part in line.parts),
        category=first.category,
        status=first.status,
        when=_when(first, index),
        critical=line.critical,
        citations=(*(part.citations[0] for part in line.parts), *line.more),
        history=fact.history if fact and len(line.parts) == 1 else (),
        why=first.why,
        flags=tuple(dict.fromkeys(flag for part in line.parts if part.fact for flag in part.fact.flags)),
    )


def wording(part: Candidate, index: PatientIndex) -> str:
    """A fact's normalised wording, or a passage's words with blanks made single."""
    return part.fact.text if part.fact else " ".join(index.quote(part.citations[0]).split())


def _when(part: Candidate, index: PatientIndex) -> When | None:
    if part.fact is not None:
        return part.fact.last
    return next((d.date for d in index.documents if d.id == part.citations[0].document), None)


def headline(age: int | None, sexe: str | None, critical: Sequence[Item]) -> str:
    """Who, then at most three vital things of different categories, in their own wording."""
    who = {"M": "Homme", "F": "Femme"}.get(sexe or "", "Personne")
    if age is not None:
        who += " de 90 ans ou plus" if age > 89 else f" de {age} an{'s' if age > 1 else ''}"
    chosen: list[Item] = []
    for one in critical:
        short = len(one.text) <= HEADLINE_LENGTH
        if short and one.category not in {c.category for c in chosen} and len(chosen) < HEADLINE_THINGS:
            chosen.append(one)
    return " ".join(f"{text.rstrip(' .;,')}." for text in (who, *(c.text[:1].upper() + c.text[1:] for c in chosen)))
