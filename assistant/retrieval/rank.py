"""Passages of one patient, best first for a moment and a motif."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Final

import numpy as np
import numpy.typing as npt

from assistant.brief.model import Factor, Found
from assistant.clinical.model import Cite
from assistant.moments.model import Moment
from assistant.retrieval.features import NAMES, Matrix, category_of, matrix
from assistant.retrieval.index import Entry, PatientIndex
from assistant.retrieval.query import for_moment
from assistant.retrieval.units import LONGEST
from assistant.retrieval.words import tokens

WORDS: Final = {
    "relevance": "utile en soins aigus", "gravity": "grave", "wanted": "catégorie du moment", "fresh": "récent",
    "newest": "document récent", "lexical": "mots du motif", "dense": "sens proche", "raised": "évoqué par le motif",
    "drug": "médicament en cause", "past": "passé", "not_current": "n'est plus vrai",
    "uncertain": "personne incertaine", "length": "longueur",
}  # fmt: skip
"""What the screen says of each factor."""

BRIEFEST = 45
"""A unit counts for at least so many characters: short clauses win, crumbs do not."""
GAP = 3
"""Characters between two units that still touch."""
REPEATED = 1.0
"""How much a unit loses, in log-odds, when all its words were already shown by one other."""


@cache
def weights() -> Mapping[str, float]:
    """Log-odds by factor (`weights.json`, written by `assistant.retrieval.fit`)."""
    return dict(json.loads((files("assistant.retrieval") / "weights.json").read_text(encoding="utf-8")))


def rank(
    index: PatientIndex,
    moment: Moment,
    motif: str | None,
    as_of: dt.date,
    query: str | None = None,
    top: int = 60,
) -> list[Found]:
    """At most `top` passages, none later than `as_of`, none of another person, new things before repetitions."""
    if not index.entries or top < 1:
        return []
    found = matrix(index, moment, for_moment(moment, motif, query), as_of, dense=weights()["dense"] != 0)
    scores = log_odds(found, weights())
    # What is read first is read in a few lines: a unit is worth its chance of being needed, by character.
    order = scores - np.log(np.maximum(index.lengths, BRIEFEST) / BRIEFEST)
    visible = np.flatnonzero(index.visible(as_of))
    best_first = diverse(index.entries, order, visible, 2 * top)
    # Only what would have been shown anyway is drawn forward to its neighbour.
    chosen = [*joined(index.entries, best_first[:top]), *joined(index.entries, best_first[top:])]
    return [
        Found(
            cite=Cite(index.entries[best].document.id, index.entries[first].cite.start, index.entries[last].cite.end),
            score=float(1 / (1 + np.exp(-scores[best]))),
            category=category_of(index.entries[best], moment),
            why=why(found[best], weights()),
        )
        for best, first, last in chosen[:top]
    ]


def joined(entries: Sequence[Entry], order: Sequence[int]) -> list[tuple[int, int, int]]:
    """Units with the chosen units that touch them, as one passage: (best, first, last) places, the best's order.

    A passage is at most `LONGEST` characters, and nothing that was not chosen itself is in it.
    """
    left = {place: rank for rank, place in enumerate(order)}
    out = []
    for best in order:
        if best not in left:
            continue
        del left[best]
        first = last = best
        while True:
            beside = [
                (left[place], place)
                for place, a, b in ((first - 1, first - 1, first), (last + 1, last, last + 1))
                if place in left and _touch(entries, a, b)
            ]
            fitting = [
                place
                for _, place in sorted(beside)
                if entries[max(last, place)].cite.end - entries[min(first, place)].cite.start <= LONGEST
            ]
            if not fitting:
                break
            del left[fitting[0]]
            first, last = min(first, fitting[0]), max(last, fitting[0])
        out.append((best, first, last))
    return out


def _touch(entries: Sequence[Entry], first: int, second: int) -> bool:
    """Whether only blanks or a stop stand between two units of one document."""
    a, b = entries[first].cite, entries[second].cite
    return a.document == b.document and 0 <= b.start - a.end <= GAP


def log_odds(found: Matrix, weight: Mapping[str, float]) -> npt.NDArray[np.float64]:
    """One number a unit: the weighted sum of its factors."""
    return np.asarray(found @ np.array([weight[name] for name in NAMES]) + weight["intercept"], float)


def why(row: npt.NDArray[np.float64], weight: Mapping[str, float], most: int = 4) -> tuple[Factor, ...]:
    """The factors that count most, the strongest first; length is no reason to give."""
    parts = [(name, float(value * weight[name])) for name, value in zip(NAMES, row, strict=True) if name != "length"]
    parts = sorted((p for p in parts if abs(p[1]) >= 0.05), key=lambda p: -abs(p[1]))
    return tuple(Factor(WORDS[name], round(part, 2)) for name, part in parts[:most])


def diverse(
    entries: tuple[Entry, ...], scores: npt.NDArray[np.float64], among: npt.NDArray[np.int64], top: int
) -> list[int]:
    """Places of the best units, each taken down by the one before it that says most of the same."""
    best = [int(i) for i in among[np.argsort(-scores[among], kind="stable")][: 5 * top]]
    bags = {i: frozenset(tokens(entries[i].text)) for i in best}
    left = {i: float(scores[i]) for i in best}
    penalty = dict.fromkeys(best, 0.0)
    out: list[int] = []
    while left and len(out) < top:
        chosen = max(left, key=lambda i: left[i] - penalty[i])
        del left[chosen]
        out.append(chosen)
        for i in left:
            penalty[i] = max(penalty[i], REPEATED * _repeats(bags[i], bags[chosen]))
    return out


def _repeats(bag: frozenset[str], shown: frozenset[str]) -> float:
    """Share of the bag beyond a third that the other bag holds, 0 to 1."""
    return max(0.0, len(bag & shown) / len(bag) - 1 / 3) * 1.5 if bag else 1.0
