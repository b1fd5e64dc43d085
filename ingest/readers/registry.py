"""Which parser reads which format."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Final, cast

from ingest.errors import Unreadable
from ingest.sniff import Format

if TYPE_CHECKING:
    from langchain_core.document_loaders import BaseBlobParser

PARSERS: Final = {
    "pdf": "ingest.readers.pdf:PdfParser",
    "docx": "ingest.readers.docx:DocxParser",
    "text": "ingest.readers.text:TextParser",
}


def parser(found: Format) -> BaseBlobParser:
    """A parser for the format. Raises `Unreadable` when there is none."""
    if found.key not in PARSERS:
        raise Unreadable(f"format non pris en charge : {found.label}")
    module, name = PARSERS[found.key].split(":")
    return cast("BaseBlobParser", getattr(import_module(module), name)())
