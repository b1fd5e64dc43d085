"""Whose passage: the parts of a document that speak of somebody else, decided from the identities they bear.

What no span covers is the patient's. Hiding the patient's own facts is the worst error here, so a part is
`other` only on another person's name with another birth date, NIR or room, and `unknown` only on a contradiction.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from ingest.document import Document
from privacy.entity import Entity
from privacy.headers import Header, cues, headers, name_runs
from privacy.known import Known
from privacy.persons import PatientNames, is_clinician
from privacy.rows import coded_rows, handover_rows

_TOP_LINES: Final = 30


@dataclass(frozen=True, slots=True, order=True)
class SourceSubject:
    """`[start, end)` of the source speaks of another person (`other`), or of nobody certain (`unknown`)."""

    start: int
    end: int
    subject: Literal["other", "unknown"]
    reason: str


def subjects(document: Document, entities: Sequence[Entity], known: Known) -> tuple[SourceSubject, ...]:
    """The spans that are not, or perhaps not, the patient's; sorted and disjoint. None without a known identity."""
    if known.patient is None:
        return ()
    identity = known.patient.identity
    own = PatientNames.of(identity)
    if not own.families or not own.firsts:
        return ()
    text = document.text
    entities = sorted(entities)
    rows = handover_rows(text, entities, own) or coded_rows(text, own)
    if any(row.subject == "patient" for row in rows) and any(row.subject != "patient" for row in rows):
        spans = [SourceSubject(r.start, r.end, r.subject, r.reason) for r in rows if r.subject != "patient"]
    else:
        spans = []
    spans += _sheets(document, headers(document, entities, identity), _mentions(text, entities, own))
    spans += _disowned(text, entities, own)
    return tuple(_disjoint(spans))


def _mentions(text: str, entities: Sequence[Entity], own: PatientNames) -> list[int]:
    """Where the patient is named: by the first name, or by the family name and nothing else."""
    at = []
    for run in name_runs(text, entities):
        said = [text[e.start : e.end] for e in run]
        if any(own.is_first(surface) for surface in said) or all(own.is_family(surface) for surface in said):
            at.append(run[0].start)
    return at


def _sheets(document: Document, found: Sequence[Header], mentions: Sequence[int]) -> Iterator[SourceSubject]:
    """From each header of another person to the patient's next header, or to the end of its page."""
    text = document.text
    marks = [m.start() + (m[0][:1] in "\n\f") for m in cues()["sheets"].finditer(text)]
    pages = [page.start for page in document.pages if page.start] + [m.end() for m in re.finditer("\f", text)]
    for index, header in enumerate(found):
        if header.verdict == "patient":
            continue
        first = index == 0 and text.count("\n", 0, header.start) < _TOP_LINES
        top = (
            first
            and not any(at < header.start for at in mentions)
            and (header.standing or header.subject or not mentions)
        )
        start = _opening(text, header, sorted({*marks, *pages}))
        if not top and (start is None or not header.standing) and not (header.standing and _alone(text, header)):
            continue
        begin = 0 if top else header.start if start is None else start
        stops = [h.start for h in found[index + 1 :] if h.verdict == "patient"]
        end = min([len(text), *stops[:1], *([] if top else [p for p in pages if p > header.start][:1])])
        opened = [m for m in marks if header.end <= m < end and not text[m:end].partition("\n")[2].strip()]
        end = min([end, *opened])
        if header.verdict == "other":
            yield from _with_kin_advice(text, begin, end, header, mentions)
        else:
            yield SourceSubject(begin, end, header.verdict, header.reason)


def _with_kin_advice(
    text: str, begin: int, end: int, header: Header, mentions: Sequence[int]
) -> Iterator[SourceSubject]:
    """Another person's sheet, but for the paragraphs that name the patient or tell the relatives something."""
    for paragraph in re.finditer(r"(?:[^\n]|\n(?![ \t]*\n))+\n*", text[begin:end]):
        advice = header.kin and cues()["kin_advice"].search(paragraph[0]) is not None
        pieces = [paragraph] if advice else re.finditer(r"[^\n.!?]+(?:[.!?](?!\s)[^\n.!?]*)*[.!?\n]*\s*", paragraph[0])
        offset = begin if advice else begin + paragraph.start()
        for piece in pieces:
            start, stop = offset + piece.start(), offset + piece.end()
            if advice or any(start <= at < stop and not header.start <= at < header.end for at in mentions):
                yield SourceSubject(start, stop, "unknown", "document d'un autre, qui parle du patient ou à sa famille")
            else:
                yield SourceSubject(start, stop, "other", header.reason)


def _opening(text: str, header: Header, marks: Sequence[int]) -> int | None:
    """Where the sheet of a header begins: a mark on its line or at most three written lines above it."""
    before = [mark for mark in marks if mark <= header.end]
    if not before:
        return None
    between = [line for line in text[before[-1] : header.start].split("\n")[1:] if line.strip()]
    return before[-1] if len(between) <= 3 else None


def _alone(text: str, header: Header) -> bool:
    """Whether a header's line stands after a blank line, as the head of a sheet does."""
    return text[: header.start].endswith("\n\n") or header.start == 0


def _disowned(text: str, entities: Sequence[Entity], own: PatientNames) -> Iterator[SourceSubject]:
    """Lines that name somebody else and say that what they hold is that person's."""
    others = [
        run[0].start
        for run in name_runs(text, entities)
        if not any(own.is_first(text[e.start : e.end]) for e in run)
        and not own.owns([(e.label, text[e.start : e.end]) for e in run], "")
        and not is_clinician(text[max(0, run[0].start - 30) : run[0].start])
    ]
    for cue in cues()["not_the_patient"].finditer(text):
        start = text.rfind("\n", 0, cue.start()) + 1
        end = _continued(text, cue.end())
        namesake = any(cue.end() <= e.start <= cue.end() + 10 for e in entities if e.label == "NOM")
        if namesake or any(cue.start() - 80 < at < end for at in others if at >= start):
            yield SourceSubject(start, end, "other", "la ligne dit appartenir à une autre personne")


def _continued(text: str, at: int) -> int:
    """End of the line at `at`, with the lines that carry its sentence on."""
    end = text.find("\n", at)
    while end >= 0:
        line = text[text.rfind("\n", 0, end) + 1 : end].rstrip()
        rest = text[end + 1 : end + 40]
        carried = re.match(r"[ \t]+\S|[a-zàâéèêîôûç(]", rest) is not None
        if not carried or line.endswith((".", "!", "?")):
            return end
        end = text.find("\n", end + 1)
    return len(text)


def _disjoint(spans: Iterable[SourceSubject]) -> list[SourceSubject]:
    """In order; where two overlap, the later one keeps what sticks out; neighbours that say the same become one."""
    kept: list[SourceSubject] = []
    for span in sorted(spans):
        start = max(span.start, kept[-1].end if kept else 0)
        if start >= span.end:
            continue
        last = kept[-1] if kept else None
        if last and last.end == start and (last.subject, last.reason) == (span.subject, span.reason):
            kept[-1] = SourceSubject(last.start, span.end, span.subject, span.reason)
        else:
            kept.append(SourceSubject(start, span.end, span.subject, span.reason))
    return kept
