"""Names known in the dossier, found again in every form: case, accents, dashes, glued, damaged by OCR."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import regex

from privacy.folding import level, plain
from privacy.known import Known, KnownName, declared, words
from privacy.likeness import is_word
from privacy.recognisers.base import Rule, Span, matches

_CONFUSED: Final = {
    "o": "[o0qQ]",
    "l": "[l1i|!]",
    "i": "[il1|!]",
    "s": "[s5]",
    "b": "[b8]",
    "m": "(?:m|rn|nn)",
    "g": "[g9]",
    "z": "[z2]",
    "d": "(?:d|cl)",
    "w": "(?:w|vv)",
    "q": "[qg9]",
}
_DIGITS: Final = {"0": "[0oq]", "1": "[1li|]", "5": "[5s]", "8": "[8b]", "2": "[2z]", "6": "[6b]"}
_PEOPLE: Final = ("NOM", "PRENOM")
FUZZY_LENGTH: Final = 6
"""Shortest name for which one wrong letter is forgiven."""


def _spelled(surface: str) -> str:
    """Pattern of a name on levelled text, OCR confusions included."""
    pieces = [
        "".join(_CONFUSED.get(c, _DIGITS.get(c, regex.escape(c))) for c in plain(word)) for word in words(surface)
    ]
    return r"[ \-'.\u00a0]{0,2}".join(pieces)


def _numbered(surface: str) -> str:
    return r"[ .\-/]?".join(_DIGITS.get(c, regex.escape(c)) for c in plain(surface))


def propagation(known: Known) -> Rule:
    """A recogniser for one dossier."""
    names = sorted(
        set(known.names) | set(declared(known.patient) if known.patient else ()), key=lambda n: -len(n.surface)
    )
    sure = {plain(n.surface) for n in (declared(known.patient) if known.patient else ())}
    patterns: list[tuple[regex.Pattern[str], KnownName, bool]] = []
    for name in names:
        letters = plain(name.surface)
        if len(letters) < (2 if name.label in _PEOPLE else 3 if name.label == "HOPITAL" else 4):
            continue
        body = (
            _numbered(name.surface)
            if name.label not in (*_PEOPLE, "HOPITAL", "VILLE", "ADRESSE")
            else _spelled(name.surface)
        )
        ambiguous = len(words(name.surface)) == 1 and (len(letters) < 4 or is_word(name.surface))
        patterns.append((regex.compile(rf"(?<![\p{{L}}\d]){body}(?![\p{{L}}\d])"), name, ambiguous))
    tokens = {
        plain(n.surface): n
        for n in names
        if n.label in _PEOPLE and len(words(n.surface)) == 1 and len(plain(n.surface)) >= FUZZY_LENGTH
    }

    def find(text: str) -> Iterator[Span]:
        levelled = level(text)
        for pattern, name, ambiguous in patterns:
            for match in matches(pattern, levelled):
                surface = text[match.start() : match.end()]
                if (
                    name.label in _PEOPLE
                    and ambiguous
                    and not _stands_as_name(text, match.start(), match.end(), plain(name.surface) in sure)
                ):
                    continue
                if name.label in ("HOPITAL", "VILLE") and not surface[0].isupper():
                    continue
                if name.label == "HOPITAL" and name.surface.isupper() and len(letters) < 6 and not surface.isupper():
                    continue
                acronym = name.label == "HOPITAL" and name.surface.isupper() and len(letters) < 6
                score = 0.97 if acronym else 0.6 if name.label == "HOPITAL" and ambiguous else 0.8
                yield Span(match.start(), match.end(), name.label, score, f"connu du dossier ({name.origin})")
        yield from _damaged(text, tokens)

    return Rule("dossier", find)


def _stands_as_name(text: str, start: int, end: int, sure: bool) -> bool:
    """Whether a word that is also a common word is written as a name here."""
    surface = text[start:end]
    if not surface[0].isupper():
        return False
    line = text[text.rfind("\n", 0, start) + 1 : (text.find("\n", end) + 1 or len(text) + 1) - 1]
    if surface.isupper() and len(surface) > 1:
        return sure or not line.isupper()
    before = text[max(0, start - 3) : start].rstrip(" \t")
    return sure or not (before == "" or before[-1] in ".\n:!?-•")


def _damaged(text: str, tokens: dict[str, KnownName]) -> Iterator[Span]:
    """Capitalised words one letter away from a long known name."""
    from rapidfuzz.distance import DamerauLevenshtein

    for match in regex.finditer(r"(?<![\p{L}\d])\p{Lu}[\p{L}\d]{4,}(?![\p{L}\d])", text):
        letters = plain(match[0])
        if letters in tokens or is_word(match[0]):
            continue
        for known, name in tokens.items():
            if (
                abs(len(known) - len(letters)) <= 1
                and known[0] == letters[0]
                and DamerauLevenshtein.distance(known, letters, score_cutoff=1) <= 1
            ):
                yield Span(match.start(), match.end(), name.label, 0.7, "à une lettre d'un nom connu du dossier")
                break
