"""Scores the briefs, searches and answers of a store on gold dossiers, through the same service as the page."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields
from functools import partial
from typing import TYPE_CHECKING, Any

from eval.gold import Dossier
from eval.metrics import AnswerScore, BriefScore, SearchScore, score_answer, score_brief, score_search
from ingest.errors import VigieError

if TYPE_CHECKING:
    from assistant.service import Vigie
    from privacy.accounts import Account

DEPTH = 60
"""Passages asked of a search."""

Result = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Scores:
    """All that was measured on one dossier."""

    patient: str
    briefs: tuple[BriefScore, ...]
    searches: tuple[SearchScore, ...]
    answers: tuple[AnswerScore, ...]
    errors: tuple[str, ...]
    seconds: float


def score_dossier(vigie: Vigie, account: Account, dossier: Dossier) -> Scores:
    """Ask a store everything that one dossier's gold asks, and score it."""
    briefs: list[BriefScore] = []
    searches: list[SearchScore] = []
    answers: list[AnswerScore] = []
    errors: list[str] = []

    def asked(call: Callable[[], Result]) -> Result | None:
        try:
            return call()
        except VigieError as error:
            errors.append(f"{dossier.patient} : {error}")
            return None

    began = time.perf_counter()
    for moment in dossier.moments:
        about = (account, dossier.patient, moment.moment, moment.motif, moment.as_of)
        if brief := asked(partial(vigie.brief, *about)):
            briefs.append(score_brief(dossier, moment, brief))
        if found := asked(partial(vigie.search, *about, top=DEPTH)):
            searches.append(score_search(moment, found["passages"]))
    as_of = max(moment.as_of for moment in dossier.moments)
    for question in dossier.questions:
        if reply := asked(partial(vigie.ask, account, dossier.patient, question.question, as_of)):
            answers.append(score_answer(question, reply))
    return Scores(
        dossier.patient, tuple(briefs), tuple(searches), tuple(answers), tuple(errors), time.perf_counter() - began
    )


def _ratio(part: float, whole: float) -> float | None:
    return round(part / whole, 4) if whole else None


def add_up(scores: Sequence[Scores]) -> dict[str, Any]:
    """The figures of several dossiers together, under the names of docs/figures.md."""
    briefs = [b for s in scores for b in s.briefs]
    searches = [x for s in scores for x in s.searches]
    answers = [a for s in scores for a in s.answers]
    n = {f.name: sum(getattr(b, f.name) for b in briefs) for f in fields(BriefScore) if f.name != "misses"}
    answerable = [a for a in answers if a.answerable]
    unanswerable = [a for a in answers if not a.answerable]
    return {
        "dossiers": len(scores),
        "must_not_miss_recall": _ratio(n["vital_found"], n["vital"]),
        "graded_recall": _ratio(n["grades_found"], n["grades"]),
        "hidden_by_status": _ratio(n["hidden"], n["found"]),
        "traps_shown_as_true": _ratio(n["traps_true"], n["traps"]),
        "conflicts_found": _ratio(n["conflicts_found"], n["conflicts"]),
        "conflicts_per_brief": _ratio(n["conflicts_shown"], len(briefs)),
        "false_not_found": n["false_not_found"],
        "citations_exact": _ratio(n["citations_exact"], n["citations"]),
        "items_per_brief": _ratio(n["items"], len(briefs)),
        "share_of_dossier_quoted": _ratio(n["quoted"], n["characters"]),
        "search_recall_3k": _ratio(sum(x.recall_3k for x in searches), len(searches)),
        "search_ndcg20": _ratio(sum(x.ndcg20 for x in searches), len(searches)),
        "ask_top1": _ratio(sum(a.top1 for a in answerable), len(answerable)),
        "ask_top3": _ratio(sum(a.top3 for a in answerable), len(answerable)),
        "false_abstention": _ratio(sum(a.abstained for a in answerable), len(answerable)),
        "abstention": _ratio(sum(a.abstained for a in unanswerable), len(unanswerable)),
        "request_errors": sum(len(s.errors) for s in scores),
        "seconds": round(sum(s.seconds for s in scores), 1),
    }


def run(
    vigie: Vigie, account: Account, dossiers: Iterable[Dossier], progress: Callable[[str], None] = lambda name: None
) -> list[Scores]:
    """Score every dossier in turn."""
    scores = []
    for dossier in dossiers:
        progress(dossier.patient)
        scores.append(score_dossier(vigie, account, dossier))
    return scores
