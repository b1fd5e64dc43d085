"""Whatever is changed in the ledger's database, verifying finds it and says where."""

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine, text

from privacy.chain import Problem, Row
from privacy.keys import KeyRing
from privacy.ledger import Ledger
from privacy.masters import ZONES, MasterKeySource

COUNT = 9
NUMBERS = st.integers(1, COUNT)
COLUMNS = [name for name in Row._fields if name != "n"]


@dataclass
class Genuine:
    """A ledger of COUNT entries with a checkpoint on the last, and copies of it to tamper with."""

    keys: KeyRing
    file: Path
    points: Path

    def tampered(self, tamper: Callable[[sqlite3.Connection], object]) -> list[tuple[str, int]]:
        copy = self.file.with_name("copie.sqlite")
        shutil.copy(self.file, copy)
        connection = sqlite3.connect(copy)
        tamper(connection)
        connection.commit()
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.close()
        return self.problems(copy)

    def problems(self, copy: Path) -> list[tuple[str, int]]:
        found = Ledger(f"sqlite:///{copy}", self.keys, self.points).verify().problems
        assert all(_names(problem) for problem in found)
        return [(problem.kind, problem.n) for problem in found]


def _names(problem: Problem) -> bool:
    return problem.kind == "damaged" or f" {problem.n} " in f"{problem.message_fr} " or problem.kind == "truncated"


@pytest.fixture(scope="module")
def genuine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Genuine]:
    home = tmp_path_factory.mktemp("journal")
    masters = {zone: MasterKeySource(file=home / f"{zone}.key") for zone in ZONES}
    keys = KeyRing(f"sqlite:///{home}/keystore.sqlite", masters)
    ledger = Ledger(f"sqlite:///{home}/ledger.sqlite", keys, home / "journal.jsonl")
    keys.create("p-1234")
    for number in range(COUNT):
        ledger.append(f"med-{number:02d}", "access", "p-1234" if number % 2 else "", {"numéro": number})
    ledger.checkpoint()
    with sqlite3.connect(home / "ledger.sqlite") as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    found = Genuine(keys, home / "ledger.sqlite", home / "journal.jsonl")
    assert found.problems(found.file) == []
    yield found


def _get(connection: sqlite3.Connection, column: str, n: int) -> bytes:
    query = f"SELECT CAST({column} AS BLOB) FROM ledger_entries WHERE n = ?"
    return bytes(connection.execute(query, (n,)).fetchone()[0])


def _set(connection: sqlite3.Connection, column: str, n: int, value: bytes) -> None:
    kind = "BLOB" if column == "details" else "TEXT"
    connection.execute(f"UPDATE ledger_entries SET {column} = CAST(? AS {kind}) WHERE n = ?", (value, n))


@settings(max_examples=150, deadline=None)
@given(n=NUMBERS, column=st.sampled_from(COLUMNS), at=st.integers(0, 10_000), flip=st.integers(1, 255))
def test_one_changed_byte_of_any_column_is_found(genuine: Genuine, n: int, column: str, at: int, flip: int) -> None:
    def tamper(connection: sqlite3.Connection) -> None:
        value = bytearray(_get(connection, column, n))
        if not value:
            value = bytearray(b"x")
        else:
            value[at % len(value)] ^= flip
        _set(connection, column, n, bytes(value))

    assert genuine.tampered(tamper) == [("altered", n)]


@pytest.mark.parametrize("column", COLUMNS)
@pytest.mark.parametrize("value", ["''", "X''", "7", "1.5", "'autre'"])
def test_a_value_of_any_other_kind_is_found(genuine: Genuine, column: str, value: str) -> None:
    change = f"UPDATE ledger_entries SET {column} = {value} WHERE n = 4"
    assert genuine.tampered(lambda connection: connection.execute(change)) == [("altered", 4)]


@settings(max_examples=40, deadline=None)
@given(gone=st.sets(NUMBERS, min_size=1, max_size=COUNT))
def test_deleted_entries_are_found_and_named(genuine: Genuine, gone: set[int]) -> None:
    def tamper(connection: sqlite3.Connection) -> None:
        connection.executemany("DELETE FROM ledger_entries WHERE n = ?", [(n,) for n in gone])

    last = max(set(range(COUNT + 1)) - gone)
    expected = [("deleted", n) for n in sorted(gone) if n < last and n - 1 not in gone]
    if last < COUNT:
        expected.append(("truncated", last + 1))
    assert genuine.tampered(tamper) == expected


