"""Doses as printed, made comparable: strength, intakes a day, how long the course lasts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

_AMOUNT: Final = re.compile(
    r"(?<![\w,.])(\d+(?:[.,]\d+)?(?:[ .](?=\d{3}\b)\d{3})*)\s*"
    r"(mg|ug|mcg|microgrammes?|g|ui|unites?|u|meq|ml|l/min|l|%)(?![a-z])"
)
_BARE: Final = re.compile(r"(?<![\w,.-])(\d+(?:[.,]\d+)?)(?![\w,.]|\s*(?:cp|comprime|gel|sachet|amp|inj|fois|x\b|j\b))")
_GRID: Final = re.compile(r"(?<![\d,./-])(\d|1/2)\s*-\s*(\d|1/2)\s*-\s*(\d|1/2)(?:\s*-\s*(\d|1/2))?(?![\d/])")
_TIMES: Final = re.compile(
    r"(?:x\s*(\d)|(\d|une|deux|trois|quatre)\s*(?:fois|x|prises|inj\w*))\s*(?:/|par)?\s*(?:j|jour|24 ?h)?(?!\w)"
)
_MOMENTS: Final = re.compile(
    r"(?:(\d+(?:[.,]\d+)?|1/2|un|une|deux|trois)\s*(?:cp|comprimes?|gel\w*)?\s*(?:le |a |au )?)?"
    r"\b(matin|midi|soir|coucher|gouter)\b"
)
_COUNTS: Final = {"un": 1.0, "une": 1.0, "deux": 2.0, "trois": 3.0, "quatre": 4.0, "1/2": 0.5}
_COURSE: Final = re.compile(
    r"(?P<lead>pdt|pendant|durant|sur|pour|encore|\+|,|:|-|\()?\s*(?P<n>\d+|un|une|deux|trois|quatre|cinq|six|sept|huit|dix|"
    r"quinze)\s*(?P<unit>jours?|j|semaines?|sem|mois)(?!\w|/|\s*(?:par|sur|/)\s*(?:semaine|sem|mois|7))"
)
_NOT_A_COURSE: Final = re.compile(r"\b(?:qsp|renouv\w*|a renouveler|tous les|toutes les|depuis|par|il y a|/)\s*$")
_WORDS: Final = {"un": 1, "une": 1, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6, "sept": 7, "huit": 8,
                 "dix": 10, "quinze": 15}  # fmt: skip
_IN_MG: Final = {"g": 1000.0, "ug": 0.001, "mcg": 0.001, "microgramme": 0.001, "microgrammes": 0.001}


@dataclass(frozen=True, slots=True)
class Dose:
    """What one intake and one day hold; `None` where the wording does not tell."""

    strength: float | None
    unit: str
    intakes: float | None
    printed: float | None = None
    """The strength's number as printed, for comparison with one that has no unit."""

    @property
    def daily(self) -> float | None:
        """Amount a day."""
        return None if self.strength is None or self.intakes is None else self.strength * self.intakes


def _number(text: str) -> float:
    return _COUNTS.get(text) or float(text.replace(" ", "").replace(",", "."))


def dose(plain: str) -> Dose:
    """Read a folded wording such as `2,5 mg matin et soir`; a sum (`5 + 2 mg`) tells no single strength."""
    strength, unit, printed = (None, "", None) if "+" in plain else _strength(plain)
    return Dose(strength, unit, _intakes(plain), printed)


def _strength(plain: str) -> tuple[float | None, str, float | None]:
    amount = _AMOUNT.search(plain)
    if not amount:
        bare = _BARE.search(_GRID.sub(" ", plain))
        number = _number(bare[1]) if bare else None
        return number, "", number
    unit = amount[2]
    strength = _number(amount[1].replace(".", "") if re.search(r"\.\d{3}\b", amount[1]) else amount[1])
    if unit in _IN_MG:
        return strength * _IN_MG[unit], "mg", strength
    return strength, "ui" if unit.startswith("u") else unit, strength


def _intakes(plain: str) -> float | None:
    grid = _GRID.search(plain)
    if grid:
        return sum(_number(cell) for cell in grid.groups() if cell) or None
    moments = list(_MOMENTS.finditer(plain))
    if moments:
        strength = _strength(plain)[2]
        counts = (_number(m[1]) if m[1] else 1.0 for m in moments)
        return sum(1.0 if count == strength else count for count in counts)
    times = _TIMES.search(plain)
    if times:
        return float(times[1]) if times[1] else _number(times[2])
    return 1.0 if re.search(r"/ ?j\b|/24 ?h|par jour|\bjour\b", plain) else None


def differ(first: str, second: str) -> bool:
    """Whether two folded wordings of one drug's dose cannot both be right."""
    a, b = dose(first), dose(second)
    if a.unit != b.unit:
        if a.unit and b.unit:
            return False
        a, b = (Dose(d.printed, "", d.intakes, d.printed) for d in (a, b))
    if a.daily is not None and b.daily is not None:
        return abs(a.daily - b.daily) > 1e-6
    return a.strength is not None and b.strength is not None and abs(a.strength - b.strength) > 1e-6 and not (
        a.strength == b.daily or b.strength == a.daily
    )  # fmt: skip


def course_days(plain: str) -> int | None:
    """How many days a stated course lasts; a box's or a prescription's validity (`qsp 3 mois`) is none."""
    for match in _COURSE.finditer(plain):
        if _NOT_A_COURSE.search(plain[: match.start("n")].rstrip(" ,:-(")):
            continue
        count = _WORDS.get(match["n"]) or int(match["n"])
        unit = match["unit"]
        if unit.startswith("mois"):
            if match["lead"] in {"pdt", "pendant", "durant", "pour"}:
                return count * 30
            continue
        return count * (7 if unit.startswith("sem") else 1)
    return None
