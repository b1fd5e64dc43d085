"""What `vigie mentions` prints."""

from __future__ import annotations

from typing import Any

from assistant.clinical.model import Reading, WorkingDocument


def rows(document: WorkingDocument, reading: Reading) -> list[dict[str, Any]]:
    """One JSON object a mention; offsets are those of the document's text, `date` ISO at its own precision or None."""
    return [
        {
            "start": mention.start,
            "end": mention.end,
            "text": document.text[mention.start : mention.end],
            "category": mention.category,
            "concept": mention.concept,
            "status": mention.status,
            "date": mention.when.iso() if mention.when else None,
        }
        for mention in reading.mentions
    ]
