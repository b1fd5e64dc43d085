"""A question to one patient's documents: cited passages, best first, or a frank abstention."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from assistant.brief.model import Answer
from assistant.clinical.model import NOT_CURRENT, Cite, FactBase
from assistant.retrieval.asking import Need, needs
from assistant.retrieval.features import recency_of
from assistant.retrieval.index import Entry, PatientIndex, existed
from assistant.retrieval.words import concept_tokens, tokens

LONGEST = 300
"""A citation is never longer, in characters."""
MOST = 5
"""Citations of an answer."""
SHORT = 200
"""Characters of the short answer."""
ENOUGH = 0.47
"""Least share of what is asked that one passage must speak to, unless everything asked for is found somewhere."""
EVERYTHING = 0.8
SURE = 0.55
"""How well the most specific thing asked for must be met somewhere; below, the answer is an abstention."""
DENSE, RECENT, FACT, AIMED, RELEVANT = 0.2, 0.3, 0.1, 0.1, 0.1
"""What else counts: meaning, age, support of a present fact, the category asked for, clinical interest."""
HALF_LIFE = 500.0
HEADING = 0.6


def answer(index: PatientIndex, base: FactBase, question: str, as_of: dt.date) -> Answer:
    """Passages that answer, or an abstention that says in how many documents it was looked for."""
    read = sum(existed(document, as_of) for document in index.documents)
    nothing = Answer(f"Aucune mention trouvée dans {read} document{'s' if read > 1 else ''}.", True)
    asked = needs(question)
    if not asked or not index.entries:
        return nothing
    visible = index.visible(as_of)
    met = _met(index.entries, asked) * visible[:, None]
    if not _found(met, asked):
        return nothing
    weight = np.array([need.weight for need in asked])
    share = met @ weight / weight.sum()
    score = share + DENSE * index.similarity(question) + _bonus(index, base, asked, as_of)
    score = np.where(visible & (share > 0), score, -np.inf)
    cites: list[Cite] = []
    for i in np.argsort(-score, kind="stable"):
        if len(cites) == MOST or not np.isfinite(score[i]):
            break
        cite = widened(index, int(i))
        if not any(c.document == cite.document and c.start < cite.end and cite.start < c.end for c in cites):
            cites.append(cite)
    return Answer(_short(index, cites[0]), False, tuple(cites))


def _met(entries: Sequence[Entry], asked: Sequence[Need]) -> npt.NDArray[np.float64]:
    """How well each unit (row) meets each need (column), 0 to 1; a heading counts a little less than the words."""
    out = np.zeros((len(entries), len(asked)))
    for i, entry in enumerate(entries):
        own = set(tokens(entry.text)) | {t for m in entry.mentions for t in concept_tokens(m.concept)}
        above = set(tokens(entry.context))
        out[i] = [max(need.met(own), HEADING * need.met(above)) for need in asked]
    return out


def _found(met: npt.NDArray[np.float64], asked: Sequence[Need]) -> bool:
    """Whether the documents speak of what is asked: of its clinical things if it names any, else of its words."""
    named = [k for k, need in enumerate(asked) if need.named] or list(range(len(asked)))
    weight = np.array([asked[k].weight for k in named])
    inside = met[:, named]
    anywhere = inside.max(axis=0)
    together = (inside @ weight / weight.sum()).max()
    everything = anywhere @ weight / weight.sum()
    return bool(anywhere[0] >= SURE and (together >= ENOUGH or everything >= EVERYTHING))


def _bonus(index: PatientIndex, base: FactBase, asked: Sequence[Need], as_of: dt.date) -> npt.NDArray[np.float64]:
    """More for newer documents, support of a present fact, the category asked for, clinical interest."""
    current = {(c.document, c.start) for fact in base.facts if fact.status not in NOT_CURRENT for c in fact.citations}
    categories = {category for need in asked for category in need.categories}
    out = np.zeros(len(index.entries))
    for i, entry in enumerate(index.entries):
        when = entry.document.date
        out[i] = RECENT * recency_of(when, HALF_LIFE, as_of)
        out[i] += FACT * any((entry.document.id, m.start) in current for m in entry.mentions)
        out[i] += AIMED * any(m.category in categories for m in entry.mentions)
        out[i] += RELEVANT * max((m.relevance for m in entry.mentions), default=0.0)
    return out


def widened(index: PatientIndex, place: int) -> Cite:
    """The unit with its neighbours of the same passage, as far as a citation may go."""
    entry = index.entries[place]
    start, end = entry.unit.start, min(entry.unit.end, entry.unit.start + LONGEST)
    low, high = place, place
    while True:
        before = index.entries[low - 1] if low else None
        after = index.entries[high + 1] if high + 1 < len(index.entries) else None
        if after is not None and _together(entry, after) and after.unit.end - start <= LONGEST:
            end, high = after.unit.end, high + 1
        elif before is not None and _together(entry, before) and end - before.unit.start <= LONGEST:
            start, low = before.unit.start, low - 1
        else:
            return Cite(entry.document.id, start, end)


def _together(a: Entry, b: Entry) -> bool:
    return a.document.id == b.document.id and a.unit.passage == b.unit.passage


def _short(index: PatientIndex, cite: Cite) -> str:
    words = " ".join(index.quote(cite).split())
    return words if len(words) <= SHORT else words[:SHORT].rsplit(" ", 1)[0] + " …"
