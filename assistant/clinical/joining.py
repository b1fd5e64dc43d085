"""Statements other than treatments and laboratory values, joined over documents when they say the same thing."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final

from assistant.clinical.allergies import allergens
from assistant.clinical.intake import forbids
from assistant.clinical.model import Fact
from assistant.clinical.statements import (
    OTHERS,
    UNDATED,
    Statement,
    cites,
    first_last,
    flags,
    heading,
    vocabulary,
)  # fmt: skip
from assistant.clinical.wording import clause, contained, overlap

_SAME: Final = 0.6
_SAME_CONCEPT: Final = 0.4
_NOTHING_NEW: Final = 0.75
_REFUTING: Final = frozenset({"infirmé"})
_LASTING_REFUTATION: Final = frozenset({"allergie"})


@dataclass(slots=True)
class _Cluster:
    """Statements being joined, the most telling one first."""

    status: str
    members: list[Statement] = field(default_factory=list)

    def takes(self, other: Statement) -> bool:
        """Whether `other` says the same as the first member, or nothing that it does not say."""
        lead = self.members[0]
        if lead.negated != other.negated:
            return False
        if lead.mention.category == "allergie" and not lead.negated and (about := allergens(lead.plain)):
            return allergens(other.plain) == about
        same_concept = bool(lead.mention.concept) and lead.mention.concept == other.mention.concept
        if same_concept and other.numbers <= lead.numbers and contained(other.words, lead.words) >= _NOTHING_NEW:
            return True
        near = _SAME_CONCEPT if same_concept else _SAME
        return other.numbers == lead.numbers and overlap(lead.words, other.words) >= near


def resolved(told: Sequence[Statement]) -> dict[Statement, str]:
    """The status of each statement once the others are known: what was refuted later is `infirmé` everywhere.

    A refuted hypothesis stays refuted until something new is said; a refuted allergy stays so even if copied.
    """
    by_concept: dict[tuple[str, str], list[Statement]] = defaultdict(list)
    for s in told:
        if s.mention.concept:
            by_concept[s.mention.category, s.mention.concept].append(s)
    status = {s: _meant(s) for s in told}
    for (category, _), group in by_concept.items():
        refutations = [s for s in group if s.status in _REFUTING and s.source.authority > 1]
        if not refutations:
            continue
        last = max(s.told for s in refutations)
        for s in group:
            if s.status in {"hypothèse", "actuel"} and (s.told <= last or category in _LASTING_REFUTATION):
                status[s] = "infirmé"
    return status


@cache
def _expression(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def _meant(statement: Statement) -> str:
    """The reading's status, but an instruction, a ban or a denied compatibility is a present fact."""
    rules = vocabulary("ageing.yaml")
    if statement.status == "hypothèse" and _expression(rules["conditional"]).search(statement.plain):
        return "actuel"
    if statement.status == "nié" and statement.mention.concept in rules["assertive"]:
        return "actuel"
    if statement.mention.category == "traitement" and forbids(statement):
        return "actuel"
    return statement.status


def _aged(category: str, group: Sequence[Statement], as_of: dt.date) -> bool:
    """Whether a current statement is by now only a past event or state."""
    rules: Mapping[str, Any] = vocabulary("ageing.yaml")
    newest = max(group, key=lambda s: s.order)
    day = newest.mention.when.span()[1] if newest.mention.when else newest.told
    if day == UNDATED or _expression(rules["conditional"]).search(newest.plain):
        return False
    age = (as_of - min(day, newest.told) if newest.told != UNDATED else as_of - day).days
    limit = rules["categories"].get(category)
    if limit is not None and age > int(limit):
        return True
    return any(
        category in rule["categories"]
        and age > int(rule["days"])
        and _expression(rule["pattern"]).search(newest.plain)
        and not ("unless" in rule and _expression(rule["unless"]).search(newest.plain))
        for rule in rules["wordings"]
    )


def clusters(told: Iterable[Statement], status: Mapping[Statement, str]) -> list[tuple[str, list[Statement]]]:
    """Statements of one category that say the same, with their common status; longer wordings lead."""
    grouped: list[_Cluster] = []
    for s in sorted(told, key=lambda s: (len(s.words), s.order), reverse=True):
        home = next((c for c in grouped if c.status == status[s] and c.takes(s)), None)
        if home is None:
            home = _Cluster(status[s])
            grouped.append(home)
        home.members.append(s)
    return [(c.status, c.members) for c in grouped]


def _lead(members: Sequence[Statement]) -> Statement:
    """The wording to show: the newest among those that say nearly as much as the fullest one."""
    most = max(len(s.words) for s in members)
    return max((s for s in members if len(s.words) >= 0.7 * most), key=lambda s: s.rank)


def joined(told: Sequence[Statement], as_of: dt.date) -> tuple[Fact, ...]:
    """The facts of all categories but treatments and laboratory series."""
    status = resolved(told)
    by_category: dict[str, list[Statement]] = defaultdict(list)
    for s in told:
        by_category[s.mention.category].append(s)
    found = []
    for category, group in by_category.items():
        for state, members in clusters(group, status):
            found.append(_fact(category, state, members, as_of))
    return tuple(found)


def _fact(category: str, state: str, members: Sequence[Statement], as_of: dt.date) -> Fact:
    lead = _lead(members)
    if state == "actuel" and _aged(category, members, as_of):
        state = "ancien"
    short = len(lead.words) <= 3 and category in vocabulary("ageing.yaml")["headed"]
    text = clause(lead.text, heading(lead) if short else "")
    first, last = first_last(members)
    concepts = [s.mention.concept for s in members if s.mention.concept]
    return Fact(
        category, lead.mention.concept or (concepts[0] if concepts else ""), text, state, first, last,
        tuple(dict.fromkeys((lead.cite, *cites(members)))), (), flags(members),
        max(s.mention.vital for s in members), max(s.mention.score for s in members),
    )  # fmt: skip


def about_others(told: Iterable[Statement]) -> list[Statement]:
    """The statements that are about somebody else."""
    return [s for s in told if s.status in OTHERS or s.passage.subject == "other"]
