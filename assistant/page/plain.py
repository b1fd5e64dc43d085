"""The brief in plain text, for the hospital's own software."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from assistant.page.citations import document_title
from assistant.page.words import category, read_out_of

Json = Mapping[str, Any]


def as_text(brief: Json, documents: Mapping[str, Json]) -> str:
    """The brief in plain text, for another software: one fact a line, its source in brackets."""
    lines = [
        brief["headline"],
        read_out_of(brief["documents"]["read"], brief["documents"]["read"] + len(brief["documents"]["unread"])),
    ]
    for section in brief["sections"]:
        lines += ["", section["title"].upper()]
        for item in section["items"]:
            state = "" if item["status"] == "actuel" else f" ({item['status']})"
            lines.append(f"- {item['text']}{state}{_source(item['citations'], documents)}")
    for conflict in brief["conflicts"]:
        lines += ["", f"≠ CONFLIT : {conflict['text']}"]
        lines += [f"- {side['text']}{_source(side['citations'], documents)}" for side in conflict["sides"]]
    if brief["not_found"]:
        lines += ["", "CHERCHÉ, NON TROUVÉ (ne veut pas dire absent)"]
        lines += [f"- {entry['concept'] or category(entry['category'])}" for entry in brief["not_found"]]
    if brief["documents"]["unread"]:
        lines += ["", "NON LUS"]
        lines += [f"- {entry['document']} : {entry['reason']}" for entry in brief["documents"]["unread"]]
    return "\n".join(lines)


def _source(citations: Sequence[Json], documents: Mapping[str, Json]) -> str:
    names = dict.fromkeys(document_title(cite["document"], documents.get(cite["document"], {})) for cite in citations)
    return f" [{' ; '.join(names)}]" if names else ""
