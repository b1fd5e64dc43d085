"""Moments from their files: ours, and a unit's own folder that overrides them."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files
from pathlib import Path

import yaml
from pydantic import ValidationError

from assistant.moments.model import Moment, Motif
from assistant.moments.words import fold, pattern
from ingest.errors import VigieError

FUZZY = 84.0
"""Least similarity (0 to 100) at which a typing error is forgiven."""


class MomentError(VigieError, ValueError):
    """A moment that does not exist, or a file that cannot be understood; the message says what and where."""


def _sources(folder: Path | None) -> dict[str, Path]:
    found = {path.stem: path for path in Path(str(files("assistant.moments"))).glob("*.yaml")}
    if folder is not None:
        if not folder.is_dir():
            raise MomentError(f"le dossier de moments {folder} n'existe pas")
        found |= {path.stem: path for path in folder.glob("*.yaml")}
    return found


def names(folder: Path | None = None) -> tuple[str, ...]:
    """Names of the moments that exist, `urgences` first."""
    return tuple(sorted(_sources(folder), key=lambda name: (name != "urgences", name)))


def load(name: str, folder: Path | None = None) -> Moment:
    """The moment `name`, with the motifs it takes over from others. Raises `MomentError`."""
    return _load(name, folder)


@lru_cache(maxsize=64)
def _load(name: str, folder: Path | None) -> Moment:
    sources = _sources(folder)
    if name not in sources:
        raise MomentError(f"moment inconnu « {name} » ; moments connus : {', '.join(names(folder))}")
    moment = check(sources[name])
    if moment.name != name:
        raise MomentError(f"{sources[name].name} : nom « {moment.name} », le fichier veut « {name} »")
    motifs: dict[str, Motif] = {}
    for other in moment.inherits:
        if other not in sources:
            raise MomentError(f"{sources[name].name} : reprend « {other} », qui n'existe pas")
        motifs |= check(sources[other]).motifs
    motifs |= moment.motifs
    unknown = [key for key in moment.always if key not in motifs]
    if unknown:
        raise MomentError(f"{sources[name].name} : toujours : motif inconnu « {unknown[0]} »")
    return moment.model_copy(update={"motifs": motifs})


def check(path: Path) -> Moment:
    """Read one file. Raises `MomentError` with the place of the first mistakes."""
    try:
        return Moment.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except yaml.YAMLError as error:
        raise MomentError(f"{path.name} : YAML illisible : {error}") from error
    except ValidationError as error:
        where = "; ".join(f"{'.'.join(map(str, e['loc'])) or 'fichier'} : {e['msg']}" for e in error.errors()[:3])
        raise MomentError(f"{path.name} : {where}") from error


def match_motifs(moment: Moment, motif: str | None) -> tuple[str, ...]:
    """Keys of the moment's motifs that a free text speaks of, several or none; nearly spelt if none is exact."""
    found = list(moment.always)
    if motif and motif.strip():
        text = fold(motif)
        exact = [key for key, entry in moment.motifs.items() if _says(entry, text)]
        found += exact or [key for key, entry in moment.motifs.items() if _nearly(entry, text)]
    return tuple(dict.fromkeys(found))


def _says(entry: Motif, text: str) -> bool:
    expression = pattern(entry.synonyms)
    return expression is not None and expression.search(text) is not None


def _nearly(entry: Motif, text: str) -> bool:
    """Whether a long enough synonym is in the text but for typing errors."""
    from rapidfuzz import fuzz

    words = [fold(synonym).rstrip("*") for synonym in entry.synonyms]
    long = [word for word in words if len(word) >= 6 and len(text) >= 5]
    return any(fuzz.partial_ratio(word, text, score_cutoff=FUZZY) for word in long)
