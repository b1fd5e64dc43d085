"""The identifying zone of one patient, opened for one request: who it is, and each document as it came."""

from __future__ import annotations

import datetime as dt
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from threading import Lock

from assistant.reveal import Source
from assistant.store.records import IdentifyingRecord
from assistant.store.store import Store
from ingest.document import Identity, Patient
from ingest.errors import VigieError
from privacy.alignment import Alignment
from privacy.known import Known
from privacy.pseudonyms import Pseudonyms


class Sources(Mapping[str, Source]):
    """The patient's documents by opaque id, each deciphered when it is first asked for."""

    def __init__(self, store: Store, patient: str, texts: Mapping[str, str]) -> None:
        self._store = store
        self._patient = patient
        self._texts = texts
        self._open: dict[str, Source] = {}

    def __getitem__(self, document: str) -> Source:
        if document not in self._open:
            record = self.record(document)
            self._open[document] = Source(
                name=record.document.name,
                media_type=record.document.media_type,
                text=record.document.text,
                pseudo=self._texts[document],
                alignment=Alignment.from_json(record.alignment),
                pages=record.document.pages,
                places=record.document.places,
                type=record.document.type,
                origin=record.document.source,
            )
        return self._open[document]

    def __iter__(self) -> Iterator[str]:
        return iter(self._texts)

    def __len__(self) -> int:
        return len(self._texts)

    def record(self, document: str) -> IdentifyingRecord:
        """Everything the vault holds of a document. Raises KeyError when it is not the patient's."""
        record = self._store.load_identifying(self._patient, document)
        if record is None:
            raise KeyError(document)
        return record

    def named(self, name: str) -> str:
        """The opaque id of a document known by its file's name. Raises VigieError."""
        for document in self:
            if self[document].name == name:
                return document
        raise VigieError(f"document inconnu dans ce dossier : {name}")


@dataclass(frozen=True, slots=True)
class Vault:
    """One patient's identifying zone at one version of the dossier."""

    patient_id: str
    known: Known
    pseudonyms: Pseudonyms
    sources: Sources

    @property
    def patient(self) -> Patient:
        """Who it is."""
        assert self.known.patient is not None
        return self.known.patient

    def age(self, day: dt.date) -> int | None:
        """Whole years on a day; None when the birth date is not known."""
        born = self.patient.identity.date_naissance
        if not born:
            return None
        birth = dt.date.fromisoformat(born)
        return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


class Vaults:
    """The last opened vaults, reopened when the patient's version has changed."""

    def __init__(self, store: Store, most: int) -> None:
        self._store = store
        self._most = most
        self._kept: OrderedDict[str, tuple[int, Vault]] = OrderedDict()
        self._lock = Lock()

    def open(self, patient: str, texts: Mapping[str, str]) -> Vault:
        """The vault of a patient (opaque id) whose pseudonymised texts are given. Raises VigieError when unknown."""
        version = self._store.version(patient)
        with self._lock:
            kept = self._kept.get(patient)
            if kept is None or kept[0] != version or version is None:
                self._kept.pop(patient, None)
                record = self._store.patient(patient)
                if record is None or version is None:
                    raise VigieError("patient inconnu")
                known, pseudonyms = Known.from_json(record.known), Pseudonyms.from_json(record.pseudonyms)
                kept = (version, Vault(record.patient_id, known, pseudonyms, Sources(self._store, patient, texts)))
                self._kept[patient] = kept
                while len(self._kept) > self._most:
                    self._kept.popitem(last=False)
            self._kept.move_to_end(patient)
            return kept[1]


def label(identity: Identity) -> str:
    """A patient in a list: used name, first name, birth name when it differs, birth date."""
    family = identity.nom_utilise or identity.nom_naissance or "?"
    first = identity.prenoms[0] if identity.prenoms else ""
    born = f" née {identity.nom_naissance}" if identity.sexe == "F" else f" né {identity.nom_naissance}"
    other = born if identity.nom_naissance and identity.nom_naissance.lower() != family.lower() else ""
    date = ""
    if identity.date_naissance:
        date = " · " + dt.date.fromisoformat(identity.date_naissance).strftime("%d/%m/%Y")
    return f"{family.upper()} {first}{other}{date}".strip()
