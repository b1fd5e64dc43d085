"""What looks like a name and is none: eponyms, drugs, acronyms, regions and countries."""

from __future__ import annotations

import functools
import json
from pathlib import Path
from typing import Final

import regex

from privacy.folding import level, plain
from privacy.recognisers.base import alternatives, vocabulary
from privacy.recognisers.facilities import acronyms
from privacy.recognisers.gazetteer import population

NAMES: Final = ("NOM", "PRENOM", "VILLE", "HOPITAL")
_SHORTEST_DRUG: Final = 5


_GRADE: Final = regex.compile(r"(?:I{1,3}|IV|V|[A-E])[abc]?\.?")
_WORD_BEFORE: Final = regex.compile(r"(\p{L}+)[ -](?:grade |stade |classe )?$")


@functools.cache
def eponyms() -> frozenset[str]:
    """Folded names that medicine uses for things."""
    return frozenset(plain(name) for name in vocabulary("eponyms")["names"])


@functools.cache
def _regions() -> frozenset[str]:
    return frozenset(level(name) for name in vocabulary("geography")["names"])


@functools.cache
def drugs() -> frozenset[str]:
    """Single-word drug names of edsnlp's ATC table, folded."""
    import edsnlp

    table = json.loads((Path(edsnlp.__file__).parent / "resources" / "drugs.json").read_text(encoding="utf-8"))
    return frozenset(
        plain(term) for terms in table.values() for term in terms if len(term) >= _SHORTEST_DRUG and " " not in term
    )


@functools.cache
def _thing() -> regex.Pattern[str]:
    words = alternatives(vocabulary("eponyms")["before"])
    return regex.compile(
        rf"(?<!\p{{L}})(?i:{words})(?:[ \n]\p{{Ll}}+ques?)?[ \n]"
        rf"(?:(?:d[eu]s?|à|selon|type|en|dite? de)[ \n]|d['’])?(?:\p{{Lu}}[\p{{L}}'’-]+[ -](?:et[ ]|-)?)?$"
    )


def excluded(text: str, start: int, end: int, label: str, *, proven: bool) -> bool:
    """Whether a finding is an eponym, a drug, a clinical acronym, a region or a country.

    `proven`: a title, a header or the dossier itself says that it is somebody's name.
    """
    if label not in NAMES:
        return False
    surface = text[start:end]
    word = plain(surface)
    if label in ("VILLE", "HOPITAL") and level(surface) in _regions() and not population(surface):
        return True
    if (
        label in ("NOM", "PRENOM", "VILLE")
        and _thing().search(text, max(0, start - 50), start)
        and (not proven or word in eponyms())
    ):
        return label != "VILLE" or word in eponyms()
    if not proven and _GRADE.fullmatch(surface) and (before := _WORD_BEFORE.search(text, max(0, start - 20), start)):
        return plain(before[1]) in eponyms() or before[1] in acronyms()
    if surface in acronyms() and not (proven and label in ("NOM", "PRENOM")):
        return True
    if proven or label == "HOPITAL":
        return False
    pieces = regex.split(r"[ -]", surface)
    medical = all(plain(piece) in eponyms() or _GRADE.fullmatch(piece) for piece in pieces)
    medical &= any(plain(piece) in eponyms() for piece in pieces)
    return word in drugs() or (label != "VILLE" and medical)
