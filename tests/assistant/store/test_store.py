import base64
import datetime as dt
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from assistant.clinical.model import DateValue, Mention, Passage, Reading, SubjectSpan, WorkingDocument
from assistant.store.records import IdentifyingRecord, PatientRecord, Refused, WorkingRecord
from assistant.store.store import Store, WrongStore
from ingest.document import Document, Identity, Page, Patient, Place, Section
from ingest.when import When
from privacy.crypto import DecryptionFailed, context, decrypt
from privacy.entity import Entity
from privacy.keys import Erasure, KeyRing, NoDataKey, ZoneClosed
from privacy.masters import ZONES, MasterKeySource

Urls = Callable[[str], str]
Masters = dict[Any, MasterKeySource]

RECORD = PatientRecord("P-Kowalska-01", '{"names": ["Kowalska", "Hélène"]}', '{"[NOM 1]": "Szczepański"}')
SECRETS = ("Kowalska", "Hélène", "Szczepański", "compte rendu Kowalska.pdf", "apixaban secret", "2 54 03 75 116 001 23")


def _working(document: str, vectors: int = 3) -> WorkingRecord:
    when = When(dt.date(2024, 3, 15), "month")
    return WorkingRecord(
        WorkingDocument(
            id=document,
            text="[PATIENT] prend de l'apixaban secret",
            kind="ordonnance",
            date=when,
            sections=(Section("TRAITEMENT", "traitement", 0, 10, 36),),
            dates=(DateValue(0, 9, when),),
            subjects=(SubjectSpan(0, 9, "unknown", "en-tête"),),
        ),
        Reading(
            (Passage(0, 36, "sentence", "traitement", heads=((0, 9),)),),
            (Mention(21, 29, 0, "traitement", "B01AF02", "apixaban", "actuel", when, flags=("antithrombotic",)),),
        ),
        np.arange(vectors * 4, dtype=np.float16).reshape(vectors, 4),
    )


def _identifying(original: bytes = b"%PDF Kowalska") -> IdentifyingRecord:
    text = "Mme Kowalska, 2 54 03 75 116 001 23, prend de l'apixaban secret"
    identity = Identity(nom_naissance="Kowalska", prenoms=("Hélène",), ipp=("4411",))
    document = Document(
        name="compte rendu Kowalska.pdf",
        media_type="application/pdf",
        text=text,
        pages=(Page(1, 0, len(text), 595.0, 842.0),),
        places=(Place(0, 12, 1, 56.0, 60.0, 130.5, 72.0),),
        date=When.of(2023, 11),
        patient=Patient("P-Kowalska-01", identity),
    )
    return IdentifyingRecord(document, '{"runs": []}', (Entity(4, 12, "NOM", 0.99, "identité", "nom connu"),), original)


def _fill(store: Store, keys: KeyRing, patient: str, count: int = 2) -> None:
    keys.create(patient)
    for number in range(count):
        store.put_document(patient, RECORD, f"contenu{number}", _identifying(), _working(f"d-{patient}{number}"))


@pytest.fixture
def store(new_url: Urls, keys: KeyRing) -> Store:
    return Store(new_url("store"), keys)


def test_what_is_stored_comes_back_as_it_was(store: Store, keys: KeyRing) -> None:
    keys.create("p-1")
    assert store.put_document("p-1", RECORD, "c", _identifying(), _working("d-1"))
    [shard] = store.load_shard("p-1")
    expected = _working("d-1")
    assert (shard.document, shard.reading) == (expected.document, expected.reading)
    assert shard.vectors.dtype == np.float16
    assert np.array_equal(shard.vectors, expected.vectors)
    assert store.load_identifying("p-1", "d-1") == _identifying()
    assert store.patient("p-1") == RECORD


def test_a_document_without_passages_is_stored_too(store: Store, keys: KeyRing) -> None:
    keys.create("p-1")
    store.put_document("p-1", RECORD, "c", _identifying(b""), _working("d-1", vectors=0))
    assert store.load_shard("p-1")[0].vectors.shape == (0, 4)
    identifying = store.load_identifying("p-1", "d-1")
    assert identifying is not None
    assert identifying.original == b""


