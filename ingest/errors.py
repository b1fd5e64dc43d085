"""What can go wrong with a source, each with one clear French reason for the screen."""

from __future__ import annotations

from pathlib import Path


class VigieError(Exception):
    """An error that was foreseen: its message says to a person, on one line, what is wrong. Base of all of ours."""


class IngestError(VigieError):
    """A source that cannot be taken in. `reason` is one line in French, without any of the document's words."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Unreadable(IngestError):
    """A file that no reader can turn into text: it goes to quarantine with its reason."""


class BadSidecar(IngestError):
    """A `patient.yaml` that does not say whose folder it is."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"{path.parent.name}/{path.name} : {reason}")
        self.path = path
