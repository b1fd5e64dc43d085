"""Finding the patient, and what the screen says before one is open."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any, Final

from assistant.page.words import escape, french_date, plural

Json = Mapping[str, Any]
_SHOWN: Final = 30


def matching(patients: Sequence[Json], query: str) -> list[Json]:
    """Patients whose label, reference or numbers hold every word typed, whatever the accents, case or punctuation."""
    asked = [_plain(word) for word in query.split()]
    asked = [word for word in asked if word]
    joined = re.sub(r"\D", "", query)
    found = []
    for patient in patients:
        text = _searchable(patient)
        digits = re.sub(r"[^0-9|]", "", text)
        if all(word in text for word in asked) or (len(joined) >= 6 and joined in digits):
            found.append(patient)
    return found


def _searchable(patient: Json) -> str:
    values = [patient["label"], patient["patient"], patient["ins"] or "", *patient["ipp"]]
    return "|".join(_plain(str(value)) for value in values)


def _plain(text: str) -> str:
    """Without accents, case or punctuation: `NOËL` -> `noel`, `21/12/1942` -> `21121942`."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    kept = "".join(char for char in decomposed if char.isalnum() or char.isspace())
    return " ".join(kept.split())


def render(patients: Sequence[Json], query: str = "") -> str:
    """The search box, and the patients found; all of them while nothing is typed, when they are few."""
    found = matching(patients, query) if query.strip() else list(patients)
    shown = found[:_SHOWN]
    if not patients:
        state = (
            '<section class="state-box"><h2>Aucun dossier</h2><p>Importez un dossier : '
            "<code>vigie ingest DOSSIER</code>.</p></section>"
        )
    elif query.strip() and not found:
        state = _nobody(query)
    else:
        asked = f" pour « {escape(query.strip())} »" if query.strip() else ""
        many = f", les {_SHOWN} premiers" if len(found) > len(shown) else ""
        counted = plural(len(found), "patient trouvé", "patients trouvés") if asked else plural(len(found), "patient")
        state = f'<p role="status"><b>{counted}</b>{asked}{many}</p>'
        state += "".join(_row(patient) for patient in shown)
    note = (
        '<section class="state-box"><h2>Pas encore de patient</h2><p>La synthèse s’affiche dès que le patient est '
        'choisi, à partir de tout son dossier.</p><p class="muted">Vigie retrouve et affiche ce que disent les '
        "documents, avec leur source. Elle ne donne pas d’avis et ne remplace pas la lecture du dossier.</p></section>"
    )
    return (
        '<div class="find" id="brief"><form class="find-box" data-act="find"><h1><label for="cherche">Trouver le '
        'patient</label></h1><div class="find-row"><input id="cherche" name="query" class="field" autocomplete="off" '
        f'placeholder="Nom et année, INS, IPP" value="{escape(query)}"><button class="button primary" type="submit">'
        'Chercher</button></div><p class="muted">Accepte le nom, la date de naissance, un INS ou un IPP. Rien n’est '
        f"gardé dans le navigateur.</p></form>{state}{'' if query.strip() else note}</div>"
    )


def _row(patient: Json) -> str:
    name, _, birth = str(patient["label"]).partition(" · ")
    under = [birth, *(f"IPP {number}" for number in patient["ipp"][:1]), f"dossier {patient['patient']}"]
    newest = f", {french_date(patient['newest'])}" if patient["newest"] else ""
    count = plural(patient["documents"], "document") + newest
    unread = plural(patient["unread"], "document non lu", "documents non lus")
    badge = f'<span class="status conflict">▲ {unread}</span><br>' if patient["unread"] else ""
    return (
        f'<button type="button" class="patient-row" data-act="open" data-patient="{escape(patient["patient"])}">'
        f"<span><b>{escape(name)}</b><br>{escape(' · '.join(part for part in under if part))}</span>"
        f'<span>{badge}<small class="muted">{count}</small></span><span class="button primary">Ouvrir</span></button>'
    )


def _nobody(query: str) -> str:
    return (
        '<section class="state-box error" role="status">'
        f"<h2>✗ Aucun patient trouvé pour « {escape(query.strip())} »</h2>"
        "<p>Cela ne prouve pas qu’il n’existe pas de dossier. Essayez :</p><ul><li>le nom de naissance, ou le prénom "
        "seul avec l’année</li><li>l’INS (15 chiffres)</li><li>l’IPP de cet établissement</li></ul></section>"
    )


def problem(title: str, text: str) -> str:
    """What went wrong, by itself in the main pane, with the way back to the patients."""
    return (
        f'<div class="find" id="brief"><section class="state-box error" role="alert"><h2>{escape(title)}</h2>'
        f'<p>{escape(text)}</p><p><button class="button" type="button" data-act="leave">Revenir aux patients'
        "</button></p></section></div>"
    )
