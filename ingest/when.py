"""A moment in the past as French documents state it: a day, a month or a year."""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass
from typing import Literal, Self

Precision = Literal["day", "month", "year"]


@dataclass(frozen=True, slots=True)
class When:
    """A calendar day and how much of it was really stated.

    A month stands at its 15th and a year at its 1st of July, so that two dates of
    different precision can be compared and both moved by the same number of weeks.
    """

    day: dt.date
    precision: Precision = "day"

    @classmethod
    def of(cls, year: int, month: int | None = None, day: int | None = None) -> Self:
        """Build from the parts that were stated. Raises ValueError on an impossible date."""
        if month is None:
            return cls(dt.date(year, 7, 1), "year")
        if day is None:
            return cls(dt.date(year, month, 15), "month")
        return cls(dt.date(year, month, day), "day")

    @classmethod
    def parse(cls, iso: str) -> Self:
        """Read `2024`, `2024-06` or `2024-06-18`. Raises ValueError on anything else."""
        parts = iso.split("-")
        if not 1 <= len(parts) <= 3 or len(parts[0]) != 4:
            raise ValueError(f"not an ISO date: {iso!r}")
        return cls.of(*(int(part) for part in parts))

    def iso(self) -> str:
        """The date in ISO form at its own precision."""
        return self.day.isoformat()[: {"year": 4, "month": 7, "day": 10}[self.precision]]

    def moved(self, weeks: int) -> Self:
        """The same statement, `weeks` whole weeks later."""
        return type(self)(self.day + dt.timedelta(weeks=weeks), self.precision)

    def span(self) -> tuple[dt.date, dt.date]:
        """First and last day that the statement can mean."""
        if self.precision == "year":
            return dt.date(self.day.year, 1, 1), dt.date(self.day.year, 12, 31)
        if self.precision == "month":
            last = calendar.monthrange(self.day.year, self.day.month)[1]
            return self.day.replace(day=1), self.day.replace(day=last)
        return self.day, self.day
