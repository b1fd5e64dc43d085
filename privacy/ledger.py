"""The ledger: who did what, when, to which patient's data, in a form that cannot be changed unseen (R1-R4, R11).

Entries are numbered from 1 without a gap. Each carries the hash of the one before it and its own, an HMAC over
all of its columns. Details are encrypted: under the patient's key when a patient is concerned, so that an
erasure takes them and leaves the chain whole, else under the ledger's own key. The chain alone cannot tell that
its end was cut; signed checkpoints kept elsewhere can.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Column, Integer, LargeBinary, MetaData, String, Table, insert, select, text
from sqlalchemy.exc import SQLAlchemyError

from privacy import crypto
from privacy.chain import GENESIS, Problem, Row, Verification, details_digest, entry_hash, verify_chain
from privacy.checkpoints import Checkpoint, append_checkpoint, public_key, read_checkpoints, sign
from privacy.database import now, open_database, writing
from privacy.keys import Erasure, KeyRing, NoDataKey
from privacy.masters import Zone

OPERATIONS: Final = frozenset({
    "access", "account", "break_glass", "configuration", "erasure", "export", "ingestion", "misfiled", "original",
    "quarantine", "question", "refusal", "restriction", "reveal", "rotation", "search", "sign_in",
})  # fmt: skip
_ACTOR: Final = re.compile(r"systeme|[a-z]{2,8}-\d{2,}")
_OBJECT: Final = re.compile(r"|[a-z]{1,8}-[a-z0-9]{2,}(/[a-z]{1,8}-[a-z0-9]{2,})*")
_LEDGER: Final = "ledger"

_METADATA: Final = MetaData()
_ENTRIES: Final = Table(
    "ledger_entries",
    _METADATA,
    Column("n", Integer, primary_key=True, autoincrement=False),
    Column("time", String, nullable=False),
    Column("actor", String, nullable=False),
    Column("operation", String, nullable=False),
    Column("object", String, nullable=False),
    Column("sealed", String, nullable=False),
    Column("details", LargeBinary, nullable=False),
    Column("digest", String, nullable=False),
    Column("previous", String, nullable=False),
    Column("hash", String, nullable=False),
)
_SHOWN: Final = [_ENTRIES.c[name] for name in ("n", "time", "actor", "operation", "object", "sealed", "hash")]


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry's clear columns; no direct identifier is in them (R4)."""

    n: int
    time: str
    """UTC, ISO 8601 with microseconds."""
    actor: str
    """The account's reference, e.g. `med-07`; `systeme` when no person acts."""
    operation: str
    object: str
    """Opaque id of a patient, `patient/document`, or another reference; empty when there is none."""
    sealed: str
    """Whose key the details are under: `identifying` or `working` (the patient's), or `ledger`."""
    hash: str
    """Hexadecimal; what the next entry builds on."""

    @property
    def patient(self) -> str | None:
        """The patient's opaque id, when the object is a patient or something of one."""
        return self.object.split("/")[0] if self.object.startswith("p-") else None


