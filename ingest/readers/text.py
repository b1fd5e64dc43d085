"""Plain text: decoded, nothing else touched, so that offsets are those of the source."""

from __future__ import annotations

from collections.abc import Iterator

from langchain_core.document_loaders import BaseBlobParser
from langchain_core.documents import Document
from langchain_core.documents.base import Blob

from ingest.errors import Unreadable

_MAX_CONTROL_SHARE = 0.02


class TextParser(BaseBlobParser):
    """One LangChain document holding the decoded text, line ends as they are."""

    def lazy_parse(self, blob: Blob) -> Iterator[Document]:
        """Decode the blob. Raises `Unreadable` on binary content."""
        yield Document(page_content=decode(blob.as_bytes()), metadata={"source": blob.source})


def decode(data: bytes) -> str:
    """UTF-8, UTF-16 with a byte order mark, else the Windows Western page; the mark is removed.

    Raises `Unreadable` on content that is not text.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            text = data.decode("utf-16")
        except UnicodeDecodeError as error:
            raise Unreadable("texte UTF-16 abîmé") from error
    else:
        text = _eight_bit(data)
    control = sum(1 for c in text if c < " " and c not in "\t\n\r\f\v\x1b")
    if "\x00" in text or control > _MAX_CONTROL_SHARE * len(text):
        raise Unreadable("contenu binaire, aucun texte lisible")
    return text


def _eight_bit(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    # One damaged byte must not turn a whole UTF-8 letter into mojibake.
    tolerant = data.decode("utf-8-sig", errors="replace")
    accents = sum(1 for c in tolerant if c > "\x7f" and c != "\ufffd")
    if accents > tolerant.count("\ufffd"):
        return tolerant
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError:
        return data.decode("latin-1")
