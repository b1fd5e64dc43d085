"""The sections of a French document: headings as they are really typed, and what each covers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml

from ingest.document import Section
from ingest.folding import Folded, fold, folded_phrase

VOCABULARY: Final = Path(__file__).with_name("sections.yaml")

_DECORATION: Final = r"[\s>#*=_•●▪◦■□–—\-]*"
_PREFIX: Final = (
    rf"(?P<prefix>{_DECORATION}(?:(?:[0-9]{{1,2}}|[lo]{{1,2}}|[lvx]{{1,4}}|[a-h])\s?[.)°/]\s{{0,3}})?{_DECORATION})"
)
_MAX_TITLE: Final = 70
_MAX_TAIL: Final = 42
_UNDERLINE: Final = re.compile(r"[ \t]*[-=_~¯]{3,}[ \t]*\Z")
_INLINE_START: Final = re.compile(r"(?:[.;|!?]|\s{2})\s+(?=\S)|\s{3,}(?=\S)")
_UNKNOWN: Final = re.compile(
    r"[\s*=#\-]*(?:(?P<number>\d{1,2}|[IVX]{1,4})\s?[.)]\s+)?(?P<title>[^\W\d_].{2,58}?)\s*:?[\s*=#\-]*\Z"
)
_SHORT_TAIL: Final = re.compile(r"\s*(?:[^\s().;:]+\s*){0,4}(?:\([^()]{1,40}\))?\s*\Z")
_COLON: Final = re.compile(rf"(?:[^:.;,!?\s]| (?! )){{0,{_MAX_TAIL}}}?\s*:(?![/\d])\s*")
_LINKING: Final = re.compile(r"(?i)\S\s+(?:d[eu']|des|[àa]u?x?|et|en|sur|par|pour|avec|sous|d'\S+|l'\S+)\s")
_NUMBER: Final = re.compile(r"[\d .+()/-]{8,}")
_PERSON: Final = re.compile(r"(?i)\b(?:m|mr|mme|mlle|dr|pr|drs|docteur|professeur|monsieur|madame)\b\.?|\d{4,}")


@dataclass(frozen=True, slots=True)
class _Vocabulary:
    heading: re.Pattern[str]
    codes: dict[str, str]
    narrative: frozenset[str]
    strict: frozenset[str]
    closing: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class _Heading:
    title: str
    code: str
    start: int
    body: int
    inline: bool


def labels() -> dict[str, str]:
    """French wording of each section code."""
    return {code: entry["label"] for code, entry in _load()["sections"].items()}


def sections(text: str) -> tuple[Section, ...]:
    """The sections, in text order, disjoint. Text before the first heading and after a letter's closing is in none."""
    vocabulary = _vocabulary()
    found: list[Section] = []
    current: _Heading | None = None
    previous_blank = True
    for start, end, line in _lines(text):
        blank = not line.strip()
        if (
            current is not None
            and not blank
            and (
                vocabulary.closing.match(fold(line).text)
                or (
                    previous_blank
                    and current.inline
                    and current.code not in vocabulary.narrative
                    and start > current.body
                )
            )
        ):
            found.append(_close(text, current, start))
            current = None
        for heading in _headings(text, start, end, line, previous_blank, current is not None or bool(found)):
            if current is not None:
                # A number or a bullet before a line's first heading belongs to no section.
                found.append(_close(text, current, start if current.start < start else heading.start))
            current = heading
        previous_blank = blank
    if current is not None:
        found.append(_close(text, current, len(text)))
    return tuple(found)


def _close(text: str, heading: _Heading, end: int) -> Section:
    covered = text[heading.body : end]
    return Section(heading.title, heading.code, heading.start, heading.body, heading.body + len(covered.rstrip()))


def _lines(text: str) -> Iterator[tuple[int, int, str]]:
    for match in re.finditer(r"[^\r\n\f\v]+|\r\n|[\r\n\f\v]", text):
        line = match[0]
        if line[0] not in "\r\n\f\v":
            yield match.start(), match.end(), line
        elif match.start() == 0 or text[match.start() - 1] in "\r\n\f\v":
            yield match.start(), match.start(), ""


def _headings(text: str, start: int, end: int, line: str, after_blank: bool, begun: bool) -> Iterator[_Heading]:
    """The headings on one line: one at its start, and others behind a full stop or a wide gap."""
    first = _known(text, start, end)
    if first is None and begun:
        first = _unknown(text, start, end, line, after_blank)
    if first is not None:
        yield first
    last = first.body if first is not None else start
    for gap in _INLINE_START.finditer(line):
        at = start + gap.end()
        heading = _known(text, at, end) if at >= last else None
        if heading is not None and ":" in text[heading.start : heading.body]:
            yield heading
            last = heading.body


def _known(text: str, start: int, end: int) -> _Heading | None:
    """A heading of the vocabulary at the start of `text[start:end]`."""
    folded = fold(text[start:end])
    match = _vocabulary().heading.match(folded.text)
    if match is None:
        return None
    at = start + folded.source[match.end("prefix")]
    stop = start + folded.source[match.end("name")]
    body = _after(text, folded, match, start, at, stop, end)
    if body is None:
        return None
    return _Heading(
        _title(text[at:body]), _vocabulary().codes[_key(match["name"])], at, body, bool(text[body:end].strip())
    )


