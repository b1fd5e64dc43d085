"""Lines of a document and what each looks like: prose, list item, table row, heading."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from typing import Literal

from ingest.document import Section

LineKind = Literal["blank", "rule", "heading", "row", "item", "text"]

GAP = re.compile(r" {3,}|\t+|\s*\|\s*|\s*\.{4,}\s*|(?<=\S)  (?=\S)")
_BULLET = re.compile(
    r"\s*(?:[-•*·‣▪◦–—+☐☑☒✓✔>.]|=>|->|\d{1,2}\s?[.)/](?!\d)|[a-z]\)|\[[ xX]\]|\( ?[xX]? ?\))\s*(?=[^\W_]|[(\"«])"
)
_ALNUM = re.compile(r"[^\W_]")
_LABEL = re.compile(r"\s*[A-ZÀ-Ý][\w'’ /.()-]{1,38}\s?:")
_OPEN_END = re.compile(
    r"(?:[,(\-]|\b(?:de|du|des|d['’]|la|le|les|l['’]|et|ou|à|a|au|aux|par|sous|avec|pour|en|un|une|sans|sur|dans|que|qui|"
    r"ne|pas|son|sa|ses|est|par|plus|très|entre|vers|chez|dont|puis))$",
    re.IGNORECASE,
)
_NARROWEST = 48


@dataclass(frozen=True, slots=True)
class Line:
    """One line without its outer blanks."""

    start: int
    end: int
    kind: LineKind
    indent: int
    text: str


def lines(text: str, sections: tuple[Section, ...]) -> list[Line]:
    """Cut a document into lines and say what each looks like."""
    heads = sorted((section.start, section.body) for section in sections)
    starts = [start for start, _ in heads]
    out: list[Line] = []
    for match in re.finditer(r"[^\n\r\x0b\x0c]*(?:\r\n|[\n\r\x0b\x0c]|\Z)", text):
        stripped = match[0].strip()
        if stripped:
            start = match.start() + len(match[0]) - len(match[0].lstrip())
            end = start + len(stripped)
            out.append(Line(start, end, _kind(stripped, start, end, heads, starts), start - match.start(), stripped))
        elif not out or out[-1].kind != "blank":
            out.append(Line(match.start(), match.start(), "blank", 0, ""))
    return out


def _kind(text: str, start: int, end: int, heads: list[tuple[int, int]], starts: list[int]) -> LineKind:
    if not _ALNUM.search(text):
        return "rule"
    near = bisect_right(starts, start) - 1
    if near >= 0 and heads[near][0] <= start and end <= heads[near][1]:
        return "heading"
    if _looks_like_heading(text):
        return "heading"
    if is_row(text):
        return "row"
    if _BULLET.match(text):
        return "item"
    return "text"


def _looks_like_heading(text: str) -> bool:
    words = text.split()
    if len(text) > 60 or len(words) > 7 or any(char.isdigit() for char in text):
        return False
    if text.endswith(":"):
        return len(words) <= 6
    letters = [char for char in text if char.isalpha()]
    return len(letters) >= 4 and all(char.isupper() or char == "l" for char in letters) and not text.endswith(".")


def is_row(text: str) -> bool:
    """Whether a line is set in cells: wide gaps, `|`, tabs or dot leaders."""
    cells = [cell for cell in GAP.split(text) if cell]
    if len(cells) < 2:
        return False
    if "|" in text or "\t" in text or "...." in text or re.search(r" {3,}", text):
        return True
    return len(cells) >= 3 and len(text) < 120


def continues(previous: Line, line: Line, width: int) -> bool:
    """Whether `line` goes on with the sentence that `previous` began, `width` being the document's usual line."""
    if previous.kind not in ("text", "item") or line.kind != "text":
        return False
    if _OPEN_END.search(previous.text):
        return True
    long_enough = previous.end - previous.start + previous.indent >= max(_NARROWEST, 0.72 * width)
    if previous.text[-1] in ".!?:;" and not long_enough:
        return False
    first = line.text[0]
    if first.islower() or first in "),;":
        return long_enough or not _LABEL.match(line.text)
    return long_enough and not _LABEL.match(line.text) and previous.text[-1] not in ".!?"


def usual_width(found: list[Line]) -> int:
    """The length that nine prose lines in ten do not pass."""
    lengths = sorted(line.end - line.start + line.indent for line in found if line.kind in ("text", "item"))
    return lengths[int(0.9 * (len(lengths) - 1))] if lengths else 0
