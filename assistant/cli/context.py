"""Opens the service for a command, as the account of the person at the keyboard."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli.output import note

if TYPE_CHECKING:
    from assistant.service import Vigie
    from assistant.settings import Settings
    from privacy.accounts import Account

Role = Annotated[
    str | None, typer.Option("--role", help="Agir avec moins de droits : `chercheur` (les identités restent masquées).")
]
Json = Annotated[bool, typer.Option("--json", help="Un document JSON sur la sortie standard.")]
AsOf = Annotated[str | None, typer.Option("--as-of", help="Jour de la demande, AAAA-MM-JJ. Par défaut aujourd'hui.")]
Patient = Annotated[str, typer.Option("--patient", "-p", help="Identifiant du patient.")]
Moment = Annotated[str, typer.Option("--moment", "-m", help="Moment thérapeutique (voir `vigie moments`).")]
Motif = Annotated[str, typer.Option("--motif", help="Motif de recours, en clair.")]


def read_settings() -> Settings:
    """The settings. Raises a VigieError that names the wrong `VIGIE_*` variable."""
    from pydantic import ValidationError

    from assistant.settings import Settings
    from ingest.errors import VigieError

    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = "_".join(("VIGIE", *map(str, first["loc"]))).upper()
        raise VigieError(f"réglage {name} : {first['msg']}") from None


def opened(role: str | None = None) -> tuple[Vigie, Account]:
    """The service and the account that acts. Says so when a fresh home gets its first account."""
    from assistant.service import Vigie

    vigie = Vigie(read_settings())
    account, created = vigie.local_account(role)
    if created:
        note(f"Premier compte : {account.name}, rôle {account.role}.")
    return vigie, account
