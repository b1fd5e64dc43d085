"""The brief as HTML: headline, what must not be missed, conflicts, treatment, sections, what was not found."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from assistant.page.citations import Citations
from assistant.page.items import Shown
from assistant.page.plain import as_text
from assistant.page.words import age, escape, french_date, plural, read_out_of

Json = Mapping[str, Any]
VITAL: Final = "À ne pas manquer"
_TAIL: Final = re.compile(r" \(| le \d| depuis | en \d{4}|, (?=\D)| : ")


def render(brief: Json, citations: Citations, originals: Mapping[str, str], stamp: int = 0) -> str:
    """The whole left pane.

    `citations` collects what the chips point to; `originals` gives the handle under which a document can be opened;
    `stamp` tells the script that this is another brief.
    """
    sections = list(brief["sections"])
    vital = [section for section in sections if section["title"].startswith(VITAL)]
    treatments = [section for section in sections if is_treatment(section)]
    others = [section for section in sections if section not in vital and section not in treatments]
    shown = Shown(brief, citations, originals)
    parts = [
        f'<div class="brief" id="brief" tabindex="-1" data-stamp="{stamp}">',
        headline(brief),
        "".join(shown.vital_band(section) for section in vital),
        shown.conflicts(),
        "".join(shown.treatments(section) for section in treatments),
        shown.columns(others),
        '<p class="no-print all"><button class="button" type="button" data-act="expand">Tout afficher</button></p>',
        '<p class="print-only">Vigie retrouve et affiche ce que disent les documents ; elle ne remplace pas la lecture '
        "du dossier. Données de santé, à détruire après usage.</p>",
        f'<textarea id="brief-text" hidden readonly>{escape(as_text(brief, citations.documents))}</textarea>',
        "</div>",
    ]
    return "".join(parts)


def headline(brief: Json) -> str:
    """The one line, and what it rests on."""
    documents = brief["documents"]
    unread, absent, other = documents["unread"], brief["not_found"], brief["misfiled"]
    total = documents["read"] + len(unread)
    basis = [f"<b>{read_out_of(documents['read'], total)}</b>"]
    if newest := documents.get("newest"):
        old = age(newest, brief.get("as_of"))
        basis[0] += f", jusqu’au <b>{french_date(newest)}</b>" + (f" ({escape(old)})" if old else "")
    if unread:
        basis.append(
            f'<a href="#fichiers" class="alert">▲ {plural(len(unread), "document non lu", "documents non lus")}</a>'
        )
    if absent:
        basis.append(f'<a href="#absent">{plural(len(absent), "élément non trouvé", "éléments non trouvés")}</a>')
    if other:
        basis.append(f'<a href="#fichiers">{plural(len(other), "passage")} d’une autre personne</a>')
    generated = "extraits sans rédaction automatique"
    basis.append(
        generated
        if brief.get("generated_by", "extractive") == "extractive"
        else "phrases rédigées par un modèle, vérifiées"
    )
    return f'<h1 class="headline">{_emphasis(brief["headline"])}</h1><p class="basis">{" · ".join(basis)}</p>'


def _emphasis(text: str) -> str:
    """The head of each sentence in bold; what dates or explains it in plain."""
    sentences = re.split(r"(?<=[.;]) (?=\S)", text)
    done = []
    for rank, sentence in enumerate(sentences):
        tail = None if rank == 0 else _TAIL.search(sentence, 3)
        cut = tail.start() if tail else len(sentence)
        done.append(f"<strong>{escape(sentence[:cut])}</strong>{escape(sentence[cut:])}")
    return " ".join(done)


def is_treatment(section: Json) -> bool:
    """Whether a section is the whole present treatment, which stands as a table."""
    items = section["items"]
    current = all(item["category"] == "traitement" and item["status"] == "actuel" for item in items)
    return bool(items) and current and section["title"].startswith("Traitement") and "arrêté" not in section["title"]
