"""One identity found in a text, and why it was taken for one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

LABELS: Final = (
    "NOM", "PRENOM", "DATE", "DATE_NAISSANCE", "ADRESSE", "ZIP", "VILLE", "TEL", "MAIL", "SECU",
    "IPP", "NDA", "RPPS", "FINESS", "HOPITAL", "AUTRE_ID", "AGE",
)  # fmt: skip


@dataclass(frozen=True, slots=True, order=True)
class Entity:
    """`[start, end)` of the document's own text, with what a DPO reads about it."""

    start: int
    end: int
    label: str
    score: float
    recognizer: str
    explanation: str
