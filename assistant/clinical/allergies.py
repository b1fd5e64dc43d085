"""Which allergen a wording is about, and whether it states, denies or refutes the allergy."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from assistant.clinical.statements import vocabulary

_SEPARATORS: Final = re.compile(r"\w*[\s,;/+&()-]*(?:(?:et|ou|ni|aux?|a|la|les|l'|de|d')[\s,;/+&()-]*)*")
_NEAR: Final = 90
_LISTED: Final = 25
_BESIDE: Final = 18
"""What stands so near belongs together even when another drug is named instead."""


@dataclass(frozen=True, slots=True)
class Family:
    """An allergen or a group of cross-reacting ones."""

    name: str
    words: re.Pattern[str]
    atc: tuple[str, ...]
    specific: bool
    """Whether one member taken without harm says nothing of the others."""


@cache
def families() -> tuple[Family, ...]:
    """All families of `allergens.yaml`."""
    found: dict[str, Any] = vocabulary("allergens.yaml")["families"]
    return tuple(
        Family(name, _starts(f["words"]), tuple(f["atc"]), bool(f.get("specific"))) for name, f in found.items()
    )


@cache
def _any_allergen() -> re.Pattern[str]:
    return re.compile("|".join(f.words.pattern for f in families()))


def _starts(words: Iterable[str]) -> re.Pattern[str]:
    """Words of more than four letters are beginnings; shorter ones stand whole (`ains`, not `ainsi`)."""
    return re.compile(r"\b(?:" + "|".join(re.escape(w) + (r"\b" if len(w) < 5 else "") for w in words) + ")")


@cache
def wordings(kind: str) -> re.Pattern[str]:
    """The expressions of one list of `allergens.yaml`."""
    return re.compile("|".join(f"(?:{e})" for e in vocabulary("allergens.yaml")[kind]))


def allergens(plain: str) -> frozenset[str]:
    """Families named in folded text."""
    if not _any_allergen().search(plain):
        return frozenset()
    return frozenset(f.name for f in families() if f.words.search(plain))


def near(plain: str, kind: str) -> frozenset[str]:
    """Families whose allergen is the nearest to one of the expressions of `kind`, or listed with it."""
    places = sorted((m.start(), m.end(), f.name) for f in families() for m in f.words.finditer(plain))
    reach = _BESIDE if wordings("instead").search(plain) else _NEAR
    found: set[str] = set()
    for cue in wordings(kind).finditer(plain) if places else ():
        gaps = [max(start - cue.end(), cue.start() - end, 0) for start, end, _ in places]
        nearest = min(range(len(places)), key=gaps.__getitem__)
        if gaps[nearest] < reach:
            start, end, name = places[nearest]
            found.update({name}, _listed(plain, places, end, 1), _listed(plain, places, start, -1))
    return frozenset(found)


def _listed(plain: str, places: Sequence[tuple[int, int, str]], at: int, way: int) -> set[str]:
    """Families named just after (`way` 1) or before `at`, with nothing but separators between."""
    found: set[str] = set()
    for start, end, name in places if way > 0 else reversed(places):
        between = plain[at:start] if way > 0 else plain[end:at]
        if (start >= at if way > 0 else end <= at) and len(between) < _LISTED and _SEPARATORS.fullmatch(between):
            found.add(name)
            at = end if way > 0 else start
    return found


def covering(concept: str) -> frozenset[str]:
    """Families whose drugs include an ATC code."""
    return frozenset(f.name for f in families() if any(concept.startswith(prefix) for prefix in f.atc))


def denies_all(plain: str) -> bool:
    """Whether folded text says that no allergy is known, naming none."""
    return bool(wordings("denials").search(plain))


def refuted(plain: str, named: frozenset[str]) -> tuple[frozenset[str], bool]:
    """Which of the named families folded text refutes, and whether in so many words (not by a dose well taken)."""
    if wordings("refutations").search(plain):
        return named, True
    if wordings("tolerances").search(plain):
        return named - {f.name for f in families() if f.specific}, False
    return frozenset(), False
