"""A text and its identities -> the pseudonymised text, the way back, and the values of its dates."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from ingest.dates import FoundDate, find_dates, rewrite
from ingest.when import When
from privacy.ages import OLD, ages
from privacy.alignment import Alignment
from privacy.entity import Entity
from privacy.pseudonyms import OWN_BIRTH, TAG, Pseudonyms

_GAP: Final = re.compile(r"[ \t\u00a0]{1,3}|[ \t]?[-,.][ \t]?|[ \t]?\n[ \t]*(?=\S)")
_APART: Final = re.compile(r"[\n,-]|\s\s")
_NAMES: Final = frozenset({"NOM", "PRENOM"})


@dataclass(frozen=True, slots=True)
class PseudoDate:
    """A date at `[start, end)` of the pseudonymised text; `when` is moved by the patient's weeks, to the day."""

    start: int
    end: int
    when: When


@dataclass(frozen=True, slots=True)
class Pseudonymised:
    """A text without identities. `alignment` leads back; `dates` gives the values of its (moved) dates."""

    text: str
    alignment: Alignment
    dates: tuple[PseudoDate, ...]


@dataclass(frozen=True, slots=True)
class _Change:
    start: int
    end: int
    new: str
    when: When | None = None


def pseudonymise(text: str, entities: Iterable[Entity], pseudonyms: Pseudonyms, anchor: When | None) -> Pseudonymised:
    """Replace every identity by its tag, every date by its moved wording, every age over 89 by its class.

    `entities` need not hold the dates: all that `find_dates` reads are moved, and `anchor`, the document's own
    date, resolves the partial ones. Overlapping entities are replaced together. `pseudonyms` grows.
    """
    found = find_dates(text, anchor)
    given = _disjoint([*entities, *_outside(ages(text), entities)])
    changes = sorted(
        [*_named(text, given, pseudonyms), *_dated(text, given, found, pseudonyms)], key=lambda change: change.start
    )
    forged = _forged(text, changes)
    if forged:
        changes = sorted([*changes, *(_Change(at, at + 1, "(") for at in forged)], key=lambda change: change.start)
    return _applied(text, changes)


def _outside(extra: Iterable[Entity], entities: Iterable[Entity]) -> Iterator[Entity]:
    taken = list(entities)
    return (new for new in extra if not any(e.start < new.end and new.start < e.end for e in taken))


def _disjoint(entities: Iterable[Entity]) -> list[Entity]:
    """Sorted; what overlaps becomes one entity of the longer one's label, so that nothing is left uncovered."""
    kept: list[Entity] = []
    for entity in sorted(entities, key=lambda e: (e.start, -e.end)):
        if entity.start >= entity.end:
            continue
        if kept and entity.start < kept[-1].end:
            last = kept.pop()
            main = max(last, entity, key=lambda e: e.end - e.start)
            end = max(last.end, entity.end)
            kept.append(Entity(last.start, end, main.label, main.score, main.recognizer, main.explanation))
        else:
            kept.append(entity)
    return kept


def _named(text: str, entities: Sequence[Entity], pseudonyms: Pseudonyms) -> Iterator[_Change]:
    """The changes of all that is no date: runs of names first, for they may be the patient's."""
    names = [e for e in entities if e.label in _NAMES]
    for run in _runs(text, names):
        yield from _run_changes(text, run, pseudonyms)
    for entity in entities:
        if entity.label == "AGE":
            yield _Change(entity.start, entity.end, OLD)
        elif entity.label not in _NAMES and entity.label != "DATE":
            surface = text[entity.start : entity.end]
            yield _Change(entity.start, entity.end, pseudonyms.tag(entity.label, surface))


def _runs(text: str, names: Sequence[Entity]) -> Iterator[list[Entity]]:
    """Names that follow one another with no word between."""
    run: list[Entity] = []
    for entity in names:
        if run and _GAP.fullmatch(text, run[-1].end, entity.start) is None and run[-1].end != entity.start:
            yield run
            run = []
        run.append(entity)
    if run:
        yield run


