"""What a brief shows, hides, and shows as true though it is not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from assistant.clinical.model import NOT_CURRENT
from eval.gold import Dossier, Evidence, GoldConflict, GoldMoment
from eval.metrics.coverage import covered, lines, shown

FIRST: Final = 3
"""Citations of an item that count: what is in sight."""
CONFLICT: Final = 1500
"""Characters that one conflict may cite."""


@dataclass(frozen=True, slots=True)
class BriefScore:
    """Counts of one brief; ratios are made when briefs are added up."""

    vital: int
    vital_found: int
    grades: int
    grades_found: int
    found: int
    hidden: int
    traps: int
    traps_true: int
    conflicts: int
    conflicts_found: int
    conflicts_shown: int
    items: int
    quoted: int
    characters: int
    citations: int
    citations_exact: int
    false_not_found: int
    misses: tuple[str, ...]


def _conflict_found(gold: GoldConflict, conflicts: Iterable[Mapping[str, Any]]) -> bool:
    """One shown conflict covers evidence from two documents (or two quotes when there is one document)."""
    files = {e.file for e in gold.evidence}
    for conflict in conflicts:
        cites = conflict["citations"]
        got = [e for e in gold.evidence if covered(e, cites)]
        if (
            len(got) >= 2
            and len({e.file for e in got}) >= min(2, len(files))
            and sum(c["end"] - c["start"] for c in cites) <= CONFLICT
        ):
            return True
    return False


def score_brief(dossier: Dossier, moment: GoldMoment, brief: Mapping[str, Any]) -> BriefScore:
    """Score the JSON of `vigie brief` on one gold moment.

    Traps that stand on a line which also states a fact are left out: a line is read as a whole.
    """
    items = [item for section in brief["sections"] for item in section["items"]]
    conflicts = brief["conflicts"]
    sides = [c for x in conflicts for c in x["citations"]]
    first = [c for item in items for c in item["citations"][:FIRST]] + sides
    every = [c for item in items for c in item["citations"]] + sides

    def hit(evidence: Iterable[Evidence], cites: Iterable[Mapping[str, Any]]) -> bool:
        cites = list(cites)
        return any(covered(e, cites) for e in evidence)

    found = [f for f in moment.facts if hit(f.evidence, first)]
    missed = [f for f in moment.facts if f.must_not_miss and f not in found]
    hidden = 0
    for fact in found:
        carriers = [i for i in items if hit(fact.evidence, i["citations"])]
        hidden += bool(carriers) and all(i["status"] in NOT_CURRENT for i in carriers)
    fact_lines = {at for f in moment.facts for e in f.evidence for at in lines(dossier.texts[e.file], e)}
    traps = [t for t in moment.traps if not any(lines(dossier.texts[e.file], e) & fact_lines for e in t.evidence)]
    wrong = [t for t in traps if any(i["status"] not in NOT_CURRENT and hit(t.evidence, i["citations"]) for i in items)]
    got = [c for c in moment.conflicts if _conflict_found(c, conflicts)]
    absent = {a["category"] for a in brief["not_found"] if not a.get("concept")}
    vital = [f for f in moment.facts if f.must_not_miss]
    return BriefScore(
        vital=len(vital),
        vital_found=len(vital) - len(missed),
        grades=sum(f.grade for f in moment.facts),
        grades_found=sum(f.grade for f in found),
        found=len(found),
        hidden=hidden,
        traps=len(traps),
        traps_true=len(wrong),
        conflicts=len(moment.conflicts),
        conflicts_found=len(got),
        conflicts_shown=len(conflicts),
        items=len(items),
        quoted=sum(map(len, shown(every).values())),
        characters=dossier.characters,
        citations=len(every),
        citations_exact=sum(
            dossier.texts.get(c["document"], "")[c["start"] : c["end"]].split() == c["quote"].split() for c in every
        ),
        false_not_found=len(absent & {f.category for f in moment.facts}),
        misses=(
            *(f"{moment.moment} {f.id} {f.category} : {f.statement}" for f in missed),
            *(f"{moment.moment} piège {t.kind} : {t.statement}" for t in wrong),
            *(f"{moment.moment} conflit : {c.statement}" for c in moment.conflicts if c not in got),
        ),
    )
