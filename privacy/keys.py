"""The key ring: two zones, one data key per patient and zone, kept apart from the data (R7, R16).

Each zone has a master key, which lies outside every database, and a root secret, wrapped by it in the key
store. Keys with a purpose (keyed hashes, ledger, checkpoints, account names) derive from the roots and not
from the masters, so that changing a master re-wraps and changes nothing else. The root also tells a wrong
master key at once, before anything is read with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Column, Connection, LargeBinary, MetaData, String, Table, delete, insert, select, update

from privacy import crypto
from privacy.database import now, open_database, scrub, writing
from privacy.masters import NAMES, ZONES, KeyProblem, MasterKeyInvalid, MasterKeySource, Zone

_METADATA: Final = MetaData()
_ROOTS: Final = Table(
    "keys_roots",
    _METADATA,
    Column("zone", String, primary_key=True),
    Column("wrapped", LargeBinary, nullable=False),
)
_PATIENTS: Final = Table(
    "keys_patients",
    _METADATA,
    Column("patient", String, primary_key=True),
    Column("zone", String, primary_key=True),
    Column("wrapped", LargeBinary, nullable=False),
    Column("created_at", String, nullable=False),
)
_ERASURES: Final = Table(
    "keys_erasures",
    _METADATA,
    Column("patient", String, primary_key=True),
    Column("erased_at", String, primary_key=True),
)


class MasterKeyWrong(KeyProblem):
    """A key, but not the one that wrapped this key store."""


class ZoneClosed(KeyProblem):
    """The process was not given the master key of the zone."""


class NoDataKey(KeyProblem):
    """The patient has no key: never registered, or erased."""


@dataclass(frozen=True, slots=True, order=True)
class Erasure:
    """One erasure: the patient's opaque id, and when (UTC, ISO). Keys made later are another dossier's."""

    patient: str
    at: str


class KeyRing:
    """The keys this process may use, by zone.

    `url` is the key store's database, `masters` one source for each zone to open (opening the working zone
    alone is enough to rank and summarise). Master keys and roots are created on first use; later, an absent or
    different one raises MasterKeyMissing, MasterKeyInvalid or MasterKeyWrong.
    """

    def __init__(self, url: str, masters: Mapping[Zone, MasterKeySource]) -> None:
        self._engine = open_database(url, _METADATA, journal="delete")
        self._masters: dict[Zone, bytes] = {}
        self._roots: dict[Zone, bytes] = {}
        for zone, source in masters.items():
            self._open(zone, source)
        if len(set(self._masters.values())) < len(self._masters):
            raise MasterKeyInvalid("Les deux zones ont la même clé maîtresse : il en faut deux, différentes.")

    @property
    def zones(self) -> frozenset[Zone]:
        """The zones that this ring opens."""
        return frozenset(self._masters)

    def derived(self, zone: Zone, purpose: str) -> bytes:
        """The zone's 32-byte key for one purpose; a rotation leaves it as it is. Raises ZoneClosed."""
        self._master(zone)
        return crypto.derive(self._roots[zone], f"{zone}/{purpose}")

    def patient_ref(self, patient_id: str) -> str:
        """The opaque id `p-...` of a patient. Needs the identifying zone."""
        return "p-" + self.reference("patient", patient_id)

    def content_hash(self, patient: str, data: bytes, part: int = 0) -> str:
        """Keyed hash of a document's bytes, its own for each patient; `part` tells documents of one file apart."""
        return self.reference("content", patient, data, str(part))

    def reference(self, purpose: str, *parts: str | bytes) -> str:
        """128 bits of a keyed hash that nobody without the identifying zone can compute or link."""
        return crypto.short(crypto.keyed_hash(self.derived("identifying", "reference"), purpose, *parts))

    def create(self, patient: str) -> None:
        """Give the patient (opaque id) one data key per zone; nothing changes where they exist. Needs both zones."""
        masters = {zone: self._master(zone) for zone in ZONES}
        if self.has(patient):
            return
        with writing(self._engine, lock="vigie keys") as connection:
            for zone in ZONES:
                # A neighbour may have rotated the master since this ring was opened.
                _unwrap_root(zone, masters[zone], connection)
            if _wrapped(connection, patient, "working") is None:
                for zone, master in masters.items():
                    wrapped = crypto.encrypt(master, crypto.new_key(), crypto.context(zone, patient, part="key"))
                    row = {"patient": patient, "zone": zone, "wrapped": wrapped, "created_at": now()}
                    connection.execute(insert(_PATIENTS).values(row))

    def has(self, patient: str) -> bool:
        """Whether the patient has living keys."""
        with self._engine.connect() as connection:
            return _wrapped(connection, patient, "working") is not None

    def data_key(self, patient: str, zone: Zone) -> bytes:
        """The patient's 32-byte key in a zone, never cached, so that an erasure counts at once in every process.

        Raises ZoneClosed, NoDataKey, MasterKeyWrong.
        """
        master = self._master(zone)
        with self._engine.connect() as connection:
            wrapped = _wrapped(connection, patient, zone)
        if wrapped is None:
            raise NoDataKey(f"Aucune clé pour {patient} : dossier inconnu ou effacé.")
        return _unwrap(master, wrapped, zone, patient)

    def destroy(self, patient: str) -> Erasure:
        """Delete both keys for good and note the erasure; nothing sealed with them opens any more, anywhere."""
        erasure = Erasure(patient, now())
        self._destroy([erasure])
        return erasure

    def erasures(self) -> list[Erasure]:
        """Every erasure noted in this key store, the oldest first."""
        with self._engine.connect() as connection:
            return _erasures(connection)

    def replay_erasures(self, erasures: Iterable[Erasure]) -> list[Erasure]:
        """After a restore: carry out again what a list kept elsewhere says and this store does not; gives those."""
        missing = sorted(set(erasures) - set(self.erasures()))
        if missing:
            self._destroy(missing)
        return missing

    def rotate(self, zone: Zone, new: MasterKeySource) -> int:
        """Wrap the zone's keys with another master key (created if it is a new file); gives how many.

        All or nothing. The settings must name the new source afterwards; the old key is then of no more use.
        """
        old, fresh = self._master(zone), new.read_or_create(zone)
        with writing(self._engine, lock="vigie keys") as connection:
            rows = connection.execute(select(_PATIENTS).where(_PATIENTS.c.zone == zone)).all()
            for row in rows:
                key = _unwrap(old, row.wrapped, zone, row.patient)
                wrapped = crypto.encrypt(fresh, key, crypto.context(zone, row.patient, part="key"))
                where = (_PATIENTS.c.patient == row.patient, _PATIENTS.c.zone == zone)
                connection.execute(update(_PATIENTS).where(*where).values(wrapped=wrapped))
            root = crypto.encrypt(fresh, self._roots[zone], crypto.context(zone, part="root"))
            connection.execute(update(_ROOTS).where(_ROOTS.c.zone == zone).values(wrapped=root))
        scrub(self._engine, _PATIENTS.name, _ROOTS.name)
        self._masters[zone] = fresh
        return len(rows)

    def _open(self, zone: Zone, source: MasterKeySource) -> None:
        with self._engine.connect() as connection:
            new = _wrapped_root(connection, zone) is None
        if new:
            with writing(self._engine, lock="vigie keys") as connection:
                if _wrapped_root(connection, zone) is None:
                    master = source.read_or_create(zone)
                    root = crypto.encrypt(master, crypto.new_key(), crypto.context(zone, part="root"))
                    connection.execute(insert(_ROOTS).values(zone=zone, wrapped=root))
        master = source.read(zone)
        with self._engine.connect() as connection:
            self._roots[zone] = _unwrap_root(zone, master, connection)
        self._masters[zone] = master

    def _master(self, zone: Zone) -> bytes:
        try:
            return self._masters[zone]
        except KeyError:
            raise ZoneClosed(f"La {NAMES[zone]} n'est pas ouverte : clé maîtresse non fournie.") from None

    def _destroy(self, erasures: Iterable[Erasure]) -> None:
        with writing(self._engine, lock="vigie keys") as connection:
            for erasure in sorted(set(erasures) - set(_erasures(connection))):
                older = (_PATIENTS.c.patient == erasure.patient, _PATIENTS.c.created_at <= erasure.at)
                connection.execute(delete(_PATIENTS).where(*older))
                connection.execute(insert(_ERASURES).values(patient=erasure.patient, erased_at=erasure.at))
        scrub(self._engine, _PATIENTS.name)


