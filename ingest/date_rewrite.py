"""Writing a moved date in the wording of the original."""

from __future__ import annotations

import re

from ingest.date_grammar import (
    ABBREVIATIONS,
    ENGLISH,
    ENGLISH_FULL,
    FEASTS,
    MONTHS,
    ROMAN,
    SEASONS,
    Stated,
    fold,
    forms,
    plain_digits,
    slots,
    written_whole,
)
from ingest.date_numbers import to_words
from ingest.when import When


def rewritten(surface: str, moved: When, stated: Stated) -> str:
    """`surface` with its slots filled from `moved`. Raises ValueError when no form reads the surface."""
    wanted = "day" if stated == "day_month" else stated
    for form in forms():
        if form.stated not in (stated, wanted):
            continue
        match = form.pattern.fullmatch(surface)
        if match is not None:
            return _filled(match, moved)
    raise ValueError("no form of date reads this surface")


def _filled(match: re.Match[str], moved: When) -> str:
    surface, made, last = match.string, [], 0
    padded = _padded(match)
    for name, start, end in slots(match):
        if name in ("s", "t", "wd"):
            continue
        made += [surface[last:start], _slot(name, surface[start:end], moved, padded)]
        last = end
    made.append(surface[last:])
    return _ordinals("".join(made), match, moved)


def _padded(match: re.Match[str]) -> bool:
    """Whether one-digit days and months take a zero in this wording."""
    values = [plain_digits(v) for n, v in match.groupdict().items() if n in ("d", "m") and v is not None]
    if any(len(value) == 1 for value in values):
        return False
    return ("m" in match.groupdict() and match["m"] is not None) or any(value.startswith("0") for value in values)


def _slot(name: str, raw: str, moved: When, padded: bool) -> str:
    day = moved.day
    if not raw.strip("0"):
        return raw
    if name == "d":
        return f"{day.day:02d}" if padded else str(day.day)
    if name == "m":
        return f"{day.month:02d}" if padded else str(day.month)
    if name == "y":
        lead = raw[0] if raw[0] in "'’" else ""
        return lead + (str(day.year) if len(raw.lstrip("'’")) == 4 else f"{day.year % 100:02d}")
    if name == "dw":
        return "premier" if day.day == 1 else _cased(to_words(day.day), raw)
    if name == "yw":
        short = not fold(raw).startswith(("mille", "deux mille", "deux-mille", "dix-neuf cent", "dix neuf cent"))
        return _cased(to_words(day.year % 100 if short and day.year < 2000 else day.year), raw)
    if name == "mr":
        return ROMAN[day.month - 1]
    if name == "mw":
        return _month(raw, day.month)
    if name == "sn":
        season = max((m for m in SEASONS.values() if m <= (day.month % 12) + 1), default=1)
        return _cased(next(word for word, month in SEASONS.items() if month == season), raw)
    return _month(MONTHS[FEASTS.get(fold(raw), day.month) - 1], day.month)


def _month(raw: str, month: int) -> str:
    """A month's name the way `raw` writes its own: whole or short, with or without accents, in the same case."""
    bare = raw.rstrip(".")
    if bare.capitalize() in ENGLISH_FULL and fold(bare) not in map(fold, MONTHS):
        return ENGLISH_FULL[month - 1]
    if bare.capitalize() in ENGLISH and fold(bare) not in map(fold, (*MONTHS, *ABBREVIATIONS, "jan")):
        return ENGLISH[month - 1]
    whole = written_whole(bare)
    name = MONTHS[month - 1] if whole else ABBREVIATIONS[month - 1]
    dotted = not whole and raw.endswith(".") and name != MONTHS[month - 1]
    if bare.isupper() or (fold(bare) == bare.lower() and fold(bare) in map(fold, (MONTHS[1], MONTHS[7], MONTHS[11]))):
        name = fold(name)
    return _cased(name, bare) + ("." if dotted else "")


def _cased(word: str, like: str) -> str:
    if like.isupper() and len(like) > 1:
        return word.upper()
    return word.capitalize() if like[:1].isupper() else word


def _ordinals(text: str, match: re.Match[str], moved: When) -> str:
    """`1er` for the first of a month written in letters, and only there."""
    if "d" not in match.groupdict() or match["d"] is None:
        return text
    start = match.start("d") - match.start()
    head, rest = text[:start], text[start:]
    had = re.match(r"\S{1,2}?\s?(?:er|ER)(?![^\W\d_])", match.string[match.start("d") :]) is not None
    in_letters = match.groupdict().get("mw") is not None
    rest = re.sub(r"^(\d{1,2})\s?(?:er|ER)", r"\1", rest)
    if moved.day.day == 1 and (had or (in_letters and rest.startswith("1"))) and not rest.startswith("01"):
        rest = re.sub(r"^1(?!\d)", "1er", rest)
    return head + rest
