"""Rows of lists that hold several persons: a ward's hand-over, a notebook for two, and whose each row is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from privacy.entity import Entity
from privacy.headers import name_runs
from privacy.persons import PatientNames, words

_DAY: Final = r"(?:(?:lun|mar|mer|jeu|ven|sam|dim)\w*\.?\s+)?(?:[\dOl]{1,2}[/.-][\dOl]{1,2}(?:[/.-][\dOl]{2,4})?)?"
_HOUR: Final = r"(?:[\dOl]{1,2}\s?[h:]\s?[\dOl]{0,2})?"
_ROOM: Final = r"(?:(?:ch(?:ambre)?|lit|box)\.?[ \t]*)?(?P<before>\d{1,4}[A-Z]?(?:\s?[FP])?)?"
_OPENING: Final = re.compile(
    rf"[ \t>*•|-]*\[?{_DAY}[ \t,|]*{_HOUR}[\] \t|:;,-]*{_ROOM}[ \t|:;.-]*(?:(?:m|mr|mme|mlle)\.?[ \t]+)?", re.I
)
_ROOM_AFTER: Final = re.compile(
    r"[ \t|,(]*(?:ch(?:ambre)?|lit|box)?[ \t.]*(?P<room>\d{1,4}[A-Z]?)(?![\w/.,:]|[ \t]?(?:ans|a\b|kg|mg|h\b|cm))", re.I
)
_MARKED: Final = re.compile(r"\d[h:/.]|\b(?:ch(?:ambre)?|lit|box)\b", re.I)
"""What opens a row of a hand-over: a date, an hour or a room; a laboratory's row has none."""
_ROOM_WORD: Final = re.compile(r"[ \t|,(]*(?:ch(?:ambre)?|lit|box)\b", re.I)
_LEGEND: Final = re.compile(
    r"(?<!\w)(?P<code>[A-Z]{1,2})\s*=\s*(?P<said>[^\n;=]{2,60}?)(?=\s{2,}|;|\n|$|,\s*[A-Z]{1,2}\s*=)"
)


@dataclass(frozen=True, slots=True)
class Row:
    """A row with the lines that continue it, and whose it is."""

    start: int
    end: int
    subject: Literal["patient", "other", "unknown"]
    reason: str


@dataclass(frozen=True, slots=True)
class _Opener:
    start: int
    name: frozenset[str] | None
    mine: bool
    room: str | None


def handover_rows(text: str, entities: Sequence[Entity], own: PatientNames) -> list[Row]:
    """The rows of a list of residents, each with the name or room that opens it; empty when it is no such list.

    It is one when at least one other resident's name comes with a room and the patient has a row too.
    """
    openers = list(_openers(text, entities, own))
    mine = {o.room for o in openers if o.mine and o.room}
    residents = [o.name for o in openers if o.name and not o.mine and o.room and o.room not in mine]
    if not residents or not any(o.mine for o in openers):
        return []
    rooms = {o.room for o in openers if o.name and not o.mine and o.room} - mine
    rows: list[Row] = []
    for index, opener in enumerate(openers):
        following = openers[index + 1].start if index + 1 < len(openers) else len(text)
        blank = re.search(r"\n[ \t]*\n", text[opener.start : following])
        end = opener.start + blank.start() if blank else following
        rows.append(_row(opener, end, residents, mine, rooms))
    return rows


def _row(opener: _Opener, end: int, residents: Sequence[frozenset[str]], mine: set[str], rooms: set[str]) -> Row:
    if opener.mine:
        return Row(opener.start, end, "patient", "ligne au nom du patient")
    if opener.name is None:
        if opener.room in mine:
            return Row(opener.start, end, "patient", "ligne de la chambre du patient")
        if opener.room in rooms:
            return Row(opener.start, end, "other", f"ligne de la chambre {opener.room}, d'un autre résident")
        return Row(opener.start, end, "patient", "ligne sans nom")
    if (opener.room and opener.room not in mine) or any(opener.name & resident for resident in residents):
        return Row(opener.start, end, "other", "ligne d'un autre résident de la liste")
    return Row(opener.start, end, "patient", "nom qui n'est pas celui d'un résident")


def _openers(text: str, entities: Sequence[Entity], own: PatientNames) -> Iterator[_Opener]:
    runs = {run[0].start: run for run in name_runs(text, entities)}
    at = 0
    for line in text.splitlines(keepends=True):
        start, at = at, at + len(line)
        opening = _OPENING.match(line)
        head = start + (opening.end() if opening else 0)
        run = runs.get(head)
        if opening is None or (run is None and not opening["before"]):
            continue
        if _MARKED.search(opening[0]) is None and (run is None or _ROOM_WORD.match(text, run[-1].end) is None):
            continue
        if run is None:
            if opening.end() > opening.end("before"):
                yield _Opener(start, None, False, opening["before"])
            continue
        parts = [(e.label, text[e.start : e.end]) for e in run]
        after = _ROOM_AFTER.match(text, run[-1].end)
        room = after["room"] if after else opening["before"]
        mine = own.owns(parts, text[start:head])
        yield _Opener(start, frozenset(w for _, s in parts for w in words(s) if len(w) > 2), mine, room)


def coded_rows(text: str, own: PatientNames) -> list[Row]:
    """The rows of a notebook kept for several persons, with a letter for each (`G = Grace, M = maman`)."""
    meanings = {m["code"]: m["said"] for m in _LEGEND.finditer(text[:2000])}
    mine = {code for code, said in meanings.items() if any(own.is_first(w) or own.is_family(w) for w in said.split())}
    others = {
        code: said for code, said in meanings.items() if code not in mine and any(w[:1].isupper() for w in said.split())
    }
    if not mine or not others:
        return []
    code = re.compile(
        rf"^(?:[^\n]{{0,2}}(?:\w{{2,4}}\.?\s+)?\d{{1,2}}[/.]\d{{1,2}}(?:[/.]\d{{2,4}})?)?[ \t]+"
        rf"(?:(?P<code>{'|'.join(meanings)})[ \t]{{1,4}}(?=\S)|\d{{1,2}}\s?[h:]\s?\d{{0,2}}[ \t])",
        re.M,
    )
    starts = list(code.finditer(text))
    rows: list[Row] = []
    for index, match in enumerate(starts):
        end = starts[index + 1].start() if index + 1 < len(starts) else len(text)
        blank = re.search(r"\n[ \t]*\n", text[match.start() : end])
        end = match.start() + blank.start() if blank else end
        subject: Literal["patient", "other"] = "other" if match["code"] in others else "patient"
        rows.append(Row(match.start(), end, subject, f"ligne marquée {match['code'] or 'sans lettre'}"))
    return rows
