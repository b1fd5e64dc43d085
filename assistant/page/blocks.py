"""The Gradio side of the page: four panes and one event. Imported only when the page is served."""

from __future__ import annotations

import itertools
import logging
import traceback
from typing import Any

import gradio as gr

from assistant.page.acts import Page, Panes
from assistant.page.find import problem
from assistant.page.routes import asset
from assistant.page.session import COOKIE, Sessions

HEAD = '<link rel="stylesheet" href="style/vigie.css"><link rel="stylesheet" href="style/gradio.css">'
_LOG = logging.getLogger("vigie.page")
_TURNS = itertools.count(1)
_CLOSED = Panes("", problem("Session fermée", "Rechargez la page pour vous identifier."), "", "")
_FAILED = Panes(
    main=problem("Erreur imprévue", "Rien n’est affiché plutôt qu’une synthèse fausse. Rouvrez le dossier.")
)


def blocks(page: Page, sessions: Sessions) -> gr.Blocks:
    """The top pane's script sends every act of the person through one event of that pane."""
    with gr.Blocks(title="Vigie", analytics_enabled=False, fill_width=True) as built:
        with gr.Column(elem_id="vigie-page"):
            top = _pane("top", js_on_load=asset("vigie.js"))
            with gr.Column(elem_id="vigie-workspace"):
                panes = [top, _pane("main"), _pane("evidence"), _pane("ask")]
            panes.append(_pane("turn"))

        def start(request: gr.Request) -> list[Any]:
            session = sessions.find(request.cookies.get(COOKIE), touch=True)
            if session is None:
                return _shown(_CLOSED)
            view, html = page.start(session)
            session.keep(str(request.session_hash), view)
            return _shown(html)

        def act(event: gr.EventData, request: gr.Request) -> list[Any]:
            session = sessions.find(request.cookies.get(COOKIE), touch=True)
            tab = str(request.session_hash)
            if session is None or tab not in session.views:
                return _shown(_CLOSED)
            data = {str(name): str(value) for name, value in event._data.items()}
            name = data.pop("act", "")
            try:
                view, html = page.act(name, data, session.views[tab], session)
            except Exception as error:
                # The message could quote a document: only the kind of error and its place are logged.
                place = "".join(traceback.format_tb(error.__traceback__))
                _LOG.error("%s in act %r\n%s", type(error).__name__, name, place)
                return _shown(_FAILED)
            session.keep(tab, view)
            return _shown(html)

        silent = {"queue": False, "show_progress": "hidden", "api_visibility": "private"}
        built.load(start, None, panes, **silent)
        top.select(act, None, panes, **silent)
    return built


def _shown(html: Panes) -> list[Any]:
    """The panes that change. The last one always does: the script sees that its act was answered."""
    values = (html.top, html.main, html.evidence, html.ask, f'<i hidden data-turn="{next(_TURNS)}"></i>')
    return [gr.skip() if value is None else value for value in values]


def _pane(name: str, js_on_load: str | None = None) -> gr.HTML:
    return gr.HTML(
        "", elem_id=f"vigie-{name}", elem_classes=["vigie-pane"], apply_default_css=False, js_on_load=js_on_load
    )
