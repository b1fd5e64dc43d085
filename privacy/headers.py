"""Identity headers of a document, and whether each is the patient's, somebody else's, or unclear."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final, Literal

import yaml
from rapidfuzz.distance import Levenshtein

from ingest.dates import find_dates
from ingest.document import Document, Identity
from privacy.entity import Entity
from privacy.persons import PatientNames, words

Verdict = Literal["patient", "other", "unknown"]
Agreement = Literal["match", "near", "differ", "none"]

_OCR_DIGITS: Final = str.maketrans("OoQlI|", "000111")
_NAMES: Final = ("NOM", "PRENOM")
_TITLE: Final = re.compile(r"[ \t]*(?:(?:m|mr|mme|mrne|mlle|monsieur|madame|mademoiselle|enfant)\.?[ \t]+)?", re.I)
_BRIDGE: Final = re.compile(
    r"[\s,:;/|()-]*(?:(?:n[ée]e?|[ée]p(?:ouse)?|nn|nom|pr[ée]no(?:m|rn)(?:\(s\))?"
    r"|nom de naiss\w*|nom naiss|dite?|mme|mrne|mr?"
    r"|usuel|d['’]usage)\b[\s.,:;/|()-]*){0,3}",
    re.I,
)


@cache
def cues() -> dict[str, re.Pattern[str]]:
    """The lists of `subjects.yaml`, each as one pattern."""
    lists: dict[str, list[str]] = yaml.safe_load(files("privacy").joinpath("subjects.yaml").read_text(encoding="utf-8"))
    either = {name: "|".join(entries) for name, entries in lists.items()}
    return {
        "patient_heads": re.compile(
            rf"(?<!\w)(?:{either['patient_heads']})[\s:.(s)-]*(?:m|mr|mme|mrne|mlle|monsieur|madame|mademoiselle)?[\s.:]*\Z",
            re.I,
        ),
        "companions": re.compile(rf"(?<!\w)(?:{either['companions']})(?!\w)[^\n]{{0,24}}\Z", re.I),
        "not_the_patient": re.compile(rf"(?<!\w)(?:{either['not_the_patient']})", re.I),
        "kin_advice": re.compile(rf"(?<!\w)(?:{either['kin_advice']})(?!\w)", re.I),
        "sheets": re.compile(rf"(?:^|\n|\f)[ \t]*(?:{either['sheets']})[^\n]*", re.I),
    }


@dataclass(frozen=True, slots=True)
class Header:
    """A person named with traits, at `[start, end)` (whole lines), and what it says of the document's patient."""

    start: int
    end: int
    verdict: Verdict
    reason: str
    standing: bool
    """Whether its line is made of identity: a label's line, not a sentence."""
    subject: bool
    """Whether the name begins its line: `M. X, né le ..., a été opéré`."""
    kin: bool = False
    """Whether it bears the patient's family name."""


@dataclass(frozen=True, slots=True)
class _Traits:
    """What a header says of a person; `name` is the run of names, `(label, surface)`."""

    name: tuple[tuple[str, str], ...]
    births: tuple[str, ...]
    nirs: tuple[str, ...]


def headers(document: Document, entities: Sequence[Entity], identity: Identity) -> list[Header]:
    """The identity headers of a document, in order."""
    text = document.text
    own = PatientNames.of(identity)
    found: list[Header] = []
    for run in name_runs(text, entities):
        start, end = _line(text, run[0].start, run[-1].end)
        traits = _traits(document, entities, run)
        if not traits.births and not traits.nirs:
            continue
        led = text[start : run[0].start]
        if cues()["companions"].search(led) and not cues()["patient_heads"].search(led):
            continue
        verdict, reason = _verdict(traits, identity, own)
        standing = _standing(text, entities, start, end) or cues()["patient_heads"].search(led) is not None
        if not found or found[-1].start != start:
            kin = any(own.is_family(surface) for _, surface in traits.name)
            subject = _TITLE.fullmatch(led) is not None
            found.append(Header(start, end, verdict, reason, standing, subject, kin))
    return found


def name_runs(text: str, entities: Sequence[Entity]) -> Iterator[list[Entity]]:
    """Names of one person: adjacent, or joined by `née`, `Prénom :` and the like."""
    run: list[Entity] = []
    for entity in (e for e in entities if e.label in _NAMES):
        gap = text[run[-1].end : entity.start] if run else ""
        if run and (gap.count("\n") or _BRIDGE.fullmatch(gap) is None):
            yield run
            run = []
        run.append(entity)
    if run:
        yield run


def _line(text: str, start: int, end: int) -> tuple[int, int]:
    stop = text.find("\n", end)
    return text.rfind("\n", 0, start) + 1, len(text) if stop < 0 else stop


