import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from privacy.checkpoints import append_checkpoint, read_checkpoints
from privacy.keys import Erasure, KeyRing
from privacy.ledger import Entry, Ledger
from privacy.masters import MasterKeySource

Urls = Callable[[str], str]
PATIENT = "p-abcdefghijklmnopqrstuvwxyz"


def _fill(ledger: Ledger, count: int = 6) -> list[Entry]:
    return [ledger.append("med-07", "access", "", {"numéro": number}) for number in range(count)]


def test_entries_are_numbered_chained_and_read_back(new_url: Urls, keys: KeyRing) -> None:
    ledger = Ledger(new_url("ledger"), keys)
    keys.create(PATIENT)
    ledger.append("systeme", "configuration", "", {"réglage": "seuil"})
    ledger.append("med-07", "ingestion", f"{PATIENT}/d-1234", {"nom": "Lefèbvre"})
    ledger.append("med-07", "reveal", PATIENT)
    ledger.append("dpo-02", "access", f"{PATIENT}x", {})
    entries = Ledger(new_url("ledger"), keys).entries()
    assert [entry.n for entry in entries] == [1, 2, 3, 4]
    assert [ledger.details(entry) for entry in entries] == [{"réglage": "seuil"}, {"nom": "Lefèbvre"}, {}, {}]
    assert [entry.sealed for entry in entries] == ["ledger", "identifying", "identifying", "ledger"]
    assert ledger.verify().ok
    assert ledger.verify().entries == 4


def test_entries_are_filtered(new_url: Urls, keys: KeyRing) -> None:
    ledger = Ledger(new_url("ledger"), keys)
    made = [
        ledger.append("med-07", "access", PATIENT),
        ledger.append("dpo-02", "access", f"{PATIENT}/d-1234"),
        ledger.append("med-07", "search", PATIENT),
        ledger.append("med-07", "access", "p-autre"),
    ]
    assert ledger.entries(operation="access") == [made[0], made[1], made[3]]
    assert ledger.entries(actor="med-07", operation="access") == [made[0], made[3]]
    assert ledger.entries(object=PATIENT) == made[:3]
    assert ledger.entries(object=f"{PATIENT}/d-1234") == [made[1]]
    assert ledger.entries(since=made[1].time, until=made[3].time) == made[1:3]
    assert ledger.entries(newest=2) == made[2:]
    assert ledger.entries(since="2999") == []


@pytest.mark.parametrize(
    "reference",
    [
        ("Dr Lefèbvre", "access", ""),
        ("lefebvre", "access", ""),
        ("med-07", "consultation", ""),
        ("med-07", "access", "Lefèbvre Jean"),
        ("med-07", "access", "P01"),
        ("med-07", "access", f"{PATIENT}/compte rendu.pdf"),
    ],
)
def test_a_name_never_gets_into_the_clear_columns(
    reference: tuple[str, str, str], keys: KeyRing, tmp_path: Path
) -> None:
    ledger = Ledger(f"sqlite:///{tmp_path}/ledger.sqlite", keys)
    with pytest.raises(ValueError, match="not a ledger reference"):
        ledger.append(*reference)
    assert ledger.entries() == []


def test_erasing_a_patient_takes_the_details_and_leaves_the_chain(new_url: Urls, keys: KeyRing) -> None:
    ledger = Ledger(new_url("ledger"), keys)
    keys.create(PATIENT)
    seen = ledger.append("med-07", "question", PATIENT, {"question": "allergie de [PATIENT] ?"})
    other = ledger.append("med-07", "sign_in", "", {"voie": "locale"})
    erased = keys.destroy(PATIENT)
    proof = ledger.append("dpo-02", "erasure", PATIENT, {"documents": 3, "erased_at": erased.at})
    assert ledger.details(seen) is None
    assert ledger.details(other) == {"voie": "locale"}
    assert ledger.details(proof) == {"documents": 3, "erased_at": erased.at}
    assert ledger.verify().ok
    assert ledger.erasures() == [erased]
    keys.create(PATIENT)
    assert ledger.details(seen) is None
    again = ledger.append("med-07", "access", PATIENT, {"nouveau": "dossier"})
    assert ledger.details(again) == {"nouveau": "dossier"}


