"""The redactions of one document, on its pseudonymised text: what was replaced, by which recogniser, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from assistant.page.words import escape, plural

Json = Mapping[str, Any]
LOW: Final = 0.6
"""Under this score a redaction is drawn as one to check."""


def chooser(refs: Sequence[Json], patient: str = "", document: str = "") -> str:
    """Opaque references of the documents, patient by patient."""
    groups = "".join(
        f'<optgroup label="{escape(entry["patient"])}">'
        + "".join(_option(entry["patient"], ref, patient, document) for ref in entry["documents"])
        + "</optgroup>"
        for entry in refs
    )
    return (
        '<form class="filter-row" data-act="redactions"><label>Document<select class="field code" name="document">'
        f'{groups}</select></label><button class="button small" type="submit">Afficher</button></form>'
    )


def _option(patient: str, ref: Json, chosen_patient: str, chosen_document: str) -> str:
    name = str(ref["document"])
    words = " · ".join(part for part in (name, ref["type"]) if part)
    selected = " selected" if (patient, name) == (chosen_patient, chosen_document) else ""
    return f'<option value="{escape(patient)} {escape(name)}"{selected}>{escape(words)}</option>'


def render(refs: Sequence[Json], shown: Json | None, patient: str = "") -> str:
    """The card: choice of a document, its text with the tags, the table of redactions."""
    document = shown["document"] if shown else ""
    head = '<section class="card span-12"><div class="band-title"><h2>Marques d’un document</h2>'
    if shown is None:
        empty = "Choisissez un document. Son texte est montré pseudonymisé ; la consultation est enregistrée."
        return f'{head}</div>{chooser(refs)}<p class="muted">{empty}</p></section>'
    entities = sorted(shown["entities"], key=lambda entity: (entity["start"], entity["end"]))
    low = sum(entity["score"] < LOW for entity in entities)
    counted = f"{document} · {plural(len(entities), 'marque')} · {low} sous le seuil"
    return (
        f'{head}<span class="muted code">{escape(counted)}</span></div>{chooser(refs, patient, document)}'
        f'<div class="redactions"><div class="redacted-text" tabindex="0" role="region" '
        f'aria-label="Texte pseudonymisé">{tagged(shown["text"], entities)}</div>'
        f"{_table(shown['text'], entities)}</div></section>"
    )


def tagged(text: str, entities: Sequence[Json]) -> str:
    """The pseudonymised text, each redaction a button that carries its row's number."""
    done, at = [], 0
    for number, entity in enumerate(entities):
        start, end = max(entity["start"], at), entity["end"]
        if end <= start:
            continue
        label = escape(_why(entity))
        done.append(escape(text[at:start]))
        done.append(
            f'<button type="button" class="redaction-tag{_style(entity)}" data-row="{number}" title="{label}">'
            f"{escape(text[start:end])}</button>"
        )
        at = end
    return "".join([*done, escape(text[at:])])


def _style(entity: Json) -> str:
    if entity["score"] < LOW:
        return " low"
    return " shifted" if entity["label"] == "DATE" else ""


def _why(entity: Json) -> str:
    return f"{entity['label']} · {entity['recognizer']} · {_score(entity['score'])} · {entity['explanation']}"


def _score(score: float) -> str:
    return f"{score:.2f}".replace(".", ",")


def _table(text: str, entities: Sequence[Json]) -> str:
    rows = "".join(
        f'<tr data-row="{number}"><th scope="row"><span class="redaction-tag{_style(entity)}">'
        f"{escape(entity.get('tag') or text[entity['start'] : entity['end']])}</span></th>"
        f'<td class="code">{escape(entity["recognizer"])}</td>'
        f'<td class="number">{_score(entity["score"])}</td><td>{escape(entity["explanation"])}</td></tr>'
        for number, entity in enumerate(entities)
    )
    return (
        '<div class="redaction-rows"><table class="data-table"><thead><tr><th>Étiquette</th>'
        '<th>Reconnaisseur</th><th class="number">Score</th><th>Explication</th></tr></thead>'
        f"<tbody>{rows}</tbody></table></div>"
    )
