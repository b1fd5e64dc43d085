"""Why a unit may matter: one column a reason, each between 0 and 1 or so, for one (moment, motif, day)."""

from __future__ import annotations

import datetime as dt
import math
from typing import Final

import numpy as np
import numpy.typing as npt

from assistant.clinical.model import NOT_CURRENT
from assistant.moments.model import Condition, Moment
from assistant.moments.words import hits
from assistant.retrieval.index import Entry, PatientIndex
from assistant.retrieval.query import Query
from ingest.when import When

NAMES: Final = (
    "relevance", "gravity", "wanted", "fresh", "newest", "lexical", "dense", "raised", "drug", "past", "not_current",
    "uncertain", "length",
)  # fmt: skip
_READ: Final = ("relevance", "gravity", "wanted", "fresh", "raised", "drug", "past", "not_current", "uncertain")
Matrix = npt.NDArray[np.float64]

PAST: Final = frozenset({"ancien", "remplacé"})
UNREAD = 0.03
"""Relevance of a unit in which nothing was read."""


def matrix(index: PatientIndex, moment: Moment, query: Query, as_of: dt.date, dense: bool = False) -> Matrix:
    """Shape (units, len(NAMES)); without `dense` no query is embedded, and that column is 0."""
    own = [_read(entry, moment, query, as_of) for entry in index.entries]
    columns = dict(zip(_READ, np.array(own, float).reshape(len(own), len(_READ)).T, strict=True))
    newest = np.array([1 / (1 + _age(d.date, as_of) / 30) for d in index.documents])
    columns |= {
        "newest": newest[index.document_of],
        "lexical": index.lexical.scores(query.tokens) / 20,
        "dense": index.similarity(query.sentence) if dense else np.zeros(len(own)),
        "length": np.log(np.maximum(index.lengths, 20) / 70),
    }
    return np.stack([columns[name] for name in NAMES], axis=1)


def _read(entry: Entry, moment: Moment, query: Query, as_of: dt.date) -> tuple[float, ...]:
    """What was read in the unit: the columns of `_READ`."""
    category = category_of(entry, moment)
    statuses = {m.status for m in entry.mentions}
    return (
        _log_odds(max((m.relevance for m in entry.mentions), default=UNREAD)),
        _log_odds(max((m.vital for m in entry.mentions), default=UNREAD)),
        moment.weights[category].weight * query.boosts.get(category, 1.0) if category else 0.0,
        recency(entry, category, moment, as_of),
        min(len(hits(query.words, entry.folded)), 3) / 3,
        float(any(m.concept.startswith(query.atc) for m in entry.mentions)),
        float(bool(statuses) and statuses <= PAST),
        float(bool(statuses) and statuses <= NOT_CURRENT - PAST),
        float(entry.subject == "unknown"),
    )


def _log_odds(probability: float) -> float:
    kept = min(max(probability, 1e-3), 1 - 1e-3)
    return math.log(kept / (1 - kept))


def _age(when: When | None, as_of: dt.date) -> int:
    return 3650 if when is None else max(0, (as_of - when.day).days)


def category_of(entry: Entry, moment: Moment) -> str:
    """The category by which a unit counts: that of its mention which weighs most here; empty without a mention."""
    return max((m.category for m in entry.mentions), key=lambda c: moment.weights[c].weight, default="")


def recency(entry: Entry, category: str, moment: Moment, as_of: dt.date) -> float:
    """1 today, a half after the category's half-life; 1 for what never ages, a half for what has no date."""
    half_life = moment.weights[category].half_life if category else 400.0
    if half_life is None:
        return 1.0
    when = next((m.when for m in entry.mentions if m.category == category and m.when), entry.document.date)
    return recency_of(when, half_life, as_of)


def recency_of(when: When | None, half_life: float, as_of: dt.date) -> float:
    """1 today, a half after `half_life` days, and a half for what has no date."""
    return 0.5 if when is None else float(0.5 ** (max(0, (as_of - when.day).days) / half_life))


def is_vital(entry: Entry, moment: Moment, category: str) -> bool:
    """Whether one of the moment's vital conditions holds for what the unit says of that category."""
    return any(_holds(condition, entry, category) for condition in moment.vital)


def _holds(condition: Condition, entry: Entry, category: str) -> bool:
    among = [m for m in entry.mentions if m.category == category]
    if not among or (condition.categories and category not in condition.categories):
        return False
    if not (condition.concepts or condition.atc or condition.flags or condition.words):
        return True
    return (
        any(m.concept in condition.concepts or m.concept.startswith(condition.atc) for m in among)
        or any(flag in condition.flags for m in among for flag in m.flags)
        or bool(hits(condition.words, entry.folded))
    )