def test_the_same_content_goes_in_once_a_patient(store: Store, keys: KeyRing) -> None:
    for patient in ("p-1", "p-2"):
        keys.create(patient)
    assert store.put_document("p-1", RECORD, "même", _identifying(), _working("d-1"))
    version = store.version("p-1")
    changed = PatientRecord("P-Kowalska-01", "{}", "autres pseudonymes")
    assert not store.put_document("p-1", changed, "même", _identifying(), _working("d-1"))
    assert (store.version("p-1"), store.patient("p-1")) == (version, RECORD)
    assert store.put_document("p-2", RECORD, "même", _identifying(), _working("d-2"))
    assert store.has("p-1", "même")
    assert not store.has("p-1", "autre")
    assert [(row.id, row.documents) for row in store.patients()] == [("p-1", 1), ("p-2", 1)]


def test_every_change_of_a_patient_changes_their_version_and_nobody_elses(store: Store, keys: KeyRing) -> None:
    for patient in ("p-1", "p-2"):
        keys.create(patient)
        store.put_patient(patient, RECORD)
    seen = [store.version("p-1")]
    store.put_patient("p-1", RECORD)
    seen.append(store.version("p-1"))
    store.put_document("p-1", RECORD, "c", _identifying(), _working("d-1"))
    seen.append(store.version("p-1"))
    store.refuse("q-1", "p-1", Refused("x.pdf", "illisible"))
    seen.append(store.version("p-1"))
    store.release("q-1")
    seen.append(store.version("p-1"))
    assert len(set(seen)) == len(seen)
    assert store.version("p-2") == 1
    assert store.version("p-inconnu") is None
    assert store.patient("p-inconnu") is None
    assert store.load_identifying("p-1", "d-inconnu") is None
    assert store.load_shard("p-inconnu") == []


def test_the_working_zone_needs_its_own_key_only(new_url: Urls, store: Store, keys: KeyRing, masters: Masters) -> None:
    _fill(store, keys, "p-1")
    identifying = masters["identifying"].file
    assert identifying is not None
    identifying.unlink()
    ring = KeyRing(f"sqlite:///{identifying.parents[1]}/keys/keystore.sqlite", {"working": masters["working"]})
    alone = Store(new_url("store"), ring)
    assert len(alone.load_shard("p-1")) == 2
    assert alone.unread("p-1") == 0
    with pytest.raises(ZoneClosed):
        alone.load_identifying("p-1", "d-p-10")
    with pytest.raises(ZoneClosed):
        alone.patient("p-1")


def test_a_document_put_in_anothers_place_does_not_open(keys: KeyRing, tmp_path: Path) -> None:
    store = Store(f"sqlite:///{tmp_path}/store.sqlite", keys)
    _fill(store, keys, "p-1")
    with sqlite3.connect(tmp_path / "store.sqlite") as connection:
        [(one,), (_,)] = connection.execute("SELECT working FROM store_documents ORDER BY id")
        connection.execute("UPDATE store_documents SET working = ?", (one,))
    with pytest.raises(DecryptionFailed):
        store.load_shard("p-1")


def test_quarantine_counts_attempts_and_lists_what_is_wrong(store: Store, keys: KeyRing) -> None:
    keys.create("p-1")
    store.refuse("q-1", "p-1", Refused("compte rendu Kowalska.pdf", "chiffré", b"%PDF"))
    store.refuse("q-1", "p-1", Refused("compte rendu Kowalska.pdf", "abîmé", b"%PDF"))
    store.refuse("q-2", "", Refused("orphelin.pdf", "aucun patient"))
    [entry] = store.quarantined("p-1")
    assert (entry.attempts, entry.refused) == (2, Refused("compte rendu Kowalska.pdf", "abîmé", b"%PDF"))
    assert [entry.refused.path for entry in store.quarantined("")] == ["orphelin.pdf"]
    assert store.unread("p-1") == 1
    store.release("q-1")
    assert store.quarantined("p-1") == []


def test_an_erased_patient_is_gone_and_the_others_stay(store: Store, keys: KeyRing) -> None:
    for patient in ("p-1", "p-2"):
        _fill(store, keys, patient)
        store.refuse(f"q-{patient}", patient, Refused("x.pdf", "illisible"))
    assert store.erase("p-1") == 2
    assert store.version("p-1") is None
    assert store.load_identifying("p-1", "d-p-10") is None
    assert store.unread("p-1") == 0
    assert [row.id for row in store.patients()] == ["p-2"]
    assert len(store.load_shard("p-2")) == 2
    assert store.unread("p-2") == 1
    assert store.erase("p-1") == 0


