"""From printed characters to lines of text: a table row stays one line, its columns stay columns."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from statistics import median, median_low
from typing import Final

Box = tuple[float, float, float, float]
MAX_PADDING: Final = 120
_SAME_LINE: Final = 0.45
"""Baselines this close, in font sizes, are one line (exponents, slightly skewed columns)."""
_WORD_GAP: Final = 0.18
_COLUMN_GAP: Final = 0.9
_PARAGRAPH: Final = 1.9
_SPACED: Final = 1.35
"""A gap between lines is a paragraph's when it passes both: 1.9 font sizes, and 1.35 times the page's usual gap."""


@dataclass(frozen=True, slots=True)
class Glyph:
    """One printed character. Lengths in points from the page's top left corner.

    `u`, `u1`, `v` are its start, its end and its baseline along the reading direction; `turn` is that
    direction in quarter turns, 0 for ordinary text.
    """

    char: str
    box: Box
    u: float
    u1: float
    v: float
    size: float
    turn: int = 0


@dataclass(frozen=True, slots=True)
class Word:
    """`[start, end)` of the page's text, and the rectangle that it covers."""

    start: int
    end: int
    box: Box


def lay_out(glyphs: Iterable[Glyph]) -> tuple[str, list[Word]]:
    """The page's text and where each word of it is printed. Turned text follows the upright one."""
    text = ""
    words: list[Word] = []
    by_turn: dict[int, list[Glyph]] = {}
    for glyph in glyphs:
        by_turn.setdefault(glyph.turn, []).append(glyph)
    for turn in sorted(by_turn):
        block, found = _block(by_turn[turn])
        if text and block:
            text += "\n"
        words += [Word(w.start + len(text), w.end + len(text), w.box) for w in found]
        text += block
    return text, words


def _block(glyphs: list[Glyph]) -> tuple[str, list[Word]]:
    lines = [line for line in map(_without_overprint, _lines(glyphs)) if any(not g.char.isspace() for g in line)]
    if not lines:
        return "", []
    advance = _advance(lines)
    usual = median_low([b[0].v - a[0].v for a, b in pairwise(lines)] or [0.0])
    left = min(g.u for line in lines for g in line if not g.char.isspace())
    text = ""
    words: list[Word] = []
    previous: Glyph | None = None
    for line in lines:
        if previous is not None:
            gap = line[0].v - previous.v
            wide = max(_PARAGRAPH * max(previous.size, line[0].size), _SPACED * usual)
            text += "\n\n" if gap > wide else "\n"
        row, found = _row(line, left, advance)
        words += [Word(w.start + len(text), w.end + len(text), w.box) for w in found]
        text += row
        previous = line[0]
    return text, words


def _lines(glyphs: list[Glyph]) -> list[list[Glyph]]:
    lines: list[list[Glyph]] = []
    for glyph in sorted(glyphs, key=lambda g: (g.v, g.u)):
        if lines and glyph.v - lines[-1][0].v <= _SAME_LINE * max(glyph.size, lines[-1][0].size):
            lines[-1].append(glyph)
        else:
            lines.append([glyph])
    return [sorted(line, key=lambda g: g.u) for line in lines]


def _without_overprint(line: list[Glyph]) -> list[Glyph]:
    """Bold made by printing twice: the same letter at the same place counts once."""
    kept: list[Glyph] = []
    for glyph in line:
        near = [g for g in kept[-3:] if g.char == glyph.char and abs(g.u - glyph.u) < 0.3 * (glyph.u1 - glyph.u)]
        if not near:
            kept.append(glyph)
    return kept


def _advance(lines: list[list[Glyph]]) -> float:
    """The usual width of a character: the grid on which columns are kept."""
    steps = [b.u - a.u for line in lines for a, b in pairwise(line) if 0 < b.u - a.u < 1.2 * a.size]
    return median(steps) if steps else max(1.0, 0.5 * lines[0][0].size)


def _row(line: list[Glyph], left: float, advance: float) -> tuple[str, list[Word]]:
    text = ""
    words: list[Word] = []
    start, box = 0, (0.0, 0.0, 0.0, 0.0)
    spaced = True
    end = left
    for glyph in line:
        if glyph.char.isspace():
            spaced = True
            continue
        gap = glyph.u - end
        if not text or spaced or gap > _WORD_GAP * glyph.size:
            if text:
                words.append(Word(start, len(text), box))
            text += " " * _padding(glyph, gap, round((glyph.u - left) / advance), len(text))
            start, box = len(text), glyph.box
        text += glyph.char
        box = (
            min(box[0], glyph.box[0]),
            min(box[1], glyph.box[1]),
            max(box[2], glyph.box[2]),
            max(box[3], glyph.box[3]),
        )
        end = max(end, glyph.u1)
        spaced = False
    words.append(Word(start, len(text), box))
    return text, words


def _union(a: Box, b: Box) -> Box:
    return min(a[0], b[0]), min(a[1], b[1]), max(a[2], b[2]), max(a[3], b[3])


def _padding(glyph: Glyph, gap: float, column: int, length: int) -> int:
    if length == 0:
        return min(column, MAX_PADDING)
    if gap <= _COLUMN_GAP * glyph.size:
        return 1
    return max(2, min(column - length, MAX_PADDING))
