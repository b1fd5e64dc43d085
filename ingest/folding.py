"""Text folded for matching: accents, case and the letters that OCR takes for one another made equal.

Used to look words up, never to change a text: each folded character knows where it comes from.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import Final

_CONFUSED: Final = str.maketrans({"1": "l", "i": "l", "|": "l", "!": "l", "0": "o", "5": "s", "’": "'", "`": "'"})
_SPECIAL: Final = {"œ": "oe", "æ": "ae", "ß": "ss"}


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text; `source[i]` is the index in the original of folded character `i` (and its length, at the end)."""

    text: str
    source: tuple[int, ...]


def unaccented(text: str) -> str:
    """The text without its accents; decomposed characters lose them too."""
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))


@cache
def _folded_char(char: str) -> str:
    lowered = char.lower()
    plain = _SPECIAL.get(lowered) or unaccented(lowered)
    return plain.translate(_CONFUSED)


def fold(text: str) -> Folded:
    """Fold a text: `ALLERGlES`, `Allergies` and `allerg1es` become one; `rn` is read as `m`, runs of spaces as one."""
    chars: list[str] = []
    source: list[int] = []
    for index, char in enumerate(text):
        for piece in _folded_char(char):
            if piece == "n" and chars and chars[-1] == "r":
                chars[-1] = "m"
            elif piece in " \t\u00a0\u202f" and chars and chars[-1] == " ":
                continue
            else:
                chars.append(" " if piece in "\t\u00a0\u202f" else piece)
                source.append(index)
    source.append(len(text))
    return Folded("".join(chars), tuple(source))


def folded_phrase(phrase: str) -> str:
    """A word or phrase of a vocabulary, folded, as part of a regular expression: spaces and hyphens are alike."""
    parts = re.split(r"[\s\-]+", fold(phrase.strip()).text)
    return r"[\s\-]{1,3}".join(map(re.escape, parts))
