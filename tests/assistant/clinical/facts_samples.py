"""Small hand-made dossiers: documents whose mentions are given by their words."""

from __future__ import annotations

from assistant.clinical.model import DateValue, Mention, Passage, Reading, WorkingDocument
from ingest.when import When

Told = tuple[WorkingDocument, Reading]


def said(words: str, category: str, concept: str = "", label: str = "", status: str = "actuel", **more: object) -> dict:
    """What a mention is, found in its document by its words."""
    return {"words": words, "category": category, "concept": concept, "label": label, "status": status, **more}


def told(
    name: str, date: str | None, text: str, *mentions: dict, kind: str | None = "courrier", **more: object
) -> Told:
    """A document of one passage a line, with its reading."""
    passages, at = [], 0
    for line in text.split("\n"):
        section = more.get("section", "")
        passages.append(Passage(at, at + len(line), "sentence", str(section)))
        at += len(line) + 1
    found = []
    for given in mentions:
        start = text.index(given["words"])
        end = start + len(given["words"])
        index = next(i for i, p in enumerate(passages) if p.start <= start < max(p.end, p.start + 1))
        when = When.parse(given["when"]) if given.get("when") else (When.parse(date) if date else None)
        found.append(
            Mention(
                start,
                end,
                index,
                given["category"],
                given["concept"],
                given["label"],
                given["status"],
                when,
                given.get("value"),
                tuple(given.get("flags", ())),
                1.0,
                given.get("vital", 0.5),
            )
        )
    dates = tuple(DateValue(*d) for d in more.get("dates", ()))
    document = WorkingDocument(
        name, text, kind, None, When.parse(date) if date else None, more.get("specialty"), (), dates
    )
    return document, Reading(tuple(passages), tuple(found))


def drug(
    words: str, concept: str, label: str, value: str | None = None, status: str = "actuel", **more: object
) -> dict:
    """A treatment mention."""
    return said(words, "traitement", concept, label, status, value=value, **more)


def lab(words: str, concept: str, label: str, value: str, when: str | None = None, **more: object) -> dict:
    """A laboratory value."""
    return said(words, "biologie", concept, label, value=value, when=when, **more)


def quote(found: Told | list[Told], cite: object) -> str:
    """The words of a citation."""
    pairs = found if isinstance(found, list) else [found]
    text = next(d.text for d, _ in pairs if d.id == cite.document)
    return text[cite.start : cite.end]
