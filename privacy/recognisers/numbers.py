"""Numbers that a key or a layout tells by themselves: NIR, RPPS, ADELI, FINESS, IBAN, plates."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import regex

from privacy.recognisers.base import Span, matches

D: Final = r"[0-9OoIl|]"
"""A digit, or what OCR makes of one."""
_OCR: Final = str.maketrans("OoIl|", "00111")

_NIR: Final = regex.compile(
    rf"(?<![\w.])[1-478lI|]{{1}}[ .]?{D}{{2}}[ .]?{D}{{2}}[ .]?(?:{D}{{2}}|2[ABab])[ .]?{D}{{3}}[ .]?{D}{{3}}"
    rf"(?P<key>[ .]?[-/(]?[ .]?(?:cl[ée] ?:? ?)?{D}{{2}}\)?)?(?!\w)"
)
_NIR_CONTEXT: Final = regex.compile(
    r"(?:NIR|INS(?:EE|-C|-NIR)?|s[ée]cu\w*|\bS\.?S\b|\bN°? ?SS|immat\w*|assur[ée]\w*|vitale)[^\n]{0,40}$", regex.I
)
_RPPS: Final = regex.compile(
    rf"(?<![\w.,])[1lI|][0OoQ]{D}{{9}}(?![\w])|(?<![\w.,])1[0O] {D}{{3}} {D}{{3}} {D}{{3}}(?![\w]| \d)"
)
_RPPS_NEAR: Final = regex.compile(
    rf"(?<!\w)(?:RPPS|ADELI|AM|N° ?(?:Ordre|conv\w*|prescripteur)|conventionn\w+|id(?:entifiant)?\.?)"
    rf"\W{{0,6}}(?:n[°o]? ?)?:? ?"
    rf"(?P<value>(?:2[ABab]|{D}){{1,3}}(?:[ .]?{D}){{6,10}})(?!\w)",
    regex.I,
)
_FINESS: Final = regex.compile(
    rf"F[Il1]NESS(?:[ \t]*(?:ET|EJ|g[ée]o\w*|jur\w*))?\W{{0,8}}(?:n[°o] ?)?:? ?"
    rf"(?P<value>(?:2[ABab]|{D}{{2}}) ?(?:{D} ?){{5,6}}{D})(?!\w)",
    regex.I,
)
_IBAN: Final = regex.compile(r"(?<!\w)[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?(?!\w)")
_PLATE: Final = regex.compile(
    r"(?<![\w-])(?:[A-HJ-NP-TV-Z]{2}[ -]?\d{3}[ -]?[A-HJ-NP-TV-Z]{2}|\d{2,4} [A-Z]{2,3} (?:\d{2}|2[AB]))(?![\w-])"
)


def digits(value: str) -> str:
    """A number as its digits, OCR letters read as digits."""
    return regex.sub(r"\D", "", value.translate(_OCR))


def nir_key_ok(value: str) -> bool:
    """Whether 15 characters end with the NIR's key (97 - number mod 97; 2A is 19, 2B is 18)."""
    compact = regex.sub(r"[^0-9AB]", "", value.translate(_OCR).upper())
    compact = compact[:5] + compact[5:7].replace("2A", "19").replace("2B", "18") + compact[7:]
    return len(compact) == 15 and compact.isdigit() and int(compact[13:]) == 97 - int(compact[:13]) % 97


def luhn_ok(number: str) -> bool:
    """Luhn's check on a string of digits."""
    total = 0
    for place, char in enumerate(reversed(number)):
        value = int(char) * (1 + place % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def iban_ok(value: str) -> bool:
    """ISO 7064 mod 97 check of an IBAN."""
    compact = value.replace(" ", "")
    moved = compact[4:] + compact[:4]
    return 15 <= len(compact) <= 34 and int("".join(str(int(char, 36)) for char in moved)) % 97 == 1


def find(text: str) -> Iterator[Span]:
    """Every such number of a text."""
    for match in matches(_NIR, text):
        if sum(char.isdigit() for char in match[0]) < 7:
            continue
        if match["key"] and nir_key_ok(match[0]):
            yield Span(*match.span(), "SECU", 1.0, "NIR ou INS, clé vérifiée")
        elif _NIR_CONTEXT.search(text, max(0, match.start() - 60), match.start()) or regex.search(
            r"[ .]", match[0][:12]
        ):
            yield Span(*match.span(), "SECU", 0.9, "forme d'un NIR, dans son contexte")
        elif match["key"] and match[0][0] in "12":
            yield Span(*match.span(), "SECU", 0.7, "quinze chiffres à la forme d'un NIR")
    for match in matches(_RPPS, text):
        if sum(char.isdigit() for char in match[0]) >= 5:
            score = 1.0 if luhn_ok(digits(match[0])) else 0.85
            yield Span(*match.span(), "RPPS", score, "onze chiffres à la forme d'un RPPS")
    for match in matches(_RPPS_NEAR, text):
        if sum(char.isdigit() for char in match["value"]) >= 5:
            yield Span(*match.span("value"), "RPPS", 0.95, "numéro après RPPS ou ADELI")
    for match in matches(_FINESS, text):
        yield Span(*match.span("value"), "FINESS", 0.95, "numéro après FINESS")
    for match in matches(_IBAN, text):
        if iban_ok(match[0]):
            yield Span(*match.span(), "AUTRE_ID", 1.0, "IBAN, clé vérifiée")
    for match in matches(_PLATE, text):
        yield Span(*match.span(), "AUTRE_ID", 0.7, "plaque d'immatriculation")
