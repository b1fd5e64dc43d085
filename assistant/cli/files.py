"""Commands that read files and touch no store: `extract`, `pseudonymise`, `mentions`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli.context import Json
from assistant.cli.output import emit, note, say

if TYPE_CHECKING:
    from ingest.document import Document
    from ingest.folder import PatientFolder

Target = Annotated[Path, typer.Argument(help="Fichier, dossier d'un patient, ou dossier de dossiers.")]


def _folders(path: Path) -> Iterator[PatientFolder]:
    from ingest.errors import VigieError
    from ingest.folder import folders

    if not path.exists():
        raise VigieError(f"introuvable : {path}")
    return folders(path)


def _described(folder: PatientFolder, failed: list[str]) -> Iterator[Document]:
    """The documents of a folder; a file that cannot be read is said on stderr and skipped."""
    from ingest.describe import describe
    from ingest.errors import Unreadable
    from ingest.read import read

    for path in folder.files:
        try:
            for document in read(path):
                yield describe(document, folder.declared_for(path))
        except Unreadable as error:
            failed.append(path.name)
            note(f"{path.name} : {error}")


def _finish(failed: list[str]) -> None:
    if failed:
        raise typer.Exit(3)


def extract(path: Target, json: Json = False) -> None:
    """Texte, type, date, sections et pages de chaque document."""
    from ingest.extract import row

    failed: list[str] = []
    for folder in _folders(path):
        for document in _described(folder, failed):
            found = row(document)
            if json:
                emit(found)
            else:
                say(f"== {found['document']} · {found['type'] or 'type inconnu'} · {found['date'] or 'sans date'}")
                say(found["text"])
    _finish(failed)


def pseudonymise(path: Target, json: Json = False) -> None:
    """Identités trouvées et texte pseudonymisé de chaque document."""
    from assistant.pseudonymised import dossier_rows

    failed: list[str] = []
    for folder in _folders(path):
        for found in dossier_rows(folder, list(_described(folder, failed)), failed):
            if json:
                emit(found)
            else:
                say(f"== {found['document']} · {len(found['entities'])} identités")
                say(found["text"])
    _finish(failed)


def mentions(path: Target, json: Json = False) -> None:
    """Ce que la lecture clinique trouve dans chaque document."""
    from assistant.pseudonymised import mention_rows

    failed: list[str] = []
    for folder in _folders(path):
        for found in mention_rows(folder, list(_described(folder, failed)), failed):
            if json:
                emit(found)
            else:
                say(f"== {found['document']}")
                for mention in found["mentions"]:
                    words = " ".join(mention["text"].split())
                    say(f"  {mention['category']:16} {mention['status']:10} {mention['date'] or '':10} {words}")
    _finish(failed)
