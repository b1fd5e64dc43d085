"""What a command prints: one JSON document on stdout, everything else on stderr."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from typing import Any


def emit(value: Any) -> None:
    """Print one JSON document on one line of stdout."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False) + "\n")
    sys.stdout.flush()


def say(text: str = "") -> None:
    """Print a line for a person: on stdout, as the command's answer."""
    sys.stdout.write(text + "\n")


def note(text: str) -> None:
    """Print a line beside the answer, on stderr."""
    sys.stderr.write(text + "\n")


def show_citation(cite: Mapping[str, Any], indent: str = "      ") -> None:
    """One citation: where, then its words."""
    page = f", p. {cite['page']}" if cite.get("page") else ""
    words = " ".join(str(cite["quote"]).split())
    say(f"{indent}{cite['document']} [{cite['start']}-{cite['end']}]{page} « {words} »")


def show_brief(brief: Mapping[str, Any]) -> None:
    """A brief as plain text, in the order of the screen."""
    documents = brief["documents"]
    say(brief["headline"])
    newest = f", jusqu'au {documents['newest']}" if documents["newest"] else ""
    say(f"{documents['read']} documents lus{newest} · {len(documents['unread'])} non lus")
    for section in brief["sections"]:
        say(f"\n{section['title']}")
        for item in section["items"]:
            status = "" if item["status"] == "actuel" else f" [{item['status']}]"
            date = f" ({item['date']})" if item["date"] else ""
            say(f"  {'▲' if item['critical'] else '·'} {item['text']}{status}{date}")
            for cite in item["citations"][:3]:
                show_citation(cite)
    for conflict in brief["conflicts"]:
        say(f"\n≠ Conflit : {conflict['text']}")
        for side in conflict["sides"]:
            say(f"  - {side['text']}")
    if brief["not_found"]:
        searched = brief["not_found"][0]["documents_searched"]
        names = ", ".join(a["concept"] or a["category"] for a in brief["not_found"])
        say(f"\nCherché, non trouvé dans {searched} documents (ne veut pas dire absent) : {names}")
    for unread in documents["unread"]:
        say(f"Non lu : {unread['document']} ({unread['reason']})")
    for span in brief["misfiled"]:
        say(f"Autre personne : {span['document']} [{span['start']}-{span['end']}] {span['reason']}")
