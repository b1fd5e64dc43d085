"""Training material: annotated dossiers and labelled lines, as the working zone would show them."""

from __future__ import annotations

import csv
import gzip
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path
from typing import Any, Final

import yaml

from assistant.clinical.model import DateValue, WorkingDocument
from ingest.dates import find_dates
from ingest.describe import describe
from ingest.document import Document
from ingest.when import When

_MARK: Final = re.compile(r"\[([^\[\]]+)\]\(([A-Z_]+)\)")
_TRAP_STATUS: Final = {
    "stopped": "arrêté", "negated": "nié", "family": "familial", "outdated": "ancien",
    "superseded": "remplacé", "other_person": "autre personne", "hypothetical": "hypothèse",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Evidence:
    """Words of a document that state a fact, or that look like one and are not (`status` other than `actuel`)."""

    start: int
    end: int
    category: str
    status: str
    grade: int
    vital: bool
    moment: int


@dataclass(frozen=True, slots=True)
class Annotated:
    """One document of a dossier with its evidence; spans are those of the tagged text."""

    dossier: str
    document: WorkingDocument
    evidence: tuple[Evidence, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Line:
    """A line labelled by itself."""

    text: str
    category: str
    status: str
    vital: bool


def tagged(marked: str) -> tuple[str, str, list[tuple[int, int]]]:
    """(text with tags in the identities' place, plain text, pairs of offsets plain -> tagged at each piece's start).

    Dates stay as they are: the working zone keeps their form.
    """
    numbers: dict[tuple[str, str], int] = {}
    out, plain, last = "", "", 0
    pairs = [(0, 0)]
    for mark in _MARK.finditer(marked):
        before = marked[last : mark.start()]
        out, plain = out + before, plain + before
        surface, label = mark[1], mark[2]
        if label == "DATE":
            shown = surface
        else:
            number = numbers.setdefault((label, surface.lower()), len(numbers) + 1)
            shown = f"[{label} {number}]"
        pairs.append((len(plain), len(out)))
        out, plain = out + shown, plain + surface
        pairs.append((len(plain), len(out)))
        last = mark.end()
    return out + marked[last:], plain + marked[last:], pairs


def _moved(pairs: list[tuple[int, int]], at: int, after: bool) -> int:
    """The tagged offset of a plain one; inside a mark, its tag's end or start."""
    previous = max((pair for pair in pairs if pair[0] <= at), key=lambda pair: pair[0] * 2 + (pair[1] if after else 0))
    following = [pair for pair in pairs if pair[0] > at]
    target = previous[1] + at - previous[0]
    return min(target, following[0][1]) if following else target


def working(name: str, text: str, declared: When | None = None) -> WorkingDocument:
    """A tagged text as a working document, described by its own words."""
    described = describe(Document(name, "text/plain", text), None)
    date = described.date or declared
    dates = tuple(DateValue(found.start, found.end, found.when) for found in find_dates(text, date) if not found.birth)
    return WorkingDocument(
        name, text, described.kind, described.type, date, described.specialty, described.sections, dates
    )


def dossiers(folder: Path) -> Iterator[list[Annotated]]:
    """Each dossier under `folder` (`dossier.yaml` and its marked texts)."""
    for path in sorted(folder.rglob("dossier.yaml")):
        gold = yaml.safe_load(path.read_text(encoding="utf-8"))
        yield [_annotated(path.parent, gold, entry) for entry in gold["documents"]]


def _annotated(folder: Path, gold: dict[str, Any], entry: dict[str, Any]) -> Annotated:
    text, plain, pairs = tagged((folder / entry["file"]).read_text(encoding="utf-8"))
    declared = When.parse(str(entry["date"])) if entry.get("date") else None
    found = []
    for index, moment in enumerate(gold["moments"]):
        for fact in moment["facts"]:
            for piece in fact["evidence"]:
                found.append((piece, fact["category"], "actuel", fact["grade"], bool(fact.get("must_not_miss")), index))
        for trap in moment.get("traps") or ():
            for piece in trap["evidence"]:
                found.append((piece, "", _TRAP_STATUS[trap["kind"]], 0, False, index))
    evidence = []
    for piece, category, status, grade, vital, index in found:
        if piece["file"] != entry["file"]:
            continue
        match = re.search(r"\s+".join(map(re.escape, piece["quote"].split())), plain)
        if match:
            start, end = _moved(pairs, match.start(), True), _moved(pairs, match.end(), False)
            evidence.append(Evidence(start, max(end, start + 1), category, status, grade, vital, index))
    document = working(entry["file"], text, declared)
    return Annotated(gold["patient_id"], document, tuple(evidence))


def lines(folder: Path) -> list[Line]:
    """Labelled lines: `*.tsv` or `*.tsv.gz` with the columns text, category, status, vital."""
    out = []
    for path in sorted([*folder.glob("*.tsv"), *folder.glob("*.tsv.gz")]):
        raw = path.read_bytes()
        content = (gzip.decompress(raw) if path.suffix == ".gz" else raw).decode("utf-8")
        for row in csv.DictReader(StringIO(content), delimiter="\t", quoting=csv.QUOTE_NONE):
            out.append(Line(row["text"], row["category"], row["status"], row["vital"] == "1"))
    return out
