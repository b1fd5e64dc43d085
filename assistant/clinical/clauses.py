"""Where a passage can be cut so that each piece still stands by itself."""

from __future__ import annotations

import re
from itertools import pairwise

from assistant.clinical.layout import GAP

Span = tuple[int, int]

_END = re.compile(r"(?<![. ])(?:[.!?…]{1,3})[\"»)\]]*(?=\s)")
_NEXT = re.compile(r"\s+[\"«(\[\-=>]*\s*[A-ZÀ-Ý0-9\[]")
_ABBREVIATION = re.compile(
    r"(?:\b(?:dr|pr|mr?|mme|mlle|me|st|ste|cf|ex|env|etc|vs|tel|tél|fax|bd|av|art|hab|approx|max|min|inj|amp|comp|gél|gel|cp|"
    r"sach|sol|susp|ttt|hosp|serv|réf|ref|n|p|pp|vol|dest|obs|adm|presc|tjs|pdt|dt|resp|neg|nég|pos|ant|post|sup|inf|lat|"
    r"dte|gche|intern?|ext|méd|med|chir|card|pneumo|prof|pers|biol|sec|secr|né|dem|conc|hem|quot|arr|dép|rte|imm|apt|bât|bat|rés)"
    r"|\b[A-ZÀ-Ýa-z]|\b[A-Z][a-z]?\.[A-Z])$",
    re.IGNORECASE,
)
_HARD = re.compile(
    r"\s*;\s*|(?<![\d ]) [-–—•] (?! )|(?<! ) [-–—•] (?=[^\d ])|\s*=>\s*|(?<!\d)\s+//?\s+(?=\D)|\n\s*(?=[-•*] )"
)
_CELL_LABEL = re.compile(r"[^\W\d][\w'’ .()°/-]{1,40}?\s?:(?!\d)\s*\S|[A-Z] :")
_WORD = re.compile(r"[^\W\d_]{2,}")
_SOFT = re.compile(r",\s+(?!\d)|\s+(?=(?:mais|puis|cependant|toutefois|dont|sauf)\s)|\s+(?=\()|(?<=\))\s+|:\s+")
_TRIM = " \t\r\n,;|-–—•"


def sentence_ends(text: str, start: int, end: int) -> list[int]:
    """Offsets strictly inside `[start, end)` where a new sentence begins."""
    out = []
    for match in _END.finditer(text, start, end):
        if match.end() >= end or not _NEXT.match(text, match.end(), end):
            continue
        if match[0] == "." and (
            _ABBREVIATION.search(text, max(start, match.start() - 8), match.start()) or _numbering(text, start, match)
        ):
            continue
        out.append(match.end())
    return out


def _numbering(text: str, start: int, match: re.Match[str]) -> bool:
    return match.start() - start <= 3 and text[start : match.start()].strip().isdigit()


def trim(text: str, start: int, end: int) -> Span:
    """The span without blanks and separators at its ends."""
    while start < end and text[start] in _TRIM:
        if text[start] in "-–" and start + 1 < end and (text[start + 1].isdigit() or text[start + 1] == ">"):
            break
        start += 1
    while end > start and text[end - 1] in _TRIM:
        end -= 1
    return start, end


def pieces(text: str, start: int, end: int, longest: int) -> list[Span]:
    """Trimmed pieces of at most about `longest` characters, cut at the strongest boundary near the middle."""
    start, end = trim_blanks(text, start, end)
    if end - start <= longest:
        return [(start, end)] if end > start else []
    cut = _best_cut(text, start, end)
    if cut is None:
        return [(start, end)]
    return pieces(text, start, cut, longest) + pieces(text, cut, end, longest)


def trim_blanks(text: str, start: int, end: int) -> Span:
    """The span without outer blanks."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _best_cut(text: str, start: int, end: int) -> int | None:
    """The boundary nearest to the middle, a stronger one preferred; None when the stretch has none."""
    middle, length = (start + end) / 2, end - start
    best: tuple[float, int] | None = None
    for pattern, cost in ((_END, 0.0), (_HARD, 0.05), (_SOFT, 0.25), (re.compile(r"\s+"), 0.9)):
        for match in pattern.finditer(text, start + 1, end - 1):
            at = match.end()
            if pattern is _SOFT and _depth(text, start, at):
                continue
            price = abs(at - middle) / length + cost
            if length * 0.12 < at - start < length * 0.88 and (best is None or price < best[0]):
                best = price, at
        if best is not None and best[0] < 0.5 + cost:
            break
    return best[1] if best else None


def _depth(text: str, start: int, at: int) -> int:
    """How many parentheses are open at `at`."""
    return text.count("(", start, at) - text.count(")", start, at)


def clauses(text: str, start: int, end: int, longest: int = 180, row: bool = False) -> list[Span]:
    """The pieces of a passage that stand by themselves, in order."""
    cuts = [start, *sentence_ends(text, start, end)]
    for match in () if row else _HARD.finditer(text, start, end):
        if match.start() > start and match.end() < end and _depth(text, start, match.start()) <= 0:
            cuts.append(match.end())
    if row:
        cuts.extend(_cell_cuts(text, start, end))
    cuts = sorted({*cuts, end})
    out: list[Span] = []
    for between in pairwise(cuts):
        for piece in pieces(text, *trim(text, *between), longest):
            a, b = trim(text, *piece)
            if b <= a:
                continue
            if out and not _WORD.search(text, a, b):
                out[-1] = out[-1][0], b
            else:
                out.append((a, b))
    return out


def _cell_cuts(text: str, start: int, end: int) -> list[int]:
    """Where a row of cells holds several statements: a cell with its own label, or two cells of prose."""
    cuts: list[int] = []
    at = start
    for gap in GAP.finditer(text, start, end):
        after = text[gap.end() : end]
        before = text[at : gap.start()]
        cell = GAP.split(after, maxsplit=1)[0]
        prose = len(_WORD.findall(before)) >= 4 and len(_WORD.findall(cell)) >= 4
        if _CELL_LABEL.match(after) or prose:
            cuts.append(gap.end())
            at = gap.end()
    return cuts
