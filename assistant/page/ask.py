"""The question box: the answer first, its source under it, or a frank abstention."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from assistant.page.citations import Citations
from assistant.page.words import escape, plural

Json = Mapping[str, Any]


def render(question: str = "", answer: Json | None = None, citations: Citations | None = None, read: int = 0) -> str:
    """The box, with the last question and what was found. `read` is the number of documents searched."""
    return _box(_answer(question, answer, citations, read) if answer is not None and citations is not None else "")


def problem(text: str) -> str:
    """The box with what went wrong."""
    return _box(f'<p class="question" role="alert">{escape(text)}</p>')


def _box(shown: str) -> str:
    return (
        f'<section class="ask" aria-label="Question au dossier"><div class="answer" aria-live="polite">{shown}</div>'
        '<form data-act="ask"><input class="field" id="question" name="question" autocomplete="off" '
        'aria-label="Poser une question au dossier" placeholder="Poser une question au dossier">'
        '<button class="button primary" type="submit">Chercher</button></form></section>'
    )


def _answer(question: str, answer: Json, citations: Citations, read: int) -> str:
    asked = f'<p class="question"><span>{escape(question)}</span></p>'
    if answer["abstained"]:
        return f'{asked}<p class="reply">Aucune mention trouvée dans {plural(read, "document")}.</p>'
    return f'{asked}<p class="reply">{escape(answer["answer"])}</p><p>{citations.chips(answer["citations"])}</p>'
