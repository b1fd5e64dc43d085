"""Which files belong to which patient: a file, a patient's folder, or a folder of patients' folders."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from ingest.document import Patient
from ingest.sidecar import NAME, Declared, load

NOT_DOCUMENTS: Final = frozenset({NAME, "patient.yml", "dossier.yaml"})


@dataclass(frozen=True, slots=True)
class PatientFolder:
    """A patient's files, sorted. `patient` is None for loose files, each of which stands on its own."""

    path: Path
    patient: Patient | None
    files: tuple[Path, ...]
    declared: Mapping[str, Declared] = field(default_factory=dict)

    def declared_for(self, file: Path) -> Declared | None:
        """What the sidecar says of one of the files, if anything."""
        relative = unicodedata.normalize("NFC", file.relative_to(self.path).as_posix())
        return self.declared.get(relative) or self.declared.get(unicodedata.normalize("NFC", file.name))


def roots(path: Path) -> tuple[Path, ...]:
    """What `folders` will open under `path`, one by one: the patients' folders, and what holds loose files.

    Raises `FileNotFoundError` when there is nothing at `path`.
    """
    if not path.exists():
        raise FileNotFoundError(f"introuvable : {path}")
    if path.is_file():
        return (path,)
    return tuple(_roots(path))


def open_root(root: Path) -> PatientFolder:
    """Open one of the `roots`. Raises `BadSidecar` when its `patient.yaml` is unusable."""
    folder = root.parent if root.is_file() else root
    files = (root,) if root.is_file() else tuple(_files(root, folder.resolve()))
    if (folder / NAME).is_file():
        sidecar = load(folder / NAME)
        return PatientFolder(folder, sidecar.patient, files, sidecar.declared)
    return PatientFolder(folder, None, files)


def folders(path: Path) -> Iterator[PatientFolder]:
    """The patients' folders under `path`, sorted, and its loose files.

    A file whose own folder has a `patient.yaml` comes with that patient.
    Raises `FileNotFoundError`, and `BadSidecar` at the first unusable `patient.yaml` (a caller that wants the
    others all the same goes through `roots` and `open_root`).
    """
    yield from map(open_root, roots(path))


def _roots(folder: Path) -> Iterator[Path]:
    own = (folder / NAME).is_file()
    children = [child for child in sorted(folder.iterdir()) if not _hidden(child) and _real_directory(child)]
    if own or any(child.is_file() and not _ignored(child) for child in folder.iterdir()):
        yield folder
    for child in children:
        if own:
            yield from _nested_patients(child)
        else:
            yield from _roots(child)


def _nested_patients(folder: Path) -> Iterator[Path]:
    """A patient's folder inside another one's is a patient of its own."""
    if (folder / NAME).is_file():
        yield from _roots(folder)
        return
    for child in sorted(folder.iterdir()):
        if not _hidden(child) and _real_directory(child):
            yield from _nested_patients(child)


def _files(folder: Path, inside: Path) -> Iterator[Path]:
    """A patient's files, sub-folders included; only its own for a folder of loose files."""
    deep = (inside / NAME).is_file()
    for child in sorted(folder.iterdir()):
        if _hidden(child):
            continue
        if _real_directory(child):
            if deep and not (child / NAME).is_file():
                yield from _files(child, inside)
        elif child.is_file() and not _ignored(child) and child.resolve().is_relative_to(inside):
            yield child


def _hidden(path: Path) -> bool:
    return path.name.startswith(".")


def _ignored(path: Path) -> bool:
    return _hidden(path) or path.name in NOT_DOCUMENTS


def _real_directory(path: Path) -> bool:
    return path.is_dir() and not path.is_symlink()
