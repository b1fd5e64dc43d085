"""A recogniser of ours: a function from text to spans, behind Presidio's interface."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import regex
import yaml

DATA: Final = Path(__file__).parent / "data"
TIMEOUT: Final = 20.0
"""Seconds one pattern may take on one document before the document is blocked."""


@dataclass(frozen=True, slots=True)
class Span:
    """`[start, end)` taken for an identity, and why."""

    start: int
    end: int
    label: str
    score: float
    why: str


@dataclass(frozen=True, slots=True)
class Rule:
    """A named recogniser. `find` may raise: the document is then blocked, never let through."""

    name: str
    find: Callable[[str], Iterable[Span]]


def matches(
    pattern: regex.Pattern[str], text: str, start: int = 0, end: int | None = None
) -> Iterator[regex.Match[str]]:
    """`finditer` that raises TimeoutError instead of running away."""
    return pattern.finditer(text, start, len(text) if end is None else end, timeout=TIMEOUT)


@functools.cache
def vocabulary(name: str) -> Any:
    """The YAML file `data/NAME.yaml`."""
    return yaml.safe_load((DATA / f"{name}.yaml").read_text(encoding="utf-8"))


def alternatives(words: Iterable[str]) -> str:
    """An alternation of literal words, longest first; spaces match any run of blanks on one line."""
    ordered = sorted(set(words), key=lambda word: (-len(word), word))
    return "|".join(r"[ \t\u00a0]+".join(regex.escape(part) for part in word.split()) for word in ordered)
