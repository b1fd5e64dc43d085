"""What each document says, ready to be compared with what the others say."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

import yaml

from assistant.clinical.model import Cite, Mention, Passage, Reading, WorkingDocument
from assistant.clinical.terms import terms
from assistant.clinical.text import Folded, fold, folded
from assistant.clinical.wording import negated, numbers, words
from ingest.when import When

UNDATED: Final = dt.date.min
_IN_TAG: Final = re.compile(r"\[[^\]]*$")
_BEGINS: Final = 12
"""A date within so many characters of its line dates an entry of a log."""
OTHERS: Final = frozenset({"autre personne", "familial"})


@dataclass(frozen=True, slots=True, eq=False)
class Source:
    """One document that exists on the day asked for, with its text folded once."""

    index: int
    document: WorkingDocument
    reading: Reading
    plain: Folded
    date: dt.date
    authority: int
    """3 prescription or laboratory, 2 letter or report, 1 list copied or told by somebody."""
    log: bool
    """Whether its entries are dated one by one (nurses' notes)."""

    def cite(self, start: int, end: int) -> Cite:
        """A citation of `[start, end)` of the document's text."""
        return Cite(self.document.id, start, end)

    def folded(self, start: int, end: int) -> str:
        """The folded words of `[start, end)` of the document's text, on one line."""
        first, last = self.plain.place(start, end)
        return self.plain.text[first:last].replace("\n", " ")


@dataclass(frozen=True, slots=True, eq=False)
class Statement:
    """A mention in its document, with what comparisons need."""

    source: Source
    mention: Mention
    passage: Passage
    text: str
    plain: str
    context: str
    """The folded passage."""
    words: frozenset[str]
    numbers: frozenset[str]
    negated: bool
    told: dt.date
    """The day on which it was said; `UNDATED` when the document has no date."""

    @property
    def cite(self) -> Cite:
        """Where it is."""
        return self.source.cite(self.mention.start, self.mention.end)

    @property
    def status(self) -> str:
        """How the reading takes it."""
        return self.mention.status

    @property
    def order(self) -> tuple[dt.date, int, int]:
        """Sorts statements from the oldest to the newest."""
        return self.told, self.source.index, self.mention.start

    @property
    def rank(self) -> tuple[dt.date, int, float]:
        """Sorts citations from the least to the most convincing."""
        return self.told, self.source.authority, self.mention.score

    @property
    def when(self) -> When | None:
        """The mention's own date, else the day on which it was said."""
        if self.mention.when is not None or self.told == UNDATED:
            return self.mention.when
        return When(self.told)


@cache
def vocabulary(name: str) -> Any:
    """One of the YAML files beside this module."""
    return yaml.safe_load(files("assistant.clinical").joinpath(name).read_text(encoding="utf-8"))


def _matches(rule: Any, document: WorkingDocument) -> bool:
    said = fold(document.type or "").replace("_", " ")
    return document.kind in rule["kinds"] or (document.kind is None and any(word in said for word in rule["types"]))


def _kind(document: WorkingDocument) -> tuple[int, bool]:
    """Authority and log-likeness of a document, from its kind, or from its type in words when it has none."""
    rules = vocabulary("authority.yaml")
    rank = next((int(rule["rank"]) for rule in rules["ranks"] if _matches(rule, document)), int(rules["default"]))
    return rank, _matches(rules["logs"], document)


def _exists(when: When | None, as_of: dt.date) -> bool:
    return when is None or when.span()[0] <= as_of


def sources(pairs: Sequence[tuple[WorkingDocument, Reading]], as_of: dt.date) -> tuple[Source, ...]:
    """The documents that exist on `as_of`, oldest first (those without a date before all others)."""
    dated = [(d.date.day if d.date else UNDATED, d, r) for d, r in pairs if _exists(d.date, as_of)]
    found = []
    for index, (date, document, reading) in enumerate(sorted(dated, key=lambda x: (x[0], x[1].id))):
        authority, log = _kind(document)
        found.append(Source(index, document, reading, folded(document.text), date, authority, log))
    return tuple(found)


def statements(found: Iterable[Source], as_of: dt.date) -> tuple[Statement, ...]:
    """Every mention of these documents that is not after `as_of`, oldest document first."""
    return tuple(
        _statement(source, mention)
        for source in found
        for mention in source.reading.mentions
        if _exists(mention.when, as_of)
    )


def _statement(source: Source, mention: Mention) -> Statement:
    passage = source.reading.passages[mention.passage]
    plain = source.folded(mention.start, mention.end)
    told = told_on(source, passage)
    if told == UNDATED and mention.when is not None and mention.when.precision == "day":
        told = mention.when.day
    return Statement(
        source, mention, passage, source.document.text[mention.start : mention.end], plain,
        source.folded(passage.start, passage.end), words(plain), numbers(plain), negated(plain), told,
    )  # fmt: skip


def told_on(source: Source, passage: Passage) -> dt.date:
    """The day on which a passage was said: its document's, or in a log the last date above it that begins a line."""
    if source.log:
        for date in reversed(source.document.dates):
            if date.start >= passage.end or date.when.precision != "day" or date.when.day > source.date:
                continue
            line = source.document.text.rfind("\n", 0, date.start) + 1
            if date.start - line < _BEGINS:
                return date.when.day
    return source.date


@cache
def _names() -> dict[str, tuple[str, ...]]:
    """The folded names of each drug and laboratory value."""
    found: dict[str, list[str]] = {}
    for term in terms():
        if term.meaning.family != "concept":
            found.setdefault(term.meaning.key, []).append(term.text)
    return {key: tuple(names) for key, names in found.items()}


def printed(statement: Statement) -> str:
    """The first name under which a drug or a laboratory value stands in the text; empty when none is found."""
    names = _names().get(statement.mention.concept, ())
    found = [
        (m.start(), -m.end())
        for n in names
        for m in re.finditer(rf"(?<!\w){re.escape(n)}(?!\w)", statement.plain)
        if not _IN_TAG.search(statement.plain[: m.start()])
    ]
    if not found:
        return ""
    start, end = min(found)
    first, _ = statement.source.plain.place(statement.mention.start, statement.mention.end)
    start, end = statement.source.plain.source(first + start, first - end)
    return statement.source.document.text[start:end]


def heading(statement: Statement) -> str:
    """The nearest heading of a statement's passage, empty when it has none."""
    heads = statement.passage.heads
    return statement.source.document.text[heads[-1][0] : heads[-1][1]] if heads else ""


def first_last(group: Iterable[Statement]) -> tuple[When | None, When | None]:
    """The earliest and latest dates of a group."""
    dates = sorted((s.when for s in group if s.when is not None), key=lambda w: w.day)
    return (dates[0], dates[-1]) if dates else (None, None)


def cites(group: Iterable[Statement], most: int = 6) -> tuple[Cite, ...]:
    """Citations of a group, newest and most authoritative first, one a place."""
    best = sorted(group, key=lambda s: s.rank, reverse=True)
    return tuple(dict.fromkeys(s.cite for s in best))[:most]


def flags(group: Iterable[Statement]) -> tuple[str, ...]:
    """All flags of a group, in order of appearance."""
    return tuple(dict.fromkeys(flag for s in group for flag in s.mention.flags))