def _after(text: str, folded: Folded, match: re.Match[str], start: int, at: int, stop: int, end: int) -> int | None:
    """Where the body starts, when what follows the name shows that it is a heading; None otherwise."""
    rest = text[stop:end]
    capitals = _capitals(text[at:stop])
    tail = rest.strip(" \t*=#_~-–—.")
    if not tail:
        alone = capitals or match["prefix"].strip() != "" or text[at].isupper()
        return end if alone and len(text[at:stop]) >= 3 else None
    colon = _COLON.match(rest)
    if colon and not (match["lead"] and tail[0] != ":") and not _NUMBER.match(rest, colon.end()):
        return stop + colon.end()
    if text[at].isupper() and _SHORT_TAIL.match(rest) and (match["name"].count(" ") >= 3 or rest.lstrip()[0] == "("):
        return end
    dash = re.match(r"\s*(?:\.\s+(?=[^\W\d_a-zà-ÿ])|[–—]\s+|-\s+|=>\s*|->\s*)", rest)
    if dash and text[at].isupper() and not match["lead"]:
        return stop + dash.end()
    if capitals and len(text[at:stop]) >= 3 and _key(match["name"]) not in _vocabulary().strict:
        if _capitals(rest) and len(text[at:end].strip()) <= _MAX_TITLE and not re.search(r"\s{2}|\d{2}", rest.strip()):
            return (
                end
                if len(rest.split()) <= 6 and _letters(rest) > 3 and rest[:1] in " /-(" and not _clinical(rest)
                else stop
            )
        if re.match(r"\s+\S", rest) and not re.match(r"\s{3,}[A-ZÀ-Ý]{3,}\b.*\s{3}", rest):
            return stop
    return None


def _clinical(rest: str) -> bool:
    """`ALLERGIE PENICILLINE`: a word that says something, not the rest of a title (`DE SORTIE`, `ET EXAMEN`)."""
    return re.match(r"(?i)\s*(?:d[eu']|des|[àa]u?x?|et|en|du|sur|/|-|\(|l[ae'])", rest) is None


def _unknown(text: str, start: int, end: int, line: str, after_blank: bool) -> _Heading | None:
    """A heading that the vocabulary does not know: numbered, underlined, or a short line in capitals."""
    match = _UNKNOWN.match(line)
    if match is None or _PERSON.search(line) or re.search(r"\s{3}", line.strip()):
        return None
    following = text[end:].lstrip("\r\n").split("\n", 1)[0].rstrip("\r")
    # Two words in capitals may as well be somebody's name: a title has a number, an underline or a linking word.
    titled = after_blank and _LINKING.search(match["title"]) is not None
    # A numbered line with figures is a list's item, a drug in capitals more often than not.
    numbered = bool(match["number"]) and after_blank and re.search(r"[\d:]", match["title"]) is None
    shown = numbered or _UNDERLINE.match(following) is not None or titled
    if not (_capitals(match["title"]) and _letters(match["title"]) >= 5 and shown):
        return None
    at = start + match.start("title")
    return _Heading(_title(line[match.start("title") :]), "", at, end, False)


def _title(surface: str) -> str:
    return " ".join(surface.split()).strip(" :.*=#_~-–—>")


def _letters(text: str) -> int:
    return sum(c.isalpha() for c in text)


def _capitals(text: str) -> bool:
    """Typed in capitals, allowing for the small l and the digits that OCR puts in their place."""
    letters = [c for c in text if c.isalpha() and c != "l"]
    return len(letters) >= 2 and sum(c.isupper() for c in letters) >= 0.8 * len(letters)


def _key(folded: str) -> str:
    return re.sub(r"[\s\-]+", " ", folded)


@cache
def _load() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(VOCABULARY.read_text(encoding="utf-8"))
    return loaded


@cache
def _vocabulary() -> _Vocabulary:
    loaded = _load()
    codes: dict[str, str] = {}
    for code, entry in loaded["sections"].items():
        for heading in entry["headings"]:
            codes.setdefault(_key(fold(str(heading)).text), code)
    names = "|".join(folded_phrase(name) for name in sorted(codes, key=len, reverse=True))
    leads = "|".join(
        rf"{folded_phrase(lead)}(?:\s+|(?<='))" for lead in sorted(loaded["leading"], key=len, reverse=True)
    )
    closings = "|".join(folded_phrase(phrase) for phrase in sorted(loaded["closings"], key=len, reverse=True))
    return _Vocabulary(
        re.compile(rf"{_PREFIX}(?P<lead>(?:{leads})?)(?P<name>{names})(?![^\W_])"),
        codes,
        frozenset(code for code, entry in loaded["sections"].items() if entry.get("narrative")),
        frozenset(_key(fold(word).text) for word in loaded["strict"]),
        re.compile(rf"\s*(?:{closings})(?![^\W_])"),
    )
