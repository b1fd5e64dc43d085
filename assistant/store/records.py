"""What the store keeps of a patient, a document and a refused file, as JSON and raw vectors: never pickles."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from pydantic import TypeAdapter

from assistant.clinical.model import Reading, WorkingDocument
from ingest.document import Document
from privacy.entity import Entity

Vectors = npt.NDArray[np.float16]


@dataclass(frozen=True, slots=True)
class PatientRecord:
    """Identifying zone: who the patient is, the names known of the dossier, the tags given, the shift of dates."""

    patient_id: str
    known: str
    """JSON of `privacy.known.Known`."""
    pseudonyms: str
    """JSON of `privacy.pseudonyms.Pseudonyms`."""


@dataclass(frozen=True, slots=True)
class IdentifyingRecord:
    """Identifying zone: a document as it came, and the way from its pseudonymised text back to it."""

    document: Document
    alignment: str
    """JSON of `privacy.alignment.Alignment`."""
    entities: tuple[Entity, ...]
    original: bytes


@dataclass(frozen=True, slots=True)
class WorkingRecord:
    """Working zone: the pseudonymised document, what was read in it, and its vectors (rows of float16)."""

    document: WorkingDocument
    reading: Reading
    vectors: Vectors


@dataclass(frozen=True, slots=True)
class Refused:
    """Identifying zone: a file that could not be taken in, why, and the file itself so that it can be opened."""

    path: str
    reason: str
    original: bytes = b""


@dataclass(frozen=True, slots=True)
class _Identifying:
    document: Document
    alignment: str
    entities: tuple[Entity, ...]


@dataclass(frozen=True, slots=True)
class _Working:
    document: WorkingDocument
    reading: Reading


@dataclass(frozen=True, slots=True)
class _Refused:
    path: str
    reason: str


PATIENT: Final = TypeAdapter(PatientRecord)
_IDENTIFYING: Final = TypeAdapter(_Identifying)
_WORKING: Final = TypeAdapter(_Working)
_REFUSED: Final = TypeAdapter(_Refused)


def _join(head: bytes, tail: bytes) -> bytes:
    """Two runs of bytes as one: the first's length on 8 bytes, then both."""
    return len(head).to_bytes(8, "big") + head + tail


def _split(data: bytes) -> tuple[bytes, bytes]:
    length = int.from_bytes(data[:8], "big")
    return data[8 : 8 + length], data[8 + length :]


def pack_identifying(record: IdentifyingRecord) -> bytes:
    """Bytes of a document's identifying side."""
    head = _IDENTIFYING.dump_json(_Identifying(record.document, record.alignment, record.entities))
    return _join(head, record.original)


def unpack_identifying(data: bytes) -> IdentifyingRecord:
    """The inverse of `pack_identifying`."""
    head, original = _split(data)
    read = _IDENTIFYING.validate_json(head)
    return IdentifyingRecord(read.document, read.alignment, read.entities, original)


def pack_working(record: WorkingRecord) -> bytes:
    """Bytes of a document's working side."""
    rows = np.ascontiguousarray(record.vectors, np.float16)
    head = _WORKING.dump_json(_Working(record.document, record.reading))
    return _join(head, rows.shape[1].to_bytes(4, "big") + rows.tobytes())


def unpack_working(data: bytes) -> WorkingRecord:
    """The inverse of `pack_working`."""
    head, tail = _split(data)
    read = _WORKING.validate_json(head)
    width = int.from_bytes(tail[:4], "big")
    rows = np.frombuffer(tail[4:], np.float16)
    return WorkingRecord(read.document, read.reading, rows.reshape(-1, width) if width else rows.reshape(0, 0))


def pack_refused(record: Refused) -> bytes:
    """Bytes of a refused file."""
    return _join(_REFUSED.dump_json(_Refused(record.path, record.reason)), record.original)


def unpack_refused(data: bytes) -> Refused:
    """The inverse of `pack_refused`."""
    head, original = _split(data)
    read = _REFUSED.validate_json(head)
    return Refused(read.path, read.reason, original)
