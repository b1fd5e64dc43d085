"""Which words exist, and what a word damaged by optical character recognition was."""

from __future__ import annotations

import gzip
import json
import re
from functools import cache, lru_cache
from importlib.resources import files
from importlib.util import find_spec
from itertools import product
from pathlib import Path

from ingest.folding import unaccented

_LETTERS = re.compile(r"[^\W\d_]+")
_DIGITLIKE = str.maketrans("OolIi|", "001111")
_NUMBER = re.compile(r"[0-9OolI|]+(?:[.,/:][0-9OolI|]+)*")
_NUMBER_UNIT = re.compile(r"([0-9OolI|]+(?:[.,][0-9OolI|]+)?)([a-zµ]{1,4})")
_UNITS = frozenset({"mg", "g", "ml", "cl", "l", "ug", "kg", "cm", "mm", "cp", "gel", "h", "j", "ui", "mmol", "umol"})
_SLIPS = {"rn": "m", "0": "o", "1": "il", "l": "i", "|": "il", "5": "s"}
_SURE = re.compile(r"rn|[015|]|[A-ZÀ-Ý]l[A-ZÀ-Ý]|[A-ZÀ-Ý]{2}l|^l[A-ZÀ-Ý]|^l[b-df-hj-np-tv-xz]")
_SUSPECT = re.compile(_SURE.pattern + r"|l\B.{4}|.{4}\Bl")
_MOST_SLIPS = 6


def _bare(word: str) -> str:
    return unaccented(word.lower().replace("œ", "oe").replace("æ", "ae"))


@cache
def lexicon() -> frozenset[str]:
    """Words known to be right, without accents: edsnlp's CIM-10, verbs and drugs (BSD-3), and our vocabularies."""
    spec = find_spec("edsnlp")
    if spec is None or spec.origin is None:
        raise ImportError("edsnlp is not installed")
    resources = Path(spec.origin).parent / "resources"
    words: set[str] = set()
    for name in ("cim10.csv.gz", "verbs.csv.gz"):
        text = gzip.decompress((resources / name).read_bytes()).decode("utf-8")
        words.update(_LETTERS.findall(text))
    for terms in json.loads((resources / "drugs.json").read_text(encoding="utf-8")).values():
        words.update(word for term in terms for word in _LETTERS.findall(term))
    here = files("assistant.clinical")
    for folder in ("vocabulary", "status"):
        for entry in (here / folder).iterdir():
            if entry.name.endswith((".csv", ".yaml", ".txt")):
                words.update(_LETTERS.findall(entry.read_text(encoding="utf-8")))
    return frozenset(_bare(word) for word in words)


@lru_cache(maxsize=65536)
def repair(word: str) -> str:
    """`rng` -> `mg`, `l,58` -> `1,58`, `AT0RVASTATINE` -> `ATORVASTATINE`; what is right comes back as it is."""
    if word.isdigit():
        return word
    if _NUMBER.fullmatch(word):
        return word.translate(_DIGITLIKE) if any(char.isdigit() for char in word) else word
    if len(word) < 2 or not _SUSPECT.search(word) or _bare(word) in lexicon():
        return word
    unit = _NUMBER_UNIT.fullmatch(word)
    if unit and any(char.isdigit() for char in unit[1]) and _mended(unit[2]) in _UNITS:
        return unit[1].translate(_DIGITLIKE) + _mended(unit[2])
    if sum(char.isalpha() for char in word) < 2:
        return word
    return _known_spelling(word) or _plausible(word)


def _mended(unit: str) -> str:
    return unit.replace("rn", "m").replace("µ", "u")


def _known_spelling(word: str) -> str | None:
    """The first known word that a few usual slips away gives, the least changed first."""
    if word.lower() == "rng":
        return "mg"
    bare = _bare(word)
    spots: list[tuple[int, int, str]] = []
    at = 0
    while at < len(bare):
        for size in (2, 1):
            piece = bare[at : at + size]
            if piece in _SLIPS:
                spots.append((at, size, _SLIPS[piece]))
                if size == 2:
                    break
        at += 1
    if not spots or len(spots) > _MOST_SLIPS:
        return None
    known = lexicon()
    options = [("", *alternatives) for _, _, alternatives in spots]
    for choice in sorted(product(*options), key=lambda picks: sum(map(bool, picks))):
        candidate = _apply(bare, spots, choice)
        if candidate != bare and candidate in known:
            return candidate
    return None


def _apply(bare: str, spots: list[tuple[int, int, str]], choice: tuple[str, ...]) -> str:
    out, last = "", 0
    for (at, size, _), pick in zip(spots, choice, strict=True):
        if pick and at >= last:
            out += bare[last:at] + pick
            last = at + size
    return out + bare[last:]


def _plausible(word: str) -> str:
    """A word that no list has: a zero between letters is a letter, a one between small letters too."""
    letters = sum(char.isalpha() for char in word)
    if letters < 4 or letters <= len(word) / 2:
        return word
    word = re.sub(r"(?<=[^\W\d_])0(?=[^\W\d_]|$)|^0(?=[^\W\d_]{3})", "o", word)
    return re.sub(r"(?<=[a-zà-ÿ])1(?=[a-zà-ÿ]{2})", "l", word)
