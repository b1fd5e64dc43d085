"""The one line that opens a brief: who, then what changes what is done, in the documents' words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files
from typing import Any, Final

import yaml

from assistant.brief.model import Item
from assistant.clinical.allergies import allergens, wordings
from assistant.clinical.labs import alarming
from assistant.clinical.text import fold
from assistant.clinical.wording import capital, clean, negated, statement

MOST_THINGS: Final = 3
LONGEST: Final = 64
SHORTEST: Final = 8
ABNORMAL: Final = frozenset({"low", "high", "abnormal"})
_BOUNDARY: Final = re.compile(r"\s*[;]\s|,\s(?!\d)|\s\(|\.\s|\s[-–]\s|\s(?=(?:avec|puis|dont|sans|pour|depuis)\s)")
_GRID: Final = re.compile(r"\s*:?(?:\s/)?\s+D(?:\s[D/])*$")
"""Marks of doses given (`D D / D`) at the end of a log's line."""
_BETWEEN: Final = re.compile(r"\s*[;:]\s|,\s(?!\d)|\.\s|\s\(|\)\s?")
_HEAD: Final = re.compile(r"([^:,.()\d]{2,40}?) ?: +(?=\S)")
_DANGLING: Final = re.compile(
    r"(?:\b(?:et|ou|de|du|des|la|le|les|un|une|au|aux|a|en|par|sur|sous|pour|que|d'|l')|[:(])\s*$"
)


@cache
def _rules() -> Any:
    return yaml.safe_load(files("assistant.brief").joinpath("headline.yaml").read_text(encoding="utf-8"))


@cache
def _pattern(name: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\s*\n\s*|(?<=\|) ", "", _rules()[name]))


@cache
def _empty_heading() -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{heading})" for heading in _rules()["headings"]))


def headline(age: int | None, sexe: str | None, items: Sequence[Item]) -> str:
    """Who, then at most three current things of different categories. `items` come the most needed first."""
    who = {"M": "Homme", "F": "Femme"}.get(sexe or "", "Personne")
    if age is not None:
        who += " de 90 ans ou plus" if age > 89 else f" de {age} an{'s' if age > 1 else ''}"
    chosen: dict[str, str] = {}
    for one in sorted(filter(_changes, items), key=_urgency):
        if len(chosen) == MOST_THINGS:
            break
        text = compact(one.text, one.category) if one.category not in chosen else None
        if text:
            chosen[one.category] = text
    return " ".join(f"{text.rstrip(' .;,')}." for text in (who, *chosen.values()))


def _changes(one: Item) -> bool:
    """Whether an item is current, and of a kind that changes what is done."""
    rules = _rules()
    if one.status != "actuel" or one.category not in rules["categories"]:
        return False
    if one.category == "traitement":
        return bool(set(one.flags) & set(rules["flags"]))
    if one.category == "biologie":
        vital = one.critical and not ABNORMAL.isdisjoint(one.flags)
        return vital or any(alarming(part) for part in one.text.split(" ; "))
    return one.critical or one.category in rules["whatever_the_moment"]


def _urgency(one: Item) -> tuple[bool, bool, bool]:
    rules = _rules()
    drug = one.category == "traitement"
    antithrombotic = drug and rules["first_flag"] in one.flags
    return not antithrombotic, one.category != rules["first_category"], drug


def compact(text: str, category: str = "") -> str | None:
    """A phrase of at most `LONGEST` characters cut at clause boundaries, or None when the words give none.

    What is cut off never holds a negation or a doubt: it could say the contrary of what is kept.
    """
    for phrase in _phrases(text, category):
        plain = fold(phrase)
        fits = SHORTEST <= len(phrase) <= LONGEST and phrase.count(" : ") < 2 and not _DANGLING.search(plain)
        begins = not _pattern("not_a_beginning").search(plain)
        if fits and begins and not _pattern("told").search(plain) and _named(plain, category):
            return capital(phrase)
    return None


def _phrases(text: str, category: str) -> Iterator[str]:
    """What could be kept of a wording, the longest first; for an allergy also any part that names it wholly."""
    if category == "biologie":
        parts = text.split(" ; ")
        yield from (clean(part) for part in parts if alarming(part) or len(parts) == 1)
        return
    body = _headless(statement(text.split(" ; ", maxsplit=1)[0]))
    ends = [len(body), *sorted((m.start() for m in _BOUNDARY.finditer(body)), reverse=True)]
    if category == "traitement" and (grid := _GRID.search(body)):
        ends = [grid.start()]
    for end in ends:
        rest = fold(body[end:])
        if not negated(rest) and not _pattern("told").search(rest):
            yield clean(body[:end])
    if category == "allergie":
        yield from (clean(part) for part in _BETWEEN.split(body))


def _headless(text: str) -> str:
    head = _HEAD.match(text)
    return text[head.end() :] if head and _empty_heading().fullmatch(fold(head[1]).strip()) else text


def _named(plain: str, category: str) -> bool:
    """Whether a phrase names what its category is about."""
    if category == "allergie":
        harmful = any(wordings(kind).search(plain) for kind in ("reactions", "bans"))
        harmless = any(wordings(kind).search(plain) for kind in ("tolerances", "refutations", "denials"))
        return bool(allergens(plain)) and harmful and not harmless
    wanted = _rules()["must_name"].get(category)
    return wanted is None or bool(re.search(wanted, plain))
