"""`vigie users`: the accounts of this installation."""

from __future__ import annotations

from typing import Annotated

import typer

from assistant.cli.context import Json, Role, opened
from assistant.cli.output import emit, say

app = typer.Typer(help="Les comptes de cette installation.", no_args_is_help=True)

Name = Annotated[str, typer.Argument(help="Nom du compte.")]


@app.callback()
def _root() -> None:
    """Les comptes de cette installation."""


@app.command("list")
def list_accounts(json: Json = False, role: Role = None) -> None:
    """Les comptes, leur rôle et leur référence au journal."""
    vigie, account = opened(role)
    rows = vigie.accounts(account)
    if json:
        emit({"users": rows})
    else:
        for row in rows:
            say(f"{row['reference']}  {row['name']}  {row['role']}{'  (désactivé)' if row['disabled'] else ''}")


@app.command()
def add(
    name: Name,
    account_role: Annotated[str, typer.Option("--as", help="medecin, dpo, chercheur ou administrateur.")] = "medecin",
    password: Annotated[
        str, typer.Option(prompt="Mot de passe", confirmation_prompt=True, hide_input=True, help="Mot de passe.")
    ] = "",
    role: Role = None,
) -> None:
    """Crée un compte personnel."""
    vigie, account = opened(role)
    created = vigie.add_account(account, name, account_role, password)
    say(f"Compte {created['name']} créé : rôle {created['role']}, référence {created['reference']}.")


@app.command()
def disable(name: Name, role: Role = None) -> None:
    """Désactive un compte ; ses entrées du journal restent."""
    vigie, account = opened(role)
    vigie.disable_account(account, name)
    say(f"Compte {name} désactivé.")


@app.command()
def password(
    name: Name,
    new: Annotated[
        str,
        typer.Option(
            "--password", prompt="Nouveau mot de passe", confirmation_prompt=True, hide_input=True, help="Mot de passe."
        ),
    ] = "",
    role: Role = None,
) -> None:
    """Change un mot de passe."""
    vigie, account = opened(role)
    vigie.set_password(account, name, new)
    say(f"Mot de passe de {name} changé.")
