"""The forms of a French date: patterns with named slots, shared by finding and rewriting.

Slots: `wd` weekday, `d` day, `m` month, `mw` month in letters, `mr` month in Roman numerals, `y` year,
`dw`, `yw` day and year in words, `sn` season, `fx` feast; `t` is carried over as it is.
Digits may be damaged by character recognition (`2O23`, `l8`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final, Literal

from ingest.date_numbers import from_words, words_pattern, year_pattern
from ingest.folding import unaccented

Stated = Literal["day", "month", "year", "day_month", "day_only", "month_only", "season"]

MONTHS: Final = (
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre",
    "décembre",
)  # fmt: skip
ABBREVIATIONS: Final = ("janv", "févr", "mars", "avr", "mai", "juin", "juil", "août", "sept", "oct", "nov", "déc")
ENGLISH: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
ENGLISH_FULL: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
ROMAN: Final = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
SEASONS: Final = {"hiver": 1, "printemps": 4, "été": 7, "automne": 10}
FEASTS: Final = {
    "nouvel an": 1, "pâques": 4, "pâque": 4, "ascension": 5, "pentecôte": 6, "saint-jean": 6, "assomption": 8,
    "toussaint": 11, "armistice": 11, "noël": 12, "saint-sylvestre": 12,
}  # fmt: skip
_SHORT: Final = ("janv", "jan", "févr", "fév", "avr", "juil", "sept", "oct", "nov", "déc")

_DIGIT = "(?-i:[0-9OoQlISZB|])"
_LOOKALIKE: Final = str.maketrans("OoQlI|SZB", "000111528")
_LETTERS: Final = {
    "m": "(?:m|rn|nn)", "i": "[iïl1|]", "o": "[o0]", "e": "[eéèêë]", "é": "[eéèêë]", "u": "[uûü]", "û": "[uûü]",
    "l": "[l1|i]", "b": "[b6]",
}  # fmt: skip

_WEEKDAY = r"(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|lun|mar|mer|jeu|ven|sam|dim)\.?"
_DAY = rf"(?:{_DIGIT}{{1,2}})"
_YEAR4 = rf"(?:(?-i:[12lIZ|][089OoQBS]){_DIGIT}{{2}})"
_YEAR2 = rf"(?:{_DIGIT}{{2}})"


def plain_digits(damaged: str) -> str:
    """Digits that character recognition took for letters, put right."""
    return damaged.translate(_LOOKALIKE)


def fold(word: str) -> str:
    """Lower case without accents."""
    return unaccented(word.lower())


def _letters(word: str) -> str:
    """A pattern for a word as character recognition may spell it; `mai` keeps its `i`, for `mal` is a word."""
    letters = _LETTERS | {"i": "[iï1|]"} if word == "mai" else _LETTERS
    return "".join(letters.get(c, re.escape(c)) for c in word)


@cache
def _month_words() -> tuple[tuple[re.Pattern[str], int], ...]:
    names = [(name, i) for i, name in enumerate(MONTHS, 1)]
    names += [(short, 1 + next(i for i, m in enumerate(MONTHS) if m.startswith(short))) for short in _SHORT]
    names += [(name.lower(), i) for i, name in enumerate(ENGLISH_FULL, 1)]
    names += [(name.lower(), i) for i, name in enumerate(ENGLISH, 1)]
    return tuple((re.compile(_letters(name) + r"\.{0,2}", re.I), number) for name, number in names)


def month_number(word: str) -> int:
    """The month that a word names, OCR damage and abbreviation included. Raises ValueError on another word."""
    for pattern, number in _month_words():
        if pattern.fullmatch(word):
            return number
    raise ValueError(f"not a month: {word!r}")


def written_whole(word: str) -> bool:
    """Whether a month's name is not abbreviated."""
    return any(re.fullmatch(_letters(name), word, re.I) for name in (*MONTHS, *(m.lower() for m in ENGLISH_FULL)))


def _alternatives(words: tuple[str, ...]) -> str:
    return "|".join(_letters(word) for word in sorted(words, key=len, reverse=True))


