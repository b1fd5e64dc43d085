"""What stands above every screen: who is signed in, whose record is open, the moment and the motif."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from assistant.page.words import escape, french_date, words

Json = Mapping[str, Any]


def top_bar(
    title: str, who: Json, *, patient: Json | None = None, note: str = "", other: tuple[str, str] | None
) -> str:
    """The bar of identity.

    `who` has `name`, `role`, and `locked` when the session can be closed; `other` is the account's other screen, as
    (name, wording).
    """
    band = f'<span class="who">{escape(title)}</span>' if patient is None else _patient(patient)
    band += f'<span class="ids">{escape(note)}</span>' if note else ""
    buttons = ""
    if patient is not None:
        buttons += '<button class="button" type="button" data-act="leave">Changer de patient</button>'
    if other is not None:
        name, words_ = other
        buttons += f'<button class="button" type="button" data-act="screen" data-name="{name}">{words_}</button>'
    if who["locked"]:
        buttons += '<form method="post" action="deconnexion"><button class="button">Verrouiller</button></form>'
    role = words()["roles"].get(who["role"], who["role"])
    return (
        '<a class="skip-link" href="#brief">Aller au contenu</a>'
        f'<header class="top-bar"><div class="app-name">Vigie</div><div class="patient-band" role="group" '
        f'aria-label="Patient">{band}</div><div class="session"><span><strong>{escape(who["name"])}</strong>'
        f"{escape(role)}</span>{buttons}</div></header>"
    )


def _patient(patient: Json) -> str:
    name, _, birth = str(patient["label"]).partition(" · ")
    match = re.fullmatch(r"(.*) (née? .*)", name)
    used, born = match.groups() if match else (name, "")
    small = f" <small>{escape(born)}</small>" if born else ""
    band = f'<span class="name">{escape(used)}{small}</span>'
    band += f'<span class="who">{escape(birth)}</span>' if birth else ""
    numbers = [f"INS {_grouped(patient['ins'])}"] if patient["ins"] else []
    numbers += [f"IPP {number}" for number in patient["ipp"][:1]]
    return band + "".join(f'<span class="ids">{escape(number)}</span>' for number in numbers or [patient["patient"]])


def _grouped(ins: str) -> str:
    """An INS as people read it: `2 48 03 20 033 112 28`."""
    match = re.fullmatch(r"(.)(..)(..)(..)(...)(...)(..)", ins.replace(" ", ""))
    return " ".join(match.groups()) if match else ins


def moment_bar(moments: Sequence[Json], chosen: str, motif: str, as_of: str | None, *, patient: bool) -> str:
    """Moments as chips, the motif with its completion, the day; the actions when a brief is shown."""
    chips = "".join(
        f'<button type="button" class="moment-chip" data-act="moment" data-moment="{escape(moment["name"])}" '
        f'title="{escape(moment["label"])}" aria-pressed="{"true" if moment["name"] == chosen else "false"}">'
        f"{escape(words()['moments'].get(moment['name'], moment['label']))}</button>"
        for moment in moments
    )
    motifs: Sequence[str] = next((moment["motifs"] for moment in moments if moment["name"] == chosen), [])
    options = "".join(f'<option value="{escape(option)}"></option>' for option in motifs)
    examples = ", ".join(str(option) for option in motifs[:3])
    placeholder = f"facultatif : {examples}…" if examples else "facultatif"
    actions = (
        '<div class="brief-actions"><button class="button" type="button" data-act="copy">Copier</button>'
        '<button class="button" type="button" data-act="print">Imprimer</button></div>'
        if patient
        else ""
    )
    return (
        f'<div class="moment-bar"><div class="moment-chips" role="group" aria-label="Moment">{chips}</div>'
        '<label class="motif"><span>Motif</span><input class="field" id="motif" list="motifs" autocomplete="off" '
        f'data-act="motif" placeholder="{escape(placeholder)}" value="{escape(motif)}"></label>'
        f'<datalist id="motifs">{options}</datalist>'
        '<label class="as-of muted"><span>au</span><input class="field" id="as-of" inputmode="numeric" '
        'data-act="as-of" autocomplete="off" placeholder="aujourd’hui" aria-label="Jour de la synthèse, JJ/MM/AAAA" '
        f'value="{escape(french_date(as_of))}"></label>{actions}</div>'
    )
