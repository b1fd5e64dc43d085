"""What could stand in a brief: every fact, and every passage that no fact rests on, with how much each is needed."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

import numpy as np

from assistant.brief.model import Factor
from assistant.clinical.allergies import allergens, denies_all
from assistant.clinical.model import NOT_CURRENT, Cite, Fact, FactBase
from assistant.clinical.text import fold
from assistant.clinical.wording import negated
from assistant.moments.model import Moment
from assistant.retrieval.features import category_of, is_vital, matrix
from assistant.retrieval.index import PatientIndex
from assistant.retrieval.query import for_moment
from assistant.retrieval.rank import log_odds, weights, why

OTHERS = frozenset({"autre personne", "familial"})
"""Statuses that say nothing of the patient's own state."""
FIRST = 0.5
"""Log-odds by which the citation that best supports a fact is preferred to one that ranks better."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A fact, or a passage that no fact covers, and how much it matters here."""

    category: str
    status: str
    score: float
    """Log-odds that it is needed."""
    vital: bool
    """Whether one of the moment's vital conditions holds."""
    citations: tuple[Cite, ...]
    """Best first."""
    fact: Fact | None = None
    why: tuple[Factor, ...] = ()
    concepts: frozenset[str] = frozenset()
    """What a passage speaks of; empty for a fact."""

    @property
    def length(self) -> int:
        """Characters of its first citation."""
        return self.citations[0].end - self.citations[0].start

    @property
    def is_current(self) -> bool:
        """Whether it is true now."""
        return self.status not in NOT_CURRENT

    @property
    def is_treatment(self) -> bool:
        """Whether it is a drug of the current treatment: not a ban, nor a line that names none."""
        return (
            self.fact is not None
            and self.category == "traitement"
            and self.is_current
            and bool(self.fact.concept)
            and not negated(fold(self.fact.text))
        )


def candidates(
    base: FactBase, index: PatientIndex, moment: Moment, motif: str | None, as_of: dt.date
) -> list[Candidate]:
    """Every fact of the patient's own and every visible passage, the most needed first."""
    if not index.entries:
        return []
    found = matrix(index, moment, for_moment(moment, motif), as_of, dense=weights()["dense"] != 0)
    scores = log_odds(found, weights())
    visible = index.visible(as_of)
    places: dict[str, list[int]] = defaultdict(list)
    for i in map(int, np.flatnonzero(visible)):
        places[index.entries[i].document.id].append(i)
    out: list[Candidate] = []
    for fact in base.facts:
        ranked: list[tuple[float, int, Cite]] = []
        for order, cite in enumerate(fact.citations):
            under = [i for i in places[cite.document] if overlap(index.entries[i].cite, cite)]
            if under:
                best = max(under, key=lambda i: scores[i])
                ranked.append((float(scores[best]) + FIRST * (order == 0), best, cite))
        if not ranked or fact.status in OTHERS:
            continue
        top = max(ranked, key=lambda row: row[0])[1]
        # A treatment is worded after its first citation, which is then shown first.
        fixed = int(fact.category == "traitement" and ranked[0][2] == fact.citations[0])
        ranked[fixed:] = sorted(ranked[fixed:], key=lambda row: -row[0])
        out.append(
            Candidate(
                category=fact.category,
                status=fact.status,
                score=float(scores[top]),
                vital=any(is_vital(index.entries[i], moment, fact.category) for _, i, _ in ranked),
                citations=tuple(cite for _, _, cite in ranked),
                fact=fact,
                why=why(found[top], weights()),
            )
        )
    for i in map(int, np.flatnonzero(visible)):
        category = category_of(index.entries[i], moment)
        status = status_of(index, i)
        if category and status not in OTHERS:
            entry = index.entries[i]
            out.append(
                Candidate(
                    category=category,
                    status=status,
                    score=float(scores[i]),
                    vital=False,
                    citations=(entry.cite,),
                    why=why(found[i], weights()),
                    concepts=frozenset(m.concept for m in entry.mentions),
                )
            )
    if any(f.category == "allergie" and f.status == "actuel" and allergens(fold(f.text)) for f in base.facts):
        out = [one for one in out if not _denies(one, index)]
    return sorted(out, key=lambda one: -one.score)


def _denies(one: Candidate, index: PatientIndex) -> bool:
    """Whether it says that no allergy is known: where one is, that belongs to a conflict or nowhere."""
    return one.category == "allergie" and denies_all(fold(index.quote(one.citations[0])))


def status_of(index: PatientIndex, place: int) -> str:
    """The status of a passage: current as soon as one of its mentions is, else that of the gravest."""
    statuses = [m.status for m in index.entries[place].mentions]
    return "actuel" if "actuel" in statuses or not statuses else statuses[0]


def overlap(a: Cite, b: Cite) -> bool:
    """Whether two citations share a character."""
    return a.document == b.document and a.start < b.end and b.start < a.end
