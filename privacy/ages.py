"""Ages over 89, which single a person out and become `90 ans ou plus`."""

from __future__ import annotations

import re
from typing import Final

from ingest.date_numbers import words_pattern
from privacy.entity import Entity

OLD: Final = "90 ans ou plus"

_NUMBER: Final = rf"(?:9\d|1[0-2]\d|(?:{words_pattern(90, 99)})|cent(?:[\s-](?:{words_pattern(1, 20)}))?)"
_AGE: Final = re.compile(
    rf"(?<![\w.,/+<>≥≤=-])(?:{_NUMBER}[ \t\u00a0]?ans\b(?:\s+et\s+demi)?|(?:9\d|1[0-2]\d)\s?a\b(?=[\s,.);:]))"
    r"|\bcentenaire\b",
    re.I,
)
_AGED: Final = re.compile(rf"\bâgée?s?\s+de\s+(?P<n>{_NUMBER})(?![\w%])(?!\s*(?:ans|mois|jours|semaines|heures))", re.I)
_DURATION: Final = re.compile(
    r"(?:\b(?:depuis|pendant|durant|il y a|dans les|sur|tous les|garantie?|concession de|plus de|moins de|entre)"
    r"|[<>≥≤=]|\d\s*[-àa/])\s*\Z",
    re.I,
)
_AFTER: Final = re.compile(
    r"\s*(?:d['’](?:exp[ée]rience|existence)|de (?:mariage|suivi|recul|survie|garantie|tabagisme|d[ée]tention))", re.I
)


def ages(text: str) -> list[Entity]:
    """Every age of 90 or more that a text gives, durations aside; sorted and disjoint."""
    found: list[Entity] = []
    for match in _AGE.finditer(text):
        if _DURATION.search(text[max(0, match.start() - 16) : match.start()]) or _AFTER.match(text, match.end()):
            continue
        if re.search(r"\da\Z|\d\s+a\Z", match[0], re.I) and not _abbreviated(text, match):
            continue
        found.append(_entity(match.start(), match.end()))
    for match in _AGED.finditer(text):
        if not any(e.start < match.end("n") and match.start("n") < e.end for e in found):
            found.append(_entity(*match.span("n")))
    return sorted(found)


def _abbreviated(text: str, match: re.Match[str]) -> bool:
    """`92a` is an age after a sex, a name or a bracket, not after a measure."""
    return (
        re.search(
            r"(?:\b[FHM][,.]?|[♀♂(,]|\b(?:mme|mr?|pat\w*|[âa]ge)\b\.?[^.\n]{0,24})\s*\Z",
            text[: match.start()][-32:],
            re.I,
        )
        is not None
    )


def _entity(start: int, end: int) -> Entity:
    return Entity(start, end, "AGE", 1.0, "age", "âge de 90 ans ou plus, ramené à une classe")
