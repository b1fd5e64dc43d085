"""The vocabularies, loaded once: what each term means."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

from assistant.clinical.text import fold

_SUBSTANCE = 7
"""Length of the ATC code of one substance."""
_STEM = 5
_WORD = re.compile(r"[a-z]+")
_ACID = re.compile(r"^(\w+) acide\b")
Family = Literal["drug", "concept", "lab"]


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a term stands for. `vital` is the weight of omitting it, 0 to 1."""

    family: Family
    key: str
    label: str
    category: str
    vital: float = 0.0
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Lab:
    """A laboratory value's usual unit and limits (adult), None where there is none."""

    key: str
    unit: str
    low: float | None
    high: float | None
    alarm_low: float | None
    alarm_high: float | None


@dataclass(frozen=True, slots=True)
class Term:
    """One wording. A number must stand before it, or after it, when so marked; capitals matter when it is short."""

    text: str
    meaning: Meaning
    number_before: bool = False
    number_after: bool = False
    capitals: bool = False


def _rows(name: str) -> list[dict[str, str]]:
    with (files("assistant.clinical.vocabulary") / name).open(encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


def _term(written: str, meaning: Meaning) -> Term:
    bare = written.strip("#").strip()
    short = len(bare.replace("-", "").replace("+", "")) <= 3 and bare.upper() == bare
    capital = short or (len(bare) == 2 and bare[0].isupper())
    return Term(
        fold(bare), meaning, written.startswith("#"), written.endswith("#"), capital and meaning.family != "lab"
    )


@cache
def labs() -> dict[str, Lab]:
    """Laboratory values by key (`labs.csv`)."""

    def number(text: str) -> float | None:
        return float(text) if text else None

    return {
        row["key"]: Lab(
            row["key"], row["unit"], *(number(row[name]) for name in ("low", "high", "alarm_low", "alarm_high"))
        )
        for row in _rows("labs.csv")
    }


@cache
def atc_flags() -> tuple[tuple[str, str, float], ...]:
    """(ATC prefix, flag, vital), the longest prefix first (`atc_flags.csv`)."""
    found = [(row["atc"], row["flag"], float(row["vital"])) for row in _rows("atc_flags.csv")]
    return tuple(sorted(found, key=lambda entry: -len(entry[0])))


def drug_meaning(atc: str, label: str) -> Meaning:
    """A medicine with the flags and the weight of its ATC class."""
    hits = [(flag, vital) for prefix, flag, vital in atc_flags() if atc.startswith(prefix)]
    flags = tuple(flag for flag, _ in hits if flag)
    return Meaning("drug", atc, label, "traitement", max((vital for _, vital in hits), default=0.1), flags)


@cache
def _inn() -> dict[str, str]:
    """Words of edsnlp's substance names, and how the French INN writes them (`inn.csv`)."""
    return {row["written"]: row["inn"] for row in _rows("inn.csv")}


def substance(names: Sequence[str]) -> str:
    """The French INN among edsnlp's names of one code: the last in small letters, accents restored."""
    written = next((name for name in reversed(names) if name.islower()), names[-1].lower())
    inn = _WORD.sub(lambda word: _inn().get(word[0], word[0]), written)
    return _ACID.sub(r"acide \1", inn)


def _edsnlp_drugs() -> list[tuple[str, list[str]]]:
    spec = find_spec("edsnlp")
    if spec is None or spec.origin is None:
        raise ImportError("edsnlp is not installed")
    table = json.loads((Path(spec.origin).parent / "resources" / "drugs.json").read_text(encoding="utf-8"))
    return list(table.items())


def _alike(term: str, label: str) -> bool:
    return term[:_STEM] == fold(label)[:_STEM]


def _drug_terms() -> list[Term]:
    table = _edsnlp_drugs()
    finer = {fold(name): (atc, names) for atc, names in table for name in names if len(atc) == _SUBSTANCE}
    own: dict[str, Term] = {}
    for row in _rows("drugs.csv"):
        meaning = drug_meaning(row["atc"], row["label"])
        for written in row["terms"].split("|"):
            term = _term(written, meaning)
            atc, names = finer.get(term.text, ("", ()))
            # A name of a class that is one substance's (`mirtazapine`) is that substance; `cortisone` means the class.
            if len(row["atc"]) < _SUBSTANCE and atc.startswith(row["atc"]) and not _alike(term.text, row["label"]):
                term = replace(term, meaning=drug_meaning(atc, substance(names)))
            own[term.text] = term
    excluded_file = files("assistant.clinical.vocabulary") / "drugs_excluded.txt"
    excluded = {fold(line) for line in excluded_file.read_text(encoding="utf-8").splitlines() if line[:1] != "#"}
    taken = dict(own)
    for atc, names in table:
        meaning = drug_meaning(atc, substance(names))
        for name in names:
            key = fold(name)
            if key not in excluded and key not in taken and len(key) > 2:
                taken[key] = Term(key, meaning, capitals=len(key) <= 4)
    return list(taken.values())


@cache
def terms() -> tuple[Term, ...]:
    """Every term of every family; the same wording may appear in several families."""
    found = _drug_terms()
    for row in _rows("concepts.csv"):
        meaning = Meaning("concept", row["key"], row["label"], row["category"], float(row["vital"]))
        found.extend(_term(written, meaning) for written in row["terms"].split("|"))
    for row in _rows("labs.csv"):
        meaning = Meaning("lab", row["key"], row["label"], "biologie", 0.3)
        found.extend(_term(written, meaning) for written in row["terms"].split("|"))
    return tuple(found)
