"""`vigie ingest`: files into the store, with a progress bar on a terminal."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from assistant.cli.context import Json, Role, opened
from assistant.cli.output import emit, note, say


def ingest(
    path: Annotated[Path, typer.Argument(help="Fichier, dossier d'un patient, ou dossier de dossiers.")],
    json: Json = False,
    role: Role = None,
) -> None:
    """Lit, pseudonymise et indexe des documents. Reprend sans doublon après un arrêt."""
    from tqdm import tqdm

    vigie, account = opened(role)
    with tqdm(unit="doc", disable=not sys.stderr.isatty(), file=sys.stderr) as bar:

        def progress(done: int, total: int, name: str) -> None:
            bar.total = total
            bar.set_description(name)
            bar.update(done - bar.n)

        report = vigie.ingest(account, path, progress)
    if json:
        emit(report)
    else:
        say(
            f"{report['documents']} documents lus, {report['passages']} passages, {report['skipped']} déjà présents, "
            f"{len(report['quarantined'])} en quarantaine, {report['seconds']} s"
        )
        for refused in report["quarantined"]:
            note(f"{refused['path']} : {refused['reason']}")
    if report["quarantined"]:
        raise typer.Exit(3)