def _wrapped_root(connection: Connection, zone: Zone) -> bytes | None:
    wrapped: bytes | None = connection.execute(select(_ROOTS.c.wrapped).where(_ROOTS.c.zone == zone)).scalar()
    return wrapped


def _unwrap_root(zone: Zone, master: bytes, connection: Connection) -> bytes:
    try:
        return crypto.decrypt(master, _wrapped_root(connection, zone) or b"", crypto.context(zone, part="root"))
    except crypto.DecryptionFailed as error:
        raise MasterKeyWrong(
            f"La clé maîtresse donnée ({NAMES[zone]}) n'est pas celle de ce magasin de clés."
        ) from error


def _erasures(connection: Connection) -> list[Erasure]:
    rows = connection.execute(select(_ERASURES).order_by(_ERASURES.c.erased_at)).all()
    return [Erasure(row.patient, row.erased_at) for row in rows]


def _wrapped(connection: Connection, patient: str, zone: Zone) -> bytes | None:
    where = (_PATIENTS.c.patient == patient, _PATIENTS.c.zone == zone)
    wrapped: bytes | None = connection.execute(select(_PATIENTS.c.wrapped).where(*where)).scalar()
    return wrapped


def _unwrap(master: bytes, wrapped: bytes, zone: Zone, patient: str) -> bytes:
    try:
        return crypto.decrypt(master, wrapped, crypto.context(zone, patient, part="key"))
    except crypto.DecryptionFailed as error:
        raise MasterKeyWrong(
            f"La clé maîtresse ({NAMES[zone]}) n'ouvre pas la clé de {patient} : changée depuis, ou magasin altéré."
        ) from error
