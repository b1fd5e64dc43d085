"""Subjects on which documents contradict each other, and where each document stands on them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from assistant.clinical.clauses import clauses
from assistant.clinical.model import Cite, Passage
from assistant.clinical.statements import OTHERS, UNDATED, Source, told_on, vocabulary

_LONGEST = 260
_ENOUGH = 90
_HEADING = 25
_NEAR = 60
_YEAR = 365


@dataclass(frozen=True, slots=True)
class Topic:
    """A subject, its poles in the order in which they are tried, and how much a contradiction on it matters."""

    key: str
    category: str
    text: str
    weight: float
    evolves: bool
    past: bool
    series: bool
    window: int
    about: re.Pattern[str]
    poles: tuple[tuple[str, re.Pattern[str]], ...]
    value: re.Pattern[str] | None


@dataclass(frozen=True, slots=True, eq=False)
class Stand:
    """Where one passage stands on a topic."""

    topic: Topic
    pole: str
    source: Source
    told: dt.date
    start: int
    end: int

    @property
    def cite(self) -> Cite:
        """The words themselves."""
        return self.source.cite(self.start, self.end)

    @property
    def order(self) -> tuple[dt.date, int, int]:
        """Sorts from the oldest to the newest."""
        return self.told, self.source.index, self.start


@cache
def topics() -> tuple[Topic, ...]:
    """All topics of `topics.yaml`."""
    return tuple(
        Topic(
            t["key"], t["category"], t["text"], float(t["weight"]), bool(t.get("evolves")),
            bool(t.get("past")), bool(t.get("series")), int(t.get("window", 0)),
            re.compile(t["about"]),
            tuple((name, re.compile("|".join(f"(?:{e})" for e in es))) for name, es in t.get("poles", {}).items()),
            re.compile(t["value"]) if "value" in t else None,
        )
        for t in vocabulary("topics.yaml")["topics"]
    )  # fmt: skip


def _pole(topic: Topic, plain: str) -> tuple[str, int, int] | None:
    """The pole of a folded passage, with the place of the words that tell it."""
    if topic.value is not None:
        match = topic.value.search(plain)
        if match is None:
            return None
        value = "-".join(re.sub(r"\s+", "", g).replace(",", ".") for g in match.groups() if g)
        return value, match.start(), match.end()
    for name, expression in topic.poles:
        match = expression.search(plain)
        if match is not None:
            return name, match.start(), match.end()
    return None


def quotable(source: Source, passage: Passage, start: int, end: int) -> tuple[int, int]:
    """The passage around `[start, end)` when it is short enough to quote, else the clauses that hold it."""
    if passage.end - passage.start <= _LONGEST:
        return passage.start, _completed(source, passage)
    parts = clauses(source.document.text, passage.start, passage.end)
    within = [k for k, (a, b) in enumerate(parts) if a < end and start < b]
    if not within:
        return start, end
    first, last = within[0], within[-1]
    while parts[last][1] - parts[first][0] < _ENOUGH:
        if last + 1 < len(parts) and parts[last + 1][1] - parts[first][0] <= _LONGEST:
            last += 1
        elif first > 0 and parts[last][1] - parts[first - 1][0] <= _LONGEST:
            first -= 1
        else:
            break
    return parts[first][0], parts[last][1]


def _completed(source: Source, passage: Passage) -> int:
    """The end of a passage; of the line below too when the passage is hardly more than a heading (`ALLERGIES RAS`)."""
    text = source.document.text
    if passage.end - passage.start > _HEADING or not text.startswith("\n", passage.end):
        return passage.end
    line = text.find("\n", passage.end + 1)
    end = len(text) if line < 0 else line
    return end if text[passage.end : end].strip() and end - passage.start <= _ENOUGH else passage.end


def stands(sources: Iterable[Source]) -> tuple[Stand, ...]:
    """Every passage about the patient that takes a pole, oldest document first."""
    found = []
    for source in sources:
        strangers = [m for m in source.reading.mentions if m.status in OTHERS]
        for index, passage in enumerate(source.reading.passages):
            if passage.subject == "other":
                continue
            first, last = source.plain.place(passage.start, passage.end)
            plain = re.sub(r"\s", " ", source.plain.text[first:last])
            for topic in topics():
                if not topic.about.search(plain):
                    continue
                hit = _pole(topic, plain)
                if hit is not None:
                    at = source.plain.source(first + hit[1], first + hit[2])
                    if any(m.start <= at[0] < m.end for m in strangers if m.passage == index):
                        continue
                    span = quotable(source, passage, *at)
                    found.append(Stand(topic, hit[0], source, told_on(source, passage), *span))
    return tuple(found)


def winner(taken: Sequence[Stand]) -> Stand:
    """The stand that holds now: the newest, unless a copied list contradicts a better source of the same year.

    On directives the last written one prevails over what others report (art. L1111-11 and R1111-17 CSP).
    """
    newest = max(taken, key=lambda s: s.order)
    if newest.topic.category == "directive":
        written = [s for s in taken if s.source.authority == 3]
        if written:
            return max(written, key=lambda s: s.order)
    better = [
        s for s in taken
        if s.pole != newest.pole and s.source.authority > newest.source.authority == 1
        and (UNDATED in {newest.told, s.told} or (newest.told - s.told).days <= _YEAR)
    ]  # fmt: skip
    return max(better, key=lambda s: s.order) if better else newest


def contradicts(taken: Sequence[Stand], other: Sequence[Stand], holding: Stand) -> bool:
    """Whether `other`, the stands of one other pole, is a contradiction of the holding one and not its past."""
    topic = holding.topic
    if topic.series or len({s.source.index for s in (*other, holding)}) < 2:
        return False
    last = max(other, key=lambda s: s.order)
    if UNDATED in (last.told, holding.told):
        return True
    apart = abs((holding.told - last.told).days)
    if not topic.evolves:
        return not topic.window or apart <= topic.window
    same = [s for s in taken if s.pole == holding.pole]
    nearest = min(abs((s.told - last.told).days) for s in same if s.told != UNDATED)
    if last.told >= holding.told or nearest <= _NEAR:
        return True
    return holding.source.authority < last.source.authority or any(s.told < last.told for s in same)


def superseded(found: Iterable[Stand]) -> tuple[Stand, ...]:
    """Stands that no longer hold, on topics that change with time."""
    by_topic: dict[str, list[Stand]] = {}
    for stand in found:
        if stand.topic.evolves or stand.topic.past or stand.topic.series:
            by_topic.setdefault(stand.topic.key, []).append(stand)
    past: list[Stand] = []
    for taken in by_topic.values():
        holding = winner(taken)
        past.extend(s for s in taken if s.pole != holding.pole)
    return tuple(past)
