"""From the working zone's coordinates to what a role may see: the source's own words, or tags."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from assistant.clinical.model import Cite
from ingest.dates import find_dates, rewrite
from ingest.document import Page, Place
from ingest.places import page_of
from ingest.when import When
from privacy.alignment import Alignment
from privacy.pseudonyms import Pseudonyms

_BARE = re.compile(r"[\d\s/.-]{1,7}")
_LETTER = re.compile(r"[^\W\d_]")
_AROUND = 8


class View(Protocol):
    """How one role sees one patient's citations, texts and dates."""

    def name(self, document: str) -> str:
        """A document's name for this role, from its opaque id."""
        ...

    def cite(self, cite: Cite) -> dict[str, Any]:
        """A citation as JSON: document, start, end, quote, page."""
        ...

    def text(self, text: str, cites: Iterable[Cite]) -> str:
        """A wording made in the working zone, as this role may read it."""
        ...

    def when(self, when: When | None) -> str | None:
        """A date at its own precision."""
        ...


@dataclass(frozen=True, slots=True)
class Masked:
    """A role that may not know who it is: opaque ids, tags, moved dates."""

    texts: Mapping[str, str]
    """Pseudonymised text by document id."""

    def name(self, document: str) -> str:
        """The opaque id itself."""
        return document

    def cite(self, cite: Cite) -> dict[str, Any]:
        """Offsets in the pseudonymised text."""
        quote = self.texts[cite.document][cite.start : cite.end]
        return {"document": cite.document, "start": cite.start, "end": cite.end, "quote": quote, "page": None}

    def text(self, text: str, cites: Iterable[Cite]) -> str:
        """Unchanged: it names nobody."""
        return text

    def when(self, when: When | None) -> str | None:
        """The moved date."""
        return when.iso() if when else None


@dataclass(frozen=True)
class Source:
    """What the vault holds of one document."""

    name: str
    media_type: str
    text: str
    pseudo: str
    alignment: Alignment
    pages: tuple[Page, ...]
    places: tuple[Place, ...]
    type: str | None = None
    """The document's type in its source's own words."""
    origin: str | None = None
    """Where it comes from, as its sidecar says."""

    def replacements(self, start: int, end: int) -> Iterator[tuple[re.Pattern[str], str]]:
        """How each replaced wording of a stretch of the pseudonymised text reads, and the words it stands for.

        A tag or a whole date is known by itself. A bare number (`le 18`, `2012`) is only known with what stands
        around it: alone, it could be a dose.
        """
        for seg in self.alignment.replaced:
            if seg.pseudo_end <= start or seg.pseudo_start >= end:
                continue
            moved = self.pseudo[seg.pseudo_start : seg.pseudo_end]
            body = _spaced(moved)
            if not _BARE.fullmatch(moved):
                yield re.compile(rf"(?<![\w,./])({body})(?![\w]|[,./]\d)"), seg.surface
                continue
            before = self.pseudo[max(start, seg.pseudo_start - _AROUND) : seg.pseudo_start]
            after = self.pseudo[seg.pseudo_end : min(end, seg.pseudo_end + _AROUND)]
            if _LETTER.search(before):
                yield re.compile(rf"{_spaced(before)}({body})(?!\w|[.,]\d)", re.IGNORECASE), seg.surface
            elif _LETTER.search(after):
                yield (
                    re.compile(rf"(?:^|(?<=[;:.(] ))({body})(?={_spaced(after.rstrip())})", re.IGNORECASE),
                    seg.surface,
                )


def _spaced(text: str) -> str:
    """A pattern for a text in which any run of white space equals any other."""
    return r"\s+".join(re.escape(part) for part in re.split(r"\s+", text))


@dataclass(frozen=True)
class Revealed:
    """A role that may know: the source's names, words and dates, character for character."""

    sources: Mapping[str, Source]
    pseudonyms: Pseudonyms

    def name(self, document: str) -> str:
        """The file's name."""
        return self.sources[document].name

    def cite(self, cite: Cite) -> dict[str, Any]:
        """Offsets and words of the source; a tag cut by the span is shown whole."""
        source = self.sources[cite.document]
        start, end = source.alignment.to_source(cite.start, cite.end)
        return {
            "document": source.name,
            "start": start,
            "end": end,
            "quote": source.text[start:end],
            "page": page_of(source.pages, start),
        }

    def text(self, text: str, cites: Iterable[Cite]) -> str:
        """Put back the words that the cited spans replaced, then any tag or date left, by the patient's own map."""
        stood: dict[tuple[int, int], str] = {}
        for cite in cites:
            for pattern, surface in self.sources[cite.document].replacements(cite.start, cite.end):
                for match in pattern.finditer(text):
                    at = match.span(1)
                    if not any(start < at[1] and at[0] < end for start, end in stood):
                        stood[at] = surface
        out: list[str] = []
        last = 0
        for (start, end), surface in sorted(stood.items()):
            out += (self._rest(text[last:start]), " ".join(surface.split()))
            last = end
        return "".join([*out, self._rest(text[last:])])

    def _rest(self, text: str) -> str:
        """Dates that were written from values (`(le 18/11/2024)`), and tags known to the patient's map."""
        out: list[str] = []
        last = 0
        for found in find_dates(text):
            if found.stated not in ("day", "month", "year"):
                continue  # without its document a partial date cannot be moved back
            out += (text[last : found.start], rewrite(text[found.start : found.end], found, -self.pseudonyms.weeks))
            last = found.end
        out.append(text[last:])
        return self.pseudonyms.reveal_tags("".join(out))

    def when(self, when: When | None) -> str | None:
        """The true date."""
        return when.moved(-self.pseudonyms.weeks).iso() if when else None
