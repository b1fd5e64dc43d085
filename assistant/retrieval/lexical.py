"""BM25 inside one patient, with inverse document frequencies known from elsewhere.

Robertson and Zaragoza (2009), Lucene's variant of the IDF; the counts of the patient's units are added to those of a
background collection, so that the few documents of one dossier do not decide alone which word is rare.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from assistant.retrieval.background import frequencies

K1 = 1.2
B = 0.4
"""Length counts little: units are short by construction."""
FIELD_WEIGHTS = {"text": 1.0, "section": 0.5, "concepts": 1.0}


class Lexical:
    """Scores a bag of weighted query tokens against every unit."""

    def __init__(self, fields: Sequence[Mapping[str, Sequence[str]]]) -> None:
        """`fields`: for each unit, its tokens by field (keys of `FIELD_WEIGHTS`)."""
        weighted = [_weighted(unit) for unit in fields]
        self._size = len(weighted)
        lengths = np.array([sum(bag.values()) for bag in weighted] or [0.0])
        norm = K1 * (1 - B + B * lengths / max(float(lengths.mean()), 1e-9))
        postings: dict[str, list[tuple[int, float]]] = {}
        for i, bag in enumerate(weighted):
            for token, frequency in bag.items():
                postings.setdefault(token, []).append((i, frequency * (K1 + 1) / (frequency + norm[i])))
        total, known = frequencies()
        total += self._size
        self._postings = {
            token: (
                np.array([i for i, _ in rows]),
                np.array([s for _, s in rows]) * _idf(total, known.get(token, 0) + len(rows)),
            )
            for token, rows in postings.items()
        }

    def scores(self, query: Mapping[str, float]) -> npt.NDArray[np.float64]:
        """One score a unit, 0 when nothing of the query is in it."""
        out = np.zeros(self._size)
        for token, weight in query.items():
            found = self._postings.get(token)
            if found is not None:
                out[found[0]] += weight * found[1]
        return out


def _idf(total: int, frequency: int) -> float:
    return math.log(1 + (total - frequency + 0.5) / (frequency + 0.5))


def _weighted(unit: Mapping[str, Sequence[str]]) -> dict[str, float]:
    bag: Counter[str] = Counter()
    out: dict[str, float] = {}
    for field, words in unit.items():
        bag = Counter(words)
        for token, count in bag.items():
            out[token] = out.get(token, 0.0) + FIELD_WEIGHTS[field] * count
    return out