@settings(max_examples=40, deadline=None)
@given(pair=st.lists(NUMBERS, min_size=2, max_size=2, unique=True))
def test_two_swapped_entries_are_found_and_named(genuine: Genuine, pair: list[int]) -> None:
    first, second = sorted(pair)

    def tamper(connection: sqlite3.Connection) -> None:
        for old, new in ((first, -1), (second, first), (-1, second)):
            connection.execute("UPDATE ledger_entries SET n = ? WHERE n = ?", (new, old))

    assert genuine.tampered(tamper) == [("moved", first), ("moved", second)]


@settings(max_examples=40, deadline=None)
@given(pair=st.lists(NUMBERS, min_size=2, max_size=2, unique=True), column=st.sampled_from(COLUMNS))
def test_one_column_of_an_entry_copied_to_another_is_found(genuine: Genuine, pair: list[int], column: str) -> None:
    source, target = pair

    def tamper(connection: sqlite3.Connection) -> None:
        _set(connection, column, target, _get(connection, column, source))

    with sqlite3.connect(genuine.file) as connection:
        same = _get(connection, column, source) == _get(connection, column, target)
    assert genuine.tampered(tamper) == ([] if same else [("altered", target)])


@settings(max_examples=20, deadline=None)
@given(n=NUMBERS, to=st.integers(-5, 40).filter(lambda to: not 1 <= to <= COUNT))
def test_an_entry_with_another_number_is_found(genuine: Genuine, n: int, to: int) -> None:
    found = genuine.tampered(lambda c: c.execute("UPDATE ledger_entries SET n = ? WHERE n = ?", (to, n)))
    assert ("altered", to) in found
    assert ("deleted", n) in found or n == COUNT


def test_a_forged_entry_is_found(genuine: Genuine) -> None:
    columns = ", ".join(COLUMNS)
    forge = f"INSERT INTO ledger_entries (n, {columns}) SELECT {COUNT + 1}, {columns} FROM ledger_entries WHERE n = 2"
    assert genuine.tampered(lambda connection: connection.execute(forge)) == [("altered", COUNT + 1)]


@settings(max_examples=80, deadline=None)
@given(n=NUMBERS, column=st.sampled_from(["time", "actor", "details", "digest", "previous", "hash"]), data=st.data())
def test_one_byte_changed_in_the_file_itself_is_found(
    genuine: Genuine, n: int, column: str, data: st.DataObject
) -> None:
    with sqlite3.connect(genuine.file) as connection:
        value = _get(connection, column, n)
        row = b"".join(_get(connection, name, n) for name in COLUMNS)
    raw = bytearray(genuine.file.read_bytes())
    start = raw.index(row) + row.index(value)
    raw[start + data.draw(st.integers(0, len(value) - 1))] ^= data.draw(st.integers(1, 255))
    copy = genuine.file.with_name("octets.sqlite")
    copy.write_bytes(raw)
    assert genuine.problems(copy) == [("altered", n)]


@pytest.mark.postgres
def test_edits_on_postgresql_are_found_too(postgres: object, genuine: Genuine, tmp_path: Path) -> None:
    uri = postgres.get_uri()  # type: ignore[attr-defined]
    ledger = Ledger(uri, genuine.keys, tmp_path / "journal.jsonl")
    for number in range(COUNT):
        ledger.append("med-07", "access", "", {"numéro": number})
    ledger.checkpoint()
    engine = create_engine(uri.replace("postgresql:", "postgresql+psycopg:"))
    with engine.begin() as connection:
        for statement in (
            "UPDATE ledger_entries SET actor = 'med-08' WHERE n = 2",
            "UPDATE ledger_entries SET details = set_byte(details, 9, get_byte(details, 9) # 1) WHERE n = 3",
            "DELETE FROM ledger_entries WHERE n = 5",
            "UPDATE ledger_entries SET n = -1 WHERE n = 7",
            "UPDATE ledger_entries SET n = 7 WHERE n = 8",
            "UPDATE ledger_entries SET n = 8 WHERE n = -1",
            "DELETE FROM ledger_entries WHERE n = 9",
        ):
            connection.execute(text(statement))
    found = [(problem.kind, problem.n) for problem in ledger.verify().problems]
    with engine.begin() as connection:
        connection.execute(text("DROP TABLE ledger_entries"))
    assert found == [("altered", 2), ("altered", 3), ("deleted", 5), ("moved", 7), ("moved", 8), ("truncated", 9)]
