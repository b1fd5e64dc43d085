"""`vigie eval` (also `python -m eval`): the harness."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from assistant.cli.context import Json, Role, opened
from assistant.cli.output import emit, note, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eval.run import Scores

app = typer.Typer(help="Mesure, pour le chercheur.", no_args_is_help=True)

CORPUS = Path(__file__).parent / "corpus"
TEST_SPLIT = frozenset({"P17", "P18", "P19", "P20"})
"""Dossiers of the bundled corpus from which no rule is written; their figures are given apart."""


@app.callback()
def _root() -> None:
    """Mesure, pour le chercheur."""


def table(columns: dict[str, dict[str, Any]]) -> list[str]:
    """Lines of a table of measures: one row a measure, one column a split."""
    names = list(next(iter(columns.values())))
    lines = ["  ".join([f"{'mesure':26}", *(f"{c:>10}" for c in columns)])]
    for name in names:
        values = ("-" if values[name] is None else values[name] for values in columns.values())
        lines.append("  ".join([f"{name:26}", *(f"{v:>10}" for v in values)]))
    return lines


def _splits(scores: Sequence[Scores]) -> dict[str, list[Scores]]:
    parts = {
        "dev": [s for s in scores if s.patient not in TEST_SPLIT],
        "test": [s for s in scores if s.patient in TEST_SPLIT],
    }
    return {name: part for name, part in parts.items() if part}


@app.command()
def run(
    corpus: Annotated[Path, typer.Option("--corpus", help="Dossiers annotés.")] = CORPUS,
    verbose: Annotated[bool, typer.Option("--verbose", help="Ce qui a manqué, sur la sortie d'erreur.")] = False,
    json: Json = False,
    role: Role = None,
) -> None:
    """Note les synthèses, recherches et réponses du magasin sur des dossiers annotés déjà ingérés."""
    from eval.gold import read_corpus
    from eval.run import add_up
    from eval.run import run as score
    from ingest.errors import VigieError

    dossiers = list(read_corpus(corpus))
    if not dossiers:
        raise VigieError(f"aucun dossier annoté (dossier.yaml) sous {corpus}")
    vigie, account = opened(role)
    known = {row["patient"] for row in vigie.patients(account)}
    missing = [d.patient for d in dossiers if d.patient not in known]
    if missing:
        raise VigieError(f"patients absents du magasin : {', '.join(missing)} (les ingérer d'abord)")
    progress = note if sys.stderr.isatty() else (lambda name: None)
    scores = score(vigie, account, dossiers, progress)
    columns = {name: add_up(part) for name, part in _splits(scores).items()}
    if json:
        emit(columns)
    else:
        for line in table(columns):
            say(line)
    if verbose:
        for s in scores:
            for miss in (*s.errors, *(m for b in s.briefs for m in b.misses)):
                note(f"{s.patient} {miss}")
