"""One patient's pseudonyms: numbered tags, the secret shift of dates, and each tag's canonical form."""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Final

from ingest.dates import find_dates
from ingest.document import Identity
from ingest.folding import fold
from ingest.when import When
from privacy.entity import LABELS
from privacy.persons import PatientNames, key

PATIENT: Final = "[PATIENT]"
OWN_BIRTH: Final = "[DATE_NAISSANCE]"
TAG: Final = re.compile(rf"\[(?:PATIENT|DATE_NAISSANCE|(?:{'|'.join(LABELS)}) \d+)\]")
"""Every tag that stands in a pseudonymised text."""

_LEAST_WEEKS: Final = 27
"""Less than half a year would leave most years alone as they are."""
_MOST_WEEKS: Final = 104
_DIGITAL: Final = frozenset({"TEL", "SECU", "IPP", "NDA", "RPPS", "FINESS", "ZIP", "AUTRE_ID"})
_MINOR: Final = re.compile(r"\b(?:de|du|des|d|la|le|les|l|et|a|au|aux)\b")
_OCR_DIGITS: Final = str.maketrans("OoQlI|", "000111")


def draw_weeks() -> int:
    """A secret whole number of weeks, forwards or backwards, never near zero."""
    weeks = _LEAST_WEEKS + secrets.randbelow(_MOST_WEEKS - _LEAST_WEEKS + 1)
    return weeks if secrets.randbits(1) else -weeks


@dataclass(slots=True)
class Pseudonyms:
    """The mapping of one patient's dossier. Grows as documents come in; is kept encrypted in the vault.

    `weeks` moves every date. `tags` gives a tag to each `label:key`, `forms` the canonical form of each tag.
    """

    weeks: int
    names: PatientNames = field(default_factory=PatientNames)
    birth: str | None = None
    """The patient's own birth date, ISO."""
    tags: dict[str, str] = field(default_factory=dict)
    forms: dict[str, str] = field(default_factory=dict)

    @classmethod
    def create(cls, identity: Identity | None = None) -> Pseudonyms:
        """Draw a new shift, and know the patient's own traits when there are any."""
        made = cls(draw_weeks())
        if identity is not None:
            made.know(identity)
        return made

    def know(self, identity: Identity) -> None:
        """Take the patient's own traits (again): a sidecar that comes late or is corrected."""
        self.names = PatientNames.of(identity)
        self.birth = identity.date_naissance
        family = identity.nom_utilise or identity.nom_naissance
        spoken = " ".join(filter(None, (*identity.prenoms[:1], family.upper() if family else None)))
        if spoken:
            self.forms[PATIENT] = spoken
        if self.birth:
            self.forms[OWN_BIRTH] = self.birth

    def tag(self, label: str, surface: str) -> str:
        """The tag of a person's name, a place or a number: the same for each writing of the same thing.

        A name gets `[NOM n]` or `[PRENOM n]` whoever bears it; that a run of names is the patient's own is for
        `patient_tag`, as it takes the words around. Raises ValueError on an unknown label.
        """
        if label not in LABELS:
            raise ValueError(f"unknown label {label!r}")
        if label == "DATE_NAISSANCE" and self._is_own_birth(surface):
            return OWN_BIRTH
        index = f"{label}:{canonical_key(label, surface)}"
        if index not in self.tags:
            count = sum(1 for known in self.tags if known.startswith(f"{label}:"))
            self.tags[index] = f"[{label} {count + 1}]"
        tag = self.tags[index]
        if tag not in self.forms or _damage(surface) < _damage(self.forms[tag]):
            self.forms[tag] = " ".join(surface.split())
        return tag

    def patient_tag(self, surface: str) -> str:
        """The patient's own tag, for a run of names that `names.owns`."""
        self.forms.setdefault(PATIENT, " ".join(surface.split()))
        return PATIENT

    def canonical(self, tag: str) -> str:
        """What a tag stands for. Raises KeyError on a tag that this dossier never gave."""
        return self.forms[tag]

    def reveal_tags(self, text: str) -> str:
        """A text with each tag of this dossier replaced by what it stands for; other brackets are left alone."""
        return TAG.sub(lambda match: self.forms.get(match[0], match[0]), text)

    def to_json(self) -> str:
        """Compact JSON, for the vault."""
        return json.dumps(
            {
                "weeks": self.weeks,
                "names": asdict(self.names),
                "birth": self.birth,
                "tags": self.tags,
                "forms": self.forms,
            },
            ensure_ascii=False,
            separators=(",", ":"),
        )

    @classmethod
    def from_json(cls, text: str) -> Pseudonyms:
        """Read what `to_json` wrote. Raises ValueError on anything else."""
        try:
            stored: Mapping[str, object] = json.loads(text)
            return _restored(stored)
        except (KeyError, TypeError, AttributeError) as error:
            raise ValueError("not a patient's pseudonyms") from error

    def _is_own_birth(self, surface: str) -> bool:
        if self.birth is None:
            return False
        found = find_dates(surface, When.parse(self.birth))
        return surface.strip() == self.birth or (len(found) == 1 and found[0].when.iso() == self.birth)


def _restored(stored: Mapping[str, object]) -> Pseudonyms:
    weeks, names, birth = stored["weeks"], stored["names"], stored["birth"]
    tags, forms = stored["tags"], stored["forms"]
    if not (isinstance(weeks, int) and isinstance(names, dict) and isinstance(tags, dict) and isinstance(forms, dict)):
        raise TypeError("wrong types")
    restored = PatientNames(
        tuple(tuple(name) for name in names["families"]), tuple(tuple(name) for name in names["firsts"]), names["sex"]
    )
    return Pseudonyms(weeks, restored, birth if isinstance(birth, str) else None, tags, forms)


def canonical_key(label: str, surface: str) -> str:
    """What two writings of the same person, place or number have in common."""
    if label == "TEL":
        digits = re.sub(r"\D", "", surface.translate(_OCR_DIGITS))
        return re.sub(r"^(?:0033|33)0?(?=\d{9}$)", "0", digits) or key(surface)
    if label in _DIGITAL:
        return "".join(c for c in surface.translate(_OCR_DIGITS).upper() if c.isalnum()) or surface.strip()
    if label == "DATE_NAISSANCE":
        found = find_dates(surface)
        return found[0].when.iso() if len(found) == 1 else key(surface)
    if label in ("HOPITAL", "ADRESSE", "VILLE"):
        return key(_MINOR.sub(" ", fold(surface).text.replace("'", " "))) or key(surface)
    return key(surface) or surface.strip()


def _damage(surface: str) -> tuple[int, int]:
    """How far a writing is from a person's clean form: stray digits in letters, then odd case."""
    letters = [c for c in surface if c.isalpha()]
    mixed = sum(c.isdigit() for c in surface) if letters else 0
    return mixed, int(surface.islower())
