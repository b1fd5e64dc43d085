"""Medicines: which words carry one, its dose and its schedule."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.clinical.clauses import trim
from assistant.clinical.context import Clause
from assistant.clinical.engine import Hit
from assistant.clinical.text import Folded

_UNIT = r"(?:mg|g|ug|mcg|ml|ui|u|mmol|meq|%|gouttes?|bouff\w*|puff\w*|unites?|l)\b(?:/(?:ml|kg|h|j|24 ?h|min|l|dose))*"
_COUNT = (
    r"(?:\d+(?:[.,/]\d+)?|une?|deux|trois|demi) ?(?:cps?|comprimes?|gelules?|gel|sachets?|ampoules?|amp|"
    r"injections?|inj|patchs?|suppos?|doses?|sprays?|cuilleres?|applications?|gouttes?|bouffees?|unites?|flacons?)\b"
)
_SCHEDULE = (
    r"\d ?- ?\d ?- ?\d(?: ?- ?\d)?|(?:x|fois) ?\d|"
    r"(?<!\d)\d ?(?:x|fois)(?: ?(?:par|/) ?(?:jour|j|semaine|sem|24 ?h|mois))?|"
    r"(?:\d+(?:[.,]\d+)? ?)?/ ?(?:j|jour|sem|semaine|mois|8 ?h|12 ?h|24 ?h|\d+ ?h)\b|par (?:jour|semaine|mois|24 ?h)|"
    r"(?:\ble )?(?:matin|midi|soir)|(?:\bau )?coucher|(?<!table de )nuit|si besoin|avant les repas|quotidien\w*|"
    r"hebdomadaire|toutes les \d+ ?\w+|tous les (?:\d+ )?\w+|"
    r"un jour sur deux|a jeun|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|\bd d\b|"
    r"selon (?:inr|protocole|glycemie\w*)|continu"
)
_DOSE = re.compile(
    rf"\d[\d ]*(?:[.,]\d+)? ?{_UNIT}|{_COUNT}|{_SCHEDULE}|"
    r"^\W{0,3}\d+(?:[.,]\d+)?(?:/\d+)?(?:\b|(?=x\d))(?!\s?(?:h|heures?|jours?|ans?|mois|semaines?)\b)"
)
_LAB_UNIT = re.compile(
    r"(?:\s*(?:serique|plasmatique|sanguine?|residuelle?))?\W{0,40}(?:\([^)]*\))?\W{0,40}\d+(?:[.,]\d+)?[\W+-]{0,20}"
    r"(?:[nup]g/m?l|mg/l|[munp]mol/l|meq/l|m?ui/m?l|g/l)(?![a-z])"
)
_BARE_LEVEL = re.compile(
    r"\W{0,12}(?:est |a |de )?\d+(?:[.,]\d+)?"
    r"(?!\d|[.,]\d|\s*(?:mg|g\b(?!/l)|ml|ui\b|ug|mcg|%|cps?\b|gel|inj|amp|x\b|/|le |matin|soir))"
)
_IDENTIFIER = re.compile(r"\W{0,4}(?:\[(?:ipp|nda|secu|autre_id)\b|\d{7})|\s*\d*\]")
_ASIDE = re.compile(r"\bhors\s+(?:\w{1,4}\s+)?$|\[$")
_DASHED = re.compile(r"\s*(?:[,;+/]|\bet\b|\bou\b|\bni\b|\bpuis\b| - )\s*$")
_LEAD = re.compile(r"[^a-z0-9]*(?:(?:lp|lm|sr|er|cr|xr|mr|forte?|chrono|retard|diskus|mitis|ge)\b[^a-z0-9]*)*")
_ASTRAY = re.compile(r'["»«]|\w\W*\(')
"""Between two signs of a dose, what shows that the second tells something else."""
_LONG = 110


@dataclass(frozen=True, slots=True)
class Dose:
    """A medicine with the stretch that belongs to it and what is printed of its dose."""

    hit: Hit
    start: int
    end: int
    value: str | None


def is_level(clause: Clause, hit: Hit, text: Folded, measured: bool = False) -> bool:
    """Whether the name is that of a blood level (`lithium 1,43 mmol/L`), of an identifier or of an exception
    (`sans objet hors AVK`), not of a medicine taken. `measured`: laboratories measure it too (`albumine 29`).
    """
    end = min(clause.last, hit.end + 100)
    before = text.text[max(clause.first, hit.start - 12) : hit.start]
    if measured and _BARE_LEVEL.match(text.text, hit.end, end):
        return True
    return bool(_LAB_UNIT.match(text.text, hit.end, end) or _IDENTIFIER.match(text.text, hit.end, end)) or bool(
        _ASIDE.search(before)
    )


def doses(source: str, clause: Clause, hits: list[Hit], text: Folded) -> list[Dose]:
    """Each medicine of a clause with its own stretch: the whole clause, or its share when the clause is a list."""
    out = []
    keys = {hit.meaning.key for hit in hits}
    shared = len(keys) == 1 or not _is_list(clause, hits, text)
    for k, hit in enumerate(hits):
        reach = hits[k + 1].start if k + 1 < len(hits) else clause.last
        value = _value(source, text, hit, reach)
        if shared and (clause.end - clause.start <= _LONG or len(hits) == 1):
            start, end = clause.start, clause.end
        else:
            start, end = _share(source, clause, hits, k, text)
        out.append(Dose(hit, start, end, value))
    return out


def _is_list(clause: Clause, hits: list[Hit], text: Folded) -> bool:
    """Several medicines each followed by its own dose, or separated by commas alone."""
    dosed = 0
    for k, hit in enumerate(hits):
        reach = hits[k + 1].start if k + 1 < len(hits) else clause.last
        dosed += bool(_DOSE.search(text.text[hit.end : reach]))
    return dosed >= 2 or len(hits) >= 4


def _share(source: str, clause: Clause, hits: list[Hit], k: int, text: Folded) -> tuple[int, int]:
    """From this medicine (or the clause's first words for the first one) to the next."""
    first = clause.first if k == 0 and hits[0].start - clause.first <= 40 else hits[k].start
    last = hits[k + 1].start if k + 1 < len(hits) else clause.last
    joint = _DASHED.search(text.text[first:last])
    if joint:
        last = first + joint.start()
    start, end = text.source(first, max(last, hits[k].end))
    return trim(source, start, end)


def _value(source: str, text: Folded, hit: Hit, reach: int) -> str | None:
    """From the first to the last sign of a dose after the name, as printed."""
    lead = _LEAD.match(text.text, hit.end, reach)
    first = lead.end() if lead else hit.end
    window = text.text[first : min(reach, first + 120)]
    stop = re.search(r"[;\n]|\. (?=\D)|\barret|\bstop|\bqsp|\brelais", window)
    window = window[: stop.start()] if stop else window
    found = list(_DOSE.finditer(window))
    if not found or found[0].start() > 45:
        return None
    last = found[0]
    for match in found[1:]:
        if match.start() - last.end() > 30 or _ASTRAY.search(window, last.end(), match.start()):
            break
        last = match
    start, end = text.source(first + found[0].start(), first + last.end())
    return " ".join(source[start:end].split()).strip(" :,.-") or None
