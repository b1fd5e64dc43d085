"""What comes in from a person, as the working zone counts and names it: the day, the motif, the question."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from assistant.shards import Shard
from assistant.vault import Vault
from ingest.errors import VigieError
from ingest.when import When


def day_of(shard: Shard, vault: Vault | None, as_of: str | None, clock: Literal["today", "newest"]) -> dt.date:
    """The day asked for (ISO), moved; without a vault it is one of the working zone's days already.

    When none is asked for: today, or by `clock` the day of the newest document. Raises VigieError.
    """
    if as_of:
        try:
            day = dt.date.fromisoformat(as_of)
        except ValueError:
            raise VigieError(f"date illisible (AAAA-MM-JJ attendu) : {as_of}") from None
        return When(day).moved(vault.pseudonyms.weeks).day if vault else day
    if vault and clock == "today":
        return When(dt.date.today()).moved(vault.pseudonyms.weeks).day
    newest = shard.newest()
    return newest.date.span()[1] if newest and newest.date else dt.date.today()


def words_of(text: str | None, vault: Vault | None, day: dt.date) -> str | None:
    """A motif or question with the patient's own tags and moved dates, before anything ranks or logs it."""
    if not text or vault is None:
        return text
    from privacy.queries import pseudonymise_query

    today = When(day).moved(-vault.pseudonyms.weeks)
    return pseudonymise_query(text, vault.known, vault.pseudonyms, today)
