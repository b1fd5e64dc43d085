"""Signed checkpoints of the ledger, to be kept elsewhere: they show that its end was cut or rebuilt.

Ed25519 (RFC 8032), so that whoever keeps a copy verifies it with the public key alone, without any secret of
Vigie. A file holds one JSON object a line.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The ledger's last entry, `n` with its `hash`, at `time` (UTC, ISO); `n` is 0 for an empty ledger."""

    n: int
    hash: str
    time: str
    key: str
    """The signer's public key, hexadecimal: for the reader; trust the one you were given, not this one."""
    signature: str

    def signed_by(self, public_key: bytes) -> bool:
        """Whether the holder of the key (32 raw bytes) signed this."""
        try:
            signature = bytes.fromhex(self.signature)
            Ed25519PublicKey.from_public_bytes(public_key).verify(signature, _message(self.n, self.hash, self.time))
        except (InvalidSignature, ValueError):
            return False
        return True


def public_key(seed: bytes) -> bytes:
    """The 32 raw bytes of the public key that goes with a 32-byte secret."""
    return Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()


def sign(seed: bytes, n: int, entry_hash: str, time: str) -> Checkpoint:
    """A checkpoint signed with a 32-byte secret."""
    signature = Ed25519PrivateKey.from_private_bytes(seed).sign(_message(n, entry_hash, time))
    return Checkpoint(n, entry_hash, time, public_key(seed).hex(), signature.hex())


def append_checkpoint(path: Path, checkpoint: Checkpoint) -> None:
    """Add a line to the file, on disk when this returns; the file is created for its owner alone."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600)
    try:
        os.write(descriptor, json.dumps(asdict(checkpoint)).encode("ascii") + b"\n")
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def read_checkpoints(path: Path) -> Iterator[Checkpoint | None]:
    """Each line's checkpoint, None for a line that is none. Raises OSError."""
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
        try:
            checkpoint = Checkpoint(**json.loads(line))
        except (ValueError, TypeError):
            yield None
            continue
        yield checkpoint if isinstance(checkpoint.n, int) else None


def _message(n: int, entry_hash: str, time: str) -> bytes:
    return json.dumps(["vigie/checkpoint/1", n, entry_hash, time]).encode("ascii")
