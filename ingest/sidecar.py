"""`patient.yaml`: whose folder it is, and what it says of its documents."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, Final

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from ingest.document import Identity, Patient, Relative
from ingest.errors import BadSidecar
from ingest.when import When

NAME: Final = "patient.yaml"
MAX_BYTES: Final = 1024 * 1024
_NOTHING: Final = {"", "~", "null", "Null", "NULL"}
_SPLIT_NAMES: Final = re.compile(r"[,;/]|\s+")


@dataclass(frozen=True, slots=True)
class Declared:
    """What the sidecar says of one document; each may be unknown."""

    type: str | None = None
    date: When | None = None
    source: str | None = None
    specialty: str | None = None


@dataclass(frozen=True, slots=True)
class Sidecar:
    """A patient, and what is declared of each file (path relative to the folder, `/` between parts)."""

    patient: Patient
    declared: Mapping[str, Declared] = field(default_factory=dict)


def _blank(value: Any) -> Any:
    return None if isinstance(value, str) and value.strip() in _NOTHING else value


def _listed(value: Any) -> Any:
    value = _blank(value)
    if value is None:
        return []
    return [item for item in (value if isinstance(value, list) else [value]) if _blank(item) is not None]


def _first_names(value: Any) -> Any:
    if isinstance(value, str) and _blank(value) is not None:
        return [part for part in _SPLIT_NAMES.split(value.strip()) if part]
    return _listed(value)


def _iso_day(value: Any) -> Any:
    value = _blank(value)
    if not isinstance(value, str):
        return value
    text = value.strip()[:10]
    french = re.fullmatch(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", text)
    if french:
        return dt.date(int(french[3]), int(french[2]), int(french[1])).isoformat()
    return dt.date.fromisoformat(text).isoformat()


def _when(value: Any) -> Any:
    value = _blank(value)
    return When.parse(value.strip()[:10]) if isinstance(value, str) else value


Text = Annotated[str | None, BeforeValidator(_blank)]
Texts = Annotated[tuple[str, ...], BeforeValidator(_listed)]


class _Model(BaseModel):
    model_config = ConfigDict(extra="ignore", str_strip_whitespace=True, arbitrary_types_allowed=True)


class _IdentityModel(_Model):
    nom_naissance: Text = None
    nom_utilise: Text = None
    prenom: Annotated[tuple[str, ...], BeforeValidator(_first_names)] = ()
    sexe: Text = None
    date_naissance: Annotated[str | None, BeforeValidator(_iso_day)] = None
    ins: Text = None
    ipp: Texts = ()
    lieu_naissance: Text = None
    telephones: Texts = ()
    adresses: Texts = ()


class _RelativeModel(_Model):
    nom: Text = None
    prenom: Text = None
    lien: Text = None
    telephone: Text = None


class _DocumentModel(_Model):
    file: str
    type: Text = None
    date: Annotated[When | None, BeforeValidator(_when)] = None
    source: Text = None
    specialty: Text = None


class _SidecarModel(_Model):
    patient_id: Annotated[str, Field(min_length=1)]
    identity: _IdentityModel = _IdentityModel()
    proches: Annotated[list[_RelativeModel], BeforeValidator(_listed)] = []
    documents: Annotated[list[_DocumentModel], BeforeValidator(_listed)] = []


def load(path: Path) -> Sidecar:
    """Read and validate a `patient.yaml`. Raises `BadSidecar`, without quoting the file's values."""
    try:
        data = path.read_bytes()
        if len(data) > MAX_BYTES:
            raise BadSidecar(path, "fichier trop volumineux")
        # Every scalar as a string: YAML would read an IPP with leading zeros as an octal number.
        raw = yaml.load(data.decode("utf-8-sig"), Loader=yaml.BaseLoader)
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        raise BadSidecar(path, "YAML invalide" + (f", ligne {mark.line + 1}" if mark else "")) from error
    except (OSError, UnicodeDecodeError) as error:
        raise BadSidecar(path, "fichier illisible") from error
    if not isinstance(raw, dict):
        raise BadSidecar(path, "une table « patient_id, identity » est attendue")
    try:
        model = _SidecarModel.model_validate(raw)
    except ValidationError as error:
        where = ".".join(map(str, error.errors()[0]["loc"]))
        reason = "patient_id manque" if where == "patient_id" else f"valeur incorrecte pour {where}"
        raise BadSidecar(path, reason) from error
    return Sidecar(_patient(model), {unicodedata.normalize("NFC", d.file): _declared(d) for d in model.documents})


def _patient(model: _SidecarModel) -> Patient:
    traits = model.identity.model_dump(exclude={"prenom"})
    relatives = tuple(Relative(**relative.model_dump()) for relative in model.proches)
    return Patient(model.patient_id, Identity(prenoms=model.identity.prenom, **traits), relatives)


def _declared(model: _DocumentModel) -> Declared:
    return Declared(model.type, model.date, model.source, model.specialty)
