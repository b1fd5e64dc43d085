from pathlib import Path

import pytest

from eval.gold import locate, read_dossier
from eval.render import DEMO_FORMATS, docx, pdf, plain_folder
from ingest.folder import folders
from ingest.read import read

CORPUS = Path(__file__).parents[2] / "eval" / "corpus"


def quotes(dossier):
    items = [i for m in dossier.moments for i in (*m.facts, *m.traps, *m.conflicts)] + list(dossier.questions)
    return [evidence for item in items for evidence in item.evidence]


@pytest.mark.parametrize(("patient", "chosen"), [("P01", "pdf"), ("P09", "pdf"), ("P05", "docx")])
def test_gold_quotes_survive_rendering_and_reading_back(tmp_path, patient, chosen):
    dossier = read_dossier(CORPUS / patient)
    folder = plain_folder(dossier, tmp_path, formats=(chosen,))
    texts = {path.stem: read(path)[0].text for path in sorted(folder.iterdir()) if path.name != "patient.yaml"}
    lost = [e.quote for e in quotes(dossier) if not locate(texts[Path(e.file).stem], e.quote)]
    assert lost == []


def test_a_plain_folder_holds_the_plain_texts_and_no_gold(tmp_path):
    dossier = read_dossier(CORPUS / "P07")
    folder = plain_folder(dossier, tmp_path)
    (found,) = folders(folder)
    assert found.patient is not None and found.patient.patient_id == "P07"
    assert {f.name: read(f)[0].text for f in found.files} == dict(dossier.texts)
    assert not found.declared
    assert "moments" not in (folder / "patient.yaml").read_text()


def test_demo_folders_declare_their_files_under_their_rendered_names(tmp_path):
    dossier = read_dossier(CORPUS / "P09")
    folder = plain_folder(dossier, tmp_path, documents=True, formats=DEMO_FORMATS)
    (found,) = folders(folder)
    assert {f.suffix for f in found.files} == {".txt", ".pdf", ".docx"}
    for file, entry in zip(found.files, sorted(dossier.documents, key=lambda d: d["file"]), strict=True):
        declared = found.declared_for(file)
        assert declared is not None and declared.date is not None
        assert (declared.type, declared.date.iso()) == (entry["type"], str(entry["date"]))


def test_rendering_twice_gives_the_same_bytes():
    text = "ALLERGIES\n\nnéant\n"
    assert pdf(text) == pdf(text)
    assert docx(text) == docx(text)


def test_a_long_text_takes_several_pages_and_breaks_between_paragraphs():
    from ingest.read import read as read_bytes

    paragraphs = ["\n".join(f"ligne {n}.{k} du paragraphe" for k in range(7)) for n in range(30)]
    document = read_bytes(Path("x.pdf"), pdf("\n\n".join(paragraphs)))[0]
    assert len(document.pages) > 2
    assert all(paragraph in document.text for paragraph in paragraphs)


def test_a_text_that_the_font_cannot_print_stays_plain_text(tmp_path):
    from dataclasses import replace

    dossier = replace(read_dossier(CORPUS / "P07"), texts={"01_x.txt": "Dr Wójcik → Łódź"}, documents=())
    assert (plain_folder(dossier, tmp_path, formats=("pdf",)) / "01_x.txt").is_file()
