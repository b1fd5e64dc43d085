"""Briefs, passages, answers and facts as the JSON of the command line, for one role's view."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from assistant.brief.model import Answer, Brief, Found, Item
from assistant.clinical.model import Cite, Conflict, Fact, FactBase, Version
from assistant.reveal import View


def _cites(view: View, cites: Iterable[Cite]) -> list[dict[str, Any]]:
    return [view.cite(cite) for cite in cites]


def _history(view: View, versions: Iterable[Version]) -> list[dict[str, Any]]:
    return [
        {
            "text": view.text(v.text, v.citations),
            "status": v.status,
            "date": view.when(v.when),
            "citations": _cites(view, v.citations),
        }
        for v in versions
    ]


def _item(view: View, item: Item) -> dict[str, Any]:
    return {
        "text": view.text(item.text, item.citations),
        "category": item.category,
        "status": item.status,
        "date": view.when(item.when),
        "critical": item.critical,
        "flags": list(item.flags),
        "citations": _cites(view, item.citations),
        "history": _history(view, item.history),
        "why": [{"factor": w.factor, "weight": round(w.weight, 3)} for w in item.why],
    }


def _conflict(view: View, conflict: Conflict) -> dict[str, Any]:
    cites = [cite for side in conflict.sides for cite in side.citations]
    return {
        "text": view.text(conflict.text, cites),
        "category": conflict.category,
        "sides": [
            {"text": view.text(side.text, side.citations), "citations": _cites(view, side.citations)}
            for side in conflict.sides
        ],
        "citations": _cites(view, cites),
    }


def brief_json(view: View, brief: Brief) -> dict[str, Any]:
    """The parts of a brief that ranking made; the service adds who, when and from which documents."""
    cites = [c for section in brief.sections for item in section.items for c in item.citations]
    return {
        "generated_by": brief.generated_by,
        "headline": view.text(brief.headline, cites),
        "sections": [
            {"title": section.title, "items": [_item(view, item) for item in section.items]}
            for section in brief.sections
        ],
        "conflicts": [_conflict(view, conflict) for conflict in brief.conflicts],
        "not_found": [
            {"category": a.category, "concept": a.concept, "documents_searched": a.documents_searched}
            for a in brief.not_found
        ],
    }


def search_json(view: View, found: Sequence[Found]) -> dict[str, Any]:
    """Ranked passages."""
    return {
        "passages": [
            {
                **view.cite(f.cite),
                "score": round(f.score, 4),
                "category": f.category,
                "why": [{"factor": w.factor, "weight": round(w.weight, 3)} for w in f.why],
            }
            for f in found
        ]
    }


def answer_json(view: View, answer: Answer) -> dict[str, Any]:
    """An answer, or an abstention, with its citations best first."""
    return {
        "answer": view.text(answer.answer, answer.citations),
        "abstained": answer.abstained,
        "citations": _cites(view, answer.citations),
    }


def _fact(view: View, fact: Fact) -> dict[str, Any]:
    return {
        "text": view.text(fact.text, fact.citations),
        "category": fact.category,
        "concept": fact.concept,
        "status": fact.status,
        "date": view.when(fact.last),
        "first": view.when(fact.first),
        "flags": list(fact.flags),
        "citations": _cites(view, fact.citations),
        "history": _history(view, fact.history),
    }


def facts_json(view: View, base: FactBase) -> dict[str, Any]:
    """Every fact known on a day, and every conflict."""
    return {
        "facts": [_fact(view, fact) for fact in base.facts],
        "conflicts": [_conflict(view, conflict) for conflict in base.conflicts],
    }