class Ledger:
    """The ledger at a database `url`. `checkpoints` is the file that `checkpoint` adds to and `verify` compares with.

    The ring must open the working zone, from which the ledger's keys derive: whoever may rank may be logged.
    """

    def __init__(self, url: str, keys: KeyRing, checkpoints: Path | None = None) -> None:
        self._engine = open_database(url, _METADATA)
        self._keys = keys
        self._checkpoints = checkpoints
        self._chain_key = keys.derived("working", "ledger chain")
        self._seal_key = keys.derived("working", "ledger details")
        self._seed = keys.derived("working", "ledger checkpoint")

    @property
    def public_key(self) -> bytes:
        """With these 32 bytes anybody can verify a checkpoint's signature (Ed25519)."""
        return public_key(self._seed)

    def append(self, actor: str, operation: str, object: str = "", details: Mapping[str, Any] | None = None) -> Entry:
        """Add an entry; it is on disk when this returns. `details` is anything JSON holds.

        Details about a patient who has no key (unknown, or erased) go under the ledger's own key: they must
        hold no identity. Raises ValueError when the actor, operation or object is not of the agreed form, which keeps
        names out of the clear columns.
        """
        if not (_ACTOR.fullmatch(actor) and operation in OPERATIONS and _OBJECT.fullmatch(object)):
            raise ValueError("not a ledger reference: actor, operation or object")
        payload = json.dumps(details or {}, ensure_ascii=False, sort_keys=True).encode()
        sealed, key = self._details_key(object)
        blob = crypto.seal(key, payload, _context(object))
        digest = details_digest(self._chain_key, blob)
        with writing(self._engine, lock="vigie ledger") as connection:
            last = connection.execute(select(_ENTRIES.c.n, _ENTRIES.c.hash).order_by(_ENTRIES.c.n.desc()).limit(1))
            n, previous = next(((row.n, row.hash) for row in last), (0, GENESIS))
            row = Row(n + 1, now(), actor, operation, object, sealed, blob, digest, previous, "")
            row = row._replace(hash=entry_hash(self._chain_key, row))
            connection.execute(insert(_ENTRIES).values(row._asdict()))
        return Entry(row.n, row.time, actor, operation, object, sealed, row.hash)

    def entries(
        self,
        since: str | None = None,
        until: str | None = None,
        operation: str | None = None,
        actor: str | None = None,
        object: str | None = None,
        newest: int | None = None,
    ) -> list[Entry]:
        """Entries in order, filtered; `since <= time < until` (ISO, any precision).

        A patient's id as `object` takes their documents too. With `newest`, only that many, the last ones.
        """
        query = select(*_SHOWN)
        columns = _ENTRIES.c
        if since is not None:
            query = query.where(columns.time >= since)
        if until is not None:
            query = query.where(columns.time < until)
        if operation is not None:
            query = query.where(columns.operation == operation)
        if actor is not None:
            query = query.where(columns.actor == actor)
        if object is not None:
            query = query.where((columns.object == object) | columns.object.startswith(f"{object}/", autoescape=True))
        query = query.order_by(columns.n.desc())
        if newest is not None:
            query = query.limit(newest)
        with self._engine.connect() as connection:
            rows = connection.execute(query).all()
        return [Entry(*row) for row in reversed(rows)]

    def details(self, entry: Entry) -> dict[str, Any] | None:
        """What an entry says, or None once the patient was erased. Raises DecryptionFailed, ZoneClosed."""
        key = self._seal_key
        if entry.sealed != _LEDGER and entry.patient:
            zone: Zone = "identifying" if entry.sealed == "identifying" else "working"
            try:
                key = self._keys.data_key(entry.patient, zone)
            except NoDataKey:
                return None
        with self._engine.connect() as connection:
            blob = connection.execute(select(_ENTRIES.c.details).where(_ENTRIES.c.n == entry.n)).scalar_one()
        try:
            details: dict[str, Any] = json.loads(crypto.unseal(key, blob, _context(entry.object)))
        except crypto.DecryptionFailed:
            # Since the erasure, a new dossier of the same patient may have brought a new key.
            if any(erasure.patient == entry.patient and entry.time <= erasure.at for erasure in self._keys.erasures()):
                return None
            raise
        return details

    def erasures(self) -> list[Erasure]:
        """The erasures on record (`erased_at` of the details, else the entry's time), to replay after a restore."""
        found = []
        for entry in self.entries(operation="erasure"):
            at = (self.details(entry) or {}).get("erased_at", entry.time)
            found.append(Erasure(entry.object.split("/")[0], at))
        return found

    def verify(self, *copies: Path) -> Verification:
        """Read the whole chain, and compare it with the checkpoints here and in `copies` kept elsewhere."""
        checkpoints, problems = self._read_checkpoints(copies)
        try:
            found = verify_chain(self._chain_key, self._rows(), checkpoints)
        except (SQLAlchemyError, ValueError, TypeError, OverflowError) as error:
            damaged = Problem("damaged", 0, f"Journal illisible : base abîmée ({type(error).__name__}).")
            return Verification(0, len(checkpoints), (damaged, *problems))
        return Verification(found.entries, found.checkpoints, (*found.problems, *problems))

    def checkpoint(self, path: Path | None = None) -> Checkpoint:
        """Sign the last entry and add it to the ledger's checkpoint file, and to `path` when given."""
        with self._engine.connect() as connection:
            query = select(_ENTRIES.c.n, _ENTRIES.c.hash).order_by(_ENTRIES.c.n.desc()).limit(1)
            n, head = next(((row.n, row.hash) for row in connection.execute(query)), (0, GENESIS))
        checkpoint = sign(self._seed, n, head, now())
        for file in (self._checkpoints, path):
            if file:
                append_checkpoint(file, checkpoint)
        return checkpoint

    def _details_key(self, object: str) -> tuple[str, bytes]:
        patient = object.split("/", maxsplit=1)[0]
        if patient.startswith("p-") and self._keys.has(patient):
            zone: Zone = "identifying" if "identifying" in self._keys.zones else "working"
            return zone, self._keys.data_key(patient, zone)
        return _LEDGER, self._seal_key

    def _rows(self) -> Iterator[Row]:
        # Plain SQL: typed columns would stop at a value whose type was tampered with.
        query = text(f"SELECT {', '.join(Row._fields)} FROM {_ENTRIES.name} ORDER BY n")
        with self._engine.connect().execution_options(yield_per=500) as connection:
            for row in connection.execute(query):
                yield Row(*row)

    def _read_checkpoints(self, copies: tuple[Path, ...]) -> tuple[list[Checkpoint], list[Problem]]:
        genuine, problems = [], []
        own = [self._checkpoints] if self._checkpoints and self._checkpoints.exists() else []
        for file in (*own, *copies):
            for line, checkpoint in enumerate(read_checkpoints(file), 1):
                if checkpoint and checkpoint.signed_by(self.public_key):
                    genuine.append(checkpoint)
                else:
                    message = f"Point de contrôle falsifié ou illisible : {file.name}, ligne {line}."
                    problems.append(Problem("checkpoint", checkpoint.n if checkpoint else 0, message))
        return genuine, problems


def _context(object: str) -> bytes:
    return crypto.context(_LEDGER, object)
