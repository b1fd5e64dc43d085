"""What clinical reading takes and gives. All spans point into the pseudonymised text."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Final, Literal

from ingest.document import Section
from ingest.when import When

Subject = Literal["patient", "other", "unknown"]

CATEGORIES: Final = (
    "allergie", "traitement", "antecedent", "biologie", "imagerie", "examen", "dispositif", "chirurgie",
    "infectieux", "directive", "mode_de_vie", "autonomie", "contact", "vaccination", "grossesse",
    "evenement_recent",
)  # fmt: skip

STATUSES: Final = (
    "actuel", "arrêté", "nié", "familial", "ancien", "remplacé", "hypothèse", "infirmé", "autre personne",
)  # fmt: skip
NOT_CURRENT: Final = frozenset(STATUSES) - {"actuel"}


@dataclass(frozen=True, slots=True)
class DateValue:
    """A date that `privacy` read and moved: its span, and its (moved) value."""

    start: int
    end: int
    when: When


@dataclass(frozen=True, slots=True)
class SubjectSpan:
    """A stretch that is not plainly about the patient."""

    start: int
    end: int
    subject: Subject
    reason: str


@dataclass(frozen=True, slots=True)
class WorkingDocument:
    """A document as the working zone knows it: pseudonymised, dates moved, under an opaque id."""

    id: str
    text: str
    kind: str | None = None
    type: str | None = None
    date: When | None = None
    specialty: str | None = None
    sections: tuple[Section, ...] = ()
    dates: tuple[DateValue, ...] = ()
    subjects: tuple[SubjectSpan, ...] = ()
    ocr: bool = False


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence, a list item with its heading, or a table row with its column heads.

    `[start, end)` is the passage alone; `heads` are the spans (heading, column heads, sub-title)
    without which it would not be understood.
    """

    start: int
    end: int
    kind: Literal["sentence", "item", "row"]
    section: str
    """Section code, empty outside a known section."""
    heads: tuple[tuple[int, int], ...] = ()
    subject: Subject = "patient"


@dataclass(frozen=True, slots=True)
class Mention:
    """One clinical statement: the words that carry it, and how it is to be taken."""

    start: int
    end: int
    """The shortest wording that stands by itself (what a citation shows)."""
    passage: int
    """Index into the reading's passages."""
    category: str
    concept: str
    """Key that joins the same thing over documents: an ATC code, a key of `concepts.csv`, a lab key; may be empty."""
    label: str
    """Preferred French wording of the concept (`apixaban`, `potassium`)."""
    status: str
    when: When | None = None
    """When it was true or happened; the document's date when the text says nothing else."""
    value: str | None = None
    """Dose and schedule, result with unit, or reaction, as printed (normalised spaces)."""
    flags: tuple[str, ...] = ()
    """e.g. `high`, `low`, `antithrombotic`, `insulin`, `qt`, `new`, `increased`, `decreased`, `restarted`."""
    score: float = 1.0
    """How sure the reading is, 0 to 1."""
    vital: float = 0.0
    """How much omitting it could harm in the next hours whatever the reason for the visit, 0 to 1."""
    relevance: float = 0.5
    """How likely a clinician of acute care wants these words in a brief, whatever the moment, 0 to 1 (learned)."""


@dataclass(frozen=True, slots=True)
class Reading:
    """All that was read in one document, in text order."""

    passages: tuple[Passage, ...]
    mentions: tuple[Mention, ...]


@dataclass(frozen=True, slots=True)
class Cite:
    """A citation inside the working zone: a span of a document's pseudonymised text."""

    document: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Version:
    """An earlier dose, value or state of a fact."""

    text: str
    status: str
    when: When | None
    citations: tuple[Cite, ...]


@dataclass(frozen=True, slots=True)
class Fact:
    """The same thing over the whole dossier, as it stands on `as_of`."""

    category: str
    concept: str
    text: str
    """Normalised wording; every number, drug and negation of it is in the citations."""
    status: str
    first: When | None
    last: When | None
    citations: tuple[Cite, ...]
    """Only those that support the present claim, the best first."""
    history: tuple[Version, ...] = ()
    flags: tuple[str, ...] = ()
    vital: float = 0.0
    score: float = 1.0


@dataclass(frozen=True, slots=True)
class Side:
    """One of the assertions that differ."""

    text: str
    citations: tuple[Cite, ...]


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two currently valid assertions that differ; never resolved silently."""

    text: str
    category: str
    concept: str
    sides: tuple[Side, ...]


@dataclass(frozen=True, slots=True)
class FactBase:
    """The patient's state on one day."""

    as_of: dt.date
    facts: tuple[Fact, ...] = ()
    conflicts: tuple[Conflict, ...] = field(default=())
