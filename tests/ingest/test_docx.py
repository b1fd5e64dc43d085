import io
import zipfile
from pathlib import Path

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from ingest.errors import Unreadable
from ingest.read import read

WORD = Path("lettre.docx")


def saved(document) -> bytes:
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def test_paragraphs_and_tables_come_in_body_order():
    document = docx.Document()
    document.add_paragraph("Traitement de sortie")
    table = document.add_table(2, 3)
    for row, cells in zip(table.rows, [("Apixaban", "5 mg", "1-0-1"), ("Bisoprolol", "2,5 mg", "1-0-0")], strict=True):
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = text
    document.add_paragraph("Conclusion")
    read_back = read(WORD, saved(document))[0]
    assert read_back.text == "Traitement de sortie\nApixaban | 5 mg | 1-0-1\nBisoprolol | 2,5 mg | 1-0-0\nConclusion"
    assert read_back.pages == ()


def test_a_merged_cell_is_written_once():
    document = docx.Document()
    table = document.add_table(3, 2)
    table.cell(0, 0).merge(table.cell(0, 1)).text = "Biologie"
    table.cell(1, 0).merge(table.cell(2, 0)).text = "Potassium"
    table.cell(1, 1).text = "5,3"
    table.cell(2, 1).text = "4,6"
    assert read(WORD, saved(document))[0].text == "Biologie\nPotassium | 5,3\n | 4,6"


def test_headers_and_footers_are_read_once():
    document = docx.Document()
    document.add_paragraph("corps")
    document.sections[0].header.paragraphs[0].text = "CHU, service de cardiologie"
    document.sections[0].footer.paragraphs[0].text = "IPP 12345"
    document.add_section()
    assert read(WORD, saved(document))[0].text == "CHU, service de cardiologie\ncorps\n\nIPP 12345"


def test_what_word_hides_in_its_markup_is_read_and_what_was_deleted_is_not():
    document = docx.Document()
    paragraph = document.add_paragraph("début ")
    inside = "<w:r><w:t>inséré</w:t></w:r>"
    box = "<w:txbxContent><w:p><w:r><w:t>encadré</w:t></w:r></w:p></w:txbxContent>"
    for xml in (
        f"<w:ins {nsdecls('w')}>{inside}</w:ins>",
        f"<w:del {nsdecls('w')}><w:r><w:delText>supprimé</w:delText></w:r></w:del>",
        f"<w:smartTag {nsdecls('w')}><w:r><w:tab/><w:t>étiquette</w:t></w:r></w:smartTag>",
        f"<w:r {nsdecls('w')}><w:pict>{box}</w:pict></w:r>",
    ):
        paragraph._p.append(parse_xml(xml))
    assert read(WORD, saved(document))[0].text == "début inséré\tétiquette\nencadré"


def test_a_list_item_keeps_a_mark():
    document = docx.Document()
    item = document.add_paragraph("pénicilline")
    item._p.get_or_add_pPr().get_or_add_numPr()
    assert read(WORD, saved(document))[0].text == "- pénicilline"


def test_a_truncated_or_bloated_archive_is_unreadable(monkeypatch):
    document = docx.Document()
    document.add_paragraph("corps")
    data = saved(document)
    with pytest.raises(Unreadable):
        read(WORD, data[: len(data) // 2])
    monkeypatch.setattr("ingest.readers.docx.MAX_UNPACKED", 1000)
    with pytest.raises(Unreadable, match="trop volumineux"):
        read(WORD, data)


def test_an_archive_without_its_main_part_is_unreadable():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("word/other.xml", "<a/>")
    with pytest.raises(Unreadable, match="abîmé"):
        read(WORD, buffer.getvalue())


def test_a_word_document_without_words_is_unreadable():
    with pytest.raises(Unreadable, match="aucun texte"):
        read(WORD, saved(docx.Document()))
