import base64
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from privacy.keys import Erasure, KeyRing, MasterKeyWrong, NoDataKey, ZoneClosed
from privacy.masters import ZONES, MasterKeyInvalid, MasterKeyMissing, MasterKeySource

Masters = dict[Any, MasterKeySource]
Urls = Callable[[str], str]


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_first_use_creates_private_files(keys: KeyRing, masters: Masters, tmp_path: Path) -> None:
    for source in masters.values():
        assert source.file is not None
        assert _mode(source.file) == 0o600
        assert _mode(source.file.parent) == 0o700
    assert _mode(tmp_path / "keys" / "keystore.sqlite") == 0o600


def test_keys_and_references_are_the_same_after_reopening(new_url: Urls, masters: Masters) -> None:
    ring = KeyRing(new_url("keys"), masters)
    patient = ring.patient_ref("P01")
    ring.create(patient)
    first = {zone: ring.data_key(patient, zone) for zone in ZONES}
    ring.create(patient)
    again = KeyRing(new_url("keys"), masters)
    assert again.patient_ref("P01") == patient
    assert {zone: again.data_key(patient, zone) for zone in ZONES} == first
    assert len(set(first.values())) == 2
    assert all(again.derived(zone, "journal") == ring.derived(zone, "journal") for zone in ZONES)


def test_references_differ_between_patients_and_installations(keys: KeyRing, tmp_path: Path) -> None:
    other = {zone: MasterKeySource(file=tmp_path / "ailleurs" / zone) for zone in ZONES}
    elsewhere = KeyRing(f"sqlite:///{tmp_path}/ailleurs/keys.sqlite", other)
    assert keys.patient_ref("P01") != keys.patient_ref("P02")
    assert keys.patient_ref("P01") != elsewhere.patient_ref("P01")
    assert keys.content_hash("p-1", b"octets") != keys.content_hash("p-2", b"octets")
    assert keys.content_hash("p-1", b"octets") != keys.content_hash("p-1", b"octets", part=1)


def test_the_working_zone_opens_alone_and_gives_nothing_of_the_other(new_url: Urls, masters: Masters) -> None:
    ring = KeyRing(new_url("keys"), masters)
    patient = ring.patient_ref("P01")
    ring.create(patient)
    assert masters["identifying"].file is not None
    masters["identifying"].file.unlink()
    alone = KeyRing(new_url("keys"), {"working": masters["working"]})
    assert alone.zones == {"working"}
    assert alone.data_key(patient, "working") == ring.data_key(patient, "working")
    for forbidden in (
        lambda: alone.data_key(patient, "identifying"),
        lambda: alone.patient_ref("P01"),
        lambda: alone.create("p-nouveau"),
        lambda: alone.derived("identifying", "accounts"),
    ):
        with pytest.raises(ZoneClosed, match="zone identifiante"):
            forbidden()


def test_a_wrong_master_key_is_told_at_once(new_url: Urls, masters: Masters, tmp_path: Path) -> None:
    KeyRing(new_url("keys"), masters)
    wrong = {**masters, "working": MasterKeySource(file=tmp_path / "autre.key")}
    wrong["working"].read_or_create("working")
    with pytest.raises(MasterKeyWrong, match=r"zone de travail.*n'est pas celle"):
        KeyRing(new_url("keys"), wrong)


def test_a_lost_master_key_is_told_and_no_other_takes_its_place(new_url: Urls, masters: Masters) -> None:
    KeyRing(new_url("keys"), masters)
    file = masters["identifying"].file
    assert file is not None
    file.unlink()
    with pytest.raises(MasterKeyMissing, match="zone identifiante"):
        KeyRing(new_url("keys"), masters)
    assert not file.exists()


def test_two_zones_under_one_master_key_are_refused(masters: Masters, tmp_path: Path) -> None:
    same = dict.fromkeys(ZONES, masters["working"])
    with pytest.raises(MasterKeyInvalid, match="différentes"):
        KeyRing(f"sqlite:///{tmp_path}/keys/keystore.sqlite", same)


@pytest.mark.parametrize(
    "written", [bytes(range(32)), bytes(range(32)).hex().encode(), base64.b64encode(bytes(range(32))) + b"\n",
                base64.urlsafe_b64encode(bytes(range(224, 256)))]
)  # fmt: skip
def test_a_master_key_is_read_raw_in_hexadecimal_or_in_base64(written: bytes, tmp_path: Path) -> None:
    (tmp_path / "k").write_bytes(written)
    expected = bytes(range(224, 256)) if written.startswith(b"4") else bytes(range(32))
    assert MasterKeySource(file=tmp_path / "k").read("working") == expected


@pytest.mark.parametrize("written", [b"court", b"00" * 31, b"\xff" * 40, "é".encode() * 16 + b"x"])
def test_something_else_than_a_key_is_told(written: bytes, tmp_path: Path) -> None:
    (tmp_path / "k").write_bytes(written)
    with pytest.raises(MasterKeyInvalid, match="32 octets"):
        MasterKeySource(file=tmp_path / "k").read("working")


