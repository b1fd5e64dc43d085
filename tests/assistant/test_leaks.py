"""No byte of the store holds an identity outside ciphertext."""

import base64
from pathlib import Path

from eval.cli import CORPUS
from eval.gold import read_corpus

SHORTEST = 6
DIRECT = {"NOM", "PRENOM", "ADRESSE", "TEL", "MAIL", "SECU", "IPP", "NDA", "RPPS", "FINESS", "AUTRE_ID", "HOPITAL"}


def _forms(value: str) -> set[bytes]:
    """A value as it could stand in a file: UTF-8, UTF-16, and base64 at each of its three phases."""
    forms = set()
    for text in {value, value.upper(), value.lower()}:
        for encoding in ("utf-8", "utf-16-le", "utf-16-be"):
            data = text.encode(encoding)
            forms.add(data)
            for phase in range(3):
                # The first and last groups depend on the neighbours: only the middle is certain.
                coded = base64.b64encode(b"\0" * phase + data)
                middle = coded[4 if phase else 0 : len(coded) // 4 * 4 - 4]
                if len(middle) >= 8:
                    forms.add(middle)
    return forms


def _identities() -> set[str]:
    values = set()
    for dossier in read_corpus(CORPUS):
        for name, marks in dossier.marks.items():
            for mark in marks:
                surface = dossier.texts[name][mark.start : mark.end].strip()
                if mark.label in DIRECT and len(surface) >= SHORTEST:
                    values.add(surface)
                    values.add("".join(filter(str.isalnum, surface)))
        values |= {str(v) for v in dossier.identity.values()}
    return {v for v in values if len(v) >= SHORTEST}


def _files(home: Path) -> bytes:
    return b"\n".join(path.read_bytes() for path in sorted(home.rglob("*")) if path.is_file())


def test_no_byte_of_the_home_holds_an_identity(corpus_home: Path):
    data = _files(corpus_home)
    assert len(data) > 1_000_000
    found = {value for value in _identities() if any(form in data for form in _forms(value))}
    assert found == set()


def test_the_search_finds_what_is_there(tmp_path: Path):
    for number, data in enumerate((b"Mariotti", "MARIOTTI".encode("utf-16-le"), base64.b64encode(b"x mariotti yy"))):
        (tmp_path / "f").write_bytes(b"abc" + data + b"def")
        assert any(form in _files(tmp_path) for form in _forms("Mariotti")), number


def test_file_names_of_the_home_name_nobody(corpus_home: Path):
    names = " ".join(str(path.relative_to(corpus_home)).lower() for path in corpus_home.rglob("*"))
    assert not any(value.lower() in names for value in _identities())
