"""Telephones of every French form, mail addresses, sites."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import regex

from privacy.recognisers.base import Span, matches
from privacy.recognisers.numbers import D

_NATIONAL: Final = regex.compile(
    rf"(?<![\w,/-]|\d[.])[0OQ][ .]?[1-9lI|](?:[ .\-/\u00a0]{{0,2}}{D}{{2}}){{4}}(?!\w|[.,]\d)|"
    r"(?<![\w,])0[2-79]\d{2}[ .-]\d{2,3}[ .-]\d{2,3}[ .-]?\d{0,2}(?!\w|[.,]\d)"
)
_DATED: Final = regex.compile(r"\d\d[./-]\d\d[./-](?:19|20)\d\d")
"""A day followed by an hour, which has a telephone's length."""
_INTERNATIONAL: Final = regex.compile(
    r"(?<![\w+])(?:\+|00)[ ]?\d{1,3}[ .-]?(?:\([0-9]\)[ .-]?)?\d(?:[ .\-/]?\d){5,12}(?!\w)|"
    r"\(\+?(?:689|687|590|594|596|262|508|33)\) ?\d(?:[ .-]?\d){4,9}(?!\w)"
)
_SHORT: Final = regex.compile(
    r"(?<![\w])(?:postes?|p0ste|DECT|bips?|bipper|pager|t[ée][l1](?:[ée]ph(?:one|\.)?|[ée]copie)?|tph|fax|portables?|port|mobile|GSM|"
    r"ligne(?: directe)?|num[ée]ro|standard|secr[ée]t\w*|int(?:erne)?\.|joindre|appeler|rappeler|☎|✆|📞)"
    r"\.?(?:[ \t]*(?:n[°o]|int\w*\.?|direct\w*|au|le|:|=|IDE|infirmi\w+|m[ée]d\w*|garde|secr\w*|de|du|la|service)){0,4}"
    rf"[ \t]*[:=]?[ \t]*(?P<value>{D}{{2,3}}[ .-]?{D}{{2,4}}(?:[ .-]?{D}{{2,3}}){{0,4}}|{D}{{3,6}}|\d[ -]\d{{3}})"
    r"(?P<more>(?:[ ]?(?:/|ou|et|-)[ ]?\d{2,6})*)(?![\w%]|[.,]\d|[ ]?(?:mg|ml|h\b|ans|g\b))",
    regex.I,
)
_MAIL: Final = regex.compile(r"(?<![\w.+-])[\w.+%'-]{1,80} ?@ ?[\w-]{1,80}(?:\.[\w-]{1,80}){0,8}\.[a-zA-Z]{2,20}(?!\w)")
_SITE: Final = regex.compile(
    r"(?<![\w@.])(?:https?://[^\s<>()\[\]]+|www\.[^\s<>()\[\],;]+|"
    r"(?<!-)[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){0,8}\.(?:fr|com|org|net|eu|example|re|nc|pf|bzh|corsica|info|sante)(?![\w@])"
    r"(?:/[^\s<>()\[\],;]*)?)",
    regex.I,
)


def find(text: str) -> Iterator[Span]:
    """Every telephone, mail address and site of a text."""
    for match in matches(_NATIONAL, text):
        if sum(char.isdigit() for char in match[0]) >= 5 and not _DATED.match(match[0]):
            yield Span(*match.span(), "TEL", 0.95, "numéro de téléphone français")
    for match in matches(_INTERNATIONAL, text):
        yield Span(*match.span(), "TEL", 0.95, "numéro de téléphone international")
    for match in matches(_SHORT, text):
        if sum(char.isdigit() for char in match["value"]) >= 2:
            end = match.end("more") if match["more"] else match.end("value")
            yield Span(match.start("value"), end, "TEL", 0.85, "numéro après poste, DECT, bip, téléphone ou fax")
    for match in matches(_MAIL, text):
        yield Span(*match.span(), "MAIL", 1.0, "adresse électronique")
    for match in matches(_SITE, text):
        end = match.start() + len(match[0].rstrip(".,;:"))
        yield Span(match.start(), end, "AUTRE_ID", 0.9, "adresse d'un site")
