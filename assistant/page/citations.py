"""Citation chips: from where each line comes, in as few characters as can be read at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from assistant.page.words import escape, french_date, short_date, specialty

Json = Mapping[str, Any]


@dataclass(slots=True)
class Citations:
    """The citations written on one pane, numbered in the order of writing.

    A chip carries the numbers (with the pane's prefix); a click sends them back, and `find` gives the citations.
    """

    documents: Mapping[str, Json]
    """Document name -> its description, as the service lists it."""
    prefix: str = "b"
    written: list[Json] = field(default_factory=list)
    first: list[Json] = field(default_factory=list)
    """The citations of the first chip written, which is the one open at the start."""

    def chips(self, citations: Iterable[Json], *, short: bool = False, date_only: bool = False) -> str:
        """One chip a document, carrying all its citations. Every chip after the first is short."""
        groups: dict[str, list[Json]] = {}
        for citation in citations:
            groups.setdefault(citation["document"], []).append(citation)
        return "".join(
            self._chip(document, group, short=short or rank > 0, date_only=date_only)
            for rank, (document, group) in enumerate(groups.items())
        )

    def _chip(self, document: str, group: Sequence[Json], *, short: bool, date_only: bool) -> str:
        self.first = self.first or list(group)
        numbers = []
        for citation in group:
            numbers.append(f"{self.prefix}{len(self.written)}")
            self.written.append(citation)
        described = self.documents.get(document, {})
        page = group[0].get("page")
        full = source_words(document, described, page)
        if date_only:
            text = short_date(described.get("date")) or escape(_short(document, described))
        elif short:
            text = escape(f"{_short(document, described)} {short_date(described.get('date'))}".strip())
        else:
            text = escape(_long(document, described, page))
            text += ' <span class="ocr">OCR</span>' if described.get("ocr") else ""
        style = "citation-chip short" if short or date_only else "citation-chip"
        label = escape(full)
        return (
            f'<button type="button" class="{style}" data-cite="{" ".join(numbers)}" '
            f'aria-label="{label}" title="{label}">{text}</button>'
        )


def find(written: Sequence[Json], prefix: str, numbers: str) -> list[Json]:
    """The citations whose numbers a chip carried; those that are not of this pane are left out."""
    found = []
    for number in numbers.split():
        index = number.removeprefix(prefix)
        if number.startswith(prefix) and index.isdecimal() and int(index) < len(written):
            found.append(written[int(index)])
    return found


def source_words(document: str, described: Json, page: int | None) -> str:
    """The whole source, as a screen reader says it."""
    parts = [described.get("type") or _short(document, described), french_date(described.get("date"))]
    parts += [described.get("specialty") or "", f"page {page}" if page else ""]
    parts.append("texte océrisé" if described.get("ocr") else "")
    return "Source : " + ", ".join(part for part in parts if part)


def document_title(document: str, described: Json) -> str:
    """Type and date of a document, or its name when neither is known."""
    kind = str(described.get("type") or _short(document, described))
    parts = [kind[:1].upper() + kind[1:], french_date(described.get("date"))]
    return " · ".join(part for part in parts if part)


def original_link(handle: str | None, words: str) -> str:
    """A link that opens the document as it was received; nothing without a handle."""
    if handle is None:
        return ""
    address = f"originaux/{escape(handle)}"
    return f'<a class="button small" href="{address}" target="_blank" rel="noopener noreferrer">{words}</a>'


def _short(document: str, described: Json) -> str:
    return str(described.get("short") or described.get("type") or document)


def _long(document: str, described: Json, page: int | None) -> str:
    short = _short(document, described)
    domain = specialty(described.get("specialty"))
    if domain.casefold()[:4] == short.casefold()[:4]:
        domain = ""
    parts = [short, french_date(described.get("date")), domain, f"p. {page}" if page else ""]
    return " · ".join(part for part in parts if part)
