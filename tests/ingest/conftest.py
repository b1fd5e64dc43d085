import io
from collections.abc import Callable, Sequence

import pytest


@pytest.fixture
def make_pdf() -> Callable[..., bytes]:
    """A PDF whose pages hold `(x, y from the top, text)` strings."""
    from reportlab.pdfgen.canvas import Canvas

    def make(
        pages: Sequence[Sequence[tuple[float, float, str]]],
        size: tuple[float, float] = (595.0, 842.0),
        font: str = "Helvetica",
        rotate: int = 0,
        encrypt: object = None,
    ) -> bytes:
        buffer = io.BytesIO()
        canvas = Canvas(buffer, pagesize=size, encrypt=encrypt)
        for page in pages:
            canvas.setFont(font, 10)
            if rotate:
                canvas.setPageRotation(rotate)
            for x, top, text in page:
                canvas.drawString(x, size[1] - top, text)
            canvas.showPage()
        canvas.save()
        return buffer.getvalue()

    return make