def test_a_master_key_comes_from_the_environment_or_a_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    key = base64.b64encode(bytes(range(32))).decode()
    monkeypatch.setenv("LA_CLE", key)
    assert MasterKeySource(env="LA_CLE").read("working") == bytes(range(32))
    assert MasterKeySource(command=f"echo {key}").read("working") == bytes(range(32))
    with pytest.raises(MasterKeyMissing, match="AUTRE_CLE"):
        MasterKeySource(env="AUTRE_CLE").read("working")
    for failing in ("false", "commande-absente", "echo 'guillemet"):
        with pytest.raises(MasterKeyMissing, match="commande configurée"):
            MasterKeySource(command=failing).read("working")


def test_what_a_failing_command_printed_is_not_repeated() -> None:
    with pytest.raises(MasterKeyMissing) as caught:
        MasterKeySource(command="""sh -c 'echo SECRET-IMPRIME; exit 1'""").read("working")
    assert "SECRET" not in str(caught.value)
    assert caught.value.__suppress_context__


def test_a_source_names_exactly_one_place(tmp_path: Path) -> None:
    for places in ({}, {"env": "A", "file": tmp_path}):
        with pytest.raises(ValueError, match="exactly one"):
            MasterKeySource(**places)


def test_destroyed_keys_are_gone_and_a_new_dossier_gets_others(new_url: Urls, masters: Masters) -> None:
    ring = KeyRing(new_url("keys"), masters)
    ring.create("p-1")
    ring.create("p-2")
    old, kept = ring.data_key("p-1", "working"), ring.data_key("p-2", "working")
    erasure = ring.destroy("p-1")
    for zone in ZONES:
        with pytest.raises(NoDataKey):
            ring.data_key("p-1", zone)
    assert ring.erasures() == [erasure]
    assert ring.data_key("p-2", "working") == kept
    ring.create("p-1")
    assert ring.data_key("p-1", "working") != old


def test_no_byte_of_a_destroyed_key_stays_in_the_key_store(tmp_path: Path, masters: Masters) -> None:
    import sqlite3

    file = tmp_path / "keys" / "keystore.sqlite"
    ring = KeyRing(f"sqlite:///{file}", masters)
    for number in range(40):
        ring.create(f"p-{number}")
    with sqlite3.connect(file) as connection:
        wrapped = [row[0] for row in connection.execute("SELECT wrapped FROM keys_patients WHERE patient = 'p-7'")]
    assert len(wrapped) == 2
    ring.destroy("p-7")
    left = b"".join(path.read_bytes() for path in file.parent.iterdir())
    assert not any(key[at : at + 12] in left for key in wrapped for at in range(0, len(key) - 12))


def test_a_restored_key_store_replays_the_erasures_kept_elsewhere(tmp_path: Path, masters: Masters) -> None:
    file = tmp_path / "keys" / "keystore.sqlite"
    ring = KeyRing(f"sqlite:///{file}", masters)
    ring.create("p-1")
    shutil.copy(file, tmp_path / "sauvegarde.sqlite")
    erasure = ring.destroy("p-1")
    shutil.copy(tmp_path / "sauvegarde.sqlite", file)
    restored = KeyRing(f"sqlite:///{file}", masters)
    assert restored.has("p-1")
    assert restored.replay_erasures([erasure]) == [erasure]
    assert not restored.has("p-1")
    assert restored.replay_erasures([erasure]) == []


def test_replaying_an_old_erasure_spares_the_dossier_begun_since(new_url: Urls, masters: Masters) -> None:
    ring = KeyRing(new_url("keys"), masters)
    ring.create("p-1")
    ring.replay_erasures([Erasure("p-1", "2001-01-01T00:00:00.000000+00:00")])
    assert ring.has("p-1")


def test_rotation_changes_the_master_and_nothing_else(new_url: Urls, masters: Masters, tmp_path: Path) -> None:
    ring = KeyRing(new_url("keys"), masters)
    for patient in ("p-1", "p-2"):
        ring.create(patient)
    neighbour = KeyRing(new_url("keys"), masters)
    before = (ring.data_key("p-1", "identifying"), ring.patient_ref("P01"), ring.derived("identifying", "x"))
    new = MasterKeySource(file=tmp_path / "masters" / "nouvelle.key")
    assert ring.rotate("identifying", new) == 2
    fresh = KeyRing(new_url("keys"), {**masters, "identifying": new})
    for after in (ring, fresh):
        assert before == (
            after.data_key("p-1", "identifying"),
            after.patient_ref("P01"),
            after.derived("identifying", "x"),
        )
    with pytest.raises(MasterKeyWrong):
        KeyRing(new_url("keys"), masters)
    with pytest.raises(MasterKeyWrong):
        neighbour.data_key("p-1", "identifying")
    with pytest.raises(MasterKeyWrong):
        neighbour.create("p-3")


def test_processes_that_start_together_on_a_fresh_home_agree(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path\n"
        "from privacy.keys import KeyRing; from privacy.masters import MasterKeySource, ZONES\n"
        "home = Path(sys.argv[1])\n"
        "ring = KeyRing(f'sqlite:///{home}/keystore.sqlite', {z: MasterKeySource(file=home / z) for z in ZONES})\n"
        "ring.create('p-1'); print(ring.patient_ref('P01'), ring.data_key('p-1', 'working').hex())"
    )
    command = [sys.executable, "-c", code, str(tmp_path / "home")]
    started = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(3)]
    answers = [process.communicate(timeout=120) for process in started]
    assert len({out for out, _ in answers}) == 1, answers
    assert answers[0][0].startswith("p-")
