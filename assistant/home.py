"""Opens an installation: keys, ledger, store and accounts, where its settings say they lie."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from assistant.settings import Settings
from assistant.store.store import Store
from ingest.errors import VigieError
from privacy.accounts import Accounts
from privacy.database import sqlite_url
from privacy.keys import KeyRing
from privacy.ledger import Ledger
from privacy.masters import MasterKeySource, Zone


@dataclass(frozen=True, slots=True)
class Home:
    """The open parts of one installation."""

    keys: KeyRing
    ledger: Ledger
    store: Store
    accounts: Accounts
    checkpoints: Path


def master(settings: Settings, zone: Zone) -> MasterKeySource:
    """Where one zone's master key is; a file of the home unless the settings name another place."""
    places = {
        "file": getattr(settings, f"{zone}_key_file"),
        "env": getattr(settings, f"{zone}_key_env"),
        "command": getattr(settings, f"{zone}_key_command"),
    }
    given = {name: place for name, place in places.items() if place}
    if len(given) > 1:
        raise VigieError(f"clé maîtresse {zone} : un seul endroit à la fois (fichier, variable ou commande)")
    return MasterKeySource(**(given or {"file": settings.folder / "keys" / f"{zone}.key"}))


def open_home(settings: Settings) -> Home:
    """Open the installation, creating what is not there yet. Raises a VigieError that says what is wrong."""
    folder = settings.folder
    keys = KeyRing(
        settings.keystore_url or sqlite_url(folder / "keys" / "keystore.sqlite"),
        {"identifying": master(settings, "identifying"), "working": master(settings, "working")},
    )
    checkpoints = (settings.checkpoints or folder / "checkpoints") / "checkpoints.jsonl"
    data = settings.database_url or sqlite_url(folder / "data" / "vigie.sqlite")
    ledger = Ledger(settings.ledger_url or sqlite_url(folder / "ledger" / "ledger.sqlite"), keys, checkpoints)
    store = Store(data, keys)
    # Data and keys restored from one backup bring an erased patient back; the ledger remembers.
    store.replay_erasures(ledger.erasures())
    return Home(keys, ledger, store, Accounts(data, keys), checkpoints)
