"""What one statement says of one drug: which drug it is, whether it is taken, whether it is really stopped."""

from __future__ import annotations

import csv
import re
from dataclasses import replace
from functools import cache
from importlib.resources import files
from typing import Final

from assistant.clinical.statements import Statement, vocabulary
from assistant.clinical.text import fold

STOPPED: Final = frozenset({"arrêté", "remplacé"})
_SUBSTANCE: Final = 7
"""Length of the ATC code of one substance."""
_ABBREVIATION: Final = 4


def drug_key(statement: Statement) -> str:
    """What makes two statements speak of one drug: its ATC code (with the brand when the code is only a class)."""
    concept = statement.mention.concept
    if not concept or len(concept) >= _SUBSTANCE:
        return concept or statement.mention.label.lower() or " ".join(sorted(statement.words))
    brand = next((b for b in brands(concept) if b in statement.words or b in statement.plain), "")
    return f"{concept} {brand}".strip()


@cache
def brands(atc: str) -> tuple[str, ...]:
    """Folded brand names that the vocabulary has under a class code (written in capitals there)."""
    text = files("assistant.clinical.vocabulary").joinpath("drugs.csv").read_text(encoding="utf-8")
    return tuple(
        fold(term)
        for row in csv.DictReader(text.splitlines())
        if row["atc"] == atc
        for term in row["terms"].split("|")
        if term.isupper() and len(term) > _ABBREVIATION
    )


def is_class(key: str) -> bool:
    """Whether a key names a class of drugs (`anticoagulant`), not one drug."""
    return 0 < len(key) < _SUBSTANCE and key[0].isupper()


def says(statement: Statement, family: str) -> bool:
    """Whether the statement's passage holds one of the wordings of `treatments.yaml`."""
    return bool(_wordings(family).search(statement.context))


@cache
def _wordings(family: str) -> re.Pattern[str]:
    return re.compile("|".join(vocabulary("treatments.yaml")[family]))


def affirms(statement: Statement) -> bool:
    """Whether a statement tells that the drug is taken: a dose, a prescription or a delivery, not its mere name."""
    named_only = statement.source.document.kind == "biologie" or "not_taken" in statement.mention.flags
    if named_only or says(statement, "untaken"):
        return False
    dosed = any(c.isdigit() for c in statement.mention.value or "")
    return dosed or prescribes(statement) or says(statement, "taken")


def prescribes(statement: Statement) -> bool:
    """Whether a statement prescribes, delivers or sets for the time to come."""
    return statement.source.authority == 3 or statement.passage.section in vocabulary("treatments.yaml")["prescribing"]


def forbids(statement: Statement) -> bool:
    """Whether a statement forbids a drug (`Pas d'AINS`, `à proscrire`) instead of telling what is taken."""
    words = re.compile(vocabulary("ageing.yaml")["forbidden"])
    return statement.status in {"actuel", "nié", *STOPPED} and bool(words.search(statement.plain))


def sure(statement: Statement) -> Statement:
    """The statement, current after all when it is read as a stop although neither its words nor a heading tell one.

    What is not resumed is a stop. To lose a drug that is taken is worse than to show one that is not.
    """
    status = statement.status
    if status in STOPPED and statement.passage.section != "traitement_arrete":
        heads = fold(" ".join(statement.source.document.text[a:b] for a, b in statement.passage.heads))
        if not (says(statement, "stop") or _wordings("stop").search(heads)):
            status = "actuel"
    elif status == "nié" and says(statement, "not_resumed"):
        status = "arrêté"
    if status == statement.status:
        return statement
    return replace(statement, mention=replace(statement.mention, status=status))
