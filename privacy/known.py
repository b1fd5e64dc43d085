"""What is known of a patient's dossier: the declared identity, and the names found in it with certainty."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Self

import regex

from ingest.document import Identity, Patient, Relative
from privacy.folding import plain


@dataclass(frozen=True, slots=True, order=True)
class KnownName:
    """A name or number as first met, its label, and what makes it certain."""

    surface: str
    label: str
    origin: str


@dataclass(frozen=True, slots=True)
class Known:
    """A dossier's knowledge. `names` holds no two entries of the same label and letters."""

    patient: Patient | None = None
    names: tuple[KnownName, ...] = ()

    def with_names(self, found: Iterable[KnownName]) -> Self:
        """The same, enlarged by names not yet known."""
        merged = {(plain(name.surface), name.label): name for name in self.names}
        for name in found:
            merged.setdefault((plain(name.surface), name.label), name)
        return dataclasses.replace(self, names=tuple(sorted(merged.values())))

    def to_json(self) -> str:
        """A JSON text that `from_json` reads back."""
        return json.dumps(dataclasses.asdict(self), ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Read what `to_json` wrote. Raises ValueError or KeyError on anything else."""
        stored: dict[str, Any] = json.loads(text)
        names = tuple(KnownName(**name) for name in stored["names"])
        return cls(_patient(stored["patient"]) if stored["patient"] else None, names)


def _patient(stored: dict[str, Any]) -> Patient:
    identity: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value for key, value in stored["identity"].items()
    }
    return Patient(
        stored["patient_id"], Identity(**identity), tuple(Relative(**relative) for relative in stored["relatives"])
    )


def declared(patient: Patient) -> Iterator[KnownName]:
    """The names and numbers of a declared identity and of its relatives."""
    identity = patient.identity
    for surface in {identity.nom_naissance, identity.nom_utilise} - {None}:
        yield KnownName(str(surface), "NOM", "identité déclarée")
    for first in identity.prenoms:
        for piece in first.replace(",", " ").split():
            yield KnownName(piece, "PRENOM", "identité déclarée")
    if identity.ins:
        yield KnownName(identity.ins, "SECU", "identité déclarée")
    for number in identity.ipp:
        yield KnownName(number, "IPP", "identité déclarée")
    for number in identity.telephones:
        yield KnownName(number, "TEL", "identité déclarée")
    for address in identity.adresses:
        yield KnownName(address, "ADRESSE", "identité déclarée")
    if identity.lieu_naissance:
        yield KnownName(identity.lieu_naissance, "VILLE", "identité déclarée")
    for relative in patient.relatives:
        if relative.nom:
            yield KnownName(relative.nom, "NOM", "proche déclaré")
        for piece in (relative.prenom or "").split():
            yield KnownName(piece, "PRENOM", "proche déclaré")
        if relative.telephone:
            yield KnownName(relative.telephone, "TEL", "proche déclaré")


def births(known: Known) -> frozenset[str]:
    """ISO birth dates known in the dossier."""
    born = known.patient.identity.date_naissance if known.patient else None
    return frozenset({born} if born else ())


def words(surface: str) -> list[str]:
    """The words of a name, particles and all, without dashes or apostrophes."""
    return regex.findall(r"[\p{L}\d]+", surface)