_FULL = _alternatives(MONTHS)
_ANY_MONTH = (
    rf"(?:(?:{_FULL})(?![^\W\d_])|(?:{_alternatives((*_SHORT, 'octob', 'septemb'))})(?![^\W\d_])\.{{0,2}}"
    rf"|(?:{'|'.join((*ENGLISH_FULL, *ENGLISH))})(?![^\W\d_])\.?)"
)
_LONE_MONTH = (
    rf"(?:(?:{_FULL})(?![^\W\d_])|(?:janv|févr?|fevr?|avr|juil|sept|oct|nov|déc)\.|(?:janv|févr?|oct|nov|déc))"
)
_LEFT = r"(?<![^\W_])(?<![0-9][.,/\-:])(?<![.,/][0-9OlI])"
_RIGHT = r"(?![^\W_])(?![.,/\-:]\d)"
_RIGHT_TIME = r"(?!\d)(?![.,/\-]\d)(?![^\W\dhHTàÀ_])"
_LEFT_GLUED = r"(?<![0-9_])(?-i:(?<![A-ZÉ]))(?<![0-9][.,/:])(?<![.,/][OlI])"
_RIGHT_RANGE = r"(?!\d)(?![.,/]\d)(?!-\d(?!\d?/))(?![^\W\dhHTàÀ_])"
_RIGHT_YEARS = r"(?![^\W_])(?![.,/:]\d)(?!-\d(?!\d{3}(?!\d)|\d(?!\d)))(?! \d{3})"
_WD = rf"(?:(?P<wd>{_WEEKDAY})\s{{1,2}})?"
_ORD = r"(?:\s?(?:er|ER))?"


@dataclass(frozen=True, slots=True)
class Form:
    """One way of writing a date. `needs` names the guard that its context must pass (see `date_guards`)."""

    pattern: re.Pattern[str]
    stated: Stated
    needs: str = "nothing"


def _form(pattern: str, stated: Stated, needs: str = "nothing") -> Form:
    return Form(re.compile(pattern, re.I), stated, needs)


