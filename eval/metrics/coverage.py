"""When a citation counts as showing a piece of evidence."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, Final

from eval.gold import Evidence

SHARE: Final = 0.9
"""Share of a quote's characters that the citations must show together."""


def shown(citations: Iterable[Mapping[str, Any]]) -> dict[str, set[int]]:
    """The characters that citations show, by document name, each once."""
    seen: dict[str, set[int]] = defaultdict(set)
    for cite in citations:
        seen[cite["document"]].update(range(cite["start"], cite["end"]))
    return seen


def covered(evidence: Evidence, citations: Iterable[Mapping[str, Any]]) -> bool:
    """Whether the citations together cover at least 90 % of the quote's characters."""
    if evidence.span is None:
        return False
    start, end = evidence.span
    hit: set[int] = set()
    for cite in citations:
        if cite["document"] == evidence.file:
            hit.update(range(max(start, cite["start"]), min(end, cite["end"])))
    return len(hit) >= SHARE * (end - start)


def lines(text: str, evidence: Evidence) -> set[tuple[str, int]]:
    """The (file, line number) pairs that a quote touches."""
    if evidence.span is None:
        return set()
    first = text.count("\n", 0, evidence.span[0])
    return {(evidence.file, first + n) for n in range(text.count("\n", *evidence.span) + 1)}
