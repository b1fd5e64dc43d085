"""What every reader gives: a document's text, its places, and what its source says of it."""

from __future__ import annotations

from dataclasses import dataclass

from ingest.when import When


@dataclass(frozen=True, slots=True)
class Identity:
    """Traits of one person as a source declares them (RNIV vocabulary)."""

    nom_naissance: str | None = None
    nom_utilise: str | None = None
    prenoms: tuple[str, ...] = ()
    sexe: str | None = None
    date_naissance: str | None = None
    """ISO date."""
    ins: str | None = None
    ipp: tuple[str, ...] = ()
    lieu_naissance: str | None = None
    telephones: tuple[str, ...] = ()
    adresses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Relative:
    """Somebody close to the patient, named by the sidecar or a header."""

    nom: str | None = None
    prenom: str | None = None
    lien: str | None = None
    telephone: str | None = None


@dataclass(frozen=True, slots=True)
class Patient:
    """Whose folder it is: `patient.yaml`, or the header of a structured document."""

    patient_id: str
    identity: Identity
    relatives: tuple[Relative, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """One page: its `[start, end)` in the text, and its size in points (0 when it has no geometry)."""

    number: int
    start: int
    end: int
    width: float = 0.0
    height: float = 0.0


@dataclass(frozen=True, slots=True)
class Place:
    """Where a run of text is printed: points from the page's top left corner."""

    start: int
    end: int
    page: int
    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(frozen=True, slots=True)
class Section:
    """A heading as printed, at `[start, body)`, and what it covers, `[body, end)`."""

    title: str
    code: str
    """Stable key from `ingest/sections.yaml`, e.g. `allergies`; empty when the heading is not known."""
    start: int
    body: int
    end: int


@dataclass(frozen=True, slots=True)
class Document:
    """One document. `text` is never changed; every span of the product points into it.

    `[start, end)` spans count Unicode code points.
    """

    name: str
    media_type: str
    text: str
    pages: tuple[Page, ...] = ()
    places: tuple[Place, ...] = ()
    sections: tuple[Section, ...] = ()
    kind: str | None = None
    """Key of `ingest/kinds.yaml`, e.g. `ordonnance`."""
    type: str | None = None
    """The document's type in words, as its source or its text says it."""
    date: When | None = None
    source: str | None = None
    specialty: str | None = None
    patient: Patient | None = None
    """Only when the document itself declares it (CDA, FHIR, HL7)."""
    ocr: bool = False