@cache
def forms() -> tuple[Form, ...]:
    """All forms, the most telling first: an earlier match keeps its place in the text."""
    day_words, year_words = words_pattern(1, 31), year_pattern()
    year = rf"(?P<y>{_YEAR4})"
    any_year = rf"(?P<y>{_YEAR4}|'?{_YEAR2})"
    days = rf"{_WD}(?P<d>{_DAY}){_ORD}"
    month, word, short = rf"(?P<m>{_DIGIT}{{1,2}})", rf"(?P<mw>{_ANY_MONTH})", rf"(?P<y>{_YEAR2})"
    english = rf"(?P<mw>{'|'.join(ENGLISH_FULL)})"
    letters = rf"(?P<yw>{year_words})"
    weekday = rf"(?:(?P<wd>{_WEEKDAY})\s)?"
    return (
        # 202109141022, 20210312, 2021-03-12
        _form(
            rf"{_LEFT}(?P<y>(?:19|20)\d\d)(?P<m>\d\d)(?P<d>\d\d)(?P<t>\d{{4}}(?:\d\d)?)?(?=T\d|(?![^\W_]))",
            "day",
            "compact",
        ),
        _form(rf"{_LEFT}(?P<d>\d\d)(?P<m>\d\d)(?P<y>(?:19|20)\d\d){_RIGHT}", "day", "compact"),
        _form(rf"{_LEFT}(?P<d>\d\d)(?P<m>\d\d)(?P<y>\d\d){_RIGHT}", "day", "introduced"),
        _form(rf"{_LEFT}{year}(?P<s>[\-/.]){month}(?P=s)(?P<d>{_DAY})(?=T\d|{_RIGHT})", "day"),
        # 12/03/2021, 12.03.21, 21-12-1942, 27 / 12 / 2001, 09 03 1968
        _form(rf"{_LEFT_GLUED}{days}(?P<s>\s?[/|]\s?){month}\s?[/|]\s?{year}{_RIGHT_TIME}", "day"),
        _form(rf"{_LEFT_GLUED}(?<![0-9]-){days}(?P<s>[.\-]){month}(?P=s){year}{_RIGHT_TIME}", "day"),
        _form(rf"{_LEFT}{days}(?P<s>[/]){month}(?P=s){short}{_RIGHT_TIME}", "day", "two_digit_year"),
        _form(rf"{_LEFT}{days}(?P<s>[.\-]){month}(?P=s){short}{_RIGHT_TIME}", "day", "two_digit_year"),
        _form(rf"{_LEFT}(?<!\d\s)(?P<d>{_DAY})\s{month}\s{year}{_RIGHT}(?!\s?\d)", "day", "spaced"),
        _form(rf"{_LEFT}(?<!\d\s)(?P<d>\d\d)\s(?P<m>\d\d)\s(?P<y>\d\d){_RIGHT}(?!\s\d)", "day", "introduced"),
        _form(rf"{_LEFT}(?P<d>\d{{1,2}})(?P<s>[\-. ])(?P<mr>[IVX]{{1,4}})[\-. ]{year}{_RIGHT}", "day"),
        # mardi 23 mai 2023, 14sept.2021, 1er mars, June 14th
        _form(
            rf"{_LEFT}{days}(?P<s>[\s\-.]{{0,3}}){word}[\s\-,]{{0,2}}{any_year}(?!\s?[h:]){_RIGHT_TIME}",
            "day",
            "after_month",
        ),
        _form(rf"{_LEFT}{days}(?P<s>[\s\-.]{{0,3}}){word}\s+{letters}{_RIGHT}", "day"),
        _form(rf"{_LEFT}{_WD}(?P<dw>{day_words})\s+{word}(?:\s+(?:{letters}|{year}))?{_RIGHT}", "day"),
        _form(rf"{_LEFT}{days}(?P<s>\s{{0,2}}|-){word}", "day_month", "month_case"),
        _form(rf"{_LEFT}{english}\s(?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?:,?\s{year})?{_RIGHT}", "day"),
        # mars 2019, nov. 98, été 2019
        _form(rf"{_LEFT}{word}(?:\s{{1,2}}(?:de\s+)?|[\-/])?{year}{_RIGHT}", "month"),
        _form(rf"{_LEFT}{word}\s+{letters}{_RIGHT}", "month"),
        _form(rf"{_LEFT}{word}[\s\-](?P<y>'?\d\d){_RIGHT}", "month", "year_after_month"),
        _form(rf"{_LEFT}(?P<sn>{'|'.join(map(_letters, SEASONS))})\s+(?:de\s+)?{year}{_RIGHT}", "season"),
        _form(rf"{_LEFT}(?P<fx>{'|'.join(map(_letters, FEASTS))})\s+{year}{_RIGHT}", "season", "feast"),
        # 03/2024, 2021-05
        _form(rf"{_LEFT}{month}(?P<s>\s?/\s?|[.\-]){year}{_RIGHT}", "month"),
        _form(rf"{_LEFT}{year}(?P<s>[\-/])(?P<m>\d\d){_RIGHT}", "month", "year"),
        # 09/11, 05.11, 11/23
        _form(rf"{_LEFT}{_WD}(?P<d>{_DAY}){_ORD}(?P<s>/){month}{_RIGHT_RANGE}(?!\s?/\s?\d)", "day_month", "fraction"),
        _form(rf"{_LEFT}{_WD}(?P<d>{_DAY})(?P<s>[.\- ]){month}{_RIGHT}(?!\s?[/%])", "day_month", "introduced_pair"),
        _form(rf"{_LEFT}{month}(?P<s>/){short}{_RIGHT}(?!\s?/\s?\d)", "month", "month_and_short_year"),
        # 2014, '98, deux mille dix-neuf
        _form(rf"(?<![^\W_])(?<![0-9][.,/:])(?<!\d[^\d\s]\d){year}{_RIGHT_YEARS}", "year", "year"),
        _form(r"(?<![^\s(])(?P<y>['’]\d\d)(?![^\W_])(?![.,]\d)", "year", "short_year"),
        _form(rf"{_LEFT}(?P<y>\d\d){_RIGHT}", "year", "born_in"),
        _form(rf"{_LEFT}(?P<yw>{year_words}|{words_pattern(40, 99)}){_RIGHT}", "year", "year_in_words"),
        # mi-avril, en mars; le 18, le douze
        _form(rf"{_LEFT}(?P<mw>{_LONE_MONTH})(?![^\W_])", "month_only", "lone_month"),
        _form(rf"{_LEFT}{weekday}(?P<d>[0-3lIO]?{_DIGIT}){_ORD}{_RIGHT}(?!\s?/)", "day_only", "lone_day"),
        _form(rf"{_LEFT}{weekday}(?P<dw>{day_words}){_RIGHT}", "day_only", "lone_day_in_words"),
    )  # fmt: skip


def slots(match: re.Match[str]) -> Iterator[tuple[str, int, int]]:
    """The named parts that were found, `(name, start, end)`, in the order of the text."""
    named = [(name, *match.span(name)) for name, value in match.groupdict().items() if value is not None]
    return iter(sorted(named, key=lambda slot: slot[1]))


def number(name: str, raw: str) -> int:
    """The value of one slot. Raises ValueError when it has none."""
    if name == "mw":
        return month_number(raw)
    if name == "mr":
        return ROMAN.index(raw.upper()) + 1
    if name in ("dw", "yw"):
        return from_words(raw)
    if name == "sn":
        return next(month for word, month in SEASONS.items() if re.fullmatch(_letters(word), raw, re.I))
    if name == "fx":
        return next(month for word, month in FEASTS.items() if re.fullmatch(_letters(word), raw, re.I))
    return int(plain_digits(raw.lstrip("'’")))
