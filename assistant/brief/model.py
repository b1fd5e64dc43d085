"""A brief, passages found and an answer, in the working zone's own coordinates."""

from __future__ import annotations

from dataclasses import dataclass, field

from assistant.clinical.model import Cite, Conflict, Version
from ingest.when import When


@dataclass(frozen=True, slots=True)
class Factor:
    """One reason why something stands where it stands."""

    factor: str
    weight: float


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the brief."""

    text: str
    category: str
    status: str
    when: When | None
    critical: bool
    citations: tuple[Cite, ...]
    history: tuple[Version, ...] = ()
    why: tuple[Factor, ...] = ()
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BriefSection:
    """A titled group of items, in the moment's order."""

    title: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Absent:
    """Looked for in every document read, and not found. Not the same as denied."""

    category: str
    concept: str | None
    documents_searched: int


@dataclass(frozen=True, slots=True)
class Brief:
    """What the physician reads first."""

    headline: str
    sections: tuple[BriefSection, ...]
    conflicts: tuple[Conflict, ...] = ()
    not_found: tuple[Absent, ...] = ()
    generated_by: str = "extractive"


@dataclass(frozen=True, slots=True)
class Found:
    """A ranked passage."""

    cite: Cite
    score: float
    category: str
    why: tuple[Factor, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """Cited passages, or a frank abstention."""

    answer: str
    abstained: bool
    citations: tuple[Cite, ...] = field(default=())
