"""From the parts of a written date to the day it means."""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass
from typing import Final, Protocol

from ingest.date_grammar import Stated, fold
from ingest.when import When

_WEEKDAYS: Final = ("lun", "mar", "mer", "jeu", "ven", "sam", "dim")


class Dated(Protocol):
    """A date already found in the same text."""

    @property
    def when(self) -> When: ...  # noqa: D102

    @property
    def birth(self) -> bool: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Parts:
    """What was written of a date; a year of one or two digits is not yet in its century."""

    day: int | None
    month: int | None
    year: int | None
    weekday: str | None = None

    def valid(self) -> bool:
        """Whether the parts are in range (day and month may stand the American way round)."""
        day, month = self.ordered()
        if day == 0 and month == 0:
            day, month = None, None
        century = self.year is None or self.year < 100 or 1880 <= self.year <= 2100
        return (day is None or 1 <= day <= 31) and (month is None or 1 <= month <= 12) and century

    def ordered(self) -> tuple[int | None, int | None]:
        """Day and month, put right when only the other order is possible."""
        if self.day and self.month and self.month > 12 >= self.day and self.year is not None and self.year > 99:
            return self.month, self.day
        return self.day, self.month

    def full_year(self, anchor: dt.date, birth: bool = False) -> int | None:
        """The year with its century: the latest not beyond the anchor (two years of grace, none for a birth)."""
        if self.year is None or self.year >= 100:
            return self.year
        century = anchor.year - anchor.year % 100
        return (
            century + self.year
            if century + self.year <= anchor.year + (0 if birth else 2)
            else century - 100 + self.year
        )

    def date(self, anchor: dt.date, birth: bool = False) -> dt.date | None:
        """The calendar day, when all parts are there and the day exists."""
        day, month = self.ordered()
        year = self.full_year(anchor, birth)
        if day is None or month is None or year is None:
            return None
        try:
            return dt.date(year, month, day)
        except ValueError:
            return None


def resolve(
    parts: Parts,
    stated: Stated,
    *,
    anchor: dt.date,
    future: bool,
    birth: bool,
    joined: Parts | None,
    previous: Dated | None,
) -> When | None:
    """What the parts mean in a document of day `anchor`; None when they mean no date."""
    day, month = parts.ordered()
    year = parts.full_year(anchor, birth)
    if stated == "season" and year and month:
        return When(dt.date(year, month, 15), "year")
    if year is not None:
        exact = parts.date(anchor, birth)
        return When(exact) if exact is not None else When.of(year, month or None)
    if joined is not None:
        borrowed = _borrow(day, month, joined, anchor)
        if borrowed is not None:
            return borrowed
    if day is not None and month is not None:
        return _day_month(day, month, parts.weekday, anchor, future)
    if month is not None:
        ahead = dt.date(anchor.year, month, 1) > anchor
        step = (0 if ahead or month == anchor.month else 1) if future else (-1 if ahead else 0)
        return When.of(anchor.year + step, month)
    return _day_only(day, anchor, future, previous) if day is not None else None


def _borrow(day: int | None, month: int | None, joined: Parts, anchor: dt.date) -> When | None:
    """Take the month and year of the date that ends the range."""
    other_day, other_month = joined.ordered()
    other_year = joined.full_year(anchor)
    if other_month is None or (other_year is None and joined.day is not None and month is not None):
        return None
    year = other_year if other_year is not None else _latest_year(other_day or 1, other_month, anchor)
    if month is None:
        month = other_month
        if day is not None and other_day is not None and day > other_day:
            month, year = (month - 1, year) if month > 1 else (12, year - 1)
    elif month > other_month:
        year -= 1
    if day is None:
        return When.of(year, month)
    return _existing(year, month, day)


def _latest_year(day: int, month: int, anchor: dt.date) -> int:
    return anchor.year if (month, day) <= (anchor.month, anchor.day) else anchor.year - 1


def _existing(year: int, month: int, day: int) -> When | None:
    if day > calendar.monthrange(year, month)[1]:
        return None
    return When.of(year, month, day)


def _day_month(day: int, month: int, weekday: str | None, anchor: dt.date, future: bool) -> When | None:
    """The last such day up to the anchor, the next one after words of the future; a weekday settles it."""
    past = _latest_year(day, month, anchor)
    is_anchor = (month, day) == (anchor.month, anchor.day)
    years = [past if is_anchor else past + 1, past] if future else [past, past + 1]
    candidates = [when for year in (*years, past - 1, past + 2) if (when := _existing(year, month, day))]
    if weekday is not None:
        wanted = _WEEKDAYS.index(fold(weekday)[:3])
        matching = [when for when in candidates if when.day.weekday() == wanted]
        candidates = sorted(matching, key=lambda when: abs((when.day - anchor).days)) or candidates
    return candidates[0] if candidates else When.of(past, month)


def _day_only(day: int, anchor: dt.date, future: bool, previous: Dated | None) -> When | None:
    """The first such day from the date read just before, else the last one up to the anchor."""
    if previous is not None and not previous.birth and previous.when.precision == "day" and not future:
        base = previous.when.day
        for months in (0, 1):
            when = _in_month(base.year, base.month + months, day)
            if when is not None and base <= when.day <= anchor and (when.day - base).days <= 31:
                return when
    steps = (0, 1, 2) if future else (0, -1, -2, -3)
    for months in steps:
        when = _in_month(anchor.year, anchor.month + months, day)
        if when is not None and (when.day >= anchor if future else when.day <= anchor):
            return when
    return None


def _in_month(year: int, month: int, day: int) -> When | None:
    extra, index = divmod(month - 1, 12)
    return _existing(year + extra, index + 1, day)
