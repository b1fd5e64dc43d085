"""The brief: facts and passages of one patient chosen for a moment, in its order, each with its citations."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.brief.candidates import candidates
from assistant.brief.choose import Line, choose
from assistant.brief.headline import headline
from assistant.brief.lines import item
from assistant.brief.model import Absent, Brief, BriefSection, Item
from assistant.clinical.model import NOT_CURRENT, Cite, FactBase
from assistant.moments.model import Moment
from assistant.moments.words import hits
from assistant.retrieval.index import PatientIndex, existed

CRITICAL_TITLE = "À ne pas manquer"


@dataclass(frozen=True, slots=True)
class Person:
    """Who the brief is about, as far as the working zone may know."""

    age: int | None = None
    """In whole years on `as_of`; above 89 it is shown as `90 ans ou plus`."""
    sexe: str | None = None
    """`M` or `F`."""


def compose(
    base: FactBase,
    index: PatientIndex,
    moment: Moment,
    motif: str | None,
    as_of: dt.date,
    person: Person | None = None,
) -> Brief:
    """The extractive brief. Every word of an item comes from its citations or from a fact's own wording."""
    person = person or Person()
    total = sum(len(document.text) for document in index.documents if existed(document, as_of))
    conflicting = [cite for conflict in base.conflicts for side in conflict.sides for cite in side.citations]
    found = candidates(base, index, moment, motif, as_of)
    chosen = [(line, item(line, index)) for line in choose(found, index, total, conflicting)]
    critical = tuple(made for line, made in chosen if line.critical)
    sections = [BriefSection(CRITICAL_TITLE, critical)] if critical else []
    for rule in moment.sections:
        inside = [(line, made) for line, made in chosen if made.category in rule.categories]
        # The count says how many drugs are taken, those shown above under "À ne pas manquer" included.
        taken = sum(part.is_treatment for line, _ in inside for part in line.parts)
        title = f"{rule.title} ({taken})" if rule.whole else rule.title
        below = sorted(((line, made) for line, made in inside if not line.critical), key=_order)
        if below:
            sections.append(BriefSection(title, tuple(made for _, made in below)))
    others = sorted(((line, made) for line, made in chosen if not line.critical), key=_order)
    first = [*critical, *(made for _, made in others)]
    return Brief(
        # One line cannot show two sides: what is in conflict is left to its own band.
        headline=headline(person.age, person.sexe, [made for made in first if not disputed(made, conflicting)]),
        sections=tuple(sections),
        conflicts=base.conflicts,
        not_found=absent(base, index, moment, as_of),
    )


def disputed(made: Item, conflicting: Sequence[Cite]) -> bool:
    """Whether one of the item's citations is a side of a conflict."""
    return any(
        cite.document == side.document and cite.start < side.end and side.start < cite.end
        for cite in made.citations
        for side in conflicting
    )


def _order(chosen: tuple[Line, Item]) -> tuple[bool, float]:
    line, made = chosen
    return made.status in NOT_CURRENT, -max(part.score for part in line.parts)


def absent(base: FactBase, index: PatientIndex, moment: Moment, as_of: dt.date) -> tuple[Absent, ...]:
    """What the moment looks for and no document speaks of, not even to deny it or as another person's."""
    documents = [document for document in index.documents if existed(document, as_of)]
    if not documents:
        return ()
    present = [entry for entry in index.entries if existed(entry.document, as_of)]
    categories = {m.category for entry in present for m in entry.mentions} | {fact.category for fact in base.facts}
    out = []
    for rule in moment.absent:
        named = any(hits(rule.words, entry.folded) for entry in present)
        if not named and (rule.concept is not None or rule.category not in categories):
            out.append(Absent(rule.category, rule.concept, len(documents)))
    return tuple(out)
