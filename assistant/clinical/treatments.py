"""The whole treatment on one day: what is taken, what was stopped, what a newer list replaced."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from assistant.clinical.doses import course_days, differ, dose
from assistant.clinical.intake import STOPPED, affirms, drug_key, is_class, prescribes, says
from assistant.clinical.model import Cite, Fact, Version
from assistant.clinical.statements import (
    OTHERS,
    UNDATED,
    Source,
    Statement,
    cites,
    first_last,
    flags,
    printed,
    vocabulary,
)  # fmt: skip
from assistant.clinical.text import fold
from assistant.clinical.wording import clause, named, negated, overlap, words
from ingest.when import When

_A_LINE: Final = 110
_LETTERHEAD: Final = 250
_SAME_LETTERHEAD: Final = 0.4
_CHANGES: Final = frozenset({"new", "increased", "decreased", "restarted"})


@dataclass(frozen=True, slots=True)
class Listing:
    """A text that reads as the whole treatment: which drugs it has."""

    source: Source
    drugs: frozenset[str]


@dataclass(frozen=True, slots=True)
class Course:
    """What the documents say of one drug, oldest first."""

    key: str
    told: tuple[Statement, ...]
    current: tuple[Statement, ...]
    """The statements on which the present claim rests."""
    status: str
    stop: Statement | None
    """The statement that stopped it, if it is stopped, or that contradicts a later list."""
    disputed: bool
    """Stopped by one document, and on a later list that says nothing of a restart."""

    @property
    def concept(self) -> str:
        """The ATC code, without the brand of a key that has one."""
        own = [s.mention.concept for s in self.told if drug_key(s) == self.key]
        return own[0] if own else ""


def listings(told: Iterable[Statement]) -> tuple[Listing, ...]:
    """The documents that hold a full treatment list: enough drugs in one section or one prescription."""
    least = int(vocabulary("treatments.yaml")["full_list"])
    found: dict[tuple[int, str], set[str]] = defaultdict(set)
    seen: dict[int, Source] = {}
    for s in told:
        if s.status == "actuel" and not s.source.log:
            found[s.source.index, s.passage.section].add(drug_key(s))
            seen[s.source.index] = s.source
    full = {index for (index, _), drugs in found.items() if len(drugs) >= least}
    return tuple(
        Listing(seen[i], frozenset(drug for (j, _), drugs in found.items() if j == i for drug in drugs))
        for i in sorted(full)
    )


def _no_stop(statement: Statement) -> bool:
    """Whether what was read as a stop is a change of dose, a restart or a condition."""
    changed = {"increased", "decreased", "restarted"} & set(statement.mention.flags)
    return bool(changed) or says(statement, "restart") or says(statement, "conditional")


def _last_word(told: Sequence[Statement]) -> tuple[str, tuple[Statement, ...], Statement | None, bool]:
    """Status, supporting statements, the stop, and whether a later list contradicts it."""
    stop: Statement | None = None
    current: list[Statement] = []
    disputed = False
    for index in sorted({s.source.index for s in told}):
        here = [s for s in told if s.source.index == index]
        active = [s for s in here if s.status == "actuel"]
        stops = [s for s in here if s.status in STOPPED and not _no_stop(s)]
        if stops and active and (not stops[-1].source.log or active[-1].told <= stops[-1].told):
            prescribed = [s for s in active if prescribes(s) and not prescribes(stops[-1])]
            after = [s for s in active if says(s, "restart") and s.mention.start > stops[-1].mention.start]
            active = list(dict.fromkeys([*prescribed, *after]))
        if active and stop is not None:
            restarted = [s for s in active if "restarted" in s.mention.flags or says(s, "restart")]
            affirmed = [s for s in active if affirms(s)]
            if restarted:
                stop, current, disputed = None, [*current, *active], False
            elif affirmed:
                current, disputed = [*current, *affirmed], True
        elif active:
            current.extend(active)
        elif stops:
            stop, current, disputed = stops[-1], [], False
    if current:
        return "actuel", tuple(current), stop, disputed
    if stop is not None:
        return "arrêté", tuple(s for s in told if s.status in STOPPED and s.source is stop.source), stop, False
    return "", (), None, False


def _ended(statement: Statement, as_of: dt.date, listed: bool) -> bool:
    """Whether a course of stated length is over, or an acute treatment without any that is on no full list."""
    begun = statement.told
    if statement.mention.when is not None and statement.mention.when.precision == "day":
        begun = statement.mention.when.day
    if begun == UNDATED:
        return False
    rules = vocabulary("treatments.yaml")
    until = _until(statement)
    if until is not None:
        return until.span()[1] < as_of
    days = course_days(statement.plain)
    if days is None and not listed and not says(statement, "lasting"):
        limits: Mapping[str, int] = rules["acute"]
        days = next((n for p, n in limits.items() if statement.mention.concept.startswith(p)), None)
    return days is not None and begun + dt.timedelta(days=days + int(rules["grace_days"])) < as_of


def _until(statement: Statement) -> When | None:
    """The date that follows `jusqu'au`, if the statement has one."""
    at = statement.context.find("jusqu'au")
    if at < 0 or "jusqu'au" not in statement.plain:
        return None
    after = [
        d for d in statement.source.document.dates if statement.mention.start <= d.start < statement.mention.end + 30
    ]
    return after[-1].when if after else None


def _same_hand(first: Source, second: Source) -> bool:
    """Whether two documents of one kind come from the same place: the same letterhead."""
    heads = [words(s.plain.text[:_LETTERHEAD]) for s in (first, second)]
    return first.document.kind == second.document.kind and overlap(*heads) >= _SAME_LETTERHEAD


def _left_out(course: Sequence[Statement], key: str, lists: Sequence[Listing], as_of: dt.date) -> bool:
    """Whether newer lists (one of the same hand, or two of any) dropped the drug, or it was not named for long."""
    last = course[-1]
    newer = [x for x in lists if x.source.date > last.told and key not in x.drugs]
    old = last.told != UNDATED and (as_of - last.told).days > int(vocabulary("treatments.yaml")["old_days"])
    return old or len(newer) > 1 or any(_same_hand(x.source, last.source) for x in newer)


def courses(told: Iterable[Statement], as_of: dt.date) -> tuple[Course, ...]:
    """One course a drug, with its status on `as_of`; what belongs to others, is denied or supposed is left out."""
    grouped: dict[str, list[Statement]] = defaultdict(list)
    mine = [s for s in told if s.status not in OTHERS and s.passage.subject != "other"]
    lists = listings(mine)
    for s in sorted(mine, key=lambda s: s.order):
        grouped[drug_key(s)].append(s)
    stops = [s for s in mine if s.status in STOPPED and is_class(drug_key(s))]
    found = []
    for key, own in grouped.items():
        general = [
            s
            for s in stops
            if key.startswith(drug_key(s)) and any(o.status == "actuel" and o.told <= s.told for o in own)
        ]
        group = sorted(dict.fromkeys((*own, *general)), key=lambda s: s.order)
        status, current, stop, disputed = _last_word(group)
        if not status:
            continue
        listed = any(x.source is current[-1].source for x in lists) if current else False
        if status == "actuel" and (_ended(current[-1], as_of, listed) or _left_out(current, key, lists, as_of)):
            status = "ancien"
        found.append(Course(key, tuple(group), current, status, stop, disputed))
    return tuple(found)


def _other_dose(first: Statement, second: Statement) -> bool:
    return differ(fold(first.mention.value or ""), fold(second.mention.value or ""))


def _worded(statement: Statement) -> str:
    name = printed(statement)
    label = name if name and is_class(statement.mention.concept) else statement.mention.label
    if statement.mention.value and not negated(fold(statement.mention.value)):
        return named(label, name, statement.mention.value)
    text = clause(statement.text)
    return text if len(text) <= _A_LINE else named(label, name, None)


def _claim(course: Course) -> tuple[Statement, list[Statement]]:
    """The statement that words the present claim (the newest with a dose), and those that agree with it."""
    newest = max(course.current, key=lambda s: s.rank)
    valued = [s for s in course.current if s.mention.value]
    # "Eliquis donné ce soir" tells when it was taken, not how much is prescribed.
    # Nor does a laboratory ("à 12 h de la prise").
    told = [s for s in valued if s.source.document.kind != "biologie"]
    dosed = [s for s in told if dose(fold(s.mention.value or "")).strength is not None]
    best = max(dosed or valued, key=lambda s: s.rank) if valued else newest
    agree = [s for s in course.current if not s.mention.value or not _other_dose(s, best)]
    return best, agree


def _history(course: Course, claim: Statement) -> tuple[Version, ...]:
    """Earlier doses, and earlier periods of a stopped drug, oldest first."""
    versions: dict[str, list[Statement]] = defaultdict(list)
    for s in course.told:
        earlier = s.status == "actuel" and s.mention.value and (s not in course.current or _other_dose(s, claim))
        if s is not claim and earlier:
            versions[_worded(s)].append(s)
    return tuple(Version(text, "remplacé", first_last(g)[1], cites(g)) for text, g in versions.items())


def _fact(course: Course) -> Fact:
    claim, agree = _claim(course)
    first, _ = first_last(course.told)
    last = first_last(course.current)[1]
    support: tuple[Cite, ...] = tuple(dict.fromkeys((claim.cite, *cites(agree))))
    text = _worded(claim) if course.status != "arrêté" else clause(claim.text)
    own = [f for f in flags(course.told) if f not in _CHANGES]
    change = [f for f in flags([claim]) if f in _CHANGES]
    return Fact(
        "traitement", course.concept, text, course.status, first, last, support, _history(course, claim),
        tuple(own + change), max(s.mention.vital for s in course.told), max(s.mention.score for s in agree),
    )  # fmt: skip


def treatment_facts(found: Iterable[Course]) -> tuple[Fact, ...]:
    """A fact a drug; a class that only names a drug taken (`sous AOD`) is told by that drug."""
    every = tuple(found)
    taken = {c.concept for c in every if c.status == "actuel" and not is_class(c.concept)}
    return tuple(
        _fact(course)
        for course in every
        if not (
            is_class(course.concept) and course.status == "actuel" and any(t.startswith(course.concept) for t in taken)
        )
    )


def outdated_treatments(found: Iterable[Course]) -> frozenset[Cite]:
    """Where drugs that are over, and doses that are no longer the present one, are told."""
    over: set[Cite] = set()
    for course in found:
        if course.status != "actuel":
            over.update(s.cite for s in course.told)
            continue
        claim, agree = _claim(course)
        over.update(s.cite for s in course.told if s not in agree and _other_dose(s, claim))
    return frozenset(over)