def test_the_same_patient_may_come_back_after_an_erasure(new_url: Urls, store: Store, keys: KeyRing) -> None:
    _fill(store, keys, "p-1")
    store.erase("p-1")
    _fill(store, keys, "p-1", 1)
    again = Store(new_url("store"), keys)
    assert again.replay_erasures() == []
    assert len(again.load_shard("p-1")) == 1


def test_a_copy_taken_before_the_erasure_does_not_open_after_it(keys: KeyRing, tmp_path: Path) -> None:
    store = Store(f"sqlite:///{tmp_path}/store.sqlite", keys)
    _fill(store, keys, "p-1")
    store.refuse("q-1", "p-1", Refused("Kowalska.pdf", "illisible"))
    with sqlite3.connect(tmp_path / "store.sqlite") as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    shutil.copy(tmp_path / "store.sqlite", tmp_path / "copie.sqlite")
    store.erase("p-1")
    keys.create("p-1")
    with sqlite3.connect(tmp_path / "copie.sqlite") as connection:
        sealed = [
            value
            for table in ("store_patients", "store_documents", "store_quarantine")
            for row in connection.execute(f"SELECT * FROM {table}")
            for value in row
            if isinstance(value, bytes)
        ]
    assert len(sealed) == 1 + 2 * 2 + 1
    held = [*(keys.data_key("p-1", zone) for zone in ZONES), keys.derived("identifying", "quarantine")]
    places = [
        context(zone, "p-1", document, version, part)
        for zone in ZONES
        for document in ("", "d-p-10", "d-p-11", "q-1")
        for version in (0, 1)
        for part in ("", "quarantine")
    ]
    for blob in sealed:
        for key in held:
            for place in places:
                with pytest.raises(DecryptionFailed):
                    decrypt(key, blob, place)
    restored = Store(f"sqlite:///{tmp_path}/copie.sqlite", keys)
    assert restored.patients() == []
    assert restored.quarantined("p-1") == []


def test_an_old_key_store_put_back_is_erased_again_at_opening(
    new_url: Urls, store: Store, keys: KeyRing, masters: Masters, tmp_path: Path
) -> None:
    _fill(store, keys, "p-1")
    keystore = tmp_path / "keys" / "keystore.sqlite"
    shutil.copy(keystore, tmp_path / "sauvegarde")
    store.erase("p-1")
    shutil.copy(tmp_path / "sauvegarde", keystore)
    ring = KeyRing(f"sqlite:///{keystore}", masters)
    assert ring.has("p-1")
    Store(new_url("store"), ring)
    assert not ring.has("p-1")


def test_erasures_kept_elsewhere_are_replayed_when_both_were_put_back(
    keys: KeyRing, tmp_path: Path, masters: Masters
) -> None:
    files = (tmp_path / "keys" / "keystore.sqlite", tmp_path / "store.sqlite")
    store = Store(f"sqlite:///{files[1]}", keys)
    _fill(store, keys, "p-1")
    _fill(store, keys, "p-2")
    with sqlite3.connect(files[1]) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    for file in files:
        shutil.copy(file, f"{file}.bak")
    store.erase("p-1")
    erasures = keys.erasures()
    for file in files:
        shutil.copy(f"{file}.bak", file)
    ring = KeyRing(f"sqlite:///{files[0]}", masters)
    restored = Store(f"sqlite:///{files[1]}", ring)
    assert [row.id for row in restored.patients()] == ["p-1", "p-2"]
    assert restored.replay_erasures(erasures) == erasures
    assert [row.id for row in restored.patients()] == ["p-2"]
    assert not ring.has("p-1")


def test_an_erasure_interrupted_after_the_keys_is_completed_at_opening(
    new_url: Urls, store: Store, keys: KeyRing
) -> None:
    _fill(store, keys, "p-1")
    keys.destroy("p-1")
    with pytest.raises(NoDataKey):
        store.load_shard("p-1")
    assert Store(new_url("store"), keys).patients() == []


def test_an_old_erasure_spares_what_came_since(store: Store, keys: KeyRing) -> None:
    _fill(store, keys, "p-1")
    store.replay_erasures([Erasure("p-1", "2001-01-01T00:00:00.000000+00:00")])
    assert len(store.load_shard("p-1")) == 2


