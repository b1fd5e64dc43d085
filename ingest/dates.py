"""Dates in French clinical text: where they are, what they mean, and how to move them.

Partial dates (`12/03`, `en mars`, `le 18`) are resolved from the document's date. Doses, scores, blood
pressures and pages are never dates (`date_guards`); the forms themselves are in `date_grammar`.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from ingest.date_context import is_birth, is_future
from ingest.date_grammar import Form, Stated, forms, number, slots
from ingest.date_guards import GUARDS
from ingest.date_rewrite import rewritten
from ingest.date_values import Parts, resolve
from ingest.when import When

__all__ = ["FoundDate", "Stated", "find_dates", "rewrite"]


@dataclass(frozen=True, slots=True, order=True)
class FoundDate:
    """A date at `[start, end)` of the text, what it means, and how much of it was written.

    `when` of a partial date is resolved from the document's date. `birth` is True when the words before say so.
    """

    start: int
    end: int
    when: When
    stated: Stated
    birth: bool


def find_dates(text: str, anchor: When | None = None) -> list[FoundDate]:
    """All dates of a text, sorted and disjoint.

    `anchor` is the document's own date. Without it, partial dates are resolved from the newest full date of the
    text, or from today when there is none.
    """
    matches = _matches(text)
    full = {m.start(): _parts(m) for m, form in matches if form.stated == "day"}
    anchor_day = anchor.span()[1] if anchor else _newest(full, dt.date.today())
    found: list[FoundDate] = []
    for index, (match, form) in enumerate(matches):
        parts = _parts(match)
        birth = is_birth(text, match)
        following = matches[index + 1] if index + 1 < len(matches) else None
        when = resolve(
            parts,
            form.stated,
            anchor=anchor_day,
            future=is_future(text, match.start(), match.end()),
            birth=birth,
            joined=_joined(text, match, following),
            previous=found[-1] if found and match.start() - found[-1].start < 600 else None,
        )
        if when is not None:
            stated = "day_month" if form.stated == "day" and parts.year is None else form.stated
            found.append(FoundDate(match.start(), match.end(), when, stated, birth))
    return found


def rewrite(surface: str, found: FoundDate, weeks: int) -> str:
    """The same wording, `weeks` whole weeks later: same separators, number of digits, case and weekday.

    Digits damaged by character recognition come out clean. Raises ValueError when `surface` is not `found`'s.
    """
    return rewritten(surface, found.when.moved(weeks), found.stated)


def _matches(text: str) -> list[tuple[re.Match[str], Form]]:
    """What the forms and their guards accept, the most telling form keeping its place."""
    taken = bytearray(len(text))
    kept: list[tuple[re.Match[str], Form]] = []
    for form in forms():
        guard = GUARDS[form.needs]
        for match in form.pattern.finditer(text):
            start, end = match.span()
            if any(taken[start:end]) or not _plausible(match, form) or not guard(text, match):
                continue
            taken[start:end] = b"\1" * (end - start)
            kept.append((match, form))
    return sorted(kept, key=lambda pair: pair[0].start())


def _plausible(match: re.Match[str], form: Form) -> bool:
    if not any(c.isdigit() for c in match[0]) and not {"mw", "yw", "dw"} & set(_named(match)):
        return False
    try:
        parts = _parts(match)
    except (ValueError, StopIteration):
        return False
    return parts.valid()


def _named(match: re.Match[str]) -> list[str]:
    return [name for name, _, _ in slots(match)]


def _parts(match: re.Match[str]) -> Parts:
    values = {name: number(name, match[name]) for name in _named(match) if name not in ("wd", "s", "t")}
    month = next((values[name] for name in ("m", "mw", "mr", "sn", "fx") if name in values), None)
    year = next((values[name] for name in ("y", "yw") if name in values), None)
    return Parts(
        day=values.get("d", values.get("dw")),
        month=month,
        year=year,
        weekday=match.groupdict().get("wd"),
    )


def _newest(full: dict[int, Parts], today: dt.date) -> dt.date:
    days = [day for parts in full.values() if (day := parts.date(today)) is not None and day <= today]
    return max(days, default=today)


def _joined(text: str, match: re.Match[str], following: tuple[re.Match[str], Form] | None) -> Parts | None:
    """The next date when this one leans on it: `du 12 au 15 mars`, `le 9 et le 23 août`."""
    if following is None:
        return None
    between = text[match.end() : following[0].start()]
    if re.fullmatch(r"\s*(?:au|et|ou|à|,|-|/|->|→|–)\s*(?:(?:le|du|au)\s+)?", between) is None:
        return None
    return _parts(following[0])
