"""The day a document was written, or the care it reports was given, from its own text."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Final

import yaml

from ingest.date_context import is_future
from ingest.dates import FoundDate, find_dates
from ingest.folding import fold, folded_phrase
from ingest.when import When

VOCABULARY: Final = Path(__file__).with_name("document_dates.yaml")

_BEFORE: Final = 60
_SAFE: Final = 3.0
"""Least score of a date that may be taken for the document's."""
_RECENCY: Final = ((1, 3.0), (14, 1.5), (60, 0.0), (400, -3.0), (10**6, -8.0))
"""Up to how many days behind the newest date a date gets how many points."""
_LETTER: Final = 9.5
"""Weight of a letter's own `Brest, le 8 mars 2022`."""
_CLOSE: Final = 1.2
"""Dates whose scores differ by no more than this are equally good."""
_RANGE: Final = re.compile(r"\d[^\n\d]{0,12}(?:\bau|[-–—>→])\s*$")
_PLACE_AND_DATE: Final = re.compile(
    r"\s*(?:[^\W\d_][\w'’ \-]{1,30},?\s+)?(?:,?\s*(?:le|ce|en date du)\s+)?(?:[a-zà-ÿ]{4,8}\.?\s+)?$", re.IGNORECASE
)
_TIME: Final = re.compile(r"\s*(?:à|,|-)?\s*\d{1,2}\s?[:hH]\s?\d{0,2}(?:[^\d]|$)")
_WEEKDAY: Final = re.compile(r"(?i)\b(lun|mar|mer|jeu|ven|sam|dim)(?:di|credi|dredi|edi|anche)?\b")
_WEEKDAYS: Final = {name: n for n, name in enumerate(("lun", "mar", "mer", "jeu", "ven", "sam", "dim"))}
_HEADER_LINES: Final = 14
_FOOTER_LINES: Final = 5


@dataclass(frozen=True, slots=True)
class _Candidate:
    date: FoundDate
    score: float


def document_date(text: str) -> When | None:
    """The document's date; None when no date of the text can be taken for it with any safety.

    Never a birth date. Of equally good dates the latest wins: a stay is over on its last day,
    a diary on its last entry.
    """
    candidates = _candidates(text)
    if not candidates:
        return None
    best = max(candidate.score for candidate in candidates)
    close = [c.date.when for c in candidates if c.score >= max(_SAFE, best - _CLOSE)]
    return max(close, key=lambda when: when.day, default=None)


def _candidates(text: str) -> list[_Candidate]:
    found = find_dates(text)
    full = [d for d in found if d.stated == "day" and not d.birth]
    if not full and (by_weekday := _by_weekday(text, found)):
        return by_weekday
    if not full:
        return [_Candidate(d, _SAFE) for d in found if d.stated in {"month", "year"} and _alone(text, d)]
    dated = full + [d for d in found if d.stated == "day_month" and not d.birth]
    cues = {d.start: _cue(text, d) for d in dated}
    newest = max((d.when.day for d in full if cues[d.start] >= 0), default=max(d.when.day for d in full))
    return [_Candidate(d, cues[d.start] + _position(text, d) + _recency(newest, d, cues[d.start])) for d in dated]


def _by_weekday(text: str, found: list[FoundDate]) -> list[_Candidate]:
    """A diary without any year (`dim 12/10`, `16/02 dimanche`): the last year in which its weekdays are right."""
    days = [d for d in found if d.stated == "day_month"]
    named = [(d.when.day, _WEEKDAYS[m[1].lower()]) for d in days for m in _WEEKDAY.finditer(_around(text, d))]
    this_year = dt.date.today().year
    for year in range(this_year, this_year - 7, -1):
        moved = [(_in_year(day, year), weekday) for day, weekday in named]
        right = sum(day is not None and day.weekday() == weekday and day <= dt.date.today() for day, weekday in moved)
        if moved and right >= 0.8 * len(moved):
            dated = [(d, _in_year(d.when.day, year)) for d in days if _cue(text, d) >= 0]
            return [_Candidate(replace(d, when=When(day)), _SAFE) for d, day in dated if day]
    return []


