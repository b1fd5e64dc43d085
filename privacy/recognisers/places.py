"""Postal addresses: streets, boxes, buildings, postal codes, towns."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from typing import Final

import regex

from privacy.likeness import is_word, likeness
from privacy.recognisers.base import Span, alternatives, matches, vocabulary
from privacy.recognisers.gazetteer import LONGEST, population
from privacy.recognisers.numbers import D

_B: Final = r"[ \t\u00a0]"
_CAP: Final = r"\p{Lu}[\p{L}\d'’.]*(?:-[\p{L}\d'’]+)*"
_LINKS: Final = r"(?:d[eu]s?|la|les?|l['’]|d['’]|à|aux?|en|sur|sous|et|lès|-)"
_PLACE: Final = rf"(?:{_LINKS}{_B}?)*{_CAP}(?:{_B}(?:{_LINKS}{_B}?)*(?:{_CAP}|\d{{1,2}}(?=[ ]\p{{L}})))*"
_TOWN: Final = (
    rf"(?:(?:[Ll][aes]{{1,2}}|L['’]|l['’]){_B}?)?{_CAP}(?:[ '’\-]{{1,2}}"
    rf"(?:(?:de|du|des|la|le|les|en|sur|sous|lès|et|aux?|l['’]|d['’])[ \-]?){{0,3}}{_CAP}){{0,4}}"
)


@functools.cache
def _street() -> regex.Pattern[str]:
    ways, alone = (alternatives(vocabulary("places")[kind]) for kind in ("ways", "alone"))
    number = (
        rf"(?:(?<!\w)(?:n[°o]{_B}?)?{D}{{1,4}}(?:{_B}?(?:bis|ter|quater|[A-Fa-f](?!\w)))?"
        rf"(?:{_B}?[-/,]{_B}?\d{{1,4}}(?:bis)?)?{_B}?,?{_B}*)"
    )
    rest = (
        rf"[^\n,;()|^<>\"»]{{1,60}}?(?={_B}*(?:$|[\n,;()|^<>\"»]|{_B}{{2}}|{_B}[-–—/•]{_B}|{_B}{D}{{5}}(?!\w)|\.(?:\s|$)|"
        rf"{_B}(?:à|t[ée]l|T[ée]l|TEL|fax|depuis|avec|chez|où|et{_B}\p{{Ll}}|est|pour|dans)(?!\w)))"
    )
    return regex.compile(
        rf"(?P<number>{number})(?i:{ways})(?!\p{{L}})\.?{_B}+{rest}|"
        rf"(?<![\p{{L}}'’-])(?i:{alone})(?!\p{{L}})\.?{_B}{_PLACE}",
        regex.M,
    )


@functools.cache
def _box() -> regex.Pattern[str]:
    parts = "|".join(vocabulary("places")["parts"])
    return regex.compile(
        rf"(?<!\w)(?:B\.?P\.?|C\.?S\.?|TSA){_B}?(?:n[°o]{_B}?)?{D}{{2,6}}(?:{_B}{D}{{2,3}})?(?!\w)|"
        rf"(?<!\w)(?:{parts})(?:(?<=[a-z]{{2}})\.)?{_B}(?:n[°o]{_B}?)?(?:\d{{1,4}}[A-Za-z]?|[A-Z]\d{{0,3}}|{_PLACE})(?!\w)"
    )


_ZIP: Final = regex.compile(
    rf"(?<![\w.,/+-])(?P<zip>(?:F-?)?(?:2[AB]{D}{{3}}|{D}{{5}}|\d{{2}}{_B}\d{{3}}))"
    rf"(?P<gap>{_B}{{1,4}}|,{_B}?|\n{_B}*|\^{{1,2}})(?P<town>{_TOWN})(?P<cedex>{_B}*(?i:c[ée]dex){_B}*\d{{0,2}})?"
)
_ZIP_LOWER: Final = regex.compile(
    rf"(?<![\w.,/+-])(?P<zip>\d{{5}}){_B}"
    rf"(?P<town>\p{{Ll}}[\p{{L}}'’\-]+(?:{_B}\p{{Ll}}[\p{{L}}'’\-]+){{0,3}})(?=\s*(?:$|[\n,;.()]))",
    regex.M,
)
_TOWN_ZIP: Final = regex.compile(rf"(?<!\w)(?P<town>{_TOWN}){_B}?[\(,\^]+{_B}?(?P<zip>\d{{5}})(?!\w)")
_LETTER: Final = regex.compile(
    rf"(?<![\p{{L}}'’-])(?P<town>{_TOWN}){_B}*,{_B}*(?:le|ce|LE){_B}+(?:\p{{L}}+{_B})?{D}{{1,2}}(?:er)?[ ./-]"
)


@functools.cache
def _said() -> regex.Pattern[str]:
    return regex.compile(rf"(?<![\p{{L}}])(?i:{'|'.join(vocabulary('places')['before_town'])}){_B}+(?P<town>{_TOWN})")


_ANY: Final = regex.compile(r"(?<![\p{L}\d'’\-])(?:\p{Lu}|0(?=\p{L}))[\p{L}01]+(?:['’\- ]{1,2}[\p{L}01]+){0,5}(?!\d)")
_PREPOSITION: Final = regex.compile(
    r"(?:(?<!\p{L})(?:à|À|A|a|sur|de|d['’]|du|vers|depuis|près de|en|chez|par|entre|et|,|\()\s?|[(,]\s?)$"
)


def find(text: str) -> Iterator[Span]:
    """Every part of an address, and the towns that their context shows."""
    for match in matches(_street(), text):
        surface = match[0].rstrip(" .,-\t")
        numbered = surface[:1].isdigit() or bool(regex.match(r"[OlI|][\dOlI|]*(?<=\d[OlI|]*)[ ,]", surface))
        if numbered or (not match["number"] and _proper(surface)):
            yield Span(
                match.start(), match.start() + len(surface), "ADRESSE", 0.9 if numbered else 0.7, "voie d'une adresse"
            )
    for match in matches(_box(), text):
        yield Span(*match.span(), "ADRESSE", 0.8, "boîte postale, bâtiment ou lieu-dit")
    for pattern, why in (
        (_ZIP, "code postal et ville"),
        (_ZIP_LOWER, "code postal et ville"),
        (_TOWN_ZIP, "ville et code postal"),
    ):
        for match in matches(pattern, text):
            start, end = _trim_town(text, *match.span("town"))
            unsure = pattern is _ZIP_LOWER or (pattern is _ZIP and match["gap"] not in (" ", ", ", "^", "^^"))
            if sum(char.isdigit() for char in match["zip"]) < 3 or (unsure and not population(text[start:end])):
                continue
            yield Span(*match.span("zip"), "ZIP", 0.9, why)
            yield Span(start, end, "VILLE", 0.9, why)
    for match in matches(_LETTER, text):
        if not match["town"].isupper() or population(match["town"]):
            yield Span(*match.span("town"), "VILLE", 0.85, "ville avant la date d'une lettre")
    for match in matches(_said(), text):
        start, end = _trim_town(text, *match.span("town"))
        if population(text[start:end]) or not is_word(text[start:end]):
            yield Span(
                start, end, "VILLE", 0.7 if population(text[start:end]) else 0.55, "lieu annoncé par son contexte"
            )
    yield from _known_towns(text)


def _proper(surface: str) -> bool:
    return any(word[0].isupper() and not word.isupper() for word in surface.split()[1:]) or surface.isupper()


def _trim_town(text: str, start: int, end: int) -> tuple[int, int]:
    """The longest known town at the start of a span, or the span itself, without `CEDEX` and what follows."""
    surface = regex.split(r"(?i)\s+c[ée]dex", text[start:end])[0]
    words = list(regex.finditer(r"[^\s\-]+", surface))
    for count in range(len(words), 0, -1):
        if population(surface[: words[count - 1].end()]):
            return start, start + words[count - 1].end()
    return start, start + len(surface)


def _known_towns(text: str) -> Iterator[Span]:
    """Towns of the gazetteer after a preposition, in brackets, or big enough to stand alone."""
    for match in matches(_ANY, text):
        words = list(regex.finditer(r"[\p{L}01]+['’]?", match[0]))
        for count in range(min(LONGEST, len(words)), 0, -1):
            surface = match[0][: words[count - 1].end()]
            inhabitants = population(surface)
            if not inhabitants or len(surface) < 3:
                continue
            after = _PREPOSITION.search(text, max(0, match.start() - 10), match.start())
            ambiguous = count == 1 and (is_word(surface) or likeness(surface).name > 2)
            if (
                (after and (inhabitants > 3000 or count > 1) and (not ambiguous or inhabitants > 25000))
                or (inhabitants > 20000 and not ambiguous)
                or (count > 2)
            ):
                yield Span(match.start(), match.start() + len(surface), "VILLE", 0.6, "ville connue")
            break
