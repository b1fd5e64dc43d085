"""Opening the databases of Vigie: SQLite by default, PostgreSQL when the URL says so.

SQLite files are created for their owner alone, deleted rows are overwritten, and a writing transaction
takes its lock at once, so that two processes wait for each other instead of failing half way.
"""

from __future__ import annotations

import datetime as dt
import os
import sqlite3
import time
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Literal

from sqlalchemy import Connection, Engine, MetaData, create_engine, event, func, inspect, select, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError

from ingest.errors import VigieError

BUSY_MS = 60_000
_WRITE = "vigie_write"
_LOCKS = 64
_ALONE_SECONDS = 3600


class DatabaseUnavailable(VigieError):
    """A database that cannot be opened: where, and why."""


def now() -> str:
    """The present, UTC, ISO 8601 with microseconds: such strings sort as they follow."""
    return dt.datetime.now(dt.UTC).isoformat(timespec="microseconds")


def sqlite_url(path: Path) -> str:
    """The SQLAlchemy URL of a SQLite file."""
    return f"sqlite:///{path}"


def open_database(url: str, metadata: MetaData, journal: Literal["wal", "delete"] = "wal") -> Engine:
    """Open (create when it is new) the database that holds `metadata`'s tables.

    With `journal="delete"` a SQLite database leaves no write-ahead file behind. Raises DatabaseUnavailable.
    """
    try:
        parsed = make_url(url)
    except ArgumentError:
        # Not the error's own text: an address may hold a password.
        raise DatabaseUnavailable("Adresse de base illisible : sqlite:///chemin ou postgresql://... attendu.") from None
    if parsed.drivername == "postgresql":
        parsed = parsed.set(drivername="postgresql+psycopg")
    try:
        if parsed.get_backend_name() == "sqlite" and parsed.database:
            _create_private(Path(parsed.database))
        engine = create_engine(parsed)
        if engine.dialect.name == "sqlite":
            _prepare_sqlite(engine, journal)
        _create_tables(engine, metadata)
    except (SQLAlchemyError, sqlite3.Error, OSError, ImportError, ValueError) as error:
        cause = " ".join(str(error.orig if isinstance(error, DBAPIError) else error).split())
        place = parsed.render_as_string(hide_password=True)
        raise DatabaseUnavailable(f"La base {place} ne s'ouvre pas : {cause}") from error
    return engine


@contextmanager
def writing(engine: Engine, lock: str = "") -> Iterator[Connection]:
    """A transaction that writes: committed at the end, rolled back on an error.

    On SQLite it holds the write lock from its start. On PostgreSQL, transactions with the same `lock` follow
    each other.
    """
    with engine.execution_options(**{_WRITE: True}).begin() as connection:
        if lock and engine.dialect.name == "postgresql":
            connection.execute(select(func.pg_advisory_xact_lock(zlib.crc32(lock.encode()))))
        yield connection


@contextmanager
def alone(engine: Engine, name: str) -> Iterator[None]:
    """Keep other processes and threads that ask for the same name waiting; a killed process lets go of it.

    For work of several transactions. Names share a few locks: never ask for one while holding another.
    """
    number = zlib.crc32(name.encode())
    if engine.dialect.name == "postgresql":
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(select(func.pg_advisory_lock(number)))
            try:
                yield
            finally:
                connection.execute(select(func.pg_advisory_unlock(number)))
        return
    file = Path(engine.url.database or "").parent / "locks" / str(number % _LOCKS)
    _create_private(file)
    with closing(sqlite3.connect(file, timeout=_ALONE_SECONDS, isolation_level=None)) as lock:
        lock.execute("BEGIN EXCLUSIVE")
        yield


def scrub(engine: Engine, *tables: str) -> None:
    """Leave no copy of deleted rows in the database's own files (its backups are not in reach)."""
    if engine.dialect.name == "sqlite":
        raw = engine.raw_connection()
        try:
            raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
        finally:
            raw.close()
        return
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for table in tables:
            connection.execute(text(f"VACUUM FULL {table}"))


def _create_private(path: Path) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))


def _prepare_sqlite(engine: Engine, journal: str) -> None:
    @event.listens_for(engine, "connect")
    def connect(connection: sqlite3.Connection, _record: object) -> None:
        # The driver's own implicit transactions start too late to take the write lock first.
        connection.isolation_level = None
        # A damaged text must reach whoever verifies it rather than stop the reading.
        connection.text_factory = lambda raw: raw.decode("utf-8", "surrogateescape")
        connection.execute(f"PRAGMA busy_timeout={BUSY_MS}")
        connection.execute("PRAGMA secure_delete=ON")
        connection.execute("PRAGMA foreign_keys=ON")
        _set_journal(connection, journal)

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        immediate = connection.get_execution_options().get(_WRITE, False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")


def _set_journal(connection: sqlite3.Connection, journal: str) -> None:
    # Changing the mode does not wait for a busy neighbour, whatever the time-out: try again.
    deadline = time.monotonic() + BUSY_MS / 1000
    while connection.execute("PRAGMA journal_mode").fetchone()[0] != journal:
        try:
            connection.execute(f"PRAGMA journal_mode={journal}")
        except sqlite3.OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.02)


def _create_tables(engine: Engine, metadata: MetaData) -> None:
    with engine.connect() as connection:
        present = set(inspect(connection).get_table_names())
    if not present.issuperset(metadata.tables):
        with writing(engine, lock="vigie tables") as connection:
            metadata.create_all(connection)
