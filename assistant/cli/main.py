"""The `vigie` command. Commands import what they need when they run, so that help is instant."""

from __future__ import annotations

import os
import sys
from importlib.metadata import EntryPoint, entry_points
from typing import Any

import typer
from typer.core import TyperGroup

import assistant.cli.audit
import assistant.cli.files
import assistant.cli.ingest
import assistant.cli.patient
import assistant.cli.rights
import assistant.cli.users


def _registered() -> dict[str, EntryPoint]:
    """Commands of the layers above, which this layer may not import."""
    return {entry.name: entry for entry in entry_points(group="vigie.commands")}


class _Group(TyperGroup):
    """The root group, which loads a registered command only when it is asked for."""

    def list_commands(self, ctx: Any) -> list[str]:
        return [*super().list_commands(ctx), *sorted(_registered())]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        entry = _registered().get(cmd_name)
        if entry is None:
            return super().get_command(ctx, cmd_name)
        command = typer.main.get_command(entry.load())
        command.name = cmd_name
        return command


app = typer.Typer(
    name="vigie",
    cls=_Group,
    help="Trouve, dans les documents épars d'un patient, ce qui compte maintenant, et montre la source.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

app.command("ingest")(assistant.cli.ingest.ingest)
app.command("extract")(assistant.cli.files.extract)
app.command("pseudonymise")(assistant.cli.files.pseudonymise)
app.command("mentions")(assistant.cli.files.mentions)
app.command("brief")(assistant.cli.patient.brief)
app.command("search")(assistant.cli.patient.search)
app.command("ask")(assistant.cli.patient.ask)
app.command("facts")(assistant.cli.patient.facts)
app.command("batch")(assistant.cli.patient.batch)
app.command("patients")(assistant.cli.patient.patients)
app.command("moments")(assistant.cli.patient.moments)
app.add_typer(assistant.cli.users.app, name="users")
app.add_typer(assistant.cli.audit.app, name="audit")
app.add_typer(assistant.cli.rights.app, name="rights")


def main() -> None:
    """Run a command. An error that Vigie foresaw is one clear line and exit code 1."""
    # Nothing is ever fetched or sent at run time.
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    from ingest.errors import VigieError

    try:
        app()
    except VigieError as error:
        sys.stderr.write(f"vigie : {error}\n")
        raise SystemExit(1) from None
    except BrokenPipeError:
        raise SystemExit(1) from None


if __name__ == "__main__":
    main()