def test_an_erasure_without_its_time_counts_from_its_entry(keys: KeyRing, tmp_path: Path) -> None:
    ledger = Ledger(f"sqlite:///{tmp_path}/ledger.sqlite", keys)
    entry = ledger.append("dpo-02", "erasure", PATIENT, {"documents": 3})
    assert ledger.erasures() == [Erasure(PATIENT, entry.time)]


def test_a_process_without_the_identifying_zone_logs_under_the_patients_working_key(
    keys: KeyRing, masters: dict[Any, MasterKeySource], tmp_path: Path
) -> None:
    keys.create(PATIENT)
    alone = KeyRing(f"sqlite:///{tmp_path}/keys/keystore.sqlite", {"working": masters["working"]})
    ledger = Ledger(f"sqlite:///{tmp_path}/ledger.sqlite", alone)
    entry = ledger.append("cher-03", "search", PATIENT, {"query": "potassium"})
    assert entry.sealed == "working"
    assert Ledger(f"sqlite:///{tmp_path}/ledger.sqlite", keys).details(entry) == {"query": "potassium"}
    assert ledger.verify().ok
    keys.destroy(PATIENT)
    assert ledger.details(entry) is None


def test_no_detail_is_on_disk_in_clear(keys: KeyRing, tmp_path: Path) -> None:
    ledger = Ledger(f"sqlite:///{tmp_path}/ledger/ledger.sqlite", keys, tmp_path / "points" / "journal.jsonl")
    keys.create(PATIENT)
    for object in (PATIENT, ""):
        ledger.append("med-07", "question", object, {"motif": "Lefèbvre-Kowalski", "autre": "é" * 50})
    ledger.checkpoint()
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert not any(b"Kowalski" in path.read_bytes() for path in files)
    assert {path.stat().st_mode & 0o077 for path in files} == {0}


