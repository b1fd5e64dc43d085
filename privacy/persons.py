"""Whether a name in a text is the patient's own, a relative's, or somebody else's."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml
from rapidfuzz.distance import Levenshtein

from ingest.document import Identity
from ingest.folding import fold


@cache
def _vocabulary() -> dict[str, list[str]]:
    lists: dict[str, list[str]] = yaml.safe_load(files("privacy").joinpath("persons.yaml").read_text(encoding="utf-8"))
    return lists


@cache
def _leads(kind: str) -> re.Pattern[str]:
    """The words of a kind, where they lead to a name."""
    either = "|".join(_vocabulary()[kind])
    if kind == "kin":
        return re.compile(rf"\b(?:{either})\s*(?:[:=,(]|est)?\s*(?:mme|madame|m|mr|monsieur|mlle)?\.?\s*\Z", re.I)
    return re.compile(rf"\b(?:{either})\.?\s*:?\s*\Z", re.I)


def key(text: str) -> str:
    """A name without case, accents, punctuation and what character recognition confuses."""
    return "".join(c for c in fold(text).text if c.isalnum())


def words(text: str) -> tuple[str, ...]:
    """The folded words of a name."""
    return tuple(filter(None, (key(part) for part in re.split(r"[\W_]+", text))))


def is_clinician(before: str) -> bool:
    """Whether the text that leads to a name gives a clinician's title."""
    return _leads("clinicians").search(before) is not None


@dataclass(frozen=True, slots=True)
class PatientNames:
    """The patient's own names, folded: each family name (birth, used) and each first name, and the sex when known."""

    families: tuple[tuple[str, ...], ...] = ()
    firsts: tuple[tuple[str, ...], ...] = ()
    sex: str | None = None

    @classmethod
    def of(cls, identity: Identity) -> PatientNames:
        """From the traits that a source declares."""
        families = [words(name) for name in (identity.nom_utilise, identity.nom_naissance) if name]
        firsts = [words(name) for name in identity.prenoms]
        sex = (identity.sexe or "").strip().upper()[:1]
        return cls(tuple(dict.fromkeys(families)), tuple(dict.fromkeys(firsts)), sex if sex in ("M", "F") else None)

    def is_family(self, text: str) -> bool:
        """Whether a text is the patient's family name or a telling part of it; one damaged letter is allowed."""
        said = words(text)
        if not said:
            return False
        joined = "".join(said)
        for family in self.families:
            whole = "".join(family)
            if joined == whole or (len(whole) >= 6 and Levenshtein.distance(joined, whole, score_cutoff=1) <= 1):
                return True
            strong = [word for word in family if word not in _vocabulary()["particles"]]
            if all(word in family for word in said) and any(word in strong and len(word) > 2 for word in said):
                return True
        both = {word for family in self.families for word in family}
        return len(self.families) > 1 and all(word in both for word in said) and any(len(word) > 2 for word in said)

    def is_first(self, text: str, initials: bool = False) -> bool:
        """Whether a text is one or several of the patient's first names; `initials` accepts `M-Ange` and `A.`."""
        said = words(text)
        if not said:
            return False
        own = [word for first in self.firsts for word in first]
        whole = {"".join(first) for first in self.firsts} | {"".join(own)}
        if "".join(said) in whole or all(word in own for word in said):
            return True
        if any(first and said[: len(first)] == first and len(said) > len(first) for first in self.firsts[:1]):
            return True  # the sidecar gives the first of several first names
        if not initials:
            return False
        return all(word in own or (len(word) == 1 and word in {w[0] for w in own}) for word in said)

    def owns(self, names: Iterable[tuple[str, str]], before: str) -> bool:
        """Whether a run of adjacent names, `(label, surface)`, is the patient's; `before` is the text that leads to it.

        The surname alone after another sex's title, a kinship or a clinician's title is somebody else's.
        """
        run = list(names)
        family = [self.is_family(surface) for _, surface in run]
        several = len(run) > 1
        first = [self.is_first(surface, initials=several and any(family)) for _, surface in run]
        if not all(a or b for a, b in zip(family, first, strict=True)) or is_clinician(before):
            return False
        if any(b and len(key(surface)) > 1 for b, (_, surface) in zip(first, run, strict=True)) and any(family):
            return True
        if _leads("kin").search(before):
            return False
        if self.sex == "M" and _leads("ladies").search(before):
            return False
        return not (self.sex == "F" and _leads("sirs").search(before))
