"""The encrypted store: patients, documents and quarantine, one shard a patient, two zones under two keys.

Reading the working side never needs the identifying key. A document goes in whole or not at all.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass

from sqlalchemy import Connection, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from assistant.store.records import (
    PATIENT,
    IdentifyingRecord,
    PatientRecord,
    Refused,
    WorkingRecord,
    pack_identifying,
    pack_refused,
    pack_working,
    unpack_identifying,
    unpack_refused,
    unpack_working,
)
from assistant.store.schema import DOCUMENTS, ERASURES, META, METADATA, PATIENTS, QUARANTINE, VERSION
from ingest.errors import VigieError
from privacy import crypto
from privacy.database import alone, now, open_database, scrub, writing
from privacy.keys import Erasure, KeyRing
from privacy.masters import Zone

LOCK = "vigie store"


@dataclass(frozen=True, slots=True)
class PatientRow:
    """A patient as the working zone may list it."""

    id: str
    version: int
    documents: int


@dataclass(frozen=True, slots=True)
class Quarantined:
    """A refused file: its opaque id, when it was last tried and how often, and what the vault knows of it."""

    id: str
    patient: str
    at: str
    attempts: int
    refused: Refused


class WrongStore(VigieError):
    """The database was not written with these keys, or not by this version of Vigie."""


class Store:
    """One installation's store. Opaque ids in, decrypted records out.

    Opening carries out the erasures that the key store or this database knows of and the other, restored from a
    backup, does not. Raises `privacy.database.DatabaseUnavailable`, WrongStore.
    """

    def __init__(self, url: str, keys: KeyRing) -> None:
        self._engine = open_database(url, METADATA)
        self._keys = keys
        self._check()
        self.replay_erasures()

    def alone(self, patient: str) -> AbstractContextManager[None]:
        """To be held from reading a patient's vault until its last document is in.

        Two processes that gave out tags at the same time would give one tag to two persons.
        """
        return alone(self._engine, patient)

    def patients(self) -> list[PatientRow]:
        """Every patient, by opaque id."""
        count = func.count(DOCUMENTS.c.id)
        query = (
            select(PATIENTS.c.id, PATIENTS.c.version, count)
            .outerjoin(DOCUMENTS, DOCUMENTS.c.patient == PATIENTS.c.id)
            .group_by(PATIENTS.c.id, PATIENTS.c.version)
            .order_by(PATIENTS.c.id)
        )
        with self._engine.connect() as connection:
            return [PatientRow(*row) for row in connection.execute(query)]

    def version(self, patient: str) -> int | None:
        """A number that grows with each change of the patient's data; None for an unknown patient."""
        with self._engine.connect() as connection:
            return _version(connection, patient)

    def patient(self, patient: str) -> PatientRecord | None:
        """The identifying record of a patient, None when there is none."""
        with self._engine.connect() as connection:
            sealed = connection.execute(select(PATIENTS.c.identifying).where(PATIENTS.c.id == patient)).scalar()
        if sealed is None:
            return None
        return PATIENT.validate_json(self._open("identifying", sealed, patient))

    def put_patient(self, patient: str, record: PatientRecord) -> None:
        """Register a patient, or replace what the vault knows of them."""
        with writing(self._engine, LOCK) as connection:
            self._put_patient(connection, patient, record)

    def has(self, patient: str, content: str) -> bool:
        """Whether a document of this content (keyed hash) is in the patient's dossier."""
        query = select(DOCUMENTS.c.id).where(DOCUMENTS.c.patient == patient, DOCUMENTS.c.content == content)
        with self._engine.connect() as connection:
            return connection.execute(query).first() is not None

    def put_document(
        self,
        patient: str,
        record: PatientRecord,
        content: str,
        identifying: IdentifyingRecord,
        working: WorkingRecord,
    ) -> bool:
        """Add a document, with the tags and names that it brought, in one transaction.

        False, and nothing changed, when it was there already.
        """
        document = working.document.id
        try:
            with writing(self._engine, LOCK) as connection:
                self._put_patient(connection, patient, record)
                connection.execute(
                    insert(DOCUMENTS).values(
                        id=document,
                        patient=patient,
                        content=content,
                        version=1,
                        ingested_at=now(),
                        identifying=self._seal("identifying", pack_identifying(identifying), patient, document, 1),
                        working=self._seal("working", pack_working(working), patient, document, 1),
                    )
                )
        except IntegrityError:
            return False
        return True

    def load_shard(self, patient: str) -> list[WorkingRecord]:
        """The patient's working zone, in the order of ingestion."""
        columns = (DOCUMENTS.c.id, DOCUMENTS.c.version, DOCUMENTS.c.working)
        query = select(*columns).where(DOCUMENTS.c.patient == patient).order_by(DOCUMENTS.c.ingested_at)
        with self._engine.connect() as connection:
            rows = connection.execute(query).all()
        return [unpack_working(self._open("working", r.working, patient, r.id, r.version)) for r in rows]

    def load_identifying(self, patient: str, document: str) -> IdentifyingRecord | None:
        """What the vault holds of one document."""
        query = select(DOCUMENTS.c.version, DOCUMENTS.c.identifying).where(
            DOCUMENTS.c.patient == patient, DOCUMENTS.c.id == document
        )
        with self._engine.connect() as connection:
            row = connection.execute(query).first()
        if row is None:
            return None
        return unpack_identifying(self._open("identifying", row.identifying, patient, document, row.version))

    def refuse(self, reference: str, patient: str, refused: Refused) -> None:
        """Put a file in quarantine, or count one more attempt at it.

        `patient` is empty when nobody knows whose it is.
        """
        sealed = self._seal_refused(reference, patient, refused)
        with writing(self._engine, LOCK) as connection:
            tries = connection.execute(select(QUARANTINE.c.attempts).where(QUARANTINE.c.id == reference)).scalar()
            values = {"patient": patient, "at": now(), "attempts": (tries or 0) + 1, "identifying": sealed}
            if tries is None:
                connection.execute(insert(QUARANTINE).values(id=reference, **values))
            else:
                connection.execute(update(QUARANTINE).where(QUARANTINE.c.id == reference).values(**values))
            self._touch(connection, patient)

    def release(self, reference: str) -> None:
        """Take a file out of quarantine: it was read after all."""
        with writing(self._engine, LOCK) as connection:
            patient = connection.execute(select(QUARANTINE.c.patient).where(QUARANTINE.c.id == reference)).scalar()
            if patient is not None:
                connection.execute(delete(QUARANTINE).where(QUARANTINE.c.id == reference))
                self._touch(connection, patient)

    def quarantined(self, patient: str) -> list[Quarantined]:
        """The patient's refused files, the oldest first."""
        query = select(QUARANTINE).where(QUARANTINE.c.patient == patient).order_by(QUARANTINE.c.at)
        with self._engine.connect() as connection:
            rows = connection.execute(query).all()
        return [
            Quarantined(
                r.id, patient, r.at, r.attempts, unpack_refused(self._open_refused(r.identifying, patient, r.id))
            )
            for r in rows
        ]

    def unread(self, patient: str) -> int:
        """How many of the patient's files are in quarantine; needs no key."""
        query = select(func.count()).select_from(QUARANTINE).where(QUARANTINE.c.patient == patient)
        with self._engine.connect() as connection:
            return int(connection.execute(query).scalar_one())

    def erase(self, patient: str) -> int:
        """Destroy both keys, then every row of the patient. Gives the number of documents.

        The keys go first: from then on nothing opens, and an interrupted erasure is completed at the next opening.
        """
        return self._delete([self._keys.destroy(patient)])

    def replay_erasures(self, elsewhere: Iterable[Erasure] = ()) -> list[Erasure]:
        """Carry out, here and in the key store, every erasure on any list; gives those that one of them lacked.

        `elsewhere` is a list that a restore did not take back, such as the ledger's.
        """
        with self._engine.connect() as connection:
            here = {Erasure(row.patient, row.at) for row in connection.execute(select(ERASURES))}
        there = set(self._keys.erasures())
        known = here | there | set(elsewhere)
        self._keys.replay_erasures(known - there)
        if known - here:
            self._delete(known - here)
        return sorted(known - (here & there))

    def _check(self) -> None:
        expected = {"version": VERSION, "keys": self._keys.derived("working", "store check").hex()}
        query = select(META.c.key, META.c.value)
        with self._engine.connect() as connection:
            found = {row.key: row.value for row in connection.execute(query)}
        if not found:
            with writing(self._engine, LOCK) as connection:
                found = {row.key: row.value for row in connection.execute(query)}
                if not found:
                    found = expected
                    connection.execute(insert(META), [{"key": k, "value": v} for k, v in expected.items()])
        if found["version"] != VERSION:
            raise WrongStore(f"base d'une autre version de Vigie : {found['version']}, celle-ci lit {VERSION}")
        if found["keys"] != expected["keys"]:
            raise WrongStore("le magasin de clés n'est pas celui de cette base : restaurez celui qui va avec elle")

    def _delete(self, erasures: Iterable[Erasure]) -> int:
        """Delete what was there at each erasure; a dossier begun since stays. Gives the number of documents."""
        documents = 0
        with writing(self._engine, LOCK) as connection:
            listed = {Erasure(row.patient, row.at) for row in connection.execute(select(ERASURES))}
            for erasure in sorted(set(erasures) - listed):
                patient, at = erasure.patient, erasure.at
                gone = delete(DOCUMENTS).where(DOCUMENTS.c.patient == patient, DOCUMENTS.c.ingested_at <= at)
                documents += connection.execute(gone).rowcount
                connection.execute(delete(QUARANTINE).where(QUARANTINE.c.patient == patient, QUARANTINE.c.at <= at))
                connection.execute(delete(PATIENTS).where(PATIENTS.c.id == patient, PATIENTS.c.created_at <= at))
                connection.execute(insert(ERASURES).values(patient=patient, at=at))
        scrub(self._engine, DOCUMENTS.name, QUARANTINE.name, PATIENTS.name)
        return documents

    def _put_patient(self, connection: Connection, patient: str, record: PatientRecord) -> None:
        sealed = self._seal("identifying", PATIENT.dump_json(record), patient)
        version = _version(connection, patient)
        if version is None:
            connection.execute(insert(PATIENTS).values(id=patient, version=1, created_at=now(), identifying=sealed))
        else:
            values = {"version": version + 1, "identifying": sealed}
            connection.execute(update(PATIENTS).where(PATIENTS.c.id == patient).values(**values))

    @staticmethod
    def _touch(connection: Connection, patient: str) -> None:
        connection.execute(update(PATIENTS).where(PATIENTS.c.id == patient).values(version=PATIENTS.c.version + 1))

    def _seal(self, zone: Zone, data: bytes, patient: str, document: str = "", version: int = 0) -> bytes:
        return crypto.seal(self._keys.data_key(patient, zone), data, crypto.context(zone, patient, document, version))

    def _open(self, zone: Zone, sealed: bytes, patient: str, document: str = "", version: int = 0) -> bytes:
        return crypto.unseal(
            self._keys.data_key(patient, zone), sealed, crypto.context(zone, patient, document, version)
        )

    def _refused_key(self, patient: str) -> bytes:
        """The patient's own key, or the installation's for a file that nobody claims."""
        return (
            self._keys.data_key(patient, "identifying") if patient else self._keys.derived("identifying", "quarantine")
        )

    def _seal_refused(self, reference: str, patient: str, refused: Refused) -> bytes:
        aad = crypto.context("identifying", patient, reference, part="quarantine")
        return crypto.seal(self._refused_key(patient), pack_refused(refused), aad)

    def _open_refused(self, sealed: bytes, patient: str, reference: str) -> bytes:
        aad = crypto.context("identifying", patient, reference, part="quarantine")
        return crypto.unseal(self._refused_key(patient), sealed, aad)


def _version(connection: Connection, patient: str) -> int | None:
    version: int | None = connection.execute(select(PATIENTS.c.version).where(PATIENTS.c.id == patient)).scalar()
    return version