def _traits(document: Document, entities: Sequence[Entity], run: Sequence[Entity]) -> _Traits:
    """Birth dates and NIR on the run's line, else on the two lines below it, up to the next person's name."""
    text = document.text
    line_end = _line(text, run[0].start, run[-1].end)[1]
    limit = line_end
    for _ in range(2):
        stop = text.find("\n", limit + 1)
        limit = len(text) if stop < 0 else stop
    following = [e.start for e in entities if e.label in _NAMES and e.start >= run[-1].end]
    limit = min([limit, *following[:1]])
    near = [e for e in entities if run[-1].end <= e.start < limit]
    births: list[str] = []
    for entity in near:
        surface = text[entity.start : entity.end]
        dates = find_dates(surface, document.date)
        if not dates or dates[0].when.precision != "day":
            continue
        day = dates[0].when.day
        if entity.label == "DATE_NAISSANCE" or (
            entity.label == "DATE" and _old(day, document) and entity.start <= line_end
        ):
            births.append(day.isoformat())
    nirs = [_nir(text[e.start : e.end]) for e in near if e.label == "SECU"]
    name = tuple((e.label, text[e.start : e.end]) for e in run)
    return _Traits(name, tuple(births[:1]), tuple(nir for nir in nirs if len(nir) >= 13)[:1])


def _old(day: dt.date, document: Document) -> bool:
    """Whether a day without a word before it can only be a birth date."""
    reference = document.date.day if document.date else dt.date.today()
    return (reference - day).days > 12 * 366


def _nir(surface: str) -> str:
    return re.sub(r"[^0-9AB]", "", surface.translate(_OCR_DIGITS).upper())[:13]


def _standing(text: str, entities: Sequence[Entity], start: int, end: int) -> bool:
    """Whether most letters and digits of the line are identity."""
    total = sum(c.isalnum() for c in text[start:end])
    held = sum(
        c.isalnum()
        for e in entities
        if e.start < end and start < e.end
        for c in text[max(e.start, start) : min(e.end, end)]
    )
    return total > 0 and held >= 0.5 * total


def _verdict(traits: _Traits, identity: Identity, own: PatientNames) -> tuple[Verdict, str]:
    family, first = _names(traits.name, own)
    birth = _birth(traits.births, identity.date_naissance)
    nir = _digits(traits.nirs, identity.ins)
    if nir == "match" or birth == "match":
        twin = nir == "differ" and first == "differ"
        return ("unknown", "même naissance, autre prénom et autre NIR") if twin else ("patient", "traits du patient")
    if "match" in (family, first) and "near" in (birth, nir):
        return "patient", "traits du patient, à une faute près"
    if "differ" not in (birth, nir):
        return "patient", "aucun trait contraire"
    said = " et ".join(word for word, value in (("date de naissance", birth), ("NIR", nir)) if value == "differ")
    if first == "match" and family == "match":
        return (
            ("other", f"homonyme : autre {said}")
            if (birth, nir) == ("differ", "differ")
            else ("unknown", f"même nom, autre {said}")
        )
    if first == "differ":
        return "other", f"autre prénom, autre {said}"
    if family == "differ" and (birth, nir) == ("differ", "differ"):
        return "other", f"autre nom, autre {said}"
    return "unknown", f"nom incomplet, autre {said}"


def _names(run: Sequence[tuple[str, str]], own: PatientNames) -> tuple[Agreement, Agreement]:
    """Whether the family and the first name agree; `near` for one letter, `none` when it is not given."""
    said = [word for _, surface in run for word in words(surface)]
    joined = "".join(said)
    families = {"".join(name) for name in own.families}
    family: Agreement = (
        "match"
        if any(own.is_family(surface) for _, surface in run) or any(f in joined for f in families if len(f) > 3)
        else "differ"
    )
    firsts = [word for name in own.firsts for word in name]
    left = [word for word in said if not any(word in name for name in own.families)]
    candidates = [word for label, surface in run if label == "PRENOM" for word in words(surface)] or left
    if not firsts or not candidates:
        return family, "none"
    if any(
        word in firsts or any(len(word) > 2 and word in own_word for own_word in firsts)
        for word in [*candidates, joined]
    ):
        return family, "match"
    if any(own_word in joined for own_word in firsts if len(own_word) > 3):
        return family, "match"
    if all(len(word) == 1 for word in candidates):
        return family, "match" if candidates[0] in {word[0] for word in firsts} else "differ"
    damaged = any(len(w) > 4 and Levenshtein.distance(w, f) <= 1 for w in candidates for f in firsts if len(f) > 4)
    return family, "match" if damaged else "differ"


def _birth(births: Sequence[str], own: str | None) -> Agreement:
    if not births or not own:
        return "none"
    said = births[0]
    if said == own:
        return "match"
    swapped = f"{said[:4]}-{said[8:]}-{said[5:7]}"
    assumed = {"01-01", "31-12", "12-31"}
    vague = said[:4] == own[:4] and (said[5:] in assumed or own[5:] in assumed)
    close = Levenshtein.distance(said, own) <= 1 or swapped == own or vague
    return "near" if close else "differ"


def _digits(nirs: Sequence[str], own: str | None) -> Agreement:
    if not nirs or not own:
        return "none"
    mine = _nir(own)
    if nirs[0] == mine:
        return "match"
    return "near" if Levenshtein.distance(nirs[0], mine) <= 2 else "differ"
