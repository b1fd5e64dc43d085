"""What a file is, from its bytes: names and declared types lie."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Format:
    """A source format: the key of its reader, its media type, and its French name."""

    key: str
    media_type: str
    label: str


PDF: Final = Format("pdf", "application/pdf", "PDF")
DOCX: Final = Format("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "Word (.docx)")
TEXT: Final = Format("text", "text/plain", "texte")
BINARY: Final = Format("binary", "application/octet-stream", "fichier binaire")
CDA: Final = Format("cda", "application/cda+xml", "CDA")
XML: Final = Format("xml", "application/xml", "XML")
FHIR: Final = Format("fhir", "application/fhir+json", "FHIR")
HL7: Final = Format("hl7", "application/hl7-v2", "HL7 v2")
EMAIL: Final = Format("email", "message/rfc822", "courriel (.eml)")
RTF: Final = Format("rtf", "application/rtf", "RTF")
HTML: Final = Format("html", "text/html", "HTML")
OLE: Final = Format("ole", "application/x-ole-storage", "Office ancien (.doc, .msg)")
XDM: Final = Format("xdm", "application/zip", "archive IHE XDM")
ZIP: Final = Format("zip", "application/zip", "archive ZIP")
IMAGE: Final = Format("image", "image/*", "image (OCR nécessaire)")
DICOM: Final = Format("dicom", "application/dicom", "DICOM")

_MAGIC: Final = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", OLE),
    (b"{\\rtf", RTF),
    (b"\x89PNG\r\n", IMAGE),
    (b"\xff\xd8\xff", IMAGE),
    (b"GIF8", IMAGE),
    (b"II*\x00", IMAGE),
    (b"MM\x00*", IMAGE),
)
_UTF8_BOM: Final = b"\xef\xbb\xbf"
_UTF16_BOMS: Final = (b"\xff\xfe", b"\xfe\xff")
_EMAIL_HEADER: Final = re.compile(rb"\A[A-Za-z][A-Za-z-]*:[^\n]*\n(?:[ \t][^\n]*\n|[A-Za-z][A-Za-z0-9-]*:[^\n]*\n)*?"
                                  rb"(?:MIME-Version|Message-ID|Received|Return-Path):", re.IGNORECASE)  # fmt: skip
_EMAIL_FIRST: Final = re.compile(rb"\A(?:MIME-Version|Message-ID|Received|Return-Path):", re.IGNORECASE)


def sniff(data: bytes) -> Format:
    """The format of `data`. Anything without a signature and without NUL bytes is taken for text."""
    if b"%PDF-" in data[:1024]:
        return PDF
    if data.startswith(b"PK\x03\x04"):
        return _zip(data)
    for magic, found in _MAGIC:
        if data.startswith(magic):
            return found
    if data[128:132] == b"DICM":
        return DICOM
    if not data.startswith(_UTF16_BOMS) and b"\x00" in data:
        return BINARY
    return _markup(data)


def _zip(data: bytes) -> Format:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError):
        return ZIP
    if any(name.startswith("word/") for name in names):
        return DOCX
    if any(name.upper().startswith("IHE_XDM/") for name in names):
        return XDM
    return ZIP


def _markup(data: bytes) -> Format:
    head = data.removeprefix(_UTF8_BOM)[:4096].lstrip()
    if head.startswith(b"MSH|"):
        return HL7
    if head.startswith(b"<"):
        if b"ClinicalDocument" in data[:65536] and b"urn:hl7-org:v3" in data[:65536]:
            return CDA
        lowered = head.lower()
        if lowered.startswith((b"<!doctype html", b"<html")):
            return HTML
        if head.startswith(b"<?xml"):
            return XML
    if head.startswith((b"{", b"[")) and b'"resourceType"' in data:
        return FHIR
    if _EMAIL_FIRST.match(head) or _EMAIL_HEADER.match(head):
        return EMAIL
    return TEXT
