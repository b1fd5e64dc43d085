"""What a question needs: one need a thing it names, with all the wordings and codes that would meet it."""

from __future__ import annotations

import math
import re
from collections.abc import Set
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml

from assistant.clinical.terms import Meaning, terms
from assistant.moments.words import fold, hits
from assistant.retrieval.background import frequencies
from assistant.retrieval.words import classes, concept_tokens, groups, stop_words, tokens

SYNONYM, SAME_CLASS, SAME_CONCEPT = 0.9, 0.7, 0.5
"""How well a need is met by a word that means the same, a drug of the same class, anything under the same heading."""
HEAVIEST = 6.0
"""Most that rarity counts."""
ASIDE = 0.35
"""What a word counts that names no clinical thing, beside one that does."""
LONGEST_TERM = 5

_WORD = re.compile(r"[a-z0-9]+(?:[-'][a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class Need:
    """Something that the question speaks of."""

    weight: float
    """By rarity: `HbA1c` counts more than `résultat`."""
    ways: tuple[tuple[frozenset[str], float], ...]
    """Sets of stems or codes that must stand together, and how well each meets the need."""
    named: bool
    """Whether it is a clinical thing that a vocabulary knows."""
    categories: frozenset[str] = frozenset()

    def met(self, present: Set[str]) -> float:
        """How well the tokens of a passage meet the need, 0 to 1."""
        return max((value for stems, value in self.ways if stems <= present), default=0.0)


@cache
def _guide() -> tuple[tuple[str, ...], tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]]:
    """Words that name nothing to look for, and what categories some words aim at (`questions.yaml`)."""
    data = yaml.safe_load((files("assistant.retrieval") / "questions.yaml").read_text(encoding="utf-8"))
    return tuple(data["sans_objet"]), tuple((tuple(r["mots"]), tuple(r["categories"])) for r in data["categories"])


@cache
def _meanings() -> dict[str, Meaning]:
    """Clinical vocabulary by folded wording."""
    return {" ".join(_WORD.findall(fold(term.text))): term.meaning for term in terms()}


def needs(question: str) -> tuple[Need, ...]:
    """The question's needs, the heaviest first; empty when it says nothing that can be looked for."""
    folded = fold(question)
    empty, aims = _guide()
    categories = frozenset(c for words, aimed in aims if hits(words, folded) for c in aimed)
    words = _WORD.findall(folded)
    out: dict[frozenset[str], Need] = {}
    at = 0
    while at < len(words):
        size, meaning = _term(words, at)
        phrase = " ".join(words[at : at + size])
        at += size
        stems = frozenset(tokens(phrase))
        if not stems or (meaning is None and hits(empty, phrase)):
            continue
        ways = _equivalents(phrase, folded) | (_codes(meaning) if meaning else {})
        named = bool(ways)
        ways[stems] = 1.0
        weight = _rarity(stems) * (1.0 if named else ASIDE)
        out.setdefault(stems, Need(weight, tuple(ways.items()), named, categories))
    return tuple(sorted(out.values(), key=lambda need: -need.weight))


def _term(words: list[str], at: int) -> tuple[int, Meaning | None]:
    """The longest wording of the vocabulary that begins here, singular or plural; one word without meaning if none."""
    known = _meanings()
    for size in range(min(LONGEST_TERM, len(words) - at), 0, -1):
        phrase = " ".join(words[at : at + size])
        meaning = known.get(phrase) or known.get(phrase.removesuffix("s")) or known.get(phrase.removesuffix("e"))
        if meaning is not None and not (size == 1 and phrase in stop_words()):
            return size, meaning
    return 1, None


def _codes(meaning: Meaning) -> dict[frozenset[str], float]:
    """The meaning's code, and for a drug the codes of its class, which other drugs share."""
    codes = concept_tokens(meaning.key)
    if meaning.family != "drug":
        return {frozenset({code}): 1.0 if meaning.family == "lab" else SAME_CONCEPT for code in codes}
    return {frozenset({code}): 1.0 if k == len(codes) - 1 else SAME_CLASS for k, code in enumerate(codes) if k}


def _equivalents(phrase: str, folded: str) -> dict[frozenset[str], float]:
    """What means the same, and the drugs of a class that the phrase names."""
    out: dict[frozenset[str], float] = {}
    for group in groups():
        if any(_is(phrase, other) or (phrase in other.split() and other in folded) for other in group):
            out |= {frozenset(tokens(other)): SYNONYM for other in group}
    for wordings, atc, names in classes():
        if any(_is(phrase, wording) for wording in wordings):
            out |= {frozenset(tokens(name)): SYNONYM for name in names}
            out |= {frozenset({"#" + code.lower()}): SYNONYM for code in atc}
    out.pop(frozenset(), None)
    return out


def _is(word: str, wording: str) -> bool:
    return word == wording or word == wording + "s" or word.rstrip("s") == wording


def _rarity(stems: frozenset[str]) -> float:
    total, counted = frequencies()
    rarest = min(counted.get(stem, 0) for stem in stems)
    return min(HEAVIEST, math.log((total + 1) / (rarest + 1)))
