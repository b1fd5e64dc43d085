import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.errors import Unreadable
from ingest.read import read

NAME = Path("note.txt")
PRINTABLE = st.text(st.characters(blacklist_categories=("Cs", "Cc"), blacklist_characters="\ufeff"), min_size=1)
LINES = st.lists(PRINTABLE, min_size=1).map("\r\n".join).filter(lambda text: text.strip() and len(text) > 1)


def starts_like_a_format(text: str) -> bool:
    return text.lstrip().startswith(("<", "{", "[", "MSH|", "PK", "GIF8")) or "%PDF-" in text


@given(LINES.filter(lambda t: not starts_like_a_format(t)))
def test_utf8_text_is_untouched_to_the_character(text):
    assert read(NAME, text.encode())[0].text == text
    assert read(NAME, b"\xef\xbb\xbf" + text.encode())[0].text == text


@given(LINES.filter(lambda t: not starts_like_a_format(t)), st.sampled_from(["utf-16-le", "utf-16-be"]))
def test_utf16_text_with_its_mark_is_untouched(text, encoding):
    mark = "\ufeff".encode(encoding)
    assert read(NAME, mark + text.encode(encoding))[0].text == text


@pytest.mark.parametrize("encoding", ["cp1252", "latin-1"])
def test_western_text_is_decoded(encoding):
    text = "Allergie à la pénicilline : oedème\r\n20 µg - 37°5\r\n"
    assert read(NAME, text.encode(encoding))[0].text == text


def test_one_damaged_byte_does_not_spoil_a_utf8_text():
    data = "Créatinine élevée, hémoglobine abaissée".encode().replace(b" ", b"\xff", 1)
    assert "hémoglobine abaissée" in read(NAME, data)[0].text


def test_line_ends_and_decomposed_accents_are_kept():
    text = "e\u0301le\u0300ve\r\n\tdeux  espaces\u00a0!\rfin\n"
    document = read(NAME, text.encode())[0]
    assert document.text == text
    assert document.name == "note.txt"


@pytest.mark.parametrize("data", [b"", b"   \r\n\t ", b"\xef\xbb\xbf"])
def test_an_empty_file_is_unreadable(data):
    with pytest.raises(Unreadable, match=r"vide|aucun texte"):
        read(NAME, data)


def test_binary_content_is_unreadable():
    for data in (b"abc\x00def", bytes(range(1, 32)) * 10, b"\xff\xfea"):
        with pytest.raises(Unreadable):
            read(NAME, data)


def test_a_file_over_the_cap_is_not_even_loaded(tmp_path, monkeypatch):
    path = tmp_path / "gros.txt"
    path.write_bytes(b"a" * 100)
    monkeypatch.setattr("ingest.read.MAX_BYTES", 50)
    monkeypatch.setattr(Path, "read_bytes", lambda self: pytest.fail("loaded"))
    with pytest.raises(Unreadable, match="trop volumineux"):
        read(path)


def test_a_missing_file_is_unreadable_with_a_reason(tmp_path):
    with pytest.raises(Unreadable, match="lecture impossible"):
        read(tmp_path / "absent.txt")


def archive(*names: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as target:
        for name in names:
            target.writestr(name, "x")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("data", "format_name"),
    [
        (b'\xef\xbb\xbf<?xml version="1.0"?><ClinicalDocument xmlns="urn:hl7-org:v3"/>', "CDA"),
        (b'<?xml version="1.0"?><a/>', "XML"),
        (b'{"resourceType": "Bundle"}', "FHIR"),
        (b"MSH|^~\\&|A|B\r", "HL7"),
        (b"From: a@b.fr\r\nTo: c@d.fr\r\nMIME-Version: 1.0\r\n\r\nBonjour", "courriel"),
        (b"{\\rtf1 abc}", "RTF"),
        (b"<!DOCTYPE html><html></html>", "HTML"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 600, "Office ancien"),
        (b"\x89PNG\r\n\x1a\n00", "image"),
        (b"\xff\xd8\xff\xe0 jpeg", "image"),
        (archive("IHE_XDM/SUBSET01/METADATA.XML"), "XDM"),
        (archive("a.txt"), "ZIP"),
    ],
)
def test_formats_to_come_are_named_in_the_reason(data, format_name):
    with pytest.raises(Unreadable, match=f"format non pris en charge : .*{format_name}"):
        read(Path("lettre.pdf"), data)


def test_a_french_mail_pasted_as_text_is_text():
    text = "De : Marie <m@courriel.example>\nÀ : secrétariat\nObjet : papiers\n\nBonjour"
    assert read(NAME, text.encode())[0].text == text
