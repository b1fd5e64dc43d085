"""`vigie demo`: the bundled fictional dossiers, ingested, and the page opened on one brief."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer()

PATIENT = "P09"
"""The dossier on which the demo opens."""


@app.command()
def demo(
    port: Annotated[int | None, typer.Option(help="Port de la page.")] = None,
    browser: Annotated[bool, typer.Option(help="Ouvrir le navigateur.")] = True,
    only_ingest: Annotated[bool, typer.Option("--only-ingest", help="Préparer sans ouvrir.")] = False,
) -> None:
    """Ingère les dossiers fictifs fournis et ouvre la page sur une synthèse."""
    os.environ.setdefault("VIGIE_HOME", str(Path("~/.vigie-demo").expanduser()))
    # The dossiers end years ago: their own last day is the day of the visit.
    os.environ.setdefault("VIGIE_CLOCK", "newest")
    from app_gradio import check_port, serve_page
    from assistant.cli.context import read_settings
    from assistant.cli.ingest import ingest
    from eval.cli import CORPUS
    from eval.gold import read_corpus
    from eval.render import DEMO_FORMATS, plain_folder

    settings = read_settings()
    port = port or settings.port
    if not only_ingest:
        check_port(settings.host, port)
    with tempfile.TemporaryDirectory() as folder:
        for dossier in read_corpus(CORPUS):
            plain_folder(dossier, Path(folder), documents=True, formats=DEMO_FORMATS)
        ingest(Path(folder))
    if not only_ingest:
        serve_page(settings, port, f"/?patient={PATIENT}&moment=urgences" if browser else None)
