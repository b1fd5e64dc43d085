"""`vigie rights`: what a data subject may ask for."""

from __future__ import annotations

from typing import Annotated

import typer

from assistant.cli.context import Json, Patient, Role, opened
from assistant.cli.output import emit, say

app = typer.Typer(help="Les droits des personnes.", no_args_is_help=True)


@app.callback()
def _root() -> None:
    """Les droits des personnes."""


@app.command()
def erase(
    patient: Patient,
    yes: Annotated[bool, typer.Option("--yes", help="Ne pas demander de confirmation.")] = False,
    json: Json = False,
    role: Role = None,
) -> None:
    """Efface un patient : ses deux clés détruites, ses lignes supprimées, une preuve au journal (RGPD art. 17)."""
    if not yes:
        typer.confirm(f"Effacer définitivement le patient {patient} ?", abort=True, err=True)
    vigie, account = opened(role)
    proof = vigie.erase(account, patient)
    if json:
        emit(proof)
    else:
        say(f"Patient effacé : {proof['documents']} documents, 2 clés détruites, entrée {proof['entry']} du journal.")
