"""Assertions that differ, each shown with its words: allergies, treatments, and the topics of `topics.yaml`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from assistant.clinical.model import Cite, Conflict, Side
from assistant.clinical.statements import Source
from assistant.clinical.topics import Stand, contradicts, winner
from assistant.clinical.wording import clean

_LONGEST: Final = 1000
_A_SIDE: Final = 3
MOST: Final = 5
LEAST: Final = 0.42
"""A lighter conflict is history or a matter of wording more often than not."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """A conflict and how much it matters, 0 to 1."""

    conflict: Conflict
    weight: float


def side(sources: Iterable[Source], cites: Sequence[Cite]) -> Side:
    """A side in the documents' own words, those of the first citation."""
    texts = {s.document.id: s.document.text for s in sources}
    return Side(clean(texts[cites[0].document][cites[0].start : cites[0].end]), tuple(cites))


def spread(cites: Iterable[Cite]) -> list[Cite]:
    """Citations with those of documents not yet cited first, order kept."""
    first: dict[str, Cite] = {}
    rest = []
    for cite in dict.fromkeys(cites):
        if cite.document in first:
            rest.append(cite)
        else:
            first[cite.document] = cite
    return [*first.values(), *rest]


def conflict(
    text: str,
    category: str,
    concept: str,
    sides: Sequence[Sequence[Cite]],
    sources: Sequence[Source],
    first: int = _A_SIDE,
) -> Conflict:
    """A conflict whose citations together can be read at once; the first side has at most `first` of them."""
    kept = [spread(cites)[: _A_SIDE if k else first] for k, cites in enumerate(sides)]
    while sum(c.end - c.start for cites in kept for c in cites) > _LONGEST:
        longest = max((cites for cites in kept if len(cites) > 1), key=lambda c: c[-1].end - c[-1].start, default=None)
        if longest is None:
            break
        longest.pop()
    return Conflict(text, category, concept, tuple(side(sources, cites) for cites in kept if cites))


def topic_conflicts(found: Iterable[Stand], sources: Sequence[Source]) -> list[Weighed]:
    """One conflict a topic on which the pole that holds is contradicted."""
    by_topic: dict[str, list[Stand]] = defaultdict(list)
    for stand in found:
        by_topic[stand.topic.key].append(stand)
    weighed = []
    for taken in by_topic.values():
        holding = winner(taken)
        poles: dict[str, list[Stand]] = defaultdict(list)
        for stand in sorted(taken, key=lambda s: (s.source.authority, s.order), reverse=True):
            poles[stand.pole].append(stand)
        against = [p for p, s in poles.items() if p != holding.pole and contradicts(taken, s, holding)]
        if not against:
            continue
        against.sort(key=lambda p: max(s.order for s in poles[p]), reverse=True)
        mine = sorted(poles[holding.pole], key=lambda s: (s is holding, s.source.authority, s.order), reverse=True)
        sides = [[s.cite for s in mine], *([s.cite for s in poles[p]] for p in against[:2])]
        topic = holding.topic
        text = f"{topic.text} : {' / '.join((holding.pole, *against[:2]))}"
        weighed.append(Weighed(conflict(text, topic.category, topic.key, sides, sources), topic.weight))
    return weighed


def heaviest(found: Iterable[Weighed]) -> tuple[Conflict, ...]:
    """The conflicts that matter most, at most `MOST`."""
    kept = sorted((w for w in found if w.weight >= LEAST), key=lambda w: -w.weight)
    return tuple(w.conflict for w in kept[:MOST])
