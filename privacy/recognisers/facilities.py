"""Named facilities: a kind (`CHU`, `EHPAD`, `pharmacie`) followed by a proper name; the bare kind is none."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from typing import Final

import regex

from privacy.folding import level
from privacy.likeness import is_word, likeness
from privacy.recognisers.base import Span, matches, vocabulary
from privacy.recognisers.gazetteer import population

_B: Final = r"[ \u00a0]"
_FIRST: Final = regex.compile(
    r"\s*(?P<name>\p{Lu}[\p{Lu}'’.-]+(?:[ ](?:- )?[\p{Lu}'’&.-]+){1,7})(?=\s{2}|\n|[ ]?[-–(|,])"
)
_WORD: Final = regex.compile(r"[\p{L}\d]+(?:\.(?=\p{Lu}))?['’]?")
LONGEST: Final = 120
"""Characters of the longest facility name."""
_GAP: Final = regex.compile(r"[ \u00a0]?-?[ \u00a0]?|[-.'’]")


@functools.cache
def _kinds() -> regex.Pattern[str]:
    kinds = vocabulary("facilities")["kinds"]
    return regex.compile(
        rf"(?<![\p{{L}}\d'-])(?:{'|'.join(sorted(kinds, key=len, reverse=True))})(?![\p{{L}}\d])|"
        rf"(?<=[dl]['’])(?:{'|'.join(kinds)})(?![\p{{L}}\d])"
    )


@functools.cache
def acronyms() -> frozenset[str]:
    """Clinical acronyms, which name no facility."""
    return frozenset(vocabulary("acronyms")["acronyms"])


@functools.cache
def _words(kind: str) -> frozenset[str]:
    return frozenset(vocabulary("facilities")[kind])


def find(text: str) -> Iterator[Span]:
    """Every named facility of a text."""
    for match in matches(_kinds(), text):
        end = _extend(text, match.end())
        if end is not None:
            yield Span(match.start(), end, "HOPITAL", 0.85, f"établissement nommé après « {match[0]} »")
    for match in matches(_famous(), level(text)):
        if text[match.start()].isupper():
            yield Span(*match.span(), "HOPITAL", 0.6, "hôpital connu par son seul nom")
    heading = _heading(text)
    if heading is not None:
        yield Span(*heading, "HOPITAL", 0.5, "nom en tête du document")
    for pattern in _numbered():
        for match in matches(pattern, text):
            yield Span(*match.span(), "HOPITAL", 0.85, "établissement et son département")


@functools.cache
def _famous() -> regex.Pattern[str]:
    """Their names on levelled text; a blank or a dash between words."""
    names = sorted((level(name) for name in vocabulary("facilities")["famous"]), key=len, reverse=True)
    return regex.compile(
        rf"(?<![\p{{L}}\d-])(?:{'|'.join(regex.sub('[ -]', '[ -]', name) for name in names)})(?![\p{{L}}\d-])"
    )


def _heading(text: str) -> tuple[int, int] | None:
    """The first words of a document when they are two to eight in capitals: a letterhead rather than a title."""
    match = _FIRST.match(text)
    if match is None or any(word.lower() in _words("titles") for word in regex.findall(r"\p{L}+", match["name"])):
        return None
    return match.span("name")


@functools.cache
def _numbered() -> tuple[regex.Pattern[str], ...]:
    return (
        regex.compile(
            rf"(?<!\w)(?:SAMU|SMUR|SDIS|SAMU-SMUR|CODIS|UDAF|SMUR-SAMU|ADMR|MDPH|CPAM|ARS|HAD){_B}?-?"
            rf"(?:\d{{2,3}}|2[AB])(?![\w%]|[ ](?:ans|min|h|pts?|km|j))"
        ),
    )


def _extend(text: str, position: int) -> int | None:
    """End of the proper name that starts after a kind, None when there is none."""
    end, proper = None, False
    last = position
    while last - position < LONGEST and (gap := _GAP.match(text, last)) is not None:
        if text.startswith("\n", last) or text[last : last + 2].isspace() or (" - " in gap[0] and proper is False):
            break
        word = _WORD.match(text, gap.end())
        if word is None or (gap.end() == last and last != position and text[last - 1] not in "'’.-"):
            break
        bare = word[0].rstrip("'’.").lower()
        if " - " in gap[0] and not _kinds().match(text, word.start()):
            break
        if bare in _words("links"):
            last = word.end()
            continue
        if bare in _words("qualifiers"):
            last = word.end()
            if proper:
                end = last
            continue
        if not (word[0][0].isupper() or (word[0][0].isdigit() and proper)) or bare in _words("generic"):
            break
        if not proper and word[0].isupper() and len(bare) > 3 and _common(word[0]):
            break
        proper, end = True, word.end()
        last = end
    return end


def _common(word: str) -> bool:
    judged = likeness(word)
    return is_word(word) and judged.word > 1.0 and judged.word > judged.name + 2 and not population(word)


def short_forms(surface: str) -> Iterator[str]:
    """How a facility once named is called: `Hôpital de la Timone` is `Timone`, `Hospices Civils de Lyon` `HCL`."""
    kind = _kinds().match(surface)
    body = list(regex.finditer(r"[\p{L}\d]+", surface))
    proper = [
        word
        for word in body
        if word[0][0].isupper()
        and (kind is None or word.start() >= kind.end())
        and not {word[0].lower()} & (_words("qualifiers") | _words("generic") | _words("links"))
    ]
    if not proper:
        return
    tail = surface[proper[0].start() : proper[-1].end()]
    shouted = surface.isupper() and all(is_word(word[0]) for word in proper)
    if len(tail) > 3 and not population(tail) and not shouted:
        yield tail
    last = proper[-1][0]
    if len(proper) > 1 and len(last) > 4 and not population(last) and not is_word(last):
        yield last
    acronym = "".join(word[0][0] for word in body if word[0].lower() not in _words("links")).upper()
    if len(acronym) > 2 and proper[-1] is body[-1] and len(proper) < len(body) and acronym not in acronyms():
        yield acronym
