"""PDF: a page a LangChain document, its words with the place where they are printed."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, cast

from langchain_core.document_loaders import BaseBlobParser
from langchain_core.documents import Document
from langchain_core.documents.base import Blob

from ingest.errors import Unreadable

SECONDS: Final = 60
_ROOT: Final = Path(__file__).resolve().parents[2]


class PdfParser(BaseBlobParser):
    """A page: `page` (from 1), `width`, `height` (points), and `places`, `(start, end, x0, y0, x1, y1)` a word."""

    def lazy_parse(self, blob: Blob) -> Iterator[Document]:
        """Read the blob. Raises `Unreadable`: locked, damaged, without text, too long to read."""
        data = blob.as_bytes()
        if b"%%EOF" not in data.rstrip(b"\x00 \t\r\n")[-1500:]:
            raise Unreadable("PDF tronqué")
        pages = _pages(data)
        if not any(page["text"].strip() for page in pages):
            raise Unreadable("aucun texte : document numérisé, OCR nécessaire")
        for number, page in enumerate(pages, start=1):
            metadata = {
                "source": blob.source,
                "page": number,
                "width": page["width"],
                "height": page["height"],
                "places": page["words"],
            }
            yield Document(page_content=page["text"], metadata=metadata)


def _pages(data: bytes) -> list[dict[str, Any]]:
    """The pages, read by a process of its own: a hostile file can only make that one fail."""
    try:
        done = subprocess.run(
            [sys.executable, "-P", "-m", "ingest.readers.pdf_pages"],
            input=data,
            capture_output=True,
            timeout=SECONDS,
            check=False,
            env={"PYTHONPATH": str(_ROOT), "PYTHONUTF8": "1", "LC_ALL": "C.UTF-8"},
        )
    except subprocess.TimeoutExpired as error:
        raise Unreadable(f"PDF trop long à lire (plus de {SECONDS} secondes)") from error
    if done.returncode != 0:
        raise Unreadable("PDF illisible : sa lecture a été interrompue")
    answer = json.loads(done.stdout)
    if "reason" in answer:
        raise Unreadable(answer["reason"])
    return cast("list[dict[str, Any]]", answer["pages"])
