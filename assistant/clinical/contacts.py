"""People to call: a telephone number beside a relative's or a carer's name."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

import yaml

from assistant.clinical.terms import Meaning

_KIN = Meaning("concept", "contact", "personne à prévenir", "contact", 0.4)
_CARER = Meaning("concept", "contact_soignant", "professionnel à joindre", "contact", 0.3)


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    text = (files("assistant.clinical.vocabulary") / "contacts.yaml").read_text(encoding="utf-8")
    return {name: re.compile(pattern) for name, pattern in yaml.safe_load(text).items()}


def contact(clause: str) -> Meaning | None:
    """Whom a folded clause gives a number for; None when it is nobody to call for this patient."""
    patterns = _patterns()
    if not patterns["number"].search(clause):
        return None
    if patterns["kin"].search(clause):
        return _KIN
    return _CARER if patterns["carers"].search(clause) else None
