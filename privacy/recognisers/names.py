"""Names that a title, a role, a header, a birth word or a relation announces."""

from __future__ import annotations

import functools
from collections.abc import Iterator

import regex

from privacy.likeness import is_word, likeness
from privacy.recognisers.base import Span, matches, vocabulary
from privacy.recognisers.person import Part, parts, sequence

_BLANK = r"[ \t\u00a0]"
_LOWER = r"\p{Ll}[\p{L}]*(?:['’\-]\p{L}+)*"


@functools.cache
def _pattern(kind: str) -> regex.Pattern[str]:
    words = "|".join(vocabulary("names")[kind])
    name = rf"(?P<name>{sequence()})"
    if kind == "titles":
        glue = rf"(?:(?<=[\.rs]){_BLANK}{{0,3}}|{_BLANK}{{1,3}})(?:(?:le|la|les|{words}){_BLANK}+)?"
        return regex.compile(
            rf"(?<![\p{{L}}\d'’])(?:{words})\.?{glue}(?:{name}|(?P<lower>{_LOWER}(?:{_BLANK}{_LOWER}){{0,2}}))"
        )
    if kind == "headers":
        return regex.compile(
            rf"(?<![\p{{L}}\d])(?:{words}){_BLANK}*(?:\(s\))?{_BLANK}*"
            rf"(?::|{_BLANK}|\t|\|)+(?:(?:M|Mr|Mme|Mlle|Monsieur|Madame)\b\.?{_BLANK}+)?{name}"
        )
    if kind == "roles":
        return regex.compile(
            rf"(?<![\p{{L}}\d])(?:{words})(?:{_BLANK}?(?:de garde|du service|lib[ée]rale?|principale?|stagiaire))?"
            rf"(?:{_BLANK}{{1,2}}|{_BLANK}*[:,]{_BLANK}*){name}"
        )
    if kind == "birth":
        return regex.compile(rf"(?<![\p{{L}}\d])(?:{words})(?:{_BLANK}{{1,3}}|{_BLANK}*[:«\"“(]{_BLANK}*){{1,2}}{name}")
    rank = "a[îi]n[ée]e?|cadette?|unique|jumelle|jumeau|majeure?|mineure?|d[ée]funte?|n[ée]e?"
    return regex.compile(
        rf"(?<![\p{{L}}\d])(?:{words})(?:{_BLANK}(?:{rank}))?"
        rf"(?:{_BLANK}{{1,3}}|{_BLANK}*[:,(«\"“]{_BLANK}*){{1,2}}(?:(?:M|Mr|Mme|Mlle)\b\.?{_BLANK}+)?{name}"
    )


def _emit(found: tuple[Part, ...], score: float, why: str) -> Iterator[Span]:
    for part in found:
        yield Span(part.start, part.end, part.label, score, why)


def _lower_name(text: str, start: int, end: int) -> Iterator[Span]:
    """A name typed without capitals after a title: words that no French word explains."""
    for match in regex.finditer(r"[\p{L}'’\-]+", text[start:end]):
        pieces = [piece for piece in regex.split(r"['’\-]", match[0]) if len(piece) > 1]
        if (
            not pieces
            or any(is_word(piece) and likeness(piece).surname < 2.5 for piece in pieces)
            or max(likeness(p).name - likeness(p).word for p in pieces) < 1
        ):
            return
        yield Span(start + match.start(), start + match.end(), "NOM", 0.75, "nom en minuscules après un titre")


def find(text: str) -> Iterator[Span]:
    """Every name that the words before it announce."""
    for match in matches(_pattern("titles"), text):
        if match["lower"]:
            yield from _lower_name(text, *match.span("lower"))
        else:
            yield from _emit(parts(text, *match.span("name")), 0.95, "nom après un titre")
    for match in matches(_pattern("headers"), text):
        certain = ":" in text[match.start() : match.start("name")]
        found = parts(text, *match.span("name"), certain=certain)
        if not certain and not any(likeness(regex.split(r"['’\- ]", text[p.start : p.end])[0]).name > 0 for p in found):
            continue
        first = match[0].lower().startswith(("pré", "pre"))
        for part in found:
            label = (
                "PRENOM"
                if first
                else "NOM"
                if match[0].lower().startswith("nom") and "pr" not in match[0][:20].lower()
                else part.label
            )
            yield Span(part.start, part.end, label, 0.95 if certain else 0.8, "nom dans un en-tête")
    for kind, why in (
        ("roles", "nom après une fonction"),
        ("birth", "nom de naissance, d'usage ou surnom"),
        ("relations", "nom d'un proche"),
    ):
        for match in matches(_pattern(kind), text):
            found = parts(text, *match.span("name"), certain=kind == "birth")
            if not found or any(not _namelike(text[part.start : part.end]) for part in found):
                continue
            for part in found:
                label = "PRENOM" if kind == "relations" and len(found) == 1 else part.label
                yield Span(part.start, part.end, label, 0.85, why)


def _namelike(surface: str) -> bool:
    pieces = [piece for piece in regex.findall(r"\p{L}+", surface) if len(piece) > 1]
    return not pieces or max(likeness(piece).name for piece in pieces) > 0
