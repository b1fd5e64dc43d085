"""Facts that a newer or better statement has ended."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from typing import Final

from assistant.clinical.model import Cite, Fact
from assistant.clinical.topics import Stand

_ONE_MEASURE: Final = 80
"""A longer wording says more than the measure that a newer one replaced."""
_BESIDE: Final = frozenset(
    {"autonomie", "contact", "imagerie", "evenement_recent", "mode_de_vie", "examen", "dispositif", "grossesse"}
)
"""Categories of which a mention inside a line about a past treatment tells only that line."""


def _touch(first: Cite, second: Cite) -> bool:
    return first.document == second.document and first.start < second.end and second.start < first.end


def replaced(fact: Fact, past: Sequence[Stand], treatments: Mapping[Cite, str], refuted: AbstractSet[Cite]) -> Fact:
    """The fact, no longer current when its best citation lies in what another statement has ended.

    `past` are stands that no longer hold, `treatments` the citations of doses and drugs that are over, `refuted` those
    of allergies refuted since.
    """
    if fact.status != "actuel" or not fact.citations:
        return fact
    best = fact.citations[0]
    if fact.category == "allergie" and any(_touch(cite, best) for cite in refuted):
        return replace(fact, status="infirmé")
    for stand in past:
        short = not stand.topic.series or best.end - best.start <= _ONE_MEASURE
        if short and _touch(stand.cite, best) and fact.category != "traitement":
            return replace(fact, status="remplacé")
    if fact.category in _BESIDE and best in treatments:
        return replace(fact, status=treatments[best])
    return fact
