from pathlib import Path

import pytest

from ingest.errors import BadSidecar
from ingest.folder import folders, open_root, roots
from ingest.when import When

SIDECAR = """
patient_id: A1
identity:
  nom_naissance: MARTIN
  nom_utilise: DURAND
  prenom: Anne Marie
  sexe: F
  date_naissance: 1950-02-03
  ins: 250027512345678
  ipp: 0001234
  couleur: bleu
proches:
  - {nom: Durand, prenom: Luc, lien: fils, telephone: 06 39 98 00 00}
documents:
  - {file: b.txt, type: CRH, date: 2024-06, source: CHU, specialty: null}
  - {file: sub/c.txt, type: Biologie, date: 2024}
"""


def patient(folder: Path, sidecar: str = SIDECAR) -> Path:
    folder.mkdir(parents=True)
    (folder / "patient.yaml").write_text(sidecar, encoding="utf-8")
    for name in ("b.txt", "a.pdf", ".cache", "dossier.yaml"):
        (folder / name).write_text("x", encoding="utf-8")
    return folder


def test_a_patients_folder_gives_its_files_and_what_is_declared(tmp_path):
    folder = patient(tmp_path / "A1")
    (folder / "sub").mkdir()
    (folder / "sub" / "c.txt").write_text("x")
    (found,) = folders(folder)
    assert [f.relative_to(folder).as_posix() for f in found.files] == ["a.pdf", "b.txt", "sub/c.txt"]
    assert found.patient is not None
    identity = found.patient.identity
    assert (identity.prenoms, identity.date_naissance, identity.ipp) == (("Anne", "Marie"), "1950-02-03", ("0001234",))
    assert (identity.ins, identity.nom_naissance) == ("250027512345678", "MARTIN")
    assert found.patient.relatives[0].lien == "fils"
    declared = found.declared_for(folder / "b.txt")
    assert declared is not None
    assert (declared.type, declared.date, declared.specialty) == ("CRH", When.of(2024, 6), None)
    in_sub = found.declared_for(folder / "sub" / "c.txt")
    assert in_sub is not None and in_sub.date == When.of(2024)
    assert found.declared_for(folder / "a.pdf") is None


def test_a_folder_of_patients_gives_them_in_order_and_loose_files_apart(tmp_path):
    patient(tmp_path / "B2", SIDECAR.replace("A1", "B2"))
    patient(tmp_path / "A1")
    (tmp_path / "libre.txt").write_text("x")
    found = list(folders(tmp_path))
    assert [f.patient.patient_id if f.patient else None for f in found] == [None, "A1", "B2"]
    assert [f.name for f in found[0].files] == ["libre.txt"]


def test_one_file_comes_with_the_patient_of_its_folder_and_a_loose_one_with_none(tmp_path):
    folder = patient(tmp_path / "A1")
    (of_patient,) = folders(folder / "b.txt")
    assert of_patient.patient is not None
    assert of_patient.files == (folder / "b.txt",)
    loose = tmp_path / "seul.txt"
    loose.write_text("x")
    (alone,) = folders(loose)
    assert (alone.patient, alone.files) == (None, (loose,))


def test_a_patient_inside_a_patients_folder_is_another_patient(tmp_path):
    outer = patient(tmp_path / "A1")
    inner = patient(outer / "deep" / "B2", SIDECAR.replace("A1", "B2"))
    found = list(folders(outer))
    assert [f.patient.patient_id for f in found if f.patient] == ["A1", "B2"]
    assert not any(inner in f.parents for f in found[0].files)


def test_links_out_of_the_folder_are_not_followed(tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("x")
    other = patient(tmp_path / "B2")
    folder = patient(tmp_path / "A1")
    (folder / "lien.txt").symlink_to(secret)
    (folder / "liens").symlink_to(other)
    (folder / "dedans.txt").symlink_to(folder / "b.txt")
    (found,) = folders(folder)
    assert [f.name for f in found.files] == ["a.pdf", "b.txt", "dedans.txt"]


def test_nothing_at_the_path_is_said(tmp_path):
    with pytest.raises(FileNotFoundError, match="introuvable"):
        roots(tmp_path / "absent")


@pytest.mark.parametrize(
    ("sidecar", "reason"),
    [
        ("identity: {}\n", "patient_id manque"),
        ("patient_id: ''\n", "patient_id manque"),
        ("patient_id: [\n", "YAML invalide, ligne"),
        ("- a\n", "une table"),
        ("patient_id: A\nidentity: {date_naissance: 1950-13-40}\n", "identity.date_naissance"),
        ("patient_id: A\ndocuments: [{type: CRH}]\n", "documents.0.file"),
        ("", "une table"),
    ],
)
def test_a_bad_sidecar_is_one_clear_error_without_its_values(tmp_path, sidecar, reason):
    folder = patient(tmp_path / "A1", sidecar)
    with pytest.raises(BadSidecar, match=reason) as caught:
        list(folders(folder))
    assert "1950" not in str(caught.value)
    assert "A1/patient.yaml" in str(caught.value)


def test_the_other_patients_can_be_opened_beside_a_bad_sidecar(tmp_path):
    patient(tmp_path / "A1", "identity: {}")
    patient(tmp_path / "B2", SIDECAR.replace("A1", "B2"))
    first, second = roots(tmp_path)
    with pytest.raises(BadSidecar):
        open_root(first)
    opened = open_root(second)
    assert opened.patient is not None and opened.patient.patient_id == "B2"


def test_a_french_birth_date_is_read(tmp_path):
    folder = patient(tmp_path / "A1", "patient_id: A\nidentity: {date_naissance: 03/02/1950}\n")
    (found,) = folders(folder)
    assert found.patient is not None and found.patient.identity.date_naissance == "1950-02-03"
