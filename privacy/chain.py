"""The arithmetic of the ledger's chain: an entry's hash, and what is wrong with a list of entries."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from privacy.checkpoints import Checkpoint

GENESIS: Final = "0" * 64
"""What the first entry has for the hash of the one before it."""
_MOVES_TRIED: Final = 300


class Row(NamedTuple):
    """An entry as the database gives it: verification takes no type for granted."""

    n: Any
    time: Any
    actor: Any
    operation: Any
    object: Any
    sealed: Any
    details: Any
    digest: Any
    previous: Any
    hash: Any


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong with the ledger, at entry `n`, as a person reads it.

    `kind`: `altered`, `moved` (another entry's content), `deleted`, `broken` (does not follow from the one before),
    `truncated` and `rebuilt` (against a checkpoint), `checkpoint` (a checkpoint is not genuine), `damaged` (the
    database does not read).
    """

    kind: str
    n: int
    message_fr: str


@dataclass(frozen=True, slots=True)
class Verification:
    """What verifying found: entries read, checkpoints compared, problems in the entries' order."""

    entries: int
    checkpoints: int = 0
    problems: tuple[Problem, ...] = field(default=())

    @property
    def ok(self) -> bool:
        """No problem at all."""
        return not self.problems


def details_digest(key: bytes, sealed_details: bytes) -> str:
    """Keyed digest of an entry's encrypted details: still verifiable when nobody can read them any more."""
    return hmac.new(key, b"details" + sealed_details, hashlib.sha256).hexdigest()


def entry_hash(key: bytes, row: Row, n: int | None = None) -> str:
    """HMAC-SHA256 over every column but the hash itself (the details by their digest), as entry `n`."""
    columns = [n or row.n, row.time, row.actor, row.operation, row.object, row.sealed, row.digest, row.previous]
    return hmac.new(key, b"entry" + json.dumps(columns).encode("ascii"), hashlib.sha256).hexdigest()


def verify_chain(key: bytes, rows: Iterable[Row], checkpoints: Sequence[Checkpoint]) -> Verification:
    """Compare entries, in the order of their numbers, with their hashes, each other and genuine checkpoints."""
    problems: list[Problem] = []
    failed: list[Row] = []
    hashes: dict[int, Any] = {checkpoint.n: None for checkpoint in checkpoints}
    hashes[0] = GENESIS
    expected, count = 1, 0
    before: Any = GENESIS  # None when the entry before is missing or altered: nothing to compare with
    for row in rows:
        count += 1
        if row.n < expected:
            problems.append(Problem("altered", row.n, f"Entrée {row.n} : numéro hors de la suite."))
            continue
        if row.n > expected:
            problems.append(_gap(expected, row.n - 1))
            before = None
        sound = _sound(key, row)
        if not sound:
            failed.append(row)
        elif before is not None and row.previous != before:
            problems.append(Problem("broken", row.n, f"Entrée {row.n} : ne suit pas l'entrée {row.n - 1}."))
        if row.n in hashes:
            hashes[row.n] = row.hash
        before = row.hash if sound else None
        expected = row.n + 1
    problems += _failures(key, failed)
    problems += _against(checkpoints, hashes, expected - 1, {row.n for row in failed})
    return Verification(count, len(checkpoints), tuple(sorted(problems, key=lambda problem: problem.n)))


def _sound(key: bytes, row: Row, n: int | None = None) -> bool:
    texts = (row.time, row.actor, row.operation, row.object, row.sealed, row.digest, row.previous, row.hash)
    if not (all(isinstance(text, str) for text in texts) and isinstance(row.details, bytes)):
        return False
    # Compared as bytes: a damaged text may hold what compare_digest refuses in a str.
    return all(
        hmac.compare_digest(stored.encode("utf-8", "surrogateescape"), computed.encode("ascii"))
        for stored, computed in (
            (row.digest, details_digest(key, row.details)),
            (row.hash, entry_hash(key, row, n)),
        )
    )


def _failures(key: bytes, failed: Sequence[Row]) -> list[Problem]:
    """Tell an entry that stands at another's number from one that was changed."""
    numbers = [row.n for row in failed[:_MOVES_TRIED]]
    problems = []
    for position, row in enumerate(failed):
        tried = numbers if position < _MOVES_TRIED else ()
        origin = next((n for n in tried if n != row.n and _sound(key, row, n)), None)
        if origin is None:
            problems.append(Problem("altered", row.n, f"Entrée {row.n} : contenu modifié."))
        else:
            message = f"Entrée {row.n} : déplacée, c'est l'entrée {origin} qui s'y trouve."
            problems.append(Problem("moved", row.n, message))
    return problems


def _against(checkpoints: Sequence[Checkpoint], hashes: dict[int, Any], last: int, altered: set[int]) -> list[Problem]:
    problems = {}
    for checkpoint in checkpoints:
        if checkpoint.n > last:
            message = (
                f"Fin du journal coupée : un point de contrôle du {checkpoint.time} atteste l'entrée {checkpoint.n}."
            )
            problems["truncated"] = Problem("truncated", last + 1, message)
        elif checkpoint.n not in altered and hashes[checkpoint.n] not in (None, checkpoint.hash):
            message = (
                f"Entrée {checkpoint.n} : autre que celle du point de contrôle du {checkpoint.time}, journal refait."
            )
            problems[f"rebuilt {checkpoint.n}"] = Problem("rebuilt", checkpoint.n, message)
    return list(problems.values())


def _gap(first: int, last: int) -> Problem:
    if first == last:
        return Problem("deleted", first, f"Entrée {first} : supprimée.")
    return Problem("deleted", first, f"Entrées {first} à {last} : supprimées.")
