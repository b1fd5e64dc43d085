"""The trained tagger as a recogniser: it reads the text and what the rules found there."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import Final

from privacy.entity import Entity
from privacy.ner.features import features
from privacy.ner.model import Crf, load
from privacy.ner.tokens import Token, tokenise
from privacy.recognisers.base import vocabulary

NOTHING: Final = "O"
_NAMES: Final = ("NOM", "PRENOM", "VILLE")
WINDOW: Final = 4000
"""Tokens read at once, so that memory stays bounded on any document."""
MARGIN: Final = 80
"""Tokens of context read on both sides of a window."""


@functools.cache
def never() -> frozenset[str]:
    """Words of forms and letters that no name is made of."""
    return frozenset(vocabulary("names")["never"])


def tag(text: str, found: Sequence[Entity], crf: Crf | None = None) -> list[tuple[Token, str, float, float]]:
    """Each token of a text with its likeliest label, that label's probability, and that of being an identity at all.

    The likeliest label is the likeliest identity label where the probability of being one is over a half.
    """
    tokens = tokenise(text)
    if not tokens:
        return []
    model = crf or load()
    outside = model.labels.index(NOTHING)
    tagged = []
    for first in range(0, len(tokens), WINDOW):
        left, last = max(0, first - MARGIN), min(len(tokens), first + WINDOW)
        window = tokens[left : last + MARGIN]
        inside = [e for e in found if e.end > window[0].start and e.start < window[-1].end]
        rows = model.marginals(features(window, inside))[first - left : last - left]
        for token, row in zip(tokens[first:last], rows, strict=True):
            identity = 1.0 - float(row[outside])
            row[outside] = 0.0
            best = int(row.argmax())
            tagged.append((token, model.labels[best], float(row[best]), identity))
    return tagged


def runs(tagged: Sequence[tuple[Token, str, float, float]], threshold: float) -> list[tuple[int, int, str, float]]:
    """`(start, end, label, probability)` of the runs of tokens taken for an identity of one kind.

    A sign between two tokens of the same run stays in it; a line end never does.
    """
    found: list[tuple[int, int, str, float]] = []
    for token, label, _, identity in tagged:
        if identity < threshold or token.text[0] == "\n" or (label in _NAMES and token.text in never()):
            continue
        if found and found[-1][2] == label and _adjacent(tagged, found[-1][1], token):
            start, _, _, before = found[-1]
            found[-1] = (start, token.end, label, min(before, identity))
        else:
            found.append((token.start, token.end, label, identity))
    return found


def _adjacent(tagged: Sequence[tuple[Token, str, float, float]], end: int, token: Token) -> bool:
    return token.gap < 2 and token.start - end <= 1