def _around(text: str, date: FoundDate) -> str:
    """The date with the word before it and the word after it, on its line."""
    before = re.search(r"[^\W\d_]+\.?[ ]{1,2}$", text[max(0, date.start - 12) : date.start])
    after = re.match(r"[ ]{1,3}[^\W\d_]+", text[date.end : date.end + 14])
    return "\n".join((before[0] if before else "", text[date.start : date.end], after[0] if after else ""))


def _in_year(day: dt.date, year: int) -> dt.date | None:
    try:
        return day.replace(year=year)
    except ValueError:
        return None


def _recency(newest: dt.date, date: FoundDate, cue: float) -> float:
    """A document is as old as the newest thing in it; a date of years before is a history or a birth."""
    behind = (newest - date.when.day).days
    points = next(
        points for days, points in ((1, 3.0), (14, 1.5), (60, 0.0), (400, -3.0), (10**6, -8.0)) if behind <= days
    )
    if cue >= _LETTER and behind < 400:
        # An addendum written under a letter does not change the letter's date.
        points = max(points, 0.0)
    return points if date.stated == "day" else points - 4.0


def _alone(text: str, date: FoundDate) -> bool:
    """`Brest, mars 2019`, or a year by itself, on a line of its own near the top."""
    line_start = text.rfind("\n", 0, date.start) + 1
    line_end = text.find("\n", date.end)
    after = text[date.end : line_end if line_end >= 0 else len(text)]
    return (
        not date.birth
        and not after.strip(" .")
        and _PLACE_AND_DATE.fullmatch(text[line_start : date.start]) is not None
    )


def _cue(text: str, date: FoundDate) -> float:
    """What the words right before the date say; a letter's own `Brest, le 8 mars 2022` says it best."""
    line_start = text.rfind("\n", 0, date.start) + 1
    before = text[max(line_start, date.start - _BEFORE) : date.start]
    cell = re.split(r"\s{3,}|\t", before)[-1] if before.strip() else before
    folded = fold(cell).text.rstrip()
    best = 0.0
    for pattern, weight in _cues():
        if pattern.search(folded):
            best = weight
            break
    if best >= 0 and _RANGE.search(before):
        best = max(best, 6.5)
    if best >= 0 and is_future(text, date.start, date.end):
        best = -9.0
    line_end = text.find("\n", date.end)
    after = text[date.end : line_end if line_end >= 0 else len(text)]
    ends = not after.strip() or re.match(r"\s{2,}", after) is not None or _TIME.match(after) is not None
    if best >= 0 and ends and _PLACE_AND_DATE.fullmatch(cell):
        best = max(best, _LETTER if re.search(r"[^\W\d_]", cell) else 7.0)
    return best


def _position(text: str, date: FoundDate) -> float:
    line = text.count("\n", 0, date.start)
    from_end = text.rstrip().count("\n", date.end)
    if line <= _HEADER_LINES:
        return 4.0 - 0.05 * line
    return 2.0 if from_end <= _FOOTER_LINES else 0.0


@cache
def _cues() -> tuple[tuple[re.Pattern[str], float], ...]:
    """Patterns anchored at the end of the words before a date, the longest phrases first."""
    weighted = [
        (str(phrase), float(weight))
        for weight, phrases in yaml.safe_load(VOCABULARY.read_text(encoding="utf-8"))["before"].items()
        for phrase in phrases
    ]
    weighted.sort(key=lambda item: len(item[0]), reverse=True)
    names = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche", *_WEEKDAYS)
    weekday = rf"\b(?:{'|'.join(fold(name).text for name in names)})\b\.?"
    after = rf"(?:\s[a-z/]{{2,6}})?\s*[:.=]*(?:\s*\b(?:le|du|ce))?(?:\s*{weekday})?(?:\s*\ble)?$"
    return tuple((re.compile(rf"(?<![^\W_]){folded_phrase(p)}{after}"), w) for p, w in weighted)
