"""The DPO's desk: the ledger with its verification, and the list of redacted documents."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from assistant.page.words import escape, french_time, plural, words

Json = Mapping[str, Any]


def bar(tab: str) -> str:
    """The tabs of the desk; `tab` is `journal` or `marques`."""
    tabs = "".join(
        f'<button type="button" class="tab" role="tab" data-act="tab" data-tab="{name}" '
        f'aria-selected="{"true" if name == tab else "false"}">{label}</button>'
        for name, label in (("journal", "Journal"), ("marques", "Pseudonymisation"))
    )
    return f'<div class="desk-bar"><div class="tabs" role="tablist">{tabs}</div></div>'


def chain_state(state: Json, checked: dt.datetime) -> str:
    """Whether the ledger is whole, and if not which entry says otherwise."""
    button = '<button class="button" type="button" data-act="verify">Vérifier maintenant</button>'
    button = f'<span class="spacer"></span>{button}'
    entries = plural(state["entries"], "entrée vérifiée", "entrées vérifiées")
    checkpoint = _checkpoint(state.get("checkpoint"))
    if state["ok"]:
        return (
            f'<div class="chain-state" role="status"><strong>✓ Journal intègre</strong><span>{entries} à '
            f"{checked:%H:%M}, aucune modifiée, déplacée ou manquante</span>{checkpoint}{button}</div>"
        )
    problems = "".join(f"<li>{escape(_problem(problem))}</li>" for problem in state["problems"])
    return (
        '<div class="chain-state broken" role="alert"><strong>✗ Journal altéré</strong>'
        f"<ul>{problems}</ul>{checkpoint}{button}</div>"
    )


def _problem(problem: Json) -> str:
    return f"entrée {problem['n']} : {problem['message']}" if problem["n"] else str(problem["message"])


def _checkpoint(checkpoint: Json | None) -> str:
    if checkpoint is None:
        return '<span class="muted">aucun point de contrôle signé</span>'
    signed = f"dernier point de contrôle signé : {french_time(checkpoint['time'])}, entrée {checkpoint['n']}"
    return f'<span class="muted">{escape(signed)}</span>'


def ledger(entries: Sequence[Json], chosen: Json, total: int) -> str:
    """The latest entries with the filters in force: `operation`, `actor`, `object`, `days`."""
    operations = [("", "toutes"), *((name, _operation(name)) for name in chosen["operations"])]
    actors = [("", "tous"), *((name, name) for name in chosen["actors"])]
    periods = [("1", "24 heures"), ("7", "7 derniers jours"), ("30", "30 jours"), ("365", "12 mois"), ("", "tout")]
    rows = "".join(
        f'<tr><td class="number code">{entry["n"]}</td><td class="code">{escape(french_time(entry["time"]))}</td>'
        f'<td class="code">{escape(entry["actor"])}</td><th scope="row">{escape(_operation(entry["operation"]))}</th>'
        f'<td class="code">{_object(entry["object"])}</td><td>{escape(entry["detail"])}</td>'
        f'<td class="code muted">{escape(_digest(entry["digest"]))}</td></tr>'
        for entry in entries
    )
    body = rows or '<tr><td colspan="7" class="muted">Aucune entrée ne répond à ces filtres.</td></tr>'
    return (
        '<section class="card span-12"><div class="band-title"><h2>Journal</h2>'
        f'<span class="muted">{plural(len(entries), "entrée affichée", "entrées affichées")} sur {total}</span></div>'
        f'<form class="filter-row" data-act="filter">{_select("Période", "days", periods, chosen["days"])}'
        f"{_select('Opération', 'operation', operations, chosen['operation'])}"
        f"{_select('Acteur', 'actor', actors, chosen['actor'])}"
        f'<label>Patient ou document<input class="field" name="object" size="22" value="{escape(chosen["object"])}" '
        'autocomplete="off"></label><button class="button small" type="submit">Filtrer</button></form>'
        '<table class="data-table"><thead><tr><th class="number">N°</th><th>Date et heure</th><th>Acteur</th>'
        "<th>Opération</th><th>Objet</th><th>Détail</th><th>Empreinte</th></tr></thead>"
        f"<tbody>{body}</tbody></table></section>"
    )


def _select(label: str, name: str, options: Sequence[tuple[str, str]], chosen: str) -> str:
    rows = "".join(
        f'<option value="{escape(value)}"{" selected" if value == chosen else ""}>{escape(text)}</option>'
        for value, text in options
    )
    return f'<label>{label}<select class="field" name="{name}">{rows}</select></label>'


def _operation(name: str) -> str:
    return str(words()["operations"].get(name, name))


def _object(reference: str) -> str:
    """Opaque references, shortened; a press filters the ledger on the whole of them."""
    if not reference:
        return ""
    short = " · ".join(part if len(part) <= 10 else part[:8] + "…" for part in reference.split("/"))
    whole = escape(reference)
    return (
        f'<button type="button" class="reference code" data-act="filter" data-object="{whole}" '
        f'title="Filtrer sur {whole}">{escape(short)}</button>'
    )


def _digest(digest: str) -> str:
    return f"{digest[:4]}…{digest[-4:]}" if len(digest) > 12 else digest


def screen(*parts: str) -> str:
    """The desk's main area."""
    head, *cards = parts
    return f'<div class="desk" id="brief">{head}<div class="desk-grid">{"".join(cards)}</div></div>'
