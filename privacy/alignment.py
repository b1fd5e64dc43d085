"""Where each character of a pseudonymised text comes from, and the exact way back."""

from __future__ import annotations

import json
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Self


@dataclass(frozen=True, slots=True)
class Replaced:
    """`surface` stood at `[start, end)` of the source and is now `[pseudo_start, pseudo_end)` of the new text."""

    start: int
    surface: str
    pseudo_start: int
    pseudo_end: int

    @property
    def end(self) -> int:
        """End in the source."""
        return self.start + len(self.surface)


@dataclass(frozen=True, slots=True)
class Alignment:
    """The replaced segments, in order and disjoint; everything between two of them was copied.

    Holds the replaced characters themselves: it is as identifying as the source and is kept in the vault.
    """

    replaced: tuple[Replaced, ...] = ()
    _starts: tuple[int, ...] = field(init=False, repr=False, compare=False)
    _pseudo_starts: tuple[int, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if any(a.end > b.start or a.pseudo_end > b.pseudo_start for a, b in pairwise(self.replaced)):
            raise ValueError("replaced segments overlap or are out of order")
        if any(not r.surface or r.pseudo_end <= r.pseudo_start for r in self.replaced):
            raise ValueError("a replaced segment is empty")
        object.__setattr__(self, "_starts", tuple(r.start for r in self.replaced))
        object.__setattr__(self, "_pseudo_starts", tuple(r.pseudo_start for r in self.replaced))

    @classmethod
    def of(cls, replacements: Iterable[tuple[int, str, str]]) -> Self:
        """Build from `(start in the source, surface, what replaces it)`, in order and disjoint."""
        made, shift = [], 0
        for start, surface, new in replacements:
            made.append(Replaced(start, surface, start + shift, start + shift + len(new)))
            shift += len(new) - len(surface)
        return cls(tuple(made))

    def to_source(self, start: int, end: int) -> tuple[int, int]:
        """The source span of a span of the pseudonymised text; a replaced segment that it touches comes whole."""
        return self._source_edge(start, False, start == end), self._source_edge(end, True, start == end)

    def to_pseudo(self, start: int, end: int) -> tuple[int, int]:
        """The pseudonymised span of a source span; a replaced segment that it touches comes whole."""
        return self._pseudo_edge(start, False, start == end), self._pseudo_edge(end, True, start == end)

    def reveal(self, pseudo_text: str, start: int, end: int) -> str:
        """The exact source characters under `[start, end)` of the whole pseudonymised text."""
        return "".join(self._pieces(pseudo_text, start, end))

    def to_json(self) -> str:
        """Compact JSON."""
        rows = [[r.start, r.surface, r.pseudo_end - r.pseudo_start] for r in self.replaced]
        return json.dumps(rows, ensure_ascii=True, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Read what `to_json` wrote. Raises ValueError on anything else."""
        made, shift = [], 0
        try:
            for start, surface, length in json.loads(text):
                made.append(Replaced(start, surface, start + shift, start + shift + length))
                shift += length - len(surface)
        except TypeError as error:
            raise ValueError("not an alignment") from error
        return cls(tuple(made))

    def _source_edge(self, at: int, closing: bool, empty: bool) -> int:
        index = bisect_right(self._pseudo_starts, at) - 1
        if index < 0:
            return at
        last = self.replaced[index]
        if at >= last.pseudo_end or (at == last.pseudo_start and (closing or empty)):
            return at - last.pseudo_start + last.start if at == last.pseudo_start else at - last.pseudo_end + last.end
        return last.end if closing else last.start

    def _pseudo_edge(self, at: int, closing: bool, empty: bool) -> int:
        index = bisect_right(self._starts, at) - 1
        if index < 0:
            return at
        last = self.replaced[index]
        if at >= last.end or (at == last.start and (closing or empty)):
            return at - last.start + last.pseudo_start if at == last.start else at - last.end + last.pseudo_end
        return last.pseudo_end if closing else last.pseudo_start

    def _pieces(self, pseudo_text: str, start: int, end: int) -> Iterator[str]:
        if start >= end:
            return
        index = max(0, bisect_right(self._pseudo_starts, start) - 1)
        stop, at = bisect_left(self._pseudo_starts, end), start
        for segment in self.replaced[index:stop]:
            if segment.pseudo_end <= at:
                continue
            yield pseudo_text[at : segment.pseudo_start]
            yield segment.surface
            at = segment.pseudo_end
        yield pseudo_text[at:end]
