"""How one chosen thing is written: in its own words, never ours."""

from __future__ import annotations

from assistant.brief.candidates import Candidate
from assistant.brief.choose import Line
from assistant.brief.model import Item
from assistant.retrieval.index import PatientIndex
from ingest.when import When


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