def _run_changes(text: str, run: Sequence[Entity], pseudonyms: Pseudonyms) -> Iterator[_Change]:
    before = text[max(0, run[0].start - 40) : run[0].start]
    parts = [(e.label, text[e.start : e.end]) for e in run]
    if pseudonyms.names.owns(parts, before):
        start, end = run[0].start, run[-1].end
        yield _Change(start, end, pseudonyms.patient_tag(text[start:end]))
        return
    lines = [i + 1 for i, (a, b) in enumerate(pairwise(run)) if _APART.search(text, a.end, b.start)]
    if lines:  # two persons, on two lines or in a list
        yield from _run_changes(text, run[: lines[0]], pseudonyms)
        yield from _run_changes(text, run[lines[0] :], pseudonyms)
        return
    for entity, (label, surface) in zip(run, parts, strict=True):
        yield _Change(entity.start, entity.end, pseudonyms.tag(label, surface))


def _dated(
    text: str, entities: Sequence[Entity], found: Sequence[FoundDate], pseudonyms: Pseudonyms
) -> Iterator[_Change]:
    """The changes of the dates: those found, unless another identity holds them, then those that cannot be read."""
    marked = [e for e in entities if e.label == "DATE"]
    others = [e for e in entities if e.label != "DATE"]
    free = [date for date in found if not _touches(date.start, date.end, others)]
    unread = [e for e in marked if not _read(text, e, free)]
    for date in free:
        if not _touches(date.start, date.end, unread):
            yield _moved(text, date, pseudonyms)
    for entity in unread:
        surface = text[entity.start : entity.end]
        yield _Change(entity.start, entity.end, pseudonyms.tag("DATE", surface))


def _read(text: str, entity: Entity, found: Sequence[FoundDate]) -> bool:
    """Whether the dates found hold every digit of a marked date, and lie within or around it."""
    inside = [date for date in found if date.start < entity.end and entity.start < date.end]
    if not inside or (inside[0].start < entity.start and entity.end < inside[0].end):
        return bool(inside)
    left = "".join(
        c
        for i, c in enumerate(text[entity.start : entity.end], entity.start)
        if not any(d.start <= i < d.end for d in inside)
    )
    return not any(c.isdigit() for c in left)


def _moved(text: str, date: FoundDate, pseudonyms: Pseudonyms) -> _Change:
    surface = text[date.start : date.end]
    if pseudonyms.birth is not None and date.when.iso() == pseudonyms.birth:
        return _Change(date.start, date.end, OWN_BIRTH)
    if date.birth:
        return _Change(date.start, date.end, pseudonyms.tag("DATE_NAISSANCE", surface))
    try:
        new = rewrite(surface, date, pseudonyms.weeks)
    except (ValueError, OverflowError):
        return _Change(date.start, date.end, pseudonyms.tag("DATE", surface))
    return _Change(date.start, date.end, new, date.when.moved(pseudonyms.weeks))


def _touches(start: int, end: int, entities: Sequence[Entity]) -> bool:
    at = bisect_right([e.start for e in entities], start) - 1
    return any(e.start < end and start < e.end for e in entities[max(0, at) : at + 3])


def _forged(text: str, changes: Sequence[_Change]) -> list[int]:
    """Where the source itself opens a bracket that would pass for a tag."""
    made = _applied(text, changes)
    own = {segment.pseudo_start for segment in made.alignment.replaced}
    return [made.alignment.to_source(m.start(), m.start())[0] for m in TAG.finditer(made.text) if m.start() not in own]


def _applied(text: str, changes: Sequence[_Change]) -> Pseudonymised:
    alignment = Alignment.of((c.start, text[c.start : c.end], c.new) for c in changes)
    pieces, last = [], 0
    for change in changes:
        pieces += [text[last : change.start], change.new]
        last = change.end
    pieces.append(text[last:])
    dates = tuple(
        PseudoDate(segment.pseudo_start, segment.pseudo_end, change.when)
        for segment, change in zip(alignment.replaced, changes, strict=True)
        if change.when is not None
    )
    return Pseudonymised("".join(pieces), alignment, dates)
