"""Word lists of a moment's file, matched on folded text: `troponin*` is the beginning of a word, `fa` a whole one."""

from __future__ import annotations

import re
from functools import lru_cache

from ingest.folding import unaccented


def fold(text: str) -> str:
    """Lower case, no accents, plain apostrophes; as long as `text` when it is composed (NFC) and has no ligature."""
    return unaccented(text.lower().replace("’", "'").replace("œ", "oe").replace("æ", "ae"))


@lru_cache(maxsize=512)
def pattern(words: tuple[str, ...]) -> re.Pattern[str] | None:
    """One expression for a whole list; None for an empty one. `*` accepts any ending, else a plural is accepted."""
    if not words:
        return None
    parts = []
    for word in sorted(map(fold, words), key=len, reverse=True):
        each = [re.escape(one).replace(r"\*", r"\w*") + ("" if one.endswith("*") else "s?") for one in word.split()]
        parts.append(r"\s+".join(each))
    return re.compile(r"(?<!\w)(?:" + "|".join(parts) + r")(?!\w)")


def hits(words: tuple[str, ...], folded: str) -> frozenset[str]:
    """The distinct wordings of the list that stand in a folded text."""
    expression = pattern(words)
    return frozenset(expression.findall(folded)) if expression else frozenset()
