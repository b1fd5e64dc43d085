"""Which candidates a brief shows, within what a physician can read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

from assistant.brief.candidates import Candidate
from assistant.clinical.model import Cite
from assistant.retrieval.index import PatientIndex
from assistant.retrieval.words import tokens

MOST_ITEMS = 44
SHARE = 0.176
"""Share of the dossier's characters that may be cited, conflicts included."""
LEAST = 3000
"""Characters that may be cited whatever the share: a thin dossier is shown nearly whole."""
MOST_CRITICAL = 12
CRITICAL_BY_CATEGORY = 3
GRAVE = -0.5
"""Log-odds below which even a vital fact does not open the brief: it is not about this moment."""
BY_LENGTH = 0.7
"""How much a long wording must be more needed than a short one."""
BRIEFEST = 45
SAID = 0.6
"""Share of a passage's words already shown from which it says nothing new."""
TOGETHER = 3
"""Results or neighbouring passages that share one line: as many as the citations that are looked at first."""


@dataclass(frozen=True, slots=True)
class Line:
    """What one line of the brief will say: one candidate, or a few of the same kind and place."""

    parts: tuple[Candidate, ...]
    critical: bool = False
    more: tuple[Cite, ...] = ()
    """Further citations of a single part."""


@dataclass(slots=True)
class _Tray:
    """What is already taken, and the room that is left."""

    index: PatientIndex
    room: float
    cites: list[Cite] = field(default_factory=list)
    elsewhere: list[Cite] = field(default_factory=list)
    """Cited by the conflicts: shown again at no cost."""
    said: list[tuple[Cite, str]] = field(default_factory=list)
    """All citations of the facts taken, with their concepts."""
    words: list[frozenset[str]] = field(default_factory=list)

    def take(self, one: Candidate, needed: bool = False) -> bool:
        """Take it unless it is shown, says nothing new, or does not fit; what is needed always fits."""
        cite = one.citations[0]
        words = frozenset(tokens(self.index.quote(cite)))
        cost = self.cost(cite)
        if not words or any(inside(cite, other) for other in self.cites) or (cost > self.room and not needed):
            return False
        if one.fact is None and (self._states(one) or any(len(words & w) >= SAID * len(words) for w in self.words)):
            return False
        if one.fact is not None:
            self.said += [(other, one.fact.concept) for other in one.citations]
        self.cites.append(cite)
        self.words.append(words)
        self.room -= cost
        return True

    def _states(self, one: Candidate) -> bool:
        """Whether a passage only states again a fact that is taken."""
        about = {concept for cite, concept in self.said if inside(one.citations[0], cite)}
        return bool(about) and one.concepts <= about

    def drop(self) -> None:
        """Undo the last `take`."""
        self.room += self.cost(self.cites.pop())
        self.words.pop()

    def cost(self, cite: Cite) -> int:
        """Characters that it adds to what the brief cites."""
        return 0 if any(inside(cite, other) for other in self.elsewhere) else cite.end - cite.start

    def add(self, cite: Cite) -> bool:
        """One more citation of what is taken."""
        if self.cost(cite) > self.room or any(inside(cite, other) for other in self.cites):
            return False
        self.cites.append(cite)
        self.room -= self.cost(cite)
        return True


def choose(found: Sequence[Candidate], index: PatientIndex, total: int, already: Iterable[Cite] = ()) -> list[Line]:
    """Vital facts first, then the whole current treatment, then the most needed of the rest while there is room.

    `total` is the dossier's length in characters; `already` is cited elsewhere in the brief (conflicts).
    """
    conflicting = list(already)
    tray = _Tray(index, max(SHARE * total, LEAST) - _union(conflicting), elsewhere=conflicting)
    critical: list[Candidate] = []
    by_category: Counter[str] = Counter()
    for one in sorted(filter(_is_critical, found), key=_worth):
        if len(critical) < MOST_CRITICAL and by_category[one.category] < CRITICAL_BY_CATEGORY and tray.take(one, True):
            critical.append(one)
            by_category[one.category] += 1
    rest = [one for one in found if one.is_treatment and one not in critical and tray.take(one, True)]
    lines = [Line((one,), critical=True) for one in critical]
    plain = _grouped(rest)
    for one in sorted((c for c in found if c not in critical and not c.is_treatment), key=_worth):
        if tray.room < BRIEFEST / 2:
            break
        if not tray.take(one):
            continue
        joined = _grouped([*rest, one])
        if len(lines) + len(joined) > MOST_ITEMS:
            tray.drop()
        else:
            rest, plain = [*rest, one], joined
    return [_supported(line, tray) for line in lines] + plain


def _is_critical(one: Candidate) -> bool:
    return one.fact is not None and one.vital and one.is_current and one.score >= GRAVE


def _worth(one: Candidate) -> float:
    """Sorting key: the chance of being needed, by character."""
    return -one.score + BY_LENGTH * float(np.log(max(one.length, BRIEFEST) / BRIEFEST))


def _grouped(ones: Sequence[Candidate]) -> list[Line]:
    """Results of one document share lines, so do passages of one kind that follow each other; drugs never do."""
    groups: list[list[Candidate]] = []
    for one in sorted(ones, key=lambda c: (c.citations[0].document, c.citations[0].start)):
        near = next((g for g in groups if len(g) < TOGETHER and _belong(g[-1], one)), None)
        if near is None:
            groups.append([one])
        else:
            near.append(one)
    return [Line(tuple(group)) for group in groups]


def _belong(a: Candidate, b: Candidate) -> bool:
    first, second = a.citations[0], b.citations[0]
    same = a.category == b.category and a.status == b.status and first.document == second.document
    if not same or a.category == "traitement":
        return False
    return a.category == "biologie" or 0 <= second.start - first.end <= BRIEFEST


def _supported(line: Line, tray: _Tray) -> Line:
    """A vital line with one more citation, from another document if there is one."""
    one = line.parts[0]
    others = sorted(one.citations[1:], key=lambda c: c.document == one.citations[0].document)
    more = next((cite for cite in others if tray.add(cite)), None)
    return Line(line.parts, line.critical, (more,) if more else ())


def _union(cites: Iterable[Cite]) -> int:
    """Characters cited, each once."""
    return len({(cite.document, at) for cite in cites for at in range(cite.start, cite.end)})


def inside(a: Cite, b: Cite) -> bool:
    """Whether more than half of `a` is already cited by `b`."""
    return a.document == b.document and min(a.end, b.end) - max(a.start, b.start) > (a.end - a.start) / 2
