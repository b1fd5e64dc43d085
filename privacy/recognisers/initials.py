"""Initials of secretaries, nurses and doctors: `SH/cb`, `frappé par ml`, `Réf : OM/LHS/vb`."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from typing import Final

import regex

from privacy.recognisers.base import Span, matches, vocabulary

_MARK: Final = r"(?:\p{Lu}{2,4}|\p{Ll}{2,3}|\p{Lu}\p{Ll}{1,2})"
_LINE: Final = regex.compile(
    rf"^[ \t]*(?:(?:[NV]/)?R[ée]f\.?(?:[ée]rences?)?[ \t]*:?[ \t]*|c\.?c\.?[ \t]+|.*[ \t]{{3,}})?"
    rf"(?P<all>{_MARK}(?:[ ]?/[ ]?{_MARK}){{1,3}})(?=[ \t]*(?:$|-|[ \t]{{2,}}|\d))",
    regex.M,
)
_DIGITS: Final = r"\d\d"


@functools.cache
def _said() -> regex.Pattern[str]:
    words = "|".join(vocabulary("names")["initials"])
    return regex.compile(
        rf"(?<!\p{{L}})(?i:{words})[ \t:]+"
        rf"(?P<all>(?:\p{{Lu}}{{2,4}}|\p{{Ll}}{{2,3}})(?:[ ]?/[ ]?(?:\p{{Lu}}{{2,4}}|\p{{Ll}}{{2,3}}))*)"
        rf"(?=[ \t]*(?:$|[,;.)–—-]|[ ]{{2}}|le \d|{_DIGITS}))",
        regex.M,
    )


@functools.cache
def _short(kind: str) -> frozenset[str]:
    return frozenset(vocabulary("names")[kind])


def find(text: str) -> Iterator[Span]:
    """Every such mark of a text."""
    for match in matches(_LINE, text):
        marks = list(regex.finditer(_MARK, match["all"]))
        if not any(mark[0].lower() in _short("short_words") | _short("short_units") for mark in marks):
            for mark in marks:
                start = match.start("all")
                yield Span(start + mark.start(), start + mark.end(), "NOM", 0.9, "initiales en référence")
    for match in matches(_said(), text):
        for mark in regex.finditer(r"\p{L}+", match["all"]):
            if mark[0].lower() not in _short("short_words"):
                start = match.start("all")
                yield Span(
                    start + mark.start(), start + mark.end(), "NOM", 0.7, "initiales après dicté, frappé, saisi…"
                )
