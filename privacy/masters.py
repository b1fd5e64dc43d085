"""Where a zone's master key comes from: a file, an environment variable or a command's output."""

from __future__ import annotations

import base64
import binascii
import contextlib
import os
import shlex
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from ingest.errors import VigieError
from privacy.crypto import KEY_BYTES, new_key

Zone = Literal["identifying", "working"]
ZONES: Final[tuple[Zone, Zone]] = ("identifying", "working")
NAMES: Final[dict[Zone, str]] = {"identifying": "zone identifiante", "working": "zone de travail"}
_COMMAND_SECONDS: Final = 30


class KeyProblem(VigieError):
    """Anything wrong with a key; its text is one French line for the person who keeps the keys."""


class MasterKeyMissing(KeyProblem):
    """The place that should hold the master key holds nothing."""


class MasterKeyInvalid(KeyProblem):
    """What was found there is not a key."""


@dataclass(frozen=True, slots=True)
class MasterKeySource:
    """One place, and only one: 32 bytes as they are, in hexadecimal or in base64."""

    file: Path | None = None
    env: str | None = None
    command: str | None = None
    """A command line, split as a shell would but run without one; its standard output is the key."""

    def __post_init__(self) -> None:
        if sum(bool(place) for place in (self.file, self.env, self.command)) != 1:
            raise ValueError("a master key comes from exactly one of file, env, command")

    def __str__(self) -> str:
        if self.file:
            return f"fichier {self.file}"
        return f"variable {self.env}" if self.env else "commande configurée"

    def read(self, zone: Zone) -> bytes:
        """The 32 bytes. Raises MasterKeyMissing, MasterKeyInvalid."""
        raw = self._raw(zone)
        if not raw.strip():
            raise MasterKeyMissing(f"Clé maîtresse absente ({NAMES[zone]}) : {self}.")
        key = _decode(raw)
        if key is None:
            raise MasterKeyInvalid(
                f"Clé maîtresse illisible ({NAMES[zone]}) : {self} doit donner 32 octets, en base64 ou en hexadécimal."
            )
        return key

    def read_or_create(self, zone: Zone) -> bytes:
        """As `read`; a file that does not exist yet is created with a new key, for its owner alone."""
        if self.file and not self.file.exists():
            self.file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            partial = self.file.with_name(f".{self.file.name}.{os.getpid()}")
            descriptor = os.open(partial, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
            with os.fdopen(descriptor, "wb") as stream:
                stream.write(base64.b64encode(new_key()) + b"\n")
                stream.flush()
                os.fsync(stream.fileno())
            # A link, unlike a renaming, never replaces the key that a neighbour has just created.
            with contextlib.suppress(FileExistsError):
                self.file.hardlink_to(partial)
            partial.unlink()
        return self.read(zone)

    def _raw(self, zone: Zone) -> bytes:
        if self.file:
            try:
                return self.file.read_bytes()
            except FileNotFoundError:
                return b""
            except OSError as error:
                raise MasterKeyMissing(
                    f"Clé maîtresse illisible ({NAMES[zone]}) : {self}, {error.strerror}."
                ) from error
        if self.env:
            return os.environ.get(self.env, "").encode("utf-8", "surrogateescape")
        try:
            done = subprocess.run(
                shlex.split(self.command or ""), stdout=subprocess.PIPE, timeout=_COMMAND_SECONDS, check=True
            )
        except (OSError, ValueError, subprocess.SubprocessError) as error:
            # The error's own text may quote what the command printed.
            raise MasterKeyMissing(
                f"Clé maîtresse absente ({NAMES[zone]}) : {self} en échec ({type(error).__name__})."
            ) from None
        return done.stdout


def _decode(raw: bytes) -> bytes | None:
    if len(raw) == KEY_BYTES:
        return raw
    text = raw.strip()
    for decode in (bytes.fromhex, lambda value: base64.b64decode(value, altchars=b"-_", validate=True), _standard):
        try:
            key = decode(text.decode("ascii"))
        except (ValueError, binascii.Error):
            continue
        if len(key) == KEY_BYTES:
            return key
    return None


def _standard(value: str) -> bytes:
    return base64.b64decode(value, validate=True)
