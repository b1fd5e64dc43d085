"""What surrounds digits that may be a date: the words of `dates.yaml`, and how they lead or follow."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from typing import Final

import yaml

from ingest.date_grammar import plain_digits

Match = re.Match[str]

WEEKDAYS: Final = (
    r"lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|lun\.?|mar\.?|mer\.?|jeu\.?|ven\.?|sam\.?|dim\.?"
)
_BEFORE: Final = 48
_INTRODUCED: Final = re.compile(
    r"(?:\b(?:le|du|au|dès|des|ce|aux|datée?|jour|1e)"
    rf"|\b(?:{WEEKDAYS})"
    r"|\b(?:hier|demain|ce jour|dict|tap|exp|dxp|pr[ée]l|faite?|signé|vue?|sortie|entrée|posée?|retirée?|chang\w*"
    r"|implantée?|opérée?|prochaine?|rdv|DPA|DDR|DG)\.?:?)\s+\Z",
    re.I,
)


@cache
def vocabulary() -> dict[str, re.Pattern[str]]:
    """The lists of `dates.yaml`: those read leftwards end where the match starts, `quantities` starts where it ends."""
    lists: dict[str, list[str]] = yaml.safe_load(files("ingest").joinpath("dates.yaml").read_text(encoding="utf-8"))
    made: dict[str, re.Pattern[str]] = {}
    for name, words in lists.items():
        either = "|".join(sorted(words, key=len, reverse=True))
        if name == "quantities":
            made[name] = re.compile(rf"[ \t\u00a0]?(?:{either})(?![^\W_]|['’])", re.I)
        elif name in ("birth", "identifiers"):
            made[name] = re.compile(rf"(?<![^\W_])(?:{either})[\s.:°(#*|=\"'/>-]{{0,6}}(?:le\s+)?\Z", re.I)
        elif name == "measures":
            made[name] = re.compile(rf"(?<![^\W_])(?:{either})(?![^\W_])[^\n;\d]{{0,22}}\Z", re.I)
        else:
            made[name] = re.compile(rf"(?<![^\W_])(?:{either})(?![^\W_])[^\n.;\d]{{0,24}}\Z", re.I)
    return made


def before(text: str, at: int) -> str:
    """What precedes on the same two lines."""
    return text[max(0, at - _BEFORE) : at]


def is_birth(text: str, match: Match) -> bool:
    """Whether the words before say that this is when somebody was born."""
    return vocabulary()["birth"].search(before(text, match.start())) is not None


def is_future(text: str, start: int, end: int) -> bool:
    """Whether the words around say that the date is to come."""
    after = text[end : end + 12]
    return vocabulary()["future"].search(before(text, start)) is not None or bool(
        re.match(r"\s+prochaine?\b", after, re.I)
    )


def quantity_after(text: str, match: Match) -> bool:
    """Whether a unit or a thing that is counted comes next."""
    return vocabulary()["quantities"].match(text, match.end()) is not None


def identifier_before(text: str, match: Match) -> bool:
    """Whether the word before makes the digits a number of something."""
    return vocabulary()["identifiers"].search(before(text, match.start())) is not None


def introduced(text: str, match: Match) -> bool:
    """Whether an article, a weekday or a dated act leads to the digits."""
    return _INTRODUCED.search(before(text, match.start())) is not None or match.groupdict().get("wd") is not None


def values(match: Match) -> tuple[int, int, bool]:
    """Day, month, and whether either was written with a leading zero."""
    day, month = plain_digits(match["d"]), plain_digits(match["m"])
    return int(day), int(month), day.startswith("0") or month.startswith("0")
