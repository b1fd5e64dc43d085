"""Word documents: paragraphs, tables, text boxes, headers, footers and notes, in reading order."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any, Final

from langchain_core.document_loaders import BaseBlobParser
from langchain_core.documents import Document
from langchain_core.documents.base import Blob

from ingest.errors import Unreadable

MAX_UNPACKED: Final = 100 * 1024 * 1024
MAX_PARTS: Final = 2000
CELL: Final = " | "

_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_SKIPPED: Final = {f"{_W}del", f"{_W}moveFrom", f"{_W}instrText", f"{_W}pPr", f"{_W}rPr", _FALLBACK}
_MARKS: Final = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}
_NOTES: Final = ("/footnotes", "/endnotes")


class DocxParser(BaseBlobParser):
    """One LangChain document: the headers, the body, the footers and the notes; a table row a line."""

    def lazy_parse(self, blob: Blob) -> Iterator[Document]:
        """Read the blob. Raises `Unreadable` on a damaged or oversized archive."""
        data = blob.as_bytes()
        _check_size(data)
        yield Document(page_content=_text(data), metadata={"source": blob.source})


def _check_size(data: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError) as error:
        raise Unreadable("document Word tronqué ou abîmé") from error
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
        raise Unreadable("document Word trop volumineux une fois décompressé")
    if any(part.flag_bits & 1 for part in parts):
        raise Unreadable("document Word protégé par un mot de passe")


def _text(data: bytes) -> str:
    import docx
    from lxml.etree import LxmlError  # type: ignore[import-untyped]

    try:
        source = docx.Document(io.BytesIO(data))
        headers, footers = _margins(source, "header"), _margins(source, "footer")
        lines = [*headers, *_lines(source.element.body), *footers, *_notes(source)]
    except (LxmlError, KeyError, ValueError, OSError, zipfile.BadZipFile, RecursionError) as error:
        raise Unreadable("document Word tronqué ou abîmé") from error
    return "\n".join(lines).strip("\n")


def _margins(source: Any, which: str) -> list[str]:
    """Each distinct header (or footer) once: most sections repeat the first one."""
    seen: list[str] = []
    for section in source.sections:
        for kind in (f"first_page_{which}", which, f"even_page_{which}"):
            part = getattr(section, kind)
            if part.is_linked_to_previous:
                continue
            seen += [line for line in _lines(part._element) if line.strip() and line not in seen]
    return seen


def _notes(source: Any) -> list[str]:
    from docx.oxml import parse_xml

    found: list[str] = []
    for relation in source.part.rels.values():
        if not relation.is_external and relation.reltype.endswith(_NOTES):
            root = parse_xml(relation.target_part.blob)
            found += [line for line in _lines(root) if line.strip()]
    return found


def _lines(container: Any) -> list[str]:
    """The lines of a body, cell, header or text box, in document order."""
    lines: list[str] = []
    for child in container:
        if child.tag == f"{_W}p":
            lines += _paragraph(child)
        elif child.tag == f"{_W}tbl":
            lines += _rows(child)
        elif isinstance(child.tag, str) and child.tag not in _SKIPPED:
            lines += _lines(child)
    return lines


def _rows(table: Any) -> list[str]:
    """One line a row; a cell merged over several columns or rows is written once, where it starts."""
    lines: list[str] = []
    for row in table.iter(f"{_W}tr"):
        if next(row.iterancestors(f"{_W}tbl")) is not table:
            continue
        cells = []
        for cell in row.iter(f"{_W}tc"):
            if next(cell.iterancestors(f"{_W}tr")) is not row:
                continue
            merge = cell.find(f"{_W}tcPr/{_W}vMerge")
            continued = merge is not None and merge.get(f"{_W}val", "continue") == "continue"
            cells.append("" if continued else " ".join(line.strip() for line in _lines(cell) if line.strip()))
        if any(cells):
            lines.append(CELL.join(cells))
    return lines


def _paragraph(paragraph: Any) -> list[str]:
    """The paragraph's own lines, then those of the text boxes anchored in it."""
    pieces: list[str] = []
    boxes: list[str] = []
    _walk(paragraph, pieces, boxes)
    text = "".join(pieces)
    if text.strip() and paragraph.find(f"{_W}pPr/{_W}numPr") is not None:
        text = f"- {text}"
    own = text.split("\n")
    return own + boxes if text.strip() or not boxes else boxes


def _walk(node: Any, pieces: list[str], boxes: list[str]) -> None:
    for child in node:
        if child.tag in _SKIPPED:
            continue
        if child.tag == f"{_W}t":
            pieces.append(child.text or "")
        elif child.tag in _MARKS:
            pieces.append(_MARKS[child.tag])
        elif child.tag == f"{_W}txbxContent":
            boxes += _lines(child)
        else:
            _walk(child, pieces, boxes)
