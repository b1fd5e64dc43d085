"""From a file to its documents, whatever its format."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ingest.document import Document, Page, Place
from ingest.errors import Unreadable
from ingest.readers.registry import parser
from ingest.sniff import Format, sniff

if TYPE_CHECKING:
    from langchain_core.documents import Document as Parsed

MAX_BYTES: Final = 64 * 1024 * 1024
MAX_CHARACTERS: Final = 5_000_000
PAGE_BREAK: Final = "\n"
"""Between two pages. A line end, so that a page's first line is a line to every later step."""


def read(path: Path, data: bytes | None = None) -> list[Document]:
    """The documents that a file holds (one, for the formats of today).

    `data`, when given, is the file's content, and `path` only names it.
    Raises `Unreadable` with one French reason when there is no text to be had.
    """
    if data is None:
        data = _load(path)
    if len(data) > MAX_BYTES:
        raise Unreadable(f"fichier trop volumineux (plus de {MAX_BYTES // 2**20} Mo)")
    if not data.strip(b"\x00 \t\r\n"):
        raise Unreadable("fichier vide")
    found = sniff(data)
    reader = parser(found)

    from langchain_core.documents.base import Blob

    parts = list(reader.lazy_parse(Blob.from_data(data, mime_type=found.media_type, path=path.name)))
    document = _assemble(path.name, found, parts)
    if len(document.text) > MAX_CHARACTERS:
        raise Unreadable("texte trop long")
    if not document.text.strip():
        raise Unreadable("aucun texte dans le document")
    return [document]


def _load(path: Path) -> bytes:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise Unreadable(f"fichier trop volumineux (plus de {MAX_BYTES // 2**20} Mo)")
        return path.read_bytes()
    except OSError as error:
        raise Unreadable(f"lecture impossible : {error.strerror or type(error).__name__}") from error


def _assemble(name: str, found: Format, parts: list[Parsed]) -> Document:
    """Join what a parser gave; parts that carry a page number become pages, their places shifted with them."""
    text = PAGE_BREAK.join(part.page_content for part in parts)
    starts = [0]
    for part in parts:
        starts.append(starts[-1] + len(part.page_content) + len(PAGE_BREAK))
    pages: list[Page] = []
    places: list[Place] = []
    for part, (start, following) in zip(parts, pairwise(starts), strict=True):
        meta = part.metadata
        if "page" not in meta:
            continue
        number = meta["page"]
        pages.append(Page(number, start, following - len(PAGE_BREAK), meta["width"], meta["height"]))
        places += [Place(start + a, start + b, number, *box) for a, b, *box in meta["places"]]
    return Document(name=name, media_type=found.media_type, text=text, pages=tuple(pages), places=tuple(places))