def test_the_keys_of_another_installation_are_told_at_opening(new_url: Urls, store: Store, tmp_path: Path) -> None:
    masters: Masters = {zone: MasterKeySource(file=tmp_path / "ailleurs" / zone) for zone in ZONES}
    other = KeyRing(f"sqlite:///{tmp_path}/ailleurs/keys.sqlite", masters)
    with pytest.raises(WrongStore, match="magasin de clés"):
        Store(new_url("store"), other)


def _forms(secret: str) -> list[bytes]:
    """The secret as UTF-8, UTF-16 and, whatever its place in the run, base64."""
    plain = [secret.encode(encoding) for encoding in ("utf-8", "utf-16-le", "utf-16-be")]
    coded = []
    for data in plain:
        for lead in range(3):
            # The first and last letters also depend on the neighbours.
            coded.append(base64.b64encode(b"\0" * lead + data)[4 if lead else 0 : -4])
    return plain + [form for form in coded if len(form) >= 6]


def test_no_byte_on_disk_is_in_clear(keys: KeyRing, tmp_path: Path) -> None:
    store = Store(f"sqlite:///{tmp_path}/store.sqlite", keys)
    _fill(store, keys, "p-1", 5)
    store.refuse("q-1", "p-1", Refused("compte rendu Kowalska.pdf", "illisible", b"Kowalska"))
    store.refuse("q-2", "", Refused("compte rendu Kowalska.pdf", "illisible", b"Kowalska"))
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    held = b"\n".join(path.read_bytes() for path in files)
    assert any(path.name.endswith("-wal") and path.stat().st_size for path in files)
    for secret in SECRETS:
        assert not any(form in held for form in _forms(secret)), secret
    assert _forms("store_documents")[0] in held


WRITER = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from tests.assistant.store.test_store import RECORD, _identifying, _working
from assistant.store.store import Store
from privacy.keys import KeyRing
from privacy.masters import ZONES, MasterKeySource
home = Path(sys.argv[2])
masters = {z: MasterKeySource(file=home / 'masters' / f'{z}.key') for z in ZONES}
keys = KeyRing(f'sqlite:///{home}/keys/keystore.sqlite', masters)
store = Store(sys.argv[3], keys)
keys.create('p-1')
original = bytes(300_000)
for number in range(int(sys.argv[4]), int(sys.argv[5])):
    added = store.put_document('p-1', RECORD, f'c{number}', _identifying(original), _working(f'd-{number}'))
    print(number, added, flush=True)
"""


def _writer(home: Path, url: str, first: int, last: int) -> subprocess.Popen[str]:
    here = str(Path(__file__).parents[3])
    arguments = [sys.executable, "-c", WRITER, here, str(home), url, str(first), str(last)]
    return subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def test_two_processes_write_the_same_patient(new_url: Urls, keys: KeyRing, tmp_path: Path) -> None:
    url = new_url("store")
    store = Store(url, keys)
    started = [_writer(tmp_path, url, first, first + 12) for first in (0, 6)]
    ended = [process.communicate(timeout=120) for process in started]
    assert [error for _, error in ended] == ["", ""]
    added = [line.split()[0] for output, _ in ended for line in output.splitlines() if line.endswith("True")]
    assert sorted(added, key=int) == [str(number) for number in range(18)]
    assert len(store.load_shard("p-1")) == 18


def test_a_killed_writer_leaves_each_document_whole_or_absent(new_url: Urls, keys: KeyRing, tmp_path: Path) -> None:
    url = new_url("store")
    store = Store(url, keys)
    first = 0
    for said in (3, 5):
        process = _writer(tmp_path, url, first, 10_000)
        assert process.stdout is not None
        lines = [process.stdout.readline() for _ in range(said)]
        process.send_signal(signal.SIGKILL)
        lines += process.stdout.readlines()
        process.wait()
        acknowledged = {f"d-{line.split()[0]}" for line in lines if line.endswith("True\n")}
        shard = store.load_shard("p-1")
        present = {record.document.id for record in shard}
        assert acknowledged <= present
        assert len(present) <= first + len(acknowledged) + 1
        for document in present:
            identifying = store.load_identifying("p-1", document)
            assert identifying is not None
            assert len(identifying.original) == 300_000
        assert store.patient("p-1") == RECORD
        first = len(present)
    again = _writer(tmp_path, url, 0, first + 2)
    output, error = again.communicate(timeout=120)
    assert error == ""
    assert output.count("True") == 2
    assert len(store.load_shard("p-1")) == first + 2
