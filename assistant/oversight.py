"""What the DPO sees: the ledger, its verification, and the redactions of a document; never a name."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from assistant.home import Home
from assistant.store.records import IdentifyingRecord
from ingest.errors import VigieError
from ingest.kinds import kinds
from privacy.alignment import Alignment
from privacy.checkpoints import read_checkpoints
from privacy.crypto import DecryptionFailed
from privacy.ledger import Entry

WORDS = {
    "moment": "moment",
    "facts": "faits :",
    "marks": "marques :",
    "role": "rôle",
    "account": "compte :",
}
"""Details that tell the DPO what was done, and nothing of what was asked or read."""

SHOWN = 500
"""Entries of the ledger listed at most."""


def ledger_rows(home: Home, filters: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The newest entries first; filters are `days`, `operation`, `actor`, `object`."""
    since = None
    if filters.get("days"):
        since = (dt.datetime.now(dt.UTC) - dt.timedelta(days=int(filters["days"]))).isoformat(timespec="microseconds")
    entries = home.ledger.entries(
        since=since,
        operation=filters.get("operation") or None,
        actor=filters.get("actor") or None,
        object=filters.get("object") or None,
        newest=SHOWN,
    )
    return [
        {
            "n": e.n,
            "time": e.time,
            "actor": e.actor,
            "operation": e.operation,
            "object": e.object,
            "detail": _detail(home, e),
            "digest": e.hash,
        }
        for e in reversed(entries)
    ]


def _detail(home: Home, entry: Entry) -> str:
    """An entry in a few words, without any of the document's or the question's."""
    try:
        details = home.ledger.details(entry)
    except DecryptionFailed:
        return "détail illisible"
    if details is None:
        return "détail effacé avec le patient"
    if entry.operation == "ingestion":
        return f"{sum(details.get('counts', {}).values())} marques"
    if entry.operation in ("quarantine", "refusal"):
        return str(details.get("reason", ""))
    if entry.operation == "erasure":
        return f"{details.get('documents', 0)} documents, {details.get('keys', 2)} clés détruites"
    if entry.operation == "reveal":
        return f"{details.get('citations', 0)} passages" if "citations" in details else "document"
    told = [f"{WORDS[key]} {value}" for key, value in sorted(details.items()) if key in WORDS and value != ""]
    return ", ".join(told)


def state(home: Home) -> dict[str, Any]:
    """Whether the chain is whole, and if not which entry is not."""
    found = home.ledger.verify()
    signed = [c for c in read_checkpoints(home.checkpoints) if c] if home.checkpoints.exists() else []
    last = signed[-1] if signed else None
    return {
        "ok": found.ok,
        "entries": found.entries,
        "problems": [{"kind": p.kind, "n": p.n, "message": p.message_fr} for p in found.problems],
        "checkpoint": {"n": last.n, "time": last.time} if last else None,
    }


def references(home: Home) -> list[dict[str, Any]]:
    """Opaque references of every patient and document, with the kind of each."""
    names = kinds()
    rows = []
    for patient in home.store.patients():
        shard = home.store.load_shard(patient.id)
        documents = [
            {"document": r.document.id, "type": names[r.document.kind].label if r.document.kind else ""} for r in shard
        ]
        rows.append({"patient": patient.id, "documents": documents})
    return rows


def redactions(home: Home, patient: str, document: str) -> dict[str, Any]:
    """A document's pseudonymised text and each mark on it: tag, label, recogniser, score, explanation."""
    record = home.store.load_identifying(patient, document)
    working = next((r.document for r in home.store.load_shard(patient) if r.document.id == document), None)
    if record is None or working is None:
        raise VigieError("document inconnu")
    return {"document": document, "text": working.text, "entities": _marks(record, working.text)}


def _marks(record: IdentifyingRecord, text: str) -> list[dict[str, Any]]:
    alignment = Alignment.from_json(record.alignment)
    marks = []
    for entity in record.entities:
        start, end = alignment.to_pseudo(entity.start, entity.end)
        marks.append(
            {
                "start": start,
                "end": end,
                "tag": text[start:end],
                "label": entity.label,
                "recognizer": entity.recognizer,
                "score": round(entity.score, 3),
                "explanation": entity.explanation,
            }
        )
    return marks
