"""A text made easy to match (lower case, no accents, OCR repaired) that still knows where it comes from."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from functools import cache

from assistant.clinical.words import repair
from ingest.folding import unaccented

_SPECIAL = {
    "œ": "oe", "æ": "ae", "’": "'", "ʼ": "'", "‘": "'", "`": "'", "–": "-", "—": "-", "‑": "-", "−": "-", "‐": "-",
    "μ": "u", "µ": "u", "γ": "g", "\u00a0": " ", "\u202f": " ", "\t": " ", "\u200b": " ", "ﬁ": "fi", "ﬂ": "fl",
    "×": "x", "«": '"', "»": '"', "“": '"', "”": '"', "²": "2", "³": "3", "\r": " ", "\x0c": "\n",
}  # fmt: skip
_TOKEN = re.compile(r"[^\W_]+(?:[.,/:][0-9OolI|]+)*")
_HYPHENATED = re.compile(r"(?<=[a-z])- *\n *(?=[a-z])")


@dataclass(frozen=True, slots=True)
class Folded:
    """`text` is what patterns are matched on; `origin[i]` is the source offset of its i-th character.

    `origin` has one entry more than `text`, the length of the source.
    """

    text: str
    origin: tuple[int, ...]

    def source(self, start: int, end: int) -> tuple[int, int]:
        """The source span of `[start, end)` of the folded text."""
        return self.origin[start], self.origin[end - 1] + 1 if end > start else self.origin[end]

    def place(self, start: int, end: int) -> tuple[int, int]:
        """The folded span of `[start, end)` of the source."""
        return bisect_left(self.origin, start, 0, len(self.text)), bisect_left(self.origin, end, 0, len(self.text))


@cache
def fold_char(char: str) -> str:
    """One character in lower case, without accent; sometimes two letters, never none."""
    char = char.lower()
    if char in _SPECIAL:
        return _SPECIAL[char]
    if char.isascii():
        return char
    return unaccented(char) or " "


def fold(text: str) -> str:
    """Lower case, no accents, plain apostrophes, dashes and spaces."""
    return "".join(map(fold_char, text))


def folded(text: str) -> Folded:
    """Fold a document, repair its OCR damage, join words cut at a line's end, and keep track of every offset."""
    out: list[str] = []
    origin: list[int] = []

    def add(piece: str, start: int, end: int) -> None:
        """Write `piece` for the source span, its first and last characters on those of the span."""
        steps, room = max(1, len(piece) - 1), end - 1 - start
        for k, char in enumerate(piece):
            for one in fold_char(char):
                out.append(one)
                origin.append(start + k * room // steps)

    last = 0
    for match in _TOKEN.finditer(text):
        word = match[0]
        fixed = repair(word)
        if fixed == word:
            continue
        add(text[last : match.start()], last, match.start())
        add(fixed, match.start(), match.end())
        last = match.end()
    add(text[last:], last, len(text))
    return _unhyphenate(Folded("".join(out), (*origin, len(text))))


def _unhyphenate(given: Folded) -> Folded:
    """Drop `-\\n` between two letters: the word goes on."""
    if not _HYPHENATED.search(given.text):
        return given
    text, origin, last = "", list[int](), 0
    for match in _HYPHENATED.finditer(given.text):
        text += given.text[last : match.start()]
        origin.extend(given.origin[last : match.start()])
        last = match.end()
    return Folded(text + given.text[last:], (*origin, *given.origin[last:]))
