"""Gold dossiers: what a clinician of each moment should be shown, and where it is written."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from eval.marks import Mark, plain


@dataclass(frozen=True, slots=True)
class Evidence:
    """Exact words of one document that carry a fact, and their span (None when they are not there)."""

    file: str
    quote: str
    span: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class GoldFact:
    """A fact to show: grade 3 changes the next hour, 2 the day, 1 is background."""

    id: str
    category: str
    statement: str
    grade: int
    must_not_miss: bool
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class GoldTrap:
    """What a naive search would show as true and is not."""

    id: str
    kind: str
    statement: str
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class GoldConflict:
    """Documents that contradict each other; every side is to be shown."""

    id: str
    statement: str
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class GoldMoment:
    """One visit: moment, reason, day, and what is relevant to it."""

    moment: str
    motif: str
    as_of: str
    facts: tuple[GoldFact, ...]
    traps: tuple[GoldTrap, ...]
    conflicts: tuple[GoldConflict, ...]


@dataclass(frozen=True, slots=True)
class GoldQuestion:
    """A question, and the words that answer it; none when the dossier does not."""

    id: str
    question: str
    unanswerable: bool
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True)
class Dossier:
    """One patient: plain texts with their identity marks, moments and questions."""

    patient: str
    folder: Path
    identity: Mapping[str, Any]
    documents: tuple[Mapping[str, Any], ...]
    texts: Mapping[str, str]
    marks: Mapping[str, tuple[Mark, ...]]
    moments: tuple[GoldMoment, ...]
    questions: tuple[GoldQuestion, ...] = field(default=())

    @cached_property
    def characters(self) -> int:
        """Length of the whole dossier."""
        return sum(map(len, self.texts.values()))


def locate(text: str, quote: str) -> tuple[int, int] | None:
    """Where a quote stands in a text, any run of white space being equal to any other."""
    found = re.search(r"\s+".join(map(re.escape, quote.split())), text)
    return found.span() if found else None


def read_dossier(folder: Path) -> Dossier:
    """Read one gold dossier. Raises OSError, yaml.YAMLError or KeyError when it is not one."""
    gold = yaml.safe_load((folder / "dossier.yaml").read_text(encoding="utf-8"))
    read = {d["file"]: plain((folder / d["file"]).read_text(encoding="utf-8")) for d in gold["documents"]}
    texts = {name: text for name, (text, _) in read.items()}

    def evidence(item: Mapping[str, Any]) -> tuple[Evidence, ...]:
        return tuple(
            Evidence(e["file"], e["quote"], locate(texts[e["file"]], e["quote"])) for e in item.get("evidence") or ()
        )

    moments = tuple(
        GoldMoment(
            m["moment"],
            m["motif"],
            str(m["as_of"]),
            tuple(
                GoldFact(f["id"], f["category"], f["statement"], f["grade"], bool(f.get("must_not_miss")), evidence(f))
                for f in m["facts"]
            ),
            tuple(GoldTrap(t["id"], t["kind"], t["statement"], evidence(t)) for t in m.get("traps") or ()),
            tuple(GoldConflict(c["id"], c["statement"], evidence(c)) for c in m.get("conflicts") or ()),
        )
        for m in gold["moments"]
    )
    questions = tuple(
        GoldQuestion(q["id"], q["q"], bool(q.get("unanswerable")), evidence(q)) for q in gold.get("questions") or ()
    )
    return Dossier(
        gold["patient_id"],
        folder,
        gold["identity"],
        tuple(gold["documents"]),
        texts,
        {name: marks for name, (_, marks) in read.items()},
        moments,
        questions,
    )


def read_corpus(root: Path) -> Iterator[Dossier]:
    """Every dossier under a folder, in the order of their names."""
    for path in sorted(root.rglob("dossier.yaml")):
        yield read_dossier(path.parent)
