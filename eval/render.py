"""Gold dossiers as the folders of files that a hospital would really hand over: plain text, PDF and Word."""

from __future__ import annotations

import io
import re
import textwrap
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final, Literal

import yaml

from eval.gold import Dossier

Format = Literal["txt", "pdf", "docx"]

DEMO_FORMATS: Final[tuple[Format, ...]] = ("pdf", "txt", "docx", "txt", "pdf", "txt")
"""Formats of a dossier's documents, in turn."""

_WIDTH, _HEIGHT = 595.28, 841.89
_MARGIN: Final = 42.0
_SIZE: Final = 8.5
_SMALLEST: Final = 6.5
_LEADING: Final = 1.25
_ADVANCE: Final = 0.6
"""Width of a Courier character, in font sizes."""
_TABLE_LINE: Final = re.compile(r"\S {3,}\S")
_EPOCH: Final = (2000, 1, 1, 0, 0, 0)


def plain_folder(dossier: Dossier, out: Path, documents: bool = False, formats: Sequence[Format] = ("txt",)) -> Path:
    """Write a dossier without its gold: `patient.yaml`, and each document in one of the formats, in turn.

    `documents` adds each document's type, date, source and specialty to the sidecar. A text that the PDF font
    cannot print stays plain text. Writing the same dossier twice gives the same bytes. Returns the patient's folder.
    """
    folder = out / dossier.patient
    folder.mkdir(parents=True, exist_ok=True)
    names: dict[str, str] = {}
    for index, (name, text) in enumerate(dossier.texts.items()):
        chosen = formats[index % len(formats)]
        if chosen == "pdf" and not _printable(text):
            chosen = "txt"
        names[name] = Path(name).with_suffix(f".{chosen}").name
        (folder / names[name]).write_bytes(_bytes(text, chosen))
    sidecar: dict[str, Any] = {"patient_id": dossier.patient, "identity": dict(dossier.identity)}
    if documents:
        sidecar["documents"] = [{**entry, "file": names[entry["file"]]} for entry in dossier.documents]
    written = yaml.safe_dump(sidecar, allow_unicode=True, sort_keys=False)
    (folder / "patient.yaml").write_text(written, encoding="utf-8")
    return folder


def _bytes(text: str, chosen: Format) -> bytes:
    if chosen == "pdf":
        return pdf(text)
    return docx(text) if chosen == "docx" else text.encode()


def _printable(text: str) -> bool:
    try:
        text.encode("cp1252")
    except UnicodeEncodeError:
        return False
    return True


def pdf(text: str) -> bytes:
    """The text on A4 pages, its lines and columns kept: long prose is wrapped, a wide table is printed smaller.

    Each page says its number at the top; a page ends between two paragraphs where it can.
    """
    from reportlab.pdfgen.canvas import Canvas

    table = max((len(line.rstrip()) for line in text.splitlines() if _TABLE_LINE.search(line)), default=0)
    size = max(_SMALLEST, min(_SIZE, (_WIDTH - 2 * _MARGIN) / (_ADVANCE * max(1, table))))
    columns = int((_WIDTH - 2 * _MARGIN) / (_ADVANCE * size))
    rows = int((_HEIGHT - 2 * _MARGIN) / (_LEADING * size)) - 2
    pages = _paginate(_wrapped(text, columns), rows)
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(_WIDTH, _HEIGHT), invariant=1)
    for number, lines in enumerate(pages, start=1):
        canvas.setFont("Courier", size)
        canvas.drawRightString(_WIDTH - _MARGIN, _HEIGHT - _MARGIN, f"page {number}/{len(pages)}")
        for row, line in enumerate(lines, start=2):
            canvas.drawString(_MARGIN, _HEIGHT - _MARGIN - row * _LEADING * size, line)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def _wrapped(text: str, columns: int) -> list[str]:
    lines: list[str] = []
    for line in text.splitlines():
        if len(line) <= columns:
            lines.append(line)
            continue
        indent = " " * (len(line) - len(line.lstrip()))
        lines += textwrap.wrap(
            line, columns, initial_indent="", subsequent_indent=indent, break_long_words=False, break_on_hyphens=False,
            drop_whitespace=True, replace_whitespace=False,
        ) or [""]  # fmt: skip
    return lines


def _paginate(lines: list[str], rows: int) -> list[list[str]]:
    pages: list[list[str]] = []
    while len(lines) > rows:
        blank = [i for i in range(rows // 2, rows) if not lines[i].strip()]
        cut = blank[-1] if blank else rows
        pages.append(lines[:cut])
        lines = lines[cut:]
    return [*pages, lines]


def docx(text: str) -> bytes:
    """The text as a Word document, a line a paragraph, in a font that keeps its columns."""
    import docx as word
    from docx.shared import Pt

    document = word.Document()
    style = document.styles["Normal"]
    style.font.name = "Courier New"
    style.font.size = Pt(8)
    style.paragraph_format.space_after = Pt(0)
    for line in text.splitlines():
        document.add_paragraph(line)
    buffer = io.BytesIO()
    document.save(buffer)
    return _dateless(buffer.getvalue())


def _dateless(archive: bytes) -> bytes:
    """The same zip without the time of day at which it was written: its bytes are its identity."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in sorted(source.namelist(), key=lambda n: (n != "[Content_Types].xml", n)):
            target.writestr(zipfile.ZipInfo(name, _EPOCH), source.read(name), zipfile.ZIP_DEFLATED)
    return out.getvalue()
