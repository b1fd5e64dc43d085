"""The patient's documents in time: three zones, so that the last month is never squeezed by the last decade."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, Final

from assistant.page.citations import document_title
from assistant.page.words import escape, short_date
from ingest.when import When

Json = Mapping[str, Any]
_RECENT: Final = 30
_YEAR: Final = 365
_EVENTS: Final = {"evenement_recent": "évén.", "allergie": "allergie"}


def render(documents: Sequence[Json], as_of: str, brief: Json | None = None, current: str | None = None) -> str:
    """The time line up to `as_of`; `current` is the document that is open."""
    day = dt.date.fromisoformat(as_of)
    zones: list[list[Json]] = [[], [], []]
    for document in sorted(documents, key=lambda one: (one.get("date") or "", one["document"])):
        zone = _zone(document.get("date"), day)
        if zone is not None:
            zones[zone].append(document)
    marks = "".join(
        _zone_html(zone, number, _event(brief, number, day), current) for number, zone in enumerate(zones) if zone
    )
    return f'<nav class="timeline" aria-label="Documents et événements dans le temps">{marks}</nav>'


def _zone(date: str | None, day: dt.date) -> int | None:
    """0: older than a year or undated, 1: the year, 2: the last 30 days; None: after `day`."""
    if not date:
        return 0
    first, _ = When.parse(date).span()
    days = (day - first).days
    if days < 0:
        return None
    return 2 if days <= _RECENT else 1 if days <= _YEAR else 0


def _event(brief: Json | None, zone: int, day: dt.date) -> str:
    """The latest pinned event or allergy of a zone, as a word and a date."""
    found = [
        item
        for section in (brief or {}).get("sections", ())
        for item in section["items"]
        if item.get("critical") and item["category"] in _EVENTS and item.get("date")
        if item["status"] == "actuel" and _zone(item["date"], day) == zone
    ]
    if not found:
        return ""
    latest = max(found, key=lambda item: item["date"])
    text = f"▲ {_EVENTS[latest['category']]} {_mark_date(latest['date'], zone)}"
    return f' <b class="timeline-event" title="{escape(latest["text"])}">{escape(text)}</b>'


def _mark_date(date: str | None, zone: int) -> str:
    if not date:
        return "?"
    whole = short_date(date)
    return whole[:5] if zone == 2 and len(date) == 10 else whole[-5:]


def _zone_html(zone: Sequence[Json], number: int, event: str, current: str | None) -> str:
    years = sorted({document["date"][:4] for document in zone if document.get("date")})
    if number == 2:
        title = f"{_RECENT} j"
    elif not years:
        title = "sans date"
    else:
        title = years[0] if years[0] == years[-1] else f"{years[0]} – {years[-1]}"
    marks = "".join(_mark_html(document, number, document["document"] == current) for document in zone)
    return f'<div class="timeline-zone"><span>{title}{event}</span><ol>{marks}</ol></div>'


def _mark_html(document: Json, zone: int, current: bool) -> str:
    here = ' aria-current="true"' if current else ""
    unread = '<span class="timeline-event">▲</span>' if document.get("unread") else ""
    return (
        f'<li><button type="button" class="timeline-mark" data-act="document" title="{escape(_full(document))}" '
        f'data-document="{escape(document["document"])}"{here}>{unread}{escape(_mark(document))}'
        f"<small>{_mark_date(document.get('date'), zone)}</small></button></li>"
    )


def _mark(document: Json) -> str:
    short = str(document.get("short") or document.get("type") or document["document"])
    short = short.removeprefix("CR ").rstrip(".")
    short = short[:1].upper() + short[1:]
    return short if len(short) <= 4 else short[:4].rstrip() + "."


def _full(document: Json) -> str:
    parts = [document_title(document["document"], document), document.get("specialty"), document.get("source")]
    reason = document.get("unread")
    return ", ".join(str(part) for part in parts if part) + (" (non lu)" if reason else "")
