"""What a run of name words looks like, and which of them are first names."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import Final

import regex

from privacy.likeness import is_word, likeness
from privacy.recognisers.base import vocabulary

UPPER: Final = r"\p{Lu}"
WORD: Final = rf"{UPPER}(?:[\p{{L}}0l|]+|(?=['’]))(?:['’\-][\p{{L}}0|]+)*"
INITIAL: Final = (
    rf"(?:{UPPER}[a-zéèô]?\.[ ]?-?(?:[ ]?{UPPER}\.)*|{UPPER}-{UPPER}(?!\p{{L}})\.?|{UPPER}(?![\p{{L}}'’\-\d]))"
)


@functools.cache
def particles() -> str:
    """Alternation of name particles, with the blank that must follow."""
    words = sorted(vocabulary("names")["particles"], key=len, reverse=True)
    return "|".join(regex.escape(word) if word[-1] in "'’" else rf"{regex.escape(word)}[ ]" for word in words)


@functools.cache
def sequence() -> str:
    """A run of one to six name words, initials and particles on one line."""
    item = rf"(?:{INITIAL}|(?:{particles()}){{0,3}}{WORD})"
    return rf"{item}(?:[ \u00a0]{{0,2}}{item}){{0,5}}"


@functools.cache
def stops() -> frozenset[str]:
    """Capitalised words that end a name."""
    return frozenset(vocabulary("names")["stops"])


@dataclass(frozen=True, slots=True)
class Part:
    """One run of a name: `[start, end)` and `NOM` or `PRENOM`."""

    start: int
    end: int
    label: str


@functools.cache
def _items() -> regex.Pattern[str]:
    return regex.compile(rf"(?P<initial>{INITIAL})|(?P<word>(?:{particles()}){{0,3}}{WORD})")


def _ordinary(word: str) -> bool:
    """A capitalised French word rather than a name."""
    pieces = regex.findall(r"\p{L}+", word)
    judged = [likeness(piece) for piece in pieces if len(piece) > 1]
    return (
        bool(judged)
        and all(is_word(piece) for piece in pieces if len(piece) > 1)
        and max(j.name for j in judged) < max(j.word for j in judged)
    )


def parts(text: str, start: int, end: int, *, certain: bool = True) -> tuple[Part, ...]:
    """Split `[start, end)` into family and first names, ending at the first word that is none.

    `certain`: the first word is a name whatever it looks like (a title stands before it).
    """
    found: list[tuple[int, int, str, bool]] = []
    for match in _items().finditer(text, start, end):
        surface = match[0]
        if found and "\n" in text[found[-1][1] : match.start()]:
            break
        bare = surface.strip(" .")
        if bare in stops() or (bare.rstrip("s") in stops() and len(bare) > 3):
            break
        awaited = bool(found) and (all(item[3] for item in found) or (bare.isupper() and not found[-1][2].isupper()))
        if not match["initial"] and (found or not certain) and not awaited and _ordinary(bare):
            break
        found.append((match.start(), match.start() + len(surface.rstrip(" ")), bare, bool(match["initial"])))
    return tuple(Part(s, e, label) for (s, e, _, _), label in zip(found, _labels(found), strict=True))


def _labels(found: list[tuple[int, int, str, bool]]) -> list[str]:
    """First name or family name, from capitals, order and likeness."""
    words = [item for item in found if not item[3]]
    if not words:
        return ["NOM" if len(found) == 1 else "PRENOM"] * len(found)
    mixed = any(w[2].isupper() for w in words) and any(not w[2].isupper() for w in words)
    labels: list[str] = []
    for _, _, word, initial in found:
        if initial:
            labels.append("PRENOM")
        elif len(words) == 1:
            labels.append("NOM")
        elif mixed:
            labels.append("NOM" if word.isupper() else "PRENOM")
        else:
            judged = likeness(regex.split(r"['’\- ]", word)[0])
            labels.append("PRENOM" if judged.first_name > max(judged.surname - 4, 0.0) else "NOM")
    if "NOM" not in labels:
        labels[-1] = "NOM"
    return labels
