"""A PDF's pages, checked by pypdf and read by PDFium, which alone gives each character's place.

Run as a process of its own, since a PDF may hang or crash whoever reads it.

Reads the file on stdin, writes one JSON object on stdout:
`{"pages": [{"width", "height", "text", "words": [[start, end, x0, y0, x1, y1]]}]}` or `{"reason": "..."}`.
"""

from __future__ import annotations

import ctypes
import json
import math
import resource
import sys
from typing import Any, Final

from ingest.readers.layout import Glyph, lay_out

MAX_PAGES: Final = 1000
MAX_CHARACTERS: Final = 5_000_000
MEMORY: Final = 3 * 1024**3
CPU_SECONDS: Final = 60
LOCKED: Final = "PDF protégé par un mot de passe"
BROKEN: Final = "PDF tronqué ou abîmé"
_NOT_PRINTED: Final = {0, 0xFFFF, 0xAD, 0xFEFF, 0x200B}
_LINE_END_HYPHENS: Final = {2, 0xFFFE}
"""What PDFium gives for a hyphen that it takes for a word's break at a line's end."""
_SCALE: Final = 1000


class _RefusedError(Exception):
    """The reason, in French."""


def extract(data: bytes) -> list[dict[str, Any]]:
    """The pages of a PDF. Raises `_RefusedError` with one French reason."""
    import pypdfium2 as pdfium
    from pypdfium2 import raw

    _check(data)
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        locked = getattr(error, "err_code", None) in (raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY)
        raise _RefusedError(LOCKED if locked else BROKEN) from error
    document.init_forms()
    pages = []
    total = unmapped = 0
    for index in range(len(document)):
        try:
            page = document[index]
            if document.formenv:
                page.flatten()
            page = document[index]
            glyphs, bad = _glyphs(page, raw)
        except pdfium.PdfiumError as error:
            raise _RefusedError(f"PDF abîmé à la page {index + 1}") from error
        text, words = lay_out(glyphs)
        total += len(text)
        unmapped += bad
        if total > MAX_CHARACTERS:
            raise _RefusedError("texte trop long")
        pages.append(
            {
                "width": round(page.get_width(), 2),
                "height": round(page.get_height(), 2),
                "text": text,
                "words": [[w.start, w.end, *(round(x, 2) for x in w.box)] for w in words],
            }
        )
    if unmapped > 0.3 * max(1, total):
        raise _RefusedError("texte illisible : les polices du PDF ne disent pas leurs caractères, OCR nécessaire")
    return pages


def _check(data: bytes) -> None:
    """Refuse by pypdf, whose parser is pure Python, what PDFium need not see: locked, broken or endless files."""
    from io import BytesIO

    from pypdf import PasswordType, PdfReader
    from pypdf.errors import PyPdfError

    try:
        reader = PdfReader(BytesIO(data))
        if reader.is_encrypted and reader.decrypt("") == PasswordType.NOT_DECRYPTED:
            raise _RefusedError(LOCKED)
        pages = len(reader.pages)
    except (PyPdfError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise _RefusedError(BROKEN) from error
    if pages > MAX_PAGES:
        raise _RefusedError(f"PDF trop long (plus de {MAX_PAGES} pages)")


def _glyphs(page: Any, raw: Any) -> tuple[list[Glyph], int]:
    """The page's printed characters, and how many have no known meaning."""
    to_top_left = _affine(page, raw)
    textpage = page.get_textpage()
    glyphs: list[Glyph] = []
    unmapped = 0
    rect, x, y = raw.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
    high = 0
    for i in range(textpage.count_chars()):
        code = raw.FPDFText_GetUnicode(textpage, i)
        if 0xD800 <= code < 0xDC00:
            high = code
            continue
        if 0xDC00 <= code < 0xE000 and high:
            code = 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00)
        high = 0
        if code in _LINE_END_HYPHENS:
            code = ord("-")
        unmapped += code == 0xFFFD or 0xE000 <= code < 0xF900 or raw.FPDFText_HasUnicodeMapError(textpage, i) == 1
        if code in _NOT_PRINTED or 0xD800 <= code < 0xE000 or raw.FPDFText_IsGenerated(textpage, i) == 1:
            continue
        if not raw.FPDFText_GetLooseCharBox(textpage, i, rect):
            continue
        raw.FPDFText_GetCharOrigin(textpage, i, x, y)
        angle = -raw.FPDFText_GetCharAngle(textpage, i)  # PDFium counts clockwise
        corners = [to_top_left(px, py) for px in (rect.left, rect.right) for py in (rect.bottom, rect.top)]
        box = (min(c[0] for c in corners), min(c[1] for c in corners),
               max(c[0] for c in corners), max(c[1] for c in corners))  # fmt: skip
        origin = to_top_left(x.value, y.value)
        ahead = to_top_left(x.value + math.cos(angle), y.value + math.sin(angle))
        turn = round(math.atan2(ahead[1] - origin[1], ahead[0] - origin[0]) / (math.pi / 2)) % 4
        glyphs.append(_glyph(chr(code), box, origin, turn))
    return glyphs, unmapped


def _glyph(char: str, box: tuple[float, float, float, float], origin: tuple[float, float], turn: int) -> Glyph:
    x0, y0, x1, y1 = box
    size = max(1.0, (y1 - y0 if turn % 2 == 0 else x1 - x0) / 1.15)
    if char.isspace():
        char = " "
    match turn:
        case 0:
            return Glyph(char, box, x0, x1, origin[1], size)
        case 1:
            return Glyph(char, box, y0, y1, -origin[0], size, 1)
        case 2:
            return Glyph(char, box, -x1, -x0, -origin[1], size, 2)
        case _:
            return Glyph(char, box, -y1, -y0, origin[0], size, 3)


def _affine(page: Any, raw: Any) -> Any:
    """Page coordinates (origin, crop, rotation as the file has them) to points from the shown top left corner."""
    width, height = round(page.get_width() * _SCALE), round(page.get_height() * _SCALE)

    def device(px: float, py: float) -> tuple[float, float]:
        x, y = ctypes.c_int(), ctypes.c_int()
        raw.FPDF_PageToDevice(page, 0, 0, width, height, 0, px, py, x, y)
        return x.value / _SCALE, y.value / _SCALE

    ox, oy = device(0, 0)
    ax, ay = device(1000, 0)
    bx, by = device(0, 1000)
    a, b, c, d = (ax - ox) / 1000, (bx - ox) / 1000, (ay - oy) / 1000, (by - oy) / 1000
    return lambda px, py: (ox + a * px + b * py, oy + c * px + d * py)


def main() -> None:
    """Read stdin, answer on stdout, within bounded memory and time."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    try:
        answer: dict[str, Any] = {"pages": extract(sys.stdin.buffer.read())}
    except _RefusedError as refusal:
        answer = {"reason": str(refusal)}
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main()
