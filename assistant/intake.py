"""Files into the store: read, pseudonymise, read clinically, encrypt. One document is one transaction."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from assistant.clinical.read import read as read_clinically
from assistant.embedding import Encoder
from assistant.home import Home
from assistant.prepare import Prepared, prepare
from assistant.retrieval.index import vectors
from assistant.store.records import IdentifyingRecord, PatientRecord, Refused, WorkingRecord
from ingest.describe import describe
from ingest.document import Document
from ingest.errors import BadSidecar, Unreadable
from ingest.folder import PatientFolder, open_root, roots
from ingest.read import read
from privacy.detection import DetectionFailed, gather
from privacy.known import Known
from privacy.pseudonyms import Pseudonyms

Progress = Callable[[int, int, str], None]

NOBODY = "aucun patient déclaré : il manque patient.yaml"


@dataclass(slots=True)
class Report:
    """What one ingestion did."""

    documents: int = 0
    passages: int = 0
    skipped: int = 0
    quarantined: list[dict[str, str]] = field(default_factory=list)
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class _File:
    """A file of a patient, read into documents."""

    path: Path
    data: bytes
    content: str
    documents: tuple[Document, ...]


class Intake:
    """One ingestion, done by one account."""

    def __init__(self, home: Home, encoder: Encoder, actor: str, progress: Progress) -> None:
        self._home = home
        self._encoder = encoder
        self._actor = actor
        self._progress = progress
        self._report = Report()
        self._done = self._total = 0

    def run(self, path: Path) -> Report:
        """Ingest a file, a patient's folder, or a folder of them. What is in already is skipped."""
        began = time.perf_counter()
        opened: list[PatientFolder] = []
        for root in roots(path):
            try:
                opened.append(open_root(root))
            except BadSidecar as error:
                self._refuse("", root, str(error))
        self._total = sum(len(folder.files) for folder in opened)
        for folder in opened:
            self._folder(folder)
        self._home.ledger.checkpoint()
        self._report.seconds = round(time.perf_counter() - began, 1)
        return self._report

    def _folder(self, folder: PatientFolder) -> None:
        if folder.patient is None:
            for path in folder.files:
                self._refuse("", path, NOBODY)
                self._step(path.name)
            return
        patient = self._home.keys.patient_ref(folder.patient.patient_id)
        self._home.keys.create(patient)
        # Two ingestions of one patient at once would give one tag to two persons.
        with self._home.store.alone(patient):
            self._dossier(patient, folder.patient.patient_id, folder)

    def _dossier(self, patient: str, patient_id: str, folder: PatientFolder) -> None:
        known, pseudonyms = self._vault(patient, folder)
        if self._home.store.version(patient) is None:
            # Known from the first file on, be it refused: its quarantine must be seen.
            self._home.store.put_patient(patient, PatientRecord(patient_id, known.to_json(), pseudonyms.to_json()))
        files = [file for path in folder.files if (file := self._read(patient, folder, path)) is not None]
        known = gather([document for file in files for document in file.documents], known)
        for file in files:
            self._progress(self._done, self._total, file.path.name)
            self._file(patient, patient_id, file, known, pseudonyms)
            self._step(file.path.name)

    def _vault(self, patient: str, folder: PatientFolder) -> tuple[Known, Pseudonyms]:
        """What the vault knows of the patient; the sidecar's present identity is added to it."""
        assert folder.patient is not None
        record = self._home.store.patient(patient)
        if record is None:
            return Known(folder.patient), Pseudonyms.create(folder.patient.identity)
        known, pseudonyms = Known.from_json(record.known), Pseudonyms.from_json(record.pseudonyms)
        pseudonyms.know(folder.patient.identity)
        return Known(folder.patient, known.names), pseudonyms

    def _read(self, patient: str, folder: PatientFolder, path: Path) -> _File | None:
        """The file's documents, or None when it is in the store already or cannot be read."""
        self._progress(self._done, self._total, path.name)
        data = b""
        try:
            data = path.read_bytes()
            content = self._home.keys.content_hash(patient, data)
            if self._home.store.has(patient, content):
                self._report.skipped += 1
                self._step(path.name)
                return None
            declared = folder.declared_for(path)
            inside = path.relative_to(folder.path).parent
            documents = tuple(
                describe(replace(document, name=(inside / document.name).as_posix()), declared)
                for document in read(path, data)
            )
        except (Unreadable, OSError) as error:
            reason = str(error) if isinstance(error, Unreadable) else f"fichier illisible : {error.strerror}"
            self._refuse(patient, path, reason, data)
            self._step(path.name)
            return None
        return _File(path, data, content, documents)

    def _file(self, patient: str, patient_id: str, file: _File, known: Known, pseudonyms: Pseudonyms) -> None:
        """Each document of a file on its own; the first carries the file's content hash, the others a part of it."""
        for part, document in enumerate(file.documents):
            content = file.content if not part else self._home.keys.content_hash(patient, file.data, part)
            opaque = "d-" + self._home.keys.reference("document", patient, content)
            try:
                ready = prepare(document, known, pseudonyms, opaque)
            except DetectionFailed as error:
                self._refuse(patient, file.path, str(error), file.data)
                return
            record = PatientRecord(patient_id, known.to_json(), pseudonyms.to_json())
            self._store(patient, record, content, ready, file.data)
        self._home.store.release(self._reference(patient, file.path))

    def _store(self, patient: str, record: PatientRecord, content: str, ready: Prepared, data: bytes) -> None:
        reading = read_clinically(ready.working)
        rows = vectors(ready.working, reading, self._encoder)
        # Logged first: an ingestion that a crash repeats is better than one that the ledger does not know.
        self._home.ledger.append(self._actor, "ingestion", f"{patient}/{ready.working.id}", _details(ready))
        added = self._home.store.put_document(
            patient,
            record,
            content,
            IdentifyingRecord(ready.document, ready.alignment.to_json(), ready.entities, data),
            WorkingRecord(ready.working, reading, rows),
        )
        if added:
            self._report.documents += 1
            self._report.passages += len(reading.passages)
        else:
            self._report.skipped += 1

    def _refuse(self, patient: str, path: Path, reason: str, data: bytes = b"") -> None:
        reference = self._reference(patient, path)
        self._home.store.refuse(reference, patient, Refused(path.name, reason, data))
        place = f"{patient}/{reference}" if patient else reference
        self._home.ledger.append(self._actor, "quarantine", place, {"reason": reason})
        self._report.quarantined.append({"path": str(path), "reason": reason})

    def _reference(self, patient: str, path: Path) -> str:
        return "q-" + self._home.keys.reference("path", patient, path.name if patient else str(path.absolute()))

    def _step(self, name: str) -> None:
        self._done += 1
        self._progress(self._done, self._total, name)


def _details(ready: Prepared) -> dict[str, Any]:
    """What the ledger keeps, encrypted, of an ingestion: counts, and each redaction with its reason."""
    counts: dict[str, int] = {}
    for entity in ready.entities:
        counts[entity.label] = counts.get(entity.label, 0) + 1
    return {"counts": counts, "redactions": redactions(ready.entities)}


def redactions(entities: Sequence[Any]) -> list[dict[str, Any]]:
    """Each redaction: span in the source, label, recogniser, score, explanation."""
    return [
        {
            "start": e.start,
            "end": e.end,
            "label": e.label,
            "recognizer": e.recognizer,
            "score": round(e.score, 3),
            "explanation": e.explanation,
        }
        for e in entities
    ]