def test_two_writers_on_one_ledger_make_one_chain(
    new_url: Urls, masters: dict[Any, MasterKeySource], tmp_path: Path
) -> None:
    KeyRing(f"sqlite:///{tmp_path}/keys/keystore.sqlite", masters)
    code = (
        "import sys; from pathlib import Path\n"
        "from privacy.keys import KeyRing; from privacy.ledger import Ledger\n"
        "from privacy.masters import MasterKeySource, ZONES\n"
        "home = Path(sys.argv[1])\n"
        "ring = KeyRing(f'sqlite:///{home}/keys/keystore.sqlite',\n"
        "               {z: MasterKeySource(file=home / 'masters' / f'{z}.key') for z in ZONES})\n"
        "ledger = Ledger(sys.argv[2], ring)\n"
        "for number in range(25): ledger.append('med-07', 'access', '', {'numéro': number})"
    )
    command = [sys.executable, "-c", code, str(tmp_path), new_url("ledger")]
    started = [subprocess.Popen(command, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    assert [process.communicate(timeout=120)[1] for process in started] == ["", ""]
    found = Ledger(new_url("ledger"), KeyRing(f"sqlite:///{tmp_path}/keys/keystore.sqlite", masters)).verify()
    assert found.ok, found.problems
    assert found.entries == 50


def test_a_killed_writer_leaves_a_whole_chain(keys: KeyRing, tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path\n"
        "from privacy.keys import KeyRing; from privacy.ledger import Ledger\n"
        "from privacy.masters import MasterKeySource, ZONES\n"
        "home = Path(sys.argv[1])\n"
        "ring = KeyRing(f'sqlite:///{home}/keys/keystore.sqlite',\n"
        "               {z: MasterKeySource(file=home / 'masters' / f'{z}.key') for z in ZONES})\n"
        "ledger = Ledger(f'sqlite:///{home}/ledger.sqlite', ring)\n"
        "while True: print(ledger.append('med-07', 'access').n, flush=True)"
    )
    for round_ in range(2):
        process = subprocess.Popen([sys.executable, "-c", code, str(tmp_path)], stdout=subprocess.PIPE, text=True)
        assert process.stdout is not None
        said = [process.stdout.readline() for _ in range(15 + round_)]
        process.send_signal(signal.SIGKILL)
        said += process.stdout.readlines()
        process.wait()
        acknowledged = [int(line) for line in said if line.endswith("\n")][-1]
        found = Ledger(f"sqlite:///{tmp_path}/ledger.sqlite", keys).verify()
        assert found.ok, found.problems
        assert found.entries >= acknowledged


def test_a_checkpoint_is_verified_by_whoever_has_the_public_key(keys: KeyRing, tmp_path: Path) -> None:
    ledger = Ledger(f"sqlite:///{tmp_path}/ledger.sqlite", keys, tmp_path / "journal.jsonl")
    _fill(ledger, 3)
    made = ledger.checkpoint(tmp_path / "copie.jsonl")
    assert (
        list(read_checkpoints(tmp_path / "copie.jsonl")) == list(read_checkpoints(tmp_path / "journal.jsonl")) == [made]
    )
    assert made.n == 3
    assert made.signed_by(ledger.public_key)
    assert not replace(made, n=2).signed_by(ledger.public_key)
    assert not replace(made, signature="ab").signed_by(ledger.public_key)
    assert not made.signed_by(bytes(32))
    assert ledger.verify(tmp_path / "copie.jsonl").checkpoints == 2


def test_a_forged_checkpoint_is_named(keys: KeyRing, tmp_path: Path) -> None:
    ledger = Ledger(f"sqlite:///{tmp_path}/ledger.sqlite", keys)
    _fill(ledger)
    copy = tmp_path / "copie.jsonl"
    append_checkpoint(copy, replace(ledger.checkpoint(), n=4))
    with copy.open("a") as stream:
        stream.write('ceci n\'est pas un point\n{"n": 2}\n')
    found = ledger.verify(copy)
    assert [(problem.kind, problem.n) for problem in found.problems] == [("checkpoint", n) for n in (4, 0, 0)]
    assert "copie.jsonl, ligne 1" in found.problems[0].message_fr


def test_a_tail_cut_behind_a_checkpoint_is_found(new_url: Urls, keys: KeyRing, tmp_path: Path) -> None:
    from sqlalchemy import create_engine, text

    ledger = Ledger(new_url("ledger"), keys, tmp_path / "journal.jsonl")
    _fill(ledger, 6)
    ledger.checkpoint()
    url = new_url("ledger").replace("postgresql:", "postgresql+psycopg:")
    with create_engine(url).begin() as connection:
        connection.execute(text("DELETE FROM ledger_entries WHERE n > 4"))
    found = ledger.verify()
    assert [(problem.kind, problem.n) for problem in found.problems] == [("truncated", 5)]
    _fill(ledger, 3)
    found = ledger.verify()
    assert [(problem.kind, problem.n) for problem in found.problems] == [("rebuilt", 6)]
    assert "entrée 6" in found.problems[0].message_fr.lower()


def test_an_emptied_ledger_is_found(keys: KeyRing, tmp_path: Path) -> None:
    url, points = f"sqlite:///{tmp_path}/ledger.sqlite", tmp_path / "journal.jsonl"
    ledger = Ledger(url, keys, points)
    _fill(ledger)
    ledger.checkpoint()
    for file in tmp_path.glob("ledger.sqlite*"):
        file.unlink()
    assert [problem.kind for problem in Ledger(url, keys, points).verify().problems] == ["truncated"]


def test_a_damaged_file_is_a_problem_and_not_a_crash(keys: KeyRing, tmp_path: Path) -> None:
    file = tmp_path / "ledger.sqlite"
    ledger = Ledger(f"sqlite:///{file}", keys)
    _fill(ledger, 60)
    with sqlite3.connect(file) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    data = bytearray(file.read_bytes())
    data[4096 * 2 :] = b"\xff" * (len(data) - 4096 * 2)
    file.write_bytes(data)
    found = Ledger(f"sqlite:///{file}", keys).verify()
    assert [problem.kind for problem in found.problems] == ["damaged"]
