"""From overlapping findings to disjoint, trimmed entities."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from typing import Final

from privacy.entity import Entity

_EDGES: Final = ' \t\r\n\u00a0\u202f,;:()[]{}«»"“”|^<>=*_'
_TRAILING: Final = _EDGES + "-–—/'’"
_PRIORITY: Final = {"MAIL": 9, "SECU": 8, "HOPITAL": 5, "ADRESSE": 5, "DATE_NAISSANCE": 7, "DATE": 4}


def trimmed(text: str, entity: Entity) -> Entity | None:
    """Without blanks and punctuation at its edges; None when nothing is left."""
    start, end = entity.start, entity.end
    while start < end and text[start] in _TRAILING:
        start += 1
    while end > start and text[end - 1] in _TRAILING:
        end -= 1
    if start >= end or not any(char.isalnum() for char in text[start:end]):
        return None
    return dataclasses.replace(entity, start=start, end=end)


def resolve(text: str, found: Iterable[Entity]) -> tuple[Entity, ...]:
    """Keep the longest and surest where findings overlap, and what sticks out of it of the others."""
    taken = bytearray(len(text))
    kept: list[Entity] = []
    order = sorted(
        found, key=lambda e: (-(_PRIORITY.get(e.label, 6) >= 7), -(e.end - e.start), -e.score, e.start, e.label)
    )
    for entity in order:
        start = entity.start
        while start < entity.end:
            if taken[start]:
                start += 1
                continue
            end = start
            while end < entity.end and not taken[end]:
                end += 1
            piece = trimmed(text, dataclasses.replace(entity, start=start, end=end))
            if piece is not None and (
                (piece.start, piece.end) == (entity.start, entity.end) or _whole_words(text, piece)
            ):
                kept.append(piece)
                taken[piece.start : piece.end] = b"\1" * (piece.end - piece.start)
            start = end
    return tuple(sorted(kept))


def _whole_words(text: str, entity: Entity) -> bool:
    before = entity.start == 0 or not text[entity.start - 1].isalnum()
    after = entity.end == len(text) or not text[entity.end].isalnum()
    return before and after
