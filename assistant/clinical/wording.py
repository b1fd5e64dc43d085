"""Whether two French wordings say the same thing, and how a fact is worded.

Comparisons are made on folded, OCR-repaired text (`text.folded`); what is shown is cut from the documents.
"""

from __future__ import annotations

import re
from collections.abc import Set as AbstractSet
from typing import Final

from assistant.clinical.text import fold

_SPACES: Final = re.compile(r"\s+")
_WORD: Final = re.compile(r"[^\W\d_][^\W_]*")
_NUMBER: Final = re.compile(r"(?<![\w])\d+(?:[.,]\d+)?")
_NEGATION: Final = re.compile(
    r"\b(?:pas|non|ni|aucune?s?|sans|neant|absence|jamais|ras|refus\w*|negati\w+|nulle?|n'est plus|"
    r"plus d[e'](?! ?\d))(?!\w)|ø"
)
_EDGES: Final = " \t\n\r\f-•*·–—,;:.|/=>+&"
_BOUND: Final = re.compile(r"[\s•*·–—,;:.|-]*([<>=]+ ?)(?=\d)")
"""A comparison that begins a text is part of what it says (`> 0,6 : bolus`)."""
_TAG: Final = r"\[[A-Z_]+ \d+\]"
_STAMP: Final = re.compile(
    rf"^(?:\d{{1,2}}[/.-]\d{{1,2}}(?:[/.-]\d{{2,4}})?(?= \d{{1,2}} ?[h:]| {_TAG}),? )?"
    rf"(?:\d{{1,2}} ?[h:] ?(?:\d{{2}})?,? )?"
    rf"(?:(?:(?:IDE|AS|ASH|IDEC|Dr|Mme|Mr?)\.? )?{_TAG} (?:{_TAG} )?(?:\d{{1,4}} )?)?(?=\S)"
)
"""Day, hour, author and room that open an entry of a log."""
_TARGET: Final = re.compile(r"^Cible ?: ?[^:.]{2,40}? (?=[DAR] ?: )|^[DAR] ?: (?=\S)")
"""The head of a targeted hand-over note (target, then data, action, result)."""
_NOT_A_NAME: Final = re.compile(r"^(?:autres|divers)\b|\bassociations?\b|\binhibiteur d'enzyme|\bpr[ée]parations\b")
_EMPTY: Final = frozenset(
    [
        "au",
        "aux",
        "avec",
        "ce",
        "ces",
        "cet",
        "cette",
        "dans",
        "de",
        "des",
        "du",
        "elle",
        "en",
        "est",
        "et",
        "il",
        "la",
        "le",
        "les",
        "leur",
        "lui",
        "par",
        "pour",
        "qui",
        "que",
        "sa",
        "se",
        "ses",
        "son",
        "sous",
        "sur",
        "un",
        "une",
        "qu",
        "mr",
        "mme",
        "monsieur",
        "madame",
        "patient",
        "patiente",
        "dr",
        "docteur",
        "connu",
        "connue",
        "depuis",
        "ans",
        "an",
    ]
)


def words(plain: str) -> frozenset[str]:
    """The words of folded text that carry meaning, a final plural letter dropped."""
    found = (w for w in _WORD.findall(plain) if len(w) > 1 and w not in _EMPTY)
    return frozenset(w[:-1] if len(w) > 4 and w[-1] in "sx" else w for w in found)


def numbers(plain: str) -> frozenset[str]:
    """The numbers, decimal mark and final zeros normalised (`2,50` is `2.5`)."""
    return frozenset(f"{float(n.replace(',', '.')):g}" for n in _NUMBER.findall(plain))


def negated(plain: str) -> bool:
    """Whether folded text holds a negation."""
    return bool(_NEGATION.search(plain))


def overlap(first: AbstractSet[str], second: AbstractSet[str]) -> float:
    """Dice coefficient of two word sets, 0 when both are empty."""
    total = len(first) + len(second)
    return 2 * len(first & second) / total if total else 0.0


def contained(short: AbstractSet[str], long: AbstractSet[str]) -> float:
    """Share of `short` that is in `long`, 1 when `short` is empty."""
    return len(short & long) / len(short) if short else 1.0


def clean(text: str) -> str:
    """The words themselves: spaces made single, list marks and open punctuation trimmed at both ends."""
    single = _SPACES.sub(" ", text).strip()
    bound = _BOUND.match(single)
    trimmed = bound[1] + single[bound.end() :].rstrip(_EDGES) if bound else single.strip(_EDGES)
    opened, closed = trimmed.count("("), trimmed.count(")")
    if opened == closed + 1:
        return trimmed[:-1].rstrip(_EDGES) if trimmed.endswith("(") else trimmed + ")" if "(" in trimmed else trimmed
    if closed == opened + 1 and trimmed.endswith(")"):
        return trimmed[:-1].rstrip(_EDGES)
    return trimmed


def capital(text: str) -> str:
    """The same with its first letter in upper case, unless its first word mixes cases on purpose (`pH`)."""
    first = text.split(" ", 1)[0]
    return text if any(c.isupper() for c in first) else text[:1].upper() + text[1:]


def statement(text: str) -> str:
    """The words from where the statement starts: without the day, hour, author and head of a log's entry."""
    body = clean(text)
    for head in (_STAMP, _TARGET, _TARGET):
        rest = clean(head.sub("", body, count=1))
        body = rest if _WORD.search(rest) else body
    return body


def clause(text: str, heading: str = "") -> str:
    """The clause itself, with its heading when it would not be understood without it."""
    body, head = statement(text), clean(heading)
    return f"{capital(head)} : {body}" if head and not fold(body).startswith(fold(head)) else capital(body)


def named(label: str, printed: str, value: str | None) -> str:
    """`Apixaban (ELIQUIS) 2,5 mg matin et soir`: the concept, the name printed when it differs, and the value.

    A label that names no substance (`autres preparations`) gives way to the name printed.
    """
    if printed and _NOT_A_NAME.search(label):
        label = printed
    same = not printed or fold(printed) in fold(label) or fold(label) in fold(printed)
    name = capital(label) if same else f"{capital(label)} ({clean(printed)})"
    return f"{name} {clean(value or '')}".strip()
