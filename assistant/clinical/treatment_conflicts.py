"""Drugs stopped and still listed, doses that differ, two drugs of a class of which one is enough."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import combinations
from typing import Final

from assistant.clinical.conflicts import Weighed, conflict
from assistant.clinical.doses import differ
from assistant.clinical.intake import STOPPED, affirms, is_class, says
from assistant.clinical.model import Cite
from assistant.clinical.statements import UNDATED, Source, Statement, printed, vocabulary
from assistant.clinical.text import fold
from assistant.clinical.topics import quotable
from assistant.clinical.treatments import Course
from assistant.clinical.wording import capital

_NEAR_DAYS: Final = 180
_UNTRUE_STOP_DAYS: Final = 60
_LONGEST_DOSE: Final = 60
_SAME_STORY_DAYS: Final = 730
_LONG_AGO: Final = 0.6


def quoted(statement: Statement) -> Cite:
    """The words of a statement with what is around them."""
    span = quotable(statement.source, statement.passage, statement.mention.start, statement.mention.end)
    return statement.source.cite(*span)


def _vital(course: Course) -> float:
    return max(s.mention.vital for s in course.told)


def stopped_and_listed(courses: Iterable[Course], sources: Sequence[Source]) -> list[Weighed]:
    """One conflict a pair of documents: the one that stops, the one that goes on."""
    pairs: dict[tuple[int, int], list[tuple[Course, Statement, Statement]]] = defaultdict(list)
    for course in courses:
        pair = _dispute(course) if _is_drug(course.key) else None
        if pair:
            pairs[pair[0].source.index, pair[1].source.index].append((course, *pair))
    weighed = []
    for found in pairs.values():
        found.sort(key=lambda x: _vital(x[0]), reverse=True)
        names = ", ".join(capital(c.current[-1].mention.label if c.current else c.key) for c, _, _ in found[:4])
        listed = [s.cite for _, _, s in found]
        stops = [quoted(stop) for _, stop, _ in found]
        more = [quoted(s) for c, _, _ in found for s in reversed(c.told) if s.status in STOPPED]
        active = [s for c, _, s in found for s in (s, *reversed(c.told)) if s.status == "actuel" and affirms(s)]
        others = [quoted(s) for s in active if s.source.index >= found[0][2].source.index or s in found[0][0].current]
        sides = [[*stops, *more], [*listed, *others]]
        text = f"{names} : arrêté par un document, poursuivi par un autre"
        weight = (0.5 + 0.5 * _vital(found[0][0])) * (1.0 if any(_near(a, b) for _, a, b in found) else _LONG_AGO)
        weighed.append(Weighed(conflict(text, "traitement", found[0][0].key, sides, sources), weight))
    return weighed


def _near(stop: Statement, listed: Statement) -> bool:
    """Whether a drug comes back soon enough after its stop to be the same story."""
    return UNDATED in {stop.told, listed.told} or (listed.told - stop.told).days <= _SAME_STORY_DAYS


def _dispute(course: Course) -> tuple[Statement, Statement] | None:
    """The statement that stops a drug and one that goes on with it, without a word of why."""
    if course.disputed and course.stop is not None and course.status == "actuel":
        later = [s for s in course.current if s.order > course.stop.order]
        listed = max(later, key=lambda s: s.rank, default=None)
        return None if listed is None or _switched(course.stop, listed) else (course.stop, listed)
    if course.status != "arrêté" or course.stop is None or not _unprescribed(course.stop):
        return None
    before = [s for s in course.told if s.status == "actuel" and s.source is not course.stop.source]
    if not before:
        return None
    last = max(before, key=lambda s: s.rank)
    if UNDATED in (last.told, course.stop.told) or (course.stop.told - last.told).days > _UNTRUE_STOP_DAYS:
        return None
    return course.stop, last


def _switched(stop: Statement, listed: Statement) -> bool:
    """Whether the stop names what is listed as the replacement (`CELLCEPT changé pour MYFORTIC`, one substance)."""
    before, after = fold(printed(stop)), fold(printed(listed))
    return stop.status == "remplacé" and before != after and bool(after) and after in stop.context


def _unprescribed(stop: Statement) -> bool:
    """Whether a stop is told by a list or by the patient, not decided by a prescriber."""
    return stop.source.authority == 1 or says(stop, "self_stopped")


def differing_doses(courses: Iterable[Course], sources: Sequence[Source]) -> list[Weighed]:
    """Doses of one drug that differ without a sign of change.

    In documents of nearly the same time, or after a dose that was set on purpose, or coming back after another.
    """
    weighed = []
    for course in courses:
        if course.status != "actuel" or course.disputed or not _is_drug(course.key):
            continue
        dosed = sorted((s for s in course.current if _comparable(s)), key=lambda s: s.order)
        if len(dosed) < 2:
            continue
        newest = dosed[-1]
        others = [s for s in dosed if s.source is not newest.source and _differ(s, newest)]
        against = [s for s in others if _contradicts(s, newest, dosed)]
        if not against:
            continue
        last = max(against, key=lambda s: (_set_on_purpose(s), s.order))
        settled = _set_on_purpose(last)
        agreeing = [quoted(s) for s in reversed(dosed) if s is not newest and not _differ(s, newest)]
        rest = [quoted(s) for s in reversed(against) if s is not last]
        sides = [[quoted(newest), *agreeing], [quoted(last), *rest]]
        weight = 0.35 + 0.25 * _vital(course) + (0.25 if settled else 0.0)
        text = f"{capital(newest.mention.label)} : deux doses"
        weighed.append(Weighed(conflict(text, "traitement", course.key, sides, sources), weight))
    return weighed


def _is_drug(key: str) -> bool:
    """Whether a key is an ATC code of a drug, not of a class, nor a word."""
    return key[:1].isupper() and not is_class(key)


def _comparable(statement: Statement) -> bool:
    value = statement.mention.value or ""
    needed = "if_needed" in statement.mention.flags or says(statement, "as_needed")
    return affirms(statement) and any(c.isdigit() for c in value) and len(value) < _LONGEST_DOSE and not needed


def _differ(first: Statement, second: Statement) -> bool:
    return differ(fold(first.mention.value or ""), fold(second.mention.value or ""))


def _set_on_purpose(statement: Statement) -> bool:
    return bool(set(statement.mention.flags) & {"increased", "decreased"}) or says(statement, "change")


def _contradicts(older: Statement, newest: Statement, dosed: Sequence[Statement]) -> bool:
    """Whether an older dose still stands against the newest one."""
    if UNDATED in {older.told, newest.told} or (newest.told - older.told).days > _NEAR_DAYS:
        return False
    if _set_on_purpose(newest) or set(newest.mention.flags) & {"new", "restarted"}:
        return False
    back = any(s.order < older.order and not _differ(s, newest) for s in dosed)
    return back or _set_on_purpose(older) or (newest.told - older.told).days <= _UNTRUE_STOP_DAYS


def doubled_classes(courses: Iterable[Course], sources: Sequence[Source]) -> list[Weighed]:
    """Two current drugs of a class of which one is enough, each named by a document that does not name the other."""
    weighed = []
    current = [c for c in courses if c.status == "actuel" and _is_drug(c.key) and any(affirms(s) for s in c.current)]
    for rule in vocabulary("treatments.yaml")["exclusive"]:
        members = [c for c in current if any(c.key.startswith(prefix) for prefix in rule["atc"])]
        for a, b in combinations(members, 2):
            in_a, in_b = {s.source for s in a.told}, {s.source for s in b.told}
            only_a = [s for s in a.current if s.source not in in_b]
            only_b = [s for s in b.current if s.source not in in_a]
            if only_a and only_b and not any(s.status in STOPPED for s in (*a.told, *b.told)):
                text = f"{rule['name']} : {a.current[-1].mention.label} ou {b.current[-1].mention.label}"
                sides = [[quoted(max(g, key=lambda s: s.rank))] for g in (only_a, only_b)]
                weight = 0.4 + 0.4 * max(_vital(a), _vital(b))
                weighed.append(Weighed(conflict(text, "traitement", a.key, sides, sources), weight))
    return weighed
