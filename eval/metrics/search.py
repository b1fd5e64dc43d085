"""How early a ranking shows what matters, counted in characters read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil, log2
from typing import Any, Final

from eval.gold import GoldMoment
from eval.metrics.coverage import covered

READ: Final = 3000
"""Characters that a physician reads of a ranking."""
RANK: Final = 400
"""Characters that one rank is worth, so that long passages do not pay."""
DEPTH: Final = 20


@dataclass(frozen=True, slots=True)
class SearchScore:
    """Grade-weighted recall within the first 3,000 characters, and nDCG@20 (Järvelin and Kekäläinen, 2002)."""

    recall_3k: float
    ndcg20: float


def score_search(moment: GoldMoment, passages: Sequence[Mapping[str, Any]]) -> SearchScore:
    """Score one ranking. A passage takes one rank for each 400 characters it is long."""
    total = sum(fact.grade for fact in moment.facts)
    ideal = sorted((2**fact.grade - 1 for fact in moment.facts), reverse=True)[:DEPTH]
    best = sum(gain / log2(rank + 2) for rank, gain in enumerate(ideal))
    if not total:
        return SearchScore(0.0, 0.0)
    read: list[Mapping[str, Any]] = []
    found: set[str] = set()
    characters = rank = gained = 0
    recall: float | None = None
    dcg = 0.0
    for passage in passages:
        length = passage["end"] - passage["start"]
        if recall is None and characters + length > READ:
            recall = gained / total
        read.append(passage)
        characters += length
        rank += max(1, ceil(length / RANK))
        for fact in moment.facts:
            if fact.id not in found and any(covered(e, read) for e in fact.evidence):
                found.add(fact.id)
                gained += fact.grade
                dcg += (2**fact.grade - 1) / log2(rank + 1) if rank <= DEPTH else 0.0
        if recall is not None and rank > DEPTH:
            break
    return SearchScore(gained / total if recall is None else recall, dcg / best)
