"""Spelling apart: case, accents, dashes, apostrophes and what OCR confuses."""

from __future__ import annotations

import functools
import unicodedata
from typing import Final

_SINGLE: Final = {
    **dict.fromkeys("’‘`´ʼ", "'"),
    **dict.fromkeys("‐‑–—", "-"),
    **dict.fromkeys("\u00a0\u202f\u2009", " "),
    **{"ø": "o", "ł": "l", "đ": "d", "ı": "i", "ß": "s"},
}


@functools.cache
def _letter(char: str) -> str:
    base = unicodedata.normalize("NFD", char)[0]
    lowered = (_SINGLE.get(base) or _SINGLE.get(char) or base).lower()
    return _SINGLE.get(lowered, lowered) if len(lowered) == 1 else lowered[0]


def level(text: str) -> str:
    """Lower case, no accents, plain dashes and apostrophes; as long as `text`, so offsets hold."""
    return text.lower() if text.isascii() else "".join(map(_letter, text))


@functools.lru_cache(maxsize=100_000)
def plain(word: str) -> str:
    """A word's letters and digits only, levelled; ligatures are opened."""
    return "".join(
        char for char in level(word.replace("œ", "oe").replace("Œ", "Oe").replace("æ", "ae")) if char.isalnum()
    )
