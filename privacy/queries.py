"""Motif, question, reason of access: pseudonymised with the patient's own mapping before anything else sees them."""

from __future__ import annotations

from ingest.document import Document
from ingest.when import When
from privacy.known import Known
from privacy.pseudonymise import pseudonymise
from privacy.pseudonyms import Pseudonyms


def pseudonymise_query(text: str, known: Known, pseudonyms: Pseudonyms, today: When) -> str:
    """The query with the dossier's tags and moved dates; partial dates are resolved from `today`.

    `pseudonyms` grows when the query names somebody new. Raises `privacy.detection.DetectionFailed`.
    """
    from privacy.detection import detect

    document = Document("", "text/plain", text, date=today)
    return pseudonymise(text, detect(document, known), pseudonyms, today).text
