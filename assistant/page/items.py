"""The parts of a brief: its lines, the vital band, conflicts, the treatment, what was not found, the documents."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from assistant.page.citations import Citations, document_title, original_link
from assistant.page.words import age, category, escape, french_date, plural, status, words

Json = Mapping[str, Any]
_LOPSIDED: Final = 1.8
"""Beyond this ratio of heights, the two columns of the vital band are filled in order instead of by category."""
_LONG: Final = 60
_HEAD: Final = 10
"""A wording longer than `_LONG` is cut at its first mark of punctuation after `_HEAD` characters."""


class Shown:
    """One brief being written; knows which statements are in conflict."""

    def __init__(self, brief: Json, citations: Citations, originals: Mapping[str, str]) -> None:
        self.brief = brief
        self.citations = citations
        self.originals = originals
        self.disputed = [
            (cite["document"], cite["start"], cite["end"])
            for conflict in brief["conflicts"]
            for side in conflict["sides"]
            for cite in side["citations"]
        ]

    def vital_band(self, section: Json) -> str:
        """The pinned facts in two columns."""
        left: list[Json] = []
        right: list[Json] = []
        for item in section["items"]:
            (left if item["category"] in words()["left_column"] else right).append(item)
        names = ("événements, biologie, traitements", "allergies, antécédents, dispositifs, directives")
        if _height(left) > _LOPSIDED * _height(right) or _height(right) > _LOPSIDED * _height(left):
            left, right = _halves([*left, *right])
            names = ("", "")
        title = f'<h2 id="v"><span aria-hidden="true">▲</span> {escape(section["title"])}</h2>'
        columns = []
        for head, name, items in ((title, names[0], left), ("", names[1], right)):
            kinds = f'<span class="column-title">{name}</span>' if name else ""
            rows = "".join(self.item(item) for item in items)
            columns.append(f'<div><div class="band-title">{head}{kinds}</div><ol>{rows}</ol></div>')
        grid = f'<div class="vital-columns">{"".join(columns)}</div>'
        return f'<section class="vital-band" aria-labelledby="v">{grid}</section>'

    def item(self, item: Json) -> str:
        """One fact: its words, its date and age, its badges, its sources."""
        badges = "" if item["status"] == "actuel" else status(item["status"])
        badges += _flags(item)
        if self._is_disputed(item["citations"]):
            badges += ' <span class="status conflict">≠ conflit</span>'
        return (
            f'<li class="brief-item" tabindex="-1"><p class="text">{_weighted(item["text"])}</p>'
            f'<p class="meta"><span class="category">{escape(category(item["category"]))}</span>'
            f"{self.when(item)}{badges}{self.citations.chips(item['citations'])}</p>{self.more(item)}</li>"
        )

    def when(self, item: Json) -> str:
        """The date of a fact and its age."""
        if not item.get("date"):
            return ""
        old = age(item["date"], self.brief.get("as_of"))
        return f"<span><time>{french_date(item['date'])}</time>{', ' + escape(old) if old else ''}</span>"

    def more(self, item: Json) -> str:
        """History and reason, folded."""
        rows = ""
        if item.get("history"):
            versions = "<br>".join(
                f"{escape(version['text'])}{', ' + french_date(version['date']) if version.get('date') else ''}"
                f"{status(version['status'])} {self.citations.chips(version['citations'])}"
                for version in item["history"]
            )
            rows += f"<dt>Historique</dt><dd>{versions}</dd>"
        if item.get("why"):
            reasons = " · ".join(
                f'<span title="{escape(_weight(factor["weight"]))}">{escape(factor["factor"])}</span>'
                for factor in item["why"]
            )
            rows += f"<dt>Pourquoi ici</dt><dd>{reasons}</dd>"
        if not rows:
            return ""
        return (
            '<details class="more"><summary aria-label="Historique et raison" title="Historique et raison">⋯</summary>'
            f'<div class="more-body"><dl>{rows}</dl></div></details>'
        )

    def conflicts(self) -> str:
        """Every conflict with every side."""
        if not self.brief["conflicts"]:
            return ""
        done = []
        for conflict in self.brief["conflicts"]:
            sides = "".join(
                f'<li><span>{escape(side["text"])}</span><span class="sources">'
                f"{self.citations.chips(side['citations'], short=True)}</span></li>"
                for side in conflict["sides"]
            )
            done.append(f'<div class="conflict"><h3>≠ Conflit : {escape(conflict["text"])}</h3><ul>{sides}</ul></div>')
        return (
            '<section class="conflict-band" aria-labelledby="c"><h2 id="c" class="visually-hidden">Conflits entre '
            f'documents</h2><div class="conflict-grid">{"".join(done)}</div></section>'
        )

    def treatments(self, section: Json) -> str:
        """The whole present treatment, one drug a row."""
        items = section["items"]
        rows = "".join(
            f'<tr role="row" class="brief-item" tabindex="-1"><th role="rowheader" scope="row">{_drug(item["text"])}'
            f"{_flags(item)}</th>"
            f'<td role="cell">{self.citations.chips(item["citations"][:1], date_only=True)}</td></tr>'
            for item in items
        )
        half = (len(items) + 1) // 2
        return (
            '<section class="section" aria-labelledby="t"><div class="band-title">'
            f'<h2 id="t">Traitement en cours, complet ({len(items)})</h2></div>'
            '<table class="treatment-table" role="table" aria-labelledby="t"><thead role="rowgroup"><tr role="row">'
            '<th role="columnheader">Médicament et posologie</th><th role="columnheader">Source</th></tr></thead>'
            f'<tbody role="rowgroup" style="grid-template-rows:repeat({half},auto)">{rows}</tbody></table></section>'
        )

    def columns(self, sections: Sequence[Json]) -> str:
        """The other sections, what was not found and the documents, in two columns of like height."""
        blocks = [
            (
                len(section["items"]) + 1,
                f'<section class="section"><div class="band-title"><h2>{escape(section["title"])}</h2></div>'
                f"<ul>{''.join(self.item(item) for item in section['items'])}</ul></section>",
            )
            for section in sections
            if section["items"]
        ]
        blocks += [(len(self.brief["not_found"]) + 1, self.absent()), (4, self.files())]
        left, right, heights = "", "", [0, 0]
        for height, block in blocks:
            if heights[0] <= heights[1]:
                left, heights[0] = left + block, heights[0] + height
            else:
                right, heights[1] = right + block, heights[1] + height
        return f'<div class="sections-grid"><div>{left}</div><div>{right}</div></div>'

    def absent(self) -> str:
        """What was looked for and not found."""
        missing = self.brief["not_found"]
        if not missing:
            return ""
        searched = max(entry["documents_searched"] for entry in missing)
        rows = "".join(
            f"<li>{escape(entry['concept'] or category(entry['category']))}"
            + (
                f' <span class="muted">({escape(category(entry["category"]).lower())})</span>'
                if entry["concept"]
                else ""
            )
            + "</li>"
            for entry in missing
        )
        return (
            '<section class="section absent" id="absent"><div class="band-title">'
            f"<h2>Cherché, non trouvé dans {plural(searched, 'document')}</h2>"
            f'<span class="column-title">ne veut pas dire absent</span></div><ul>{rows}</ul></section>'
        )

    def files(self) -> str:
        """Documents that were not read, and passages that are about somebody else."""
        documents, described = self.brief["documents"], self.citations.documents
        unread, other = documents["unread"], self.brief["misfiled"]
        received = documents["read"] + len(unread)
        if unread:
            notices = (
                f'<p class="notice state-warn"><b>▲ Non lus : {plural(len(unread), "document")} sur {received}.</b> '
                f"La synthèse repose sur {plural(documents['read'], 'document')}. "
                "Ce qui n’est écrit que dans les autres n’y figure pas.</p>"
            )
            notices += "".join(self._unread(entry) for entry in unread)
        else:
            counts = f"{plural(received, 'reçu')}, {plural(documents['read'], 'lu')}"
            notices = f'<p class="notice"><b>Non lus : aucun.</b> {counts}.</p>'
        if other:
            counts = plural(len(other), "passage")
            notices += f'<p class="notice"><b>Autre personne : {counts}.</b> Rien n’en est repris ici.</p>'
        for entry in other:
            title = document_title(entry["document"], described.get(entry["document"], {}))
            chip = self.citations.chips([entry], short=True)
            notices += f'<p class="notice">{escape(title)} : {escape(entry["reason"])} {chip}</p>'
        return f'<section class="section misfiled" id="fichiers"><h2>Documents</h2>{notices}</section>'

    def _unread(self, entry: Json) -> str:
        title = document_title(entry["document"], self.citations.documents.get(entry["document"], {}))
        return (
            f'<p class="notice">{escape(title)} : {escape(entry["reason"])} '
            f"{original_link(self.originals.get(entry['document']), 'Ouvrir l’original')}</p>"
        )

    def _is_disputed(self, citations: Sequence[Json]) -> bool:
        return any(
            document == cite["document"] and start < cite["end"] and cite["start"] < end
            for cite in citations
            for document, start, end in self.disputed
        )


def _flags(item: Json) -> str:
    """Badges of a line; on one that gives several results, an arrow would not say whose it is."""
    several = " ; " in item["text"]
    return "".join(status(flag) for flag in item.get("flags", ()) if not (several and flag in ("high", "low")))


def _height(items: Sequence[Json]) -> int:
    """Printed lines, about: those of the wording, and one for date and source."""
    return sum(len(item["text"]) // 48 + 2 for item in items)


def _halves(items: Sequence[Json]) -> tuple[list[Json], list[Json]]:
    """The same order in two columns of like height."""
    cut = next((n for n in range(len(items)) if 2 * _height(items[:n]) >= _height(items)), len(items))
    return list(items[:cut]), list(items[cut:])


def _weighted(text: str) -> str:
    """A long wording with its head alone at full weight; a short one whole. The style decides what weight is."""
    cut = re.search(r" : | ; | \(|, ", text[_HEAD:]) if len(text) > _LONG else None
    if cut is None:
        return escape(text)
    at = _HEAD + cut.start()
    return f'{escape(text[:at])}<span class="also">{escape(text[at:])}</span>'


def _weight(weight: float) -> str:
    return f"poids {weight:.2f}".replace(".", ",")


def _drug(text: str) -> str:
    """The drug in bold, its dose in plain."""
    match = re.search(r"[ ,:(]+(?=\d)|[,:(]", text)
    cut = match.start() if match and match.start() else len(text)
    return f"<b>{escape(text[:cut])}</b>{escape(text[cut:])} "
