"""Whether an answer shows the words that answer, or abstains when none do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from eval.gold import GoldQuestion
from eval.metrics.coverage import covered

CUT: Final = 300
"""Characters of a citation that are read."""


@dataclass(frozen=True, slots=True)
class AnswerScore:
    """One question: answered right by the first or the first three citations, or abstained."""

    answerable: bool
    abstained: bool
    top1: bool
    top3: bool


def score_answer(question: GoldQuestion, answer: Mapping[str, Any]) -> AnswerScore:
    """Score the JSON of `vigie ask` on one gold question."""
    cites = [{**c, "end": min(c["end"], c["start"] + CUT)} for c in answer["citations"]]
    spoke = not question.unanswerable and not answer["abstained"]
    return AnswerScore(
        not question.unanswerable,
        bool(answer["abstained"]),
        spoke and any(covered(e, cites[:1]) for e in question.evidence),
        spoke and any(covered(e, cites[:3]) for e in question.evidence),
    )
