"""Numbers that only the words before them explain: IPP, stays, samples, devices, contracts."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Final

import regex

from privacy.recognisers.base import Span, matches, vocabulary

_VALUE: Final = (
    r"(?P<value>(?=[\w/.*?-]*[0-9OIl]{2})[A-Z0-9][\w./*?-]*[\w*]"
    r"(?:[ ](?=[\d\w./-]*\d)(?:[A-Z0-9][\w./-]*\w|\d(?!\w)))*)"
)
_LINK: Final = (
    r"[ \t]*(?:n[°ºo2][ .]?|num[ée]ro|num|no\b)?[ \t]*(?:patient|provisoire|unique|local|interne)?"
    r"[ \t]*\.?[ \t]*[:=#]?[ \t|]*"
)


@cache
def _patterns() -> tuple[tuple[str, regex.Pattern[str]], ...]:
    """(label, pattern) from `identifiers.yaml`."""
    built = []
    for entry in vocabulary("identifiers"):
        words = "|".join(entry["words"])
        flags = 0 if entry.get("case") else regex.I
        built.append((entry["label"], regex.compile(rf"(?<![\w])(?:{words})(?!\w){_LINK}{_VALUE}", flags)))
    return tuple(built)


def _plausible(value: str) -> bool:
    """A number of at least four characters, three of them digits, and not a date or a measure."""
    count = sum(char.isdigit() for char in value)
    return (
        len(value) >= 4
        and count >= 3
        and not regex.fullmatch(r"\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{1,2}h\d{0,2}|\d+[.,]\d+", value)
    )


def find(text: str) -> Iterator[Span]:
    """Every identifier that its context names."""
    for label, pattern in _patterns():
        for match in matches(pattern, text):
            if _plausible(match["value"]):
                yield Span(
                    *match.span("value"),
                    label,
                    0.85,
                    f"numéro après « {match[0][: match.start('value') - match.start()].strip()} »",
                )
