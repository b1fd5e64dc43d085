"""Rules and tagger together: what of their findings is an identity."""

from __future__ import annotations

import dataclasses
from bisect import bisect_left
from collections.abc import Sequence
from typing import Final

from privacy.entity import Entity
from privacy.exclusions import excluded
from privacy.ner.model import WEIGHTS
from privacy.ner.tagger import runs, tag
from privacy.ner.tokens import Token

THRESHOLD: Final = 0.3
"""Probability from which the tagger's own findings are taken."""
VETO: Final = 0.1
"""Greatest probability under which the tagger dismisses what a rule found without proof."""
MEAN_VETO: Final = 0.35
"""Mean probability over a finding's words under which it is dismissed."""
APART: Final = ("DATE", "DATE_NAISSANCE", "MAIL", "AGE")
"""Labels that the tagger neither adds nor dismisses."""
SURE: Final = 0.97
"""Score of a rule that the tagger cannot dismiss."""
_PEOPLE: Final = ("NOM", "PRENOM")
_FAMILIES: Final = (_PEOPLE, ("IPP", "NDA", "AUTRE_ID", "RPPS", "FINESS"))
RELABEL: Final = 0.6
"""Probability of each word's label from which the tagger's label replaces the rule's."""
PROOF: Final = 0.9
"""Score of a rule that proves a name."""


def judged(text: str, found: Sequence[Entity]) -> list[Entity]:
    """The rules' findings that the tagger does not dismiss, and its own, without eponyms and the like."""
    kept = _heard(text, found) if WEIGHTS.exists() else list(found)
    proofs = [entity for entity in found if entity.score >= PROOF or entity.recognizer == "dossier"]
    return [
        entity
        for entity in kept
        if not excluded(
            text,
            entity.start,
            entity.end,
            entity.label,
            proven=any(p.start < entity.end and p.end > entity.start for p in proofs),
        )
    ]


def _heard(text: str, found: Sequence[Entity]) -> list[Entity]:
    tagged = tag(text, found)
    starts = [token.start for token, *_ in tagged]
    kept: list[Entity] = []
    for entity in found:
        first = bisect_left(starts, entity.start)
        inside = [row for row in tagged[first : bisect_left(starts, entity.end)] if row[0].text.isalnum()]
        certain = PROOF if entity.label in _PEOPLE else SURE
        if entity.label in APART or entity.score >= certain:
            kept.append(_relabelled(entity, inside))
        elif inside:
            identities = [identity for _, _, _, identity in inside]
            if max(identities) >= VETO and sum(identities) / len(identities) >= MEAN_VETO:
                kept.append(_relabelled(entity, inside))
    for start, end, label, probability in runs(tagged, THRESHOLD):
        if label not in APART:
            why = "modèle entraîné sur des documents annotés"
            kept.append(Entity(start, end, label, round(min(probability, 0.99), 3), "modèle", why))
    return kept


def _relabelled(entity: Entity, inside: Sequence[tuple[Token, str, float, float]]) -> Entity:
    """The same finding under the tagger's label, where it is sure and both labels are of one family."""
    labels = {label for _, label, probability, _ in inside if probability >= RELABEL}
    if len(labels) == 1 and len(inside) == sum(probability >= RELABEL for _, _, probability, _ in inside):
        label = labels.pop()
        if any(entity.label in family and label in family for family in _FAMILIES):
            return dataclasses.replace(entity, label=label)
    return entity
