"""Cut a text into words, numbers, signs and line ends, with their offsets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import regex

_TOKEN: Final = regex.compile(r"[\p{L}\p{M}\p{N}]+|\n(?:[ \t]*\n)*|[^\s\p{L}\p{M}\p{N}]")


@dataclass(frozen=True, slots=True)
class Token:
    """One token at `[start, end)`, and the blanks before it (0 none, 1 one, 2 more, 3 first of its line)."""

    text: str
    start: int
    end: int
    gap: int


def tokenise(text: str) -> list[Token]:
    """All tokens of a text; a run of line ends is one token."""
    tokens: list[Token] = []
    last, fresh = 0, True
    for match in _TOKEN.finditer(text):
        blanks = match.start() - last
        tokens.append(Token(match[0], match.start(), match.end(), 3 if fresh else min(blanks, 2)))
        fresh, last = match[0][0] == "\n", match.end()
    return tokens
