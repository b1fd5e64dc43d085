"""Ingestion survives what happens to it."""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from assistant.service import UnknownPatient, Vigie
from assistant.settings import Settings


def _vigie(home: Path) -> Vigie:
    return Vigie(Settings(home=home, clock="newest"))


def _documents(home: Path) -> list[str]:
    vigie = _vigie(home)
    return [d["document"] for d in vigie.documents(vigie.local_account()[0], "P09")]


def test_killed_in_the_middle_then_run_again_each_document_is_in_once(tmp_path: Path, one_folder: Path):
    home = tmp_path / "home"
    command = [sys.executable, "-m", "assistant.cli.main", "ingest", str(one_folder), "--json"]
    env = {**os.environ, "VIGIE_HOME": str(home)}
    process = subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 300
    while time.monotonic() < deadline and process.poll() is None:
        ledger = home / "ledger" / "ledger.sqlite"
        if ledger.exists() and _ingested(home) >= 3:
            break
        time.sleep(0.05)
    process.send_signal(signal.SIGKILL)
    process.wait()
    half = _ingested(home)
    assert 3 <= half < 12, "the process was killed too early or too late to tell"

    vigie = _vigie(home)
    account, _ = vigie.local_account()
    report = vigie.ingest(account, one_folder)
    assert report["documents"] + report["skipped"] == 12
    assert report["quarantined"] == []
    names = _documents(home)
    assert len(names) == len(set(names)) == 12
    assert vigie.verify(account)["ok"]
    again = vigie.ingest(account, one_folder)
    assert (again["documents"], again["skipped"]) == (0, 12)


def _ingested(home: Path) -> int:
    import sqlite3

    path = home / "data" / "vigie.sqlite"
    if not path.exists():
        return 0
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=10) as connection:
        try:
            return int(connection.execute("SELECT count(*) FROM store_documents").fetchone()[0])
        except sqlite3.OperationalError:
            return 0


@pytest.fixture
def small(tmp_path: Path) -> Path:
    folder = tmp_path / "dossiers" / "X1"
    folder.mkdir(parents=True)
    (folder / "patient.yaml").write_text(
        "patient_id: X1\nidentity: {nom_naissance: Valmont, prenom: Odile, sexe: F, date_naissance: 1950-02-03}\n",
        encoding="utf-8",
    )
    (folder / "lettre.txt").write_text(
        "Clinique des Ormes\nLe 4 mars 2024\n\nMme Odile VALMONT, née le 03/02/1950.\n"
        "Allergie à la pénicilline (urticaire en 2011).\nTraitement : ELIQUIS 5 mg matin et soir.\n",
        encoding="utf-8",
    )
    return folder


def test_a_bad_file_goes_to_quarantine_with_its_reason_and_the_others_go_in(tmp_path: Path, small: Path):
    (small / "coupe.pdf").write_bytes(b"%PDF-1.7\n1 0 obj <<")
    vigie = _vigie(tmp_path / "home")
    account, _ = vigie.local_account()
    report = vigie.ingest(account, small.parent)
    assert report["documents"] == 1
    assert [Path(q["path"]).name for q in report["quarantined"]] == ["coupe.pdf"]
    brief = vigie.brief(account, "X1")
    assert [u["document"] for u in brief["documents"]["unread"]] == ["coupe.pdf"]
    assert brief["documents"]["unread"][0]["reason"] == report["quarantined"][0]["reason"]
    assert vigie.original(account, "X1", "coupe.pdf")[0] == b"%PDF-1.7\n1 0 obj <<"


def test_a_file_read_at_last_leaves_quarantine(tmp_path: Path, small: Path):
    vigie = _vigie(tmp_path / "home")
    account, _ = vigie.local_account()
    bad = small / "note.txt"
    bad.write_bytes(b"")
    assert len(vigie.ingest(account, small)["quarantined"]) == 1
    bad.write_text("Le 5 mars 2024. Patiente revue, pas de fièvre.\n", encoding="utf-8")
    assert vigie.ingest(account, small)["quarantined"] == []
    assert vigie.brief(account, "X1")["documents"]["unread"] == []


def test_a_failing_recogniser_blocks_the_document(tmp_path: Path, small: Path, monkeypatch: pytest.MonkeyPatch):
    from privacy.recognisers import engine

    def broken(*_: object) -> object:
        raise TimeoutError

    monkeypatch.setattr(engine, "analyse", broken)
    vigie = _vigie(tmp_path / "home")
    account, _ = vigie.local_account()
    report = vigie.ingest(account, small)
    assert report["documents"] == 0
    assert len(report["quarantined"]) == 1
    assert vigie.documents(account, "X1")[0]["unread"]


def test_loose_files_belong_to_nobody_and_are_refused(tmp_path: Path):
    loose = tmp_path / "lettre.txt"
    loose.write_text("Une lettre sans patient.", encoding="utf-8")
    vigie = _vigie(tmp_path / "home")
    account, _ = vigie.local_account()
    assert "patient.yaml" in vigie.ingest(account, loose)["quarantined"][0]["reason"]


def test_an_erased_patient_cannot_be_opened_and_the_chain_stays_whole(tmp_path: Path, small: Path):
    home = tmp_path / "home"
    vigie = _vigie(home)
    account, _ = vigie.local_account()
    vigie.ingest(account, small)
    vigie.brief(account, "X1")
    proof = vigie.erase(account, "X1")
    assert proof["documents"] == 1
    with pytest.raises(UnknownPatient):
        vigie.brief(account, "X1")
    assert vigie.patients(account) == []
    assert vigie.verify(account)["ok"]
    assert any(row["detail"] == "détail effacé avec le patient" for row in vigie.ledger(account, {}))
    assert vigie.ingest(account, small)["documents"] == 1


def test_a_copy_of_the_database_made_before_an_erasure_opens_no_more(tmp_path: Path, small: Path):
    home = tmp_path / "home"
    vigie = _vigie(home)
    account, _ = vigie.local_account()
    vigie.ingest(account, small)
    reference = vigie.ledger(account, {"operation": "ingestion"})[0]["object"].split("/")[0]
    copy = tmp_path / "copy"
    shutil.copytree(home / "data", copy)
    vigie.erase(account, "X1")
    restored = Vigie(Settings(home=home, database_url=f"sqlite:///{copy / 'vigie.sqlite'}"))
    from privacy.keys import NoDataKey

    assert restored._home.store.load_shard(reference) == []
    with pytest.raises(NoDataKey):
        restored._home.keys.data_key(reference, "working")
