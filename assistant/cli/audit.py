"""`vigie audit`: the ledger, for the DPO."""

from __future__ import annotations

import typer

from assistant.cli.context import Json, Role, opened
from assistant.cli.output import emit, say

app = typer.Typer(help="Le journal, pour le DPO.", no_args_is_help=True)


@app.callback()
def _root() -> None:
    """Le journal, pour le DPO."""


@app.command()
def verify(json: Json = False, role: Role = None) -> None:
    """Dit si le journal est intègre, ou quelle entrée ne l'est pas."""
    vigie, account = opened(role)
    state = vigie.verify(account)
    if json:
        emit(state)
    elif state["ok"]:
        say(f"Journal intègre : {state['entries']} entrées vérifiées, aucune modifiée, déplacée ou manquante.")
    else:
        for problem in state["problems"]:
            say(problem["message"])
    if not state["ok"]:
        raise typer.Exit(1)
