"""The source beside the brief: a document's text or pages, the cited passages marked in it."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from assistant.page.citations import document_title, original_link
from assistant.page.words import escape, plural

Json = Mapping[str, Any]
Span = tuple[int, int]


def render(
    source: Json,
    described: Json,
    cited: Sequence[Span],
    opened: Sequence[Span],
    handle: str | None = None,
) -> str:
    """The evidence of one document.

    `cited` are all spans of this document that the brief cites, `opened` those of the chip pressed (the first is
    shown first). `handle` names the document on the server's page-image route; without one the text stands alone.
    """
    spans = list(dict.fromkeys([*cited, *opened]))
    numbers = [spans.index(span) for span in dict.fromkeys(opened)]
    pages = source["pages"]
    page = next((p["number"] for p in pages if opened and p["start"] <= opened[0][0] < p["end"]), None)
    under = [described.get("source"), described.get("specialty"), _page_words(page, len(pages))]
    count = f"Passage 1 sur {len(numbers)}" if numbers else "Document entier"
    return (
        f'<div class="evidence-title"><h2>{escape(document_title(source["document"], described))}</h2>'
        f"<span>{original_link(handle, 'Ouvrir la page')} "
        '<button class="button small close" type="button" data-act="close">Fermer</button></span>'
        f"<p>{escape(' · '.join(part for part in under if part))}</p></div>"
        f'<div class="evidence-tools" data-opened="{" ".join(str(number) for number in numbers)}">'
        '<button class="button small" type="button" data-step="-1">← Précédente <kbd>p</kbd></button>'
        f'<span class="count" aria-live="polite">{count}</span>'
        '<button class="button small" type="button" data-step="1">Suivante <kbd>n</kbd> →</button></div>'
        '<div class="evidence-page" tabindex="0" role="region" aria-label="Page du document">'
        f"{_body(source, spans, handle)}</div>"
    )


def empty() -> str:
    """Before any source is open."""
    return (
        '<div class="evidence-page"><p class="muted source-hint">Cliquez sur une source : le document s’ouvre ici, '
        "au passage cité.</p></div>"
    )


def problem(text: str) -> str:
    """Why no source is shown."""
    return (
        f'<div class="evidence-page"><section class="state-box warn" role="alert"><p>{escape(text)}</p></section></div>'
    )


def unread(document: str, described: Json, handle: str) -> str:
    """A document that could not be read: why, and its original."""
    return (
        f'<div class="evidence-title"><h2>{escape(document_title(document, described))}</h2>'
        f"<span>{original_link(handle, 'Ouvrir l’original')}</span></div>"
        '<div class="evidence-page"><section class="state-box warn"><h2>▲ Document non lu</h2>'
        f'<p>{escape(described["unread"])}</p><p class="muted">L’ouverture d’un original est enregistrée.</p>'
        "</section></div>"
    )


def _page_words(page: int | None, count: int) -> str:
    if page is None:
        return plural(count, "page") if count > 1 else ""
    return f"page {page} sur {count}"


def _body(source: Json, spans: Sequence[Span], handle: str | None) -> str:
    pages = [page for page in source["pages"] if page["width"] and page["height"]]
    if handle and pages and source["places"] and source["media_type"] == "application/pdf":
        return "".join(_page_image(source, page, spans, handle) for page in pages)
    wide = max((len(line) for line in source["text"].splitlines()), default=0)
    style = "page-sheet wide" if _is_table(source["text"]) and wide <= 150 else "page-sheet"
    return f'<div class="{style}">{marked(source["text"], spans, _strangers(source))}</div>'


def _is_table(text: str) -> bool:
    """Whether columns carry the meaning: most lines hold a run of three spaces after their first word."""
    lines = [line for line in text.splitlines() if line.strip()]
    return bool(lines) and sum("   " in line.strip() for line in lines) > len(lines) / 2


def _strangers(source: Json) -> list[Span]:
    return [(span["start"], span["end"]) for span in source.get("misfiled", ())]


def marked(text: str, spans: Sequence[Span], strangers: Iterable[Span] = ()) -> str:
    """The text with every span marked; where spans overlap a mark carries all their numbers.

    `strangers` are stretches about somebody else: they are set apart, so that nobody reads them as the patient's.
    """
    strangers = list(strangers)
    edges = {0, len(text)}
    for start, end in (*spans, *strangers):
        edges |= {min(max(start, 0), len(text)), min(max(end, 0), len(text))}
    ordered = sorted(edges)
    done, inside = [], False
    for start, end in itertools.pairwise(ordered):
        stranger = any(a <= start and end <= b for a, b in strangers)
        if stranger != inside:
            done.append('<span class="other-person" title="Autre personne">' if stranger else "</span>")
            inside = stranger
        over = [number for number, (a, b) in enumerate(spans) if a <= start and end <= b]
        piece = escape(text[start:end])
        done.append(f'<mark data-q="{" ".join(map(str, over))}">{piece}</mark>' if over else piece)
    done.append("</span>" if inside else "")
    return "".join(done)


def _page_image(source: Json, page: Json, spans: Sequence[Span], handle: str) -> str:
    rectangles = []
    for number, span in enumerate(spans):
        for x0, y0, x1, y1 in lines(source["places"], page["number"], span):
            left, top = 100 * x0 / page["width"], 100 * y0 / page["height"]
            width, height = 100 * (x1 - x0) / page["width"], 100 * (y1 - y0) / page["height"]
            rectangles.append(
                f'<mark class="place" data-q="{number}" style="left:{left:.2f}%;top:{top:.2f}%;'
                f'width:{width:.2f}%;height:{height:.2f}%"></mark>'
            )
    text = escape(source["text"][page["start"] : page["end"]])
    return (
        f'<figure class="page-image" style="aspect-ratio:{page["width"]:.0f}/{page["height"]:.0f}">'
        f'<img src="pages/{escape(handle)}/{page["number"]}.png" alt="Page {page["number"]}" loading="lazy">'
        f'{"".join(rectangles)}<figcaption class="visually-hidden">{text}</figcaption></figure>'
    )


def lines(places: Iterable[Json], page: int, span: Span) -> list[tuple[float, float, float, float]]:
    """Rectangles `(x0, y0, x1, y1)`, in points from the page's top left, that cover a span: one a printed line.

    A run of text that the span covers in part gives its share of the run's width.
    """
    boxes: list[tuple[float, float, float, float]] = []
    for place in places:
        start, end = max(span[0], place["start"]), min(span[1], place["end"])
        if place["page"] != page or start >= end:
            continue
        per_character = (place["x1"] - place["x0"]) / (place["end"] - place["start"])
        x0 = place["x0"] + per_character * (start - place["start"])
        x1 = place["x0"] + per_character * (end - place["start"])
        box = (x0, place["y0"], x1, place["y1"])
        if boxes and abs(boxes[-1][1] - box[1]) < 2 and abs(boxes[-1][3] - box[3]) < 4:
            last = boxes.pop()
            box = (min(last[0], x0), min(last[1], box[1]), max(last[2], x1), max(last[3], box[3]))
        boxes.append(box)
    return boxes
