"""What kind of document a text is: by its title first, then by its turns of phrase."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml

from ingest.folding import fold, folded_phrase, unaccented

VOCABULARY: Final = Path(__file__).with_name("kinds.yaml")
OTHER: Final = "autre"

_TITLE_LINES: Final = 25
_TITLE_WEIGHTS: Final = ((3, 11.0), (8, 10.0), (15, 7.0), (_TITLE_LINES, 3.0))
"""Up to which non-empty line a title weighs how much."""
_MOST_CUES: Final = 16.0
_ENOUGH: Final = 2.0
_SEGMENT: Final = re.compile(r"\s{2,}|\s+[-–—/|]\s+|\t")
_WORD: Final = re.compile(r"[^\W_]+")
_HEAD: Final = 4000


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of document: French label, short label for citation chips, LOINC or DMP code when it has one."""

    key: str
    label: str
    short: str
    code: str | None


@dataclass(frozen=True, slots=True)
class _Rules:
    key: str
    title: re.Pattern[str] | None
    types: frozenset[str]
    cues: tuple[tuple[str, float], ...]
    patterns: tuple[tuple[re.Pattern[str], int], ...]
    counts: tuple[tuple[re.Pattern[str], int], ...]


def kinds() -> dict[str, Kind]:
    """All kinds by key."""
    return {k: Kind(k, e["label"], e["short"], e.get("code")) for k, e in _load().items()}


def kind_of_type(words: str) -> str:
    """The kind that a declared type in free words means (`CR opératoire (frère)`, `transmissions_ide`)."""
    folded = fold(re.sub(r"\(.*?\)|[_]", " ", words)).text.strip()
    folded = re.sub(r"[\s\-]+", " ", folded)
    best = (0, OTHER)
    for rules in _rules():
        for name in rules.types:
            at = re.search(rf"(?<![^\W_]){re.escape(name)}(?![^\W_])", folded)
            if at:
                # The longest name wins; of two, the one that comes first.
                best = max(best, (len(name) * 100 - at.start(), rules.key))
    return best[1]


def kind_of_text(text: str) -> str:
    """The kind of a document, `autre` when nothing speaks for one."""
    points = scores(text)
    best = max(points, key=lambda key: points[key])
    return best if points[best] >= _ENOUGH else OTHER


def scores(text: str) -> dict[str, float]:
    """Points for each kind: where its title stands, and how many of its turns of phrase the text holds."""
    lines = [line for line in text[:_HEAD].splitlines() if line.strip()][:_TITLE_LINES]
    segments = [[fold(s).text.strip(" *=#_-:.<>[]") for s in _SEGMENT.split(line)] for line in lines]
    words = _words(fold(text).text)
    plain = unaccented(text.lower())
    points = {}
    for rules in _rules():
        cues = sum(weight for cue, weight in rules.cues if cue in words)
        cues += sum(worth for pattern, worth in rules.patterns if pattern.search(plain))
        cues += sum(min(most, len(pattern.findall(plain))) for pattern, most in rules.counts)
        points[rules.key] = _title_points(rules, segments) + min(_MOST_CUES, cues)
    return points


def _title_points(rules: _Rules, segments: list[list[str]]) -> float:
    if rules.title is None:
        return 0.0
    best = 0.0
    for number, line in enumerate(segments):
        weight = next(w for until, w in _TITLE_WEIGHTS if number < until)
        for segment in line:
            match = rules.title.match(segment)
            if match:
                # A title fills its segment; a longer sentence only begins like one.
                share = len(match[0]) / max(1, len(segment))
                best = max(best, weight * (0.5 + 0.5 * share) * min(1.0, 0.6 + len(match[0]) / 25))
    return best


def _words(folded: str) -> str:
    """The words alone, one space around each: a phrase is in a text when its words are in the text's."""
    return " ".join(["", *_WORD.findall(folded), ""])


@cache
def _load() -> dict[str, dict[str, Any]]:
    loaded: dict[str, dict[str, Any]] = yaml.safe_load(VOCABULARY.read_text(encoding="utf-8"))["kinds"]
    return loaded


@cache
def _rules() -> tuple[_Rules, ...]:
    return tuple(_compile(key, entry) for key, entry in _load().items() if key != OTHER)


def _compile(key: str, entry: dict[str, Any]) -> _Rules:
    titles = "|".join(folded_phrase(t) for t in sorted(entry.get("titles", ()), key=len, reverse=True))
    cues = []
    for cue in entry.get("cues", ()):
        phrase, _, weight = cue.partition("=")
        cues.append((_words(fold(phrase).text), float(weight or 1)))
    types = frozenset(re.sub(r"[\s\-]+", " ", fold(t.replace("_", " ")).text) for t in entry.get("types", ()))
    patterns, counts = (
        tuple((re.compile(pattern), worth) for pattern, worth in entry.get(part, {}).items())
        for part in ("patterns", "counts")
    )
    title = re.compile(rf"(?:{titles})(?![^\W_])") if titles else None
    return _Rules(key, title, types, tuple(cues), patterns, counts)
