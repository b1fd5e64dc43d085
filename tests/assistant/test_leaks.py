"""No byte of the store holds an identity outside ciphertext."""

import base64
from pathlib import Path

import numpy as np

from eval.cli import CORPUS
from eval.gold import read_corpus

SHORTEST = 6
PREFIX = 6
BLOCK = 4_000_000
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


def _found(data: bytes, values: set[str]) -> set[str]:
    """The values of which a form stands in the data: candidates by their first six bytes, then the whole form."""
    forms: dict[int, list[tuple[bytes, str]]] = {}
    for value in values:
        for form in _forms(value):
            forms.setdefault(int.from_bytes(form[:PREFIX], "little"), []).append((form, value))
    wanted = np.array(sorted(forms), np.uint64)
    found = set()
    for start in range(0, len(data), BLOCK):
        block = np.frombuffer(data[start : start + BLOCK + PREFIX], np.uint8).astype(np.uint64)
        keys = np.zeros(max(0, len(block) - PREFIX + 1), np.uint64)
        for byte in range(PREFIX):
            keys |= block[byte : byte + len(keys)] << np.uint64(8 * byte)
        places = np.searchsorted(wanted, keys).clip(max=len(wanted) - 1)
        for at in np.flatnonzero(wanted[places] == keys):
            for form, value in forms[int(keys[at])]:
                if data.startswith(form, start + int(at)):
                    found.add(value)
    return found


def test_no_byte_of_the_home_holds_an_identity(corpus_home: Path):
    data = _files(corpus_home)
    assert len(data) > 1_000_000
    assert _found(data, _identities()) == set()


def test_the_search_finds_what_is_there(tmp_path: Path):
    for number, data in enumerate((b"Mariotti", "MARIOTTI".encode("utf-16-le"), base64.b64encode(b"x mariotti yy"))):
        (tmp_path / "f").write_bytes(b"abc" + data + b"def")
        assert _found(_files(tmp_path), {"Mariotti", "Ceccaldi"}) == {"Mariotti"}, number


def test_file_names_of_the_home_name_nobody(corpus_home: Path):
    names = "\n".join(str(path.relative_to(corpus_home)) for path in corpus_home.rglob("*"))
    assert _found(names.encode(), _identities()) == set()
