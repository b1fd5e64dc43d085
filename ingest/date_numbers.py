"""French number words up to 99, and years in words: both ways."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

_UNITS: Final = [
    "zéro",
    "un",
    "deux",
    "trois",
    "quatre",
    "cinq",
    "six",
    "sept",
    "huit",
    "neuf",
    "dix",
    "onze",
    "douze",
    "treize",
    "quatorze",
    "quinze",
    "seize",
    "dix-sept",
    "dix-huit",
    "dix-neuf",
]
_TENS: Final = {2: "vingt", 3: "trente", 4: "quarante", 5: "cinquante", 6: "soixante", 8: "quatre-vingt"}


def to_words(number: int) -> str:
    """Write a number from 0 to 99, or a year from 1900 to 2099. Raises ValueError on any other."""
    if 0 <= number < 20:
        return _UNITS[number]
    if 20 <= number < 100:
        return _tens(number)
    if 1900 <= number < 2100:
        century, rest = ("mille neuf cent", number - 1900) if number < 2000 else ("deux mille", number - 2000)
        return f"{century} {to_words(rest)}" if rest else century
    raise ValueError(f"not written in words here: {number}")


def _tens(number: int) -> str:
    ten, unit = divmod(number, 10)
    if ten in (7, 9):
        ten, unit = ten - 1, unit + 10
    if not unit:
        return "quatre-vingts" if ten == 8 else _TENS[ten]
    joint = " et " if unit in (1, 11) and ten != 8 else "-"
    return f"{_TENS[ten]}{joint}{_UNITS[unit]}"


def _loose(words: str) -> str:
    """A pattern that takes hyphens, spaces and a line's end for each other."""
    return r"[\s\-]{1,3}".join(re.escape(word) for word in re.split(r"[\s-]", words)).replace("vingts", "vingts?")


@cache
def _patterns() -> dict[str, int]:
    return {_loose(to_words(n)): n for n in range(1, 100)} | {"vingt[\\s\\-]{1,3}un": 21, "premier": 1}


def words_pattern(low: int, high: int) -> str:
    """A regular expression for the numbers of `[low, high]` in words, longest first."""
    found = [pattern for pattern, number in _patterns().items() if low <= number <= high]
    return "|".join(sorted(found, key=len, reverse=True))


def year_pattern() -> str:
    """A regular expression for the years 1900 to 2099 in words."""
    rest = words_pattern(1, 99)
    return (
        rf"(?:mille\s+neuf[\s\-]+cents?|dix[\s\-]neuf[\s\-]+cents?)(?:\s+(?:{rest}))?"
        rf"|deux[\s\-]+mille(?:\s+(?:{rest}))?"
    )


def from_words(words: str) -> int:
    """The number of 1 to 99, or the year, that these words write. Raises ValueError on anything else."""
    text = words.lower().strip()
    for head, century in (
        (r"(?:mille\s+neuf[\s\-]+cents?|dix[\s\-]neuf[\s\-]+cents?)", 1900),
        (r"deux[\s\-]+mille", 2000),
    ):
        if match := re.match(head, text):
            rest = text[match.end() :].strip()
            return century + (from_words(rest) if rest else 0)
    for pattern, number in _patterns().items():
        if re.fullmatch(pattern, text):
            return number
    raise ValueError(f"not a number in words: {words!r}")
