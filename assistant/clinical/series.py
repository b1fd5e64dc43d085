"""Laboratory values over time: the newest is the fact, the earlier ones its trend."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Final

from assistant.clinical.model import Fact, Version
from assistant.clinical.statements import UNDATED, Statement, cites, first_last, flags, printed
from assistant.clinical.wording import named, numbers

_VERSIONS: Final = 8
_YEAR: Final = 400
_APART: Final = frozenset({"autre personne", "familial", "hypothèse", "nié"})


def is_series(statement: Statement) -> bool:
    """Whether a statement is one value of something measured again and again."""
    mention = statement.mention
    return mention.category == "biologie" and bool(mention.concept) and any(c.isdigit() for c in mention.value or "")


def _moment(statement: Statement) -> tuple[dt.date, int, dt.date, int, int, int, int]:
    """Sorts values by the day they are of.

    On one day what is told as present wins over an earlier column, then a later line, and in one line the first.
    """
    day = statement.when.day if statement.when else UNDATED
    present = int(statement.status != "ancien")
    place = (statement.source.authority, statement.source.index, statement.passage.start, -statement.mention.start)
    return (day, present, statement.told, *place)


def _worded(statement: Statement) -> str:
    return named(statement.mention.label, printed(statement), statement.mention.value)


def _same_value(first: Statement, second: Statement) -> bool:
    a, b = numbers(first.mention.value or ""), numbers(second.mention.value or "")
    return bool(a & b) and (a <= b or b <= a)


def _status(newest: Statement, as_of: dt.date) -> str:
    """The newest value stands for the present for a year, even if its document already called it an earlier one."""
    if newest.status not in {"actuel", "ancien"} or newest.when is None:
        return newest.status
    return "actuel" if (as_of - newest.when.span()[1]).days <= _YEAR else "ancien"


def _series(group: Sequence[Statement], as_of: dt.date) -> Fact:
    ordered = sorted(group, key=_moment)
    newest = ordered[-1]
    agree = [s for s in ordered if s.when == newest.when and _same_value(s, newest)]
    versions: dict[tuple[str, str], list[Statement]] = defaultdict(list)
    for s in ordered[:-1]:
        if s not in agree:
            versions[_worded(s), s.when.iso() if s.when else ""].append(s)
    history = tuple(
        Version(text, "remplacé", g[-1].when, cites(g)) for (text, _), g in list(versions.items())[-_VERSIONS:]
    )
    first, last = first_last(ordered)
    return Fact(
        "biologie", newest.mention.concept, _worded(newest), _status(newest, as_of), first, last,
        tuple(dict.fromkeys((newest.cite, *cites(agree)))), history, flags(agree),
        max(s.mention.vital for s in agree), max(s.mention.score for s in agree),
    )  # fmt: skip


def lab_facts(told: Iterable[Statement], as_of: dt.date) -> tuple[Fact, ...]:
    """A fact a laboratory concept and status of its owner (another person's values never mix with the patient's)."""
    grouped: dict[tuple[str, str], list[Statement]] = defaultdict(list)
    for s in told:
        owner = s.status if s.status in _APART else ""
        grouped[s.mention.concept, owner].append(s)
    return tuple(_series(group, as_of) for group in grouped.values())
