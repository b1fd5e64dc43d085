"""From a span of the text to the page and the rectangles where it is printed."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from ingest.document import Document, Page, Place


def page_of(pages: Sequence[Page], start: int) -> int | None:
    """Number of the page that the character at `start` is on; None for a document without pages."""
    if not pages:
        return None
    index = bisect_right([page.start for page in pages], start) - 1
    return pages[max(0, index)].number


def boxes(document: Document, start: int, end: int) -> tuple[Place, ...]:
    """Rectangles of `[start, end)`, one a printed line, in text order. Empty without geometry."""
    merged: list[Place] = []
    for place in document.places:
        if place.end <= start or end <= place.start:
            continue
        last = merged[-1] if merged else None
        if last is not None and last.page == place.page and "\n" not in document.text[last.end : place.start]:
            merged[-1] = Place(last.start, place.end, last.page, min(last.x0, place.x0), min(last.y0, place.y0),
                               max(last.x1, place.x1), max(last.y1, place.y1))  # fmt: skip
        else:
            merged.append(place)
    return tuple(merged)
