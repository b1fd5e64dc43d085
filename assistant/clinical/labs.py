"""Laboratory values said in a sentence or a list, and how to judge a value."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Final

from assistant.clinical.clauses import trim
from assistant.clinical.context import Clause
from assistant.clinical.engine import Hit
from assistant.clinical.terms import Meaning, labs, terms
from assistant.clinical.text import Folded, fold
from ingest.when import When

NUMBER: Final = r"[<>]?\s?\d{1,3}(?:[ \u202f]\d{3})+(?:[.,]\d+)?|[<>]?\s?\d+(?:[.,]\d+)?"
UNIT: Final = (
    r"(?:[gGT]/L|g/dL|[mµun]?mol/L|mmol/mol|mL/min(?:/1,73 ?(?:m2|m²)?)?|m?UI/m?L|U/L|UI/L|mg/L|mg/dL|mg/g|g/g|g/L|"
    r"µg/L|ug/L|ng/L|ng/mL|µg/mL|pg/mL|pmol/L|fL|pg|%|mmHg|kPa|copies/mL|U/gHb|UI/g Hb|mg/mmol|mm3|/mm3|"
    r"mEq/L|mOsm/kg|log|Giga/L|10\^9/L|mm/h|s)"
)
VALUE: Final = re.compile(rf"(?P<value>{NUMBER})(?P<unit>\s*{UNIT}(?![a-z]))?", re.IGNORECASE)
_ASIDE: Final = re.compile(r"\s*(?:kg|ans?|cm)\b", re.IGNORECASE)
"""Units of what a calculated value takes into account (`Cockcroft (61 kg) 27 mL/min`)."""
_FARTHEST = 45
_ALONE = 120
_TAIL = 30
Limits = tuple[float | None, float | None]


@dataclass(frozen=True, slots=True)
class Value:
    """One laboratory value with its place; `older` is for the earlier columns of a table."""

    hit: Hit
    start: int
    end: int
    value: str
    flags: tuple[str, ...]
    when: When | None
    older: bool
    alarming: bool


def number(text: str) -> float | None:
    """`1 234,5` -> 1234.5; None when there is no number."""
    digits = re.sub(r"[<>\s\u202f]", "", text).replace(",", ".")
    try:
        return float(digits)
    except ValueError:
        return None


def judged(key: str, value: str, unit: str, sign: str, limits: Limits | None) -> tuple[tuple[str, ...], bool]:
    """(`high`, `low` or `abnormal`; whether the value is beyond the alarm limits of `labs.csv`).

    `sign` is the report's own flag and `limits` its reference range; usual adult limits stand in for a missing range.
    """
    lab, amount = labs().get(key), number(value)
    if lab is None or amount is None:
        return (), False
    same_unit = not unit or unit.lower().startswith(lab.unit.lower()[:3])
    low, high = limits or ((lab.low, lab.high) if same_unit else (None, None))
    flags: tuple[str, ...] = ()
    if low is not None and amount < low:
        flags = ("low",)
    elif high is not None and amount > high:
        flags = ("high",)
    elif sign:
        flags = ({"+": "high", "H": "high", "↑": "high", "B": "low", "L": "low", "↓": "low"}.get(sign[0], "abnormal"),)
    beyond_low = lab.alarm_low is not None and amount <= lab.alarm_low
    beyond_high = lab.alarm_high is not None and amount >= lab.alarm_high
    return flags, same_unit and (beyond_low or beyond_high)


def inline(source: str, clause: Clause, hits: list[Hit], text: Folded) -> list[Value]:
    """Values said in a sentence or a list: `K 5,6, urée 31`."""
    out = []
    for k, hit in enumerate(hits):
        name_start, name_end = text.source(hit.start, hit.end)
        limit = text.source(hits[k + 1].start, hits[k + 1].end)[0] if k + 1 < len(hits) else clause.end
        until = min(limit, name_end + _FARTHEST)
        match = first_value(source, name_end, until)
        if match is None or not _belongs(source[name_end : match.start()]):
            continue
        if not match["unit"] and source[match.end() : match.end() + 1] == "/":
            continue
        flags, alarming = judged(hit.meaning.key, match["value"], (match["unit"] or "").strip(), "", None)
        if len(hits) <= 2 and clause.end - clause.start <= _ALONE:
            start, end = clause.start, clause.end
        else:
            start, end = trim(source, name_start, max(match.end(), min(limit, match.end() + _TAIL)))
        out.append(Value(hit, start, end, " ".join(match[0].split()), flags, None, False, alarming))
    return out


def first_value(source: str, start: int, end: int) -> re.Match[str] | None:
    """The first number that may be a result: no weight or age it was calculated with, no part of a word (`T12h`)."""
    for match in VALUE.finditer(source, start, end):
        apart = match.start() == start or not source[match.start() - 1].isalnum()
        if apart and not _ASIDE.match(source, match.end()):
            return match
    return None


def alarming(worded: str) -> bool:
    """Whether a result worded after its label (`Potassium 6,3 mmol/L`) is beyond the alarm limits of `labs.csv`."""
    plain = fold(worded)
    found = [m for m in _meanings() if plain.startswith(fold(m.label))]
    longest = max(found, key=lambda m: len(m.label), default=None)
    match = first_value(worded, len(longest.label), len(worded)) if longest else None
    if longest is None or match is None:
        return False
    return judged(longest.key, match["value"], (match["unit"] or "").strip(), "", None)[1]


@cache
def _meanings() -> frozenset[Meaning]:
    return frozenset(term.meaning for term in terms() if term.meaning.family == "lab")


def _belongs(between: str) -> bool:
    """Whether a number after these words is still the value of the name before them."""
    return "\n\n" not in between and (not re.search(r"[;,]\s|\. ", between) or "(" in between)
