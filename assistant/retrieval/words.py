"""Tokens for lexical search: folded words, French stems, concept codes."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

import yaml

from assistant.moments.words import fold

_TOKEN = re.compile(r"[a-z0-9]+(?:[.,][0-9]+)?")


@cache
def _stemmer() -> Any:
    import Stemmer

    return Stemmer.Stemmer("french")


@cache
def stop_words() -> frozenset[str]:
    """French function words, folded (`stop_words.txt`)."""
    text = (files("assistant.retrieval") / "stop_words.txt").read_text(encoding="utf-8")
    return frozenset(fold(text).split())


@lru_cache(maxsize=131072)
def stem(word: str) -> str:
    """French stem of a folded word; numbers and codes unchanged."""
    return word if any(char.isdigit() for char in word) else str(_stemmer().stemWord(word))


def tokens(text: str) -> list[str]:
    """Stems of the words that carry meaning, in order."""
    stops = stop_words()
    return [stem(word) for word in _TOKEN.findall(fold(text)) if word not in stops]


def concept_tokens(concept: str) -> list[str]:
    """`B01AF02` -> itself and its ATC classes, as tokens that no text can contain."""
    if not concept:
        return []
    if re.fullmatch(r"[A-Z]\d\d[A-Z]{1,2}\d{0,2}", concept):
        return ["#" + concept[:size].lower() for size in (3, 4, 5, 7) if size <= len(concept)]
    return ["#" + fold(concept)]


@cache
def groups() -> tuple[tuple[str, ...], ...]:
    """Wordings that mean the same in a French record (`synonyms.yaml`), folded."""
    text = (files("assistant.retrieval") / "synonyms.yaml").read_text(encoding="utf-8")
    return tuple(tuple(fold(word) for word in group) for group in yaml.safe_load(text)["equivalents"])


@cache
def classes() -> tuple[tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]], ...]:
    """Drug classes as people name them: (wordings, ATC prefixes, names of their drugs), folded."""
    text = (files("assistant.retrieval") / "synonyms.yaml").read_text(encoding="utf-8")
    return tuple(
        (tuple(map(fold, row["mots"])), tuple(row["atc"]), tuple(map(fold, row.get("noms", []))))
        for row in yaml.safe_load(text)["classes"]
    )
