"""How well kinds and dates are read on the bundled development dossiers (P01 to P16)."""

from pathlib import Path

import pytest

from eval.gold import read_dossier
from ingest.document_date import document_date
from ingest.kinds import kind_of_text, kind_of_type

CORPUS = Path(__file__).parents[2] / "eval" / "corpus"
DEV = [CORPUS / f"P{number:02d}" for number in range(1, 17)]


@pytest.fixture(scope="module")
def documents():
    return [(dossier.texts[entry["file"]], entry) for dossier in map(read_dossier, DEV) for entry in dossier.documents]


def test_documents_dates_are_read_from_their_texts(documents):
    right = sum((found := document_date(text)) is not None and found.iso() == str(e["date"]) for text, e in documents)
    assert right / len(documents) >= 0.95


def test_documents_kinds_are_read_from_their_texts(documents):
    right = sum(kind_of_text(text) == kind_of_type(entry["type"]) for text, entry in documents)
    assert right / len(documents) >= 0.92


def test_every_declared_type_means_a_kind(documents):
    assert {entry["type"] for _, entry in documents if kind_of_type(entry["type"]) == "autre"} == set()
