import io
import time
from pathlib import Path

import pytest
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from ingest.errors import Unreadable
from ingest.places import boxes, page_of
from ingest.read import read

PDF = Path("lettre.pdf")


def test_each_page_has_its_span_and_size(make_pdf):
    document = read(PDF, make_pdf([[(50, 60, "Première page")], [(50, 60, "Seconde page")]]))[0]
    assert document.media_type == "application/pdf"
    assert [document.text[p.start : p.end] for p in document.pages] == ["Première page", "Seconde page"]
    assert [(p.number, p.width, p.height) for p in document.pages] == [(1, 595.0, 842.0), (2, 595.0, 842.0)]


def test_each_word_has_the_rectangle_where_it_is_printed(make_pdf):
    document = read(PDF, make_pdf([[(100, 200, "Allergie pénicilline"), (100, 400, "Apixaban")]]))[0]
    places = {document.text[p.start : p.end]: p for p in document.places}
    assert set(places) == {"Allergie", "pénicilline", "Apixaban"}
    word = places["Apixaban"]
    assert word.x0 == pytest.approx(100, abs=1)
    assert word.y0 < 400 < word.y1
    assert word.y1 - word.y0 < 14
    assert places["pénicilline"].x0 > places["Allergie"].x1


def test_a_citation_is_boxed_line_by_line(make_pdf):
    document = read(PDF, make_pdf([[(50, 100, "arrêt du"), (50, 112, "Previscan")], [(50, 100, "suite")]]))[0]
    start = document.text.index("du")
    found = boxes(document, start, document.text.index("Previscan") + 9)
    assert [document.text[p.start : p.end] for p in found] == ["du", "Previscan"]
    assert page_of(document.pages, document.text.index("suite")) == 2
    assert page_of(document.pages, start) == 1


def test_a_table_row_stays_one_line_even_when_printed_column_by_column(make_pdf):
    rows = [("Potassium", "5,3", "3,5-5,1"), ("Sodium", "139", "136-145")]
    by_column = [(50 + 150 * c, 100 + 20 * r, rows[r][c]) for c in range(3) for r in range(2)]
    lines = read(PDF, make_pdf([by_column]))[0].text.splitlines()
    assert [line.split() for line in lines] == [list(row) for row in rows]
    assert lines[0].index("5,3") == lines[1].index("139")


def test_a_blank_line_separates_paragraphs(make_pdf):
    text = read(PDF, make_pdf([[(50, 100, "un"), (50, 112, "deux"), (50, 140, "trois")]]))[0].text
    assert text == "un\ndeux\n\ntrois"


@pytest.mark.parametrize("rotation", [90, 180, 270])
def test_a_turned_page_is_read_as_it_is_shown(make_pdf, rotation):
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(600, 800))
    canvas.setPageRotation(rotation)
    canvas.translate(300, 400)
    canvas.rotate(rotation)
    canvas.drawString(-100, 0, "scanner cérébral")
    canvas.drawString(-100, -20, "sans injection")
    canvas.save()
    document = read(PDF, buffer.getvalue())[0]
    assert document.text.split("\n") == ["scanner cérébral", "sans injection"]
    page = document.pages[0]
    assert (page.width, page.height) == (600, 800)
    assert all(0 <= p.x0 < p.x1 <= page.width and 0 <= p.y0 < p.y1 <= page.height for p in document.places)


def test_letters_printed_twice_for_boldness_are_read_once(make_pdf):
    assert read(PDF, make_pdf([[(50, 100, "ALLERGIE"), (50.3, 100, "ALLERGIE")]]))[0].text == "ALLERGIE"


def test_filled_form_fields_are_read(make_pdf):
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(595, 842))
    canvas.drawString(50, 700, "Personne de confiance :")
    canvas.acroForm.textfield(name="nom", value="Hélène", x=250, y=690, width=200, height=20)
    canvas.save()
    assert "Hélène" in read(PDF, buffer.getvalue())[0].text


def test_a_pdf_without_text_is_said_to_need_ocr(make_pdf):
    buffer = io.BytesIO()
    canvas = Canvas(buffer)
    canvas.rect(100, 100, 200, 200, fill=1)
    canvas.save()
    with pytest.raises(Unreadable, match="aucun texte : document numérisé, OCR nécessaire"):
        read(PDF, buffer.getvalue())


def test_a_locked_pdf_is_said_to_be_locked(make_pdf):
    locked = make_pdf([[(50, 60, "secret")]], encrypt=StandardEncryption("mot", ownerPassword="maitre"))
    with pytest.raises(Unreadable, match="mot de passe"):
        read(PDF, locked)


def test_a_pdf_that_only_its_owner_may_change_is_read(make_pdf):
    protected = make_pdf([[(50, 60, "lisible")]], encrypt=StandardEncryption("", ownerPassword="maitre", canPrint=0))
    assert read(PDF, protected)[0].text == "lisible"


@pytest.mark.parametrize("share", [0.3, 0.6, 0.95])
def test_a_truncated_pdf_is_unreadable(make_pdf, share):
    data = make_pdf([[(50, 60, "début")], [(50, 60, "fin")]])
    with pytest.raises(Unreadable, match="tronqué"):
        read(PDF, data[: int(len(data) * share)])


def test_a_damaged_pdf_is_unreadable():
    with pytest.raises(Unreadable, match="abîmé"):
        read(PDF, b"%PDF-1.4\n" + b"garbage" * 50 + b"\n%%EOF\n")


def test_a_pdf_that_takes_too_long_is_given_up(make_pdf, monkeypatch):
    from ingest.readers import pdf

    monkeypatch.setattr(pdf, "SECONDS", 0.001)
    started = time.monotonic()
    with pytest.raises(Unreadable, match="trop long à lire"):
        read(PDF, make_pdf([[(50, 60, "texte")]]))
    assert time.monotonic() - started < 30


def test_a_pdf_with_too_many_pages_is_refused(make_pdf):
    from ingest.readers.pdf_pages import MAX_PAGES

    with pytest.raises(Unreadable, match="trop long"):
        read(PDF, make_pdf([[(50, 60, "x")]] * (MAX_PAGES + 1)))


@pytest.mark.parametrize("angle", [90, -90, 180])
def test_text_printed_sideways_in_the_margin_follows_the_page(angle):
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(600, 800))
    canvas.drawString(100, 400, "corps de la lettre")
    canvas.translate(30, 300)
    canvas.rotate(angle)
    canvas.drawString(0, 0, "mention en marge")
    canvas.save()
    document = read(PDF, buffer.getvalue())[0]
    assert document.text == "corps de la lettre\nmention en marge"
    margin = next(p for p in document.places if document.text[p.start : p.end] == "marge")
    assert margin.x1 < 100


def test_a_hyphen_at_the_end_of_a_line_is_kept(make_pdf):
    assert (
        read(PDF, make_pdf([[(50, 100, "Klebsiella pneu-"), (50, 112, "moniae")]]))[0].text
        == "Klebsiella pneu-\nmoniae"
    )
