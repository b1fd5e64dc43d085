"""The web page: the physician's brief and the DPO's desk, Gradio mounted in FastAPI."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from fastapi import FastAPI

    from assistant.service import Vigie
    from assistant.settings import Settings
    from privacy.accounts import Account

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


def create_app(vigie: Vigie, settings: Settings, account: Account | None = None) -> FastAPI:
    """The whole web application.

    `account` is used without a password (a demo on the loopback address); without it one signs in with a local account.
    Raises ValueError for an account without a password on any other address.
    """
    if account is not None and settings.host not in LOOPBACK:
        raise ValueError(f"{settings.host} is not a loopback address: sign-in is needed there")
    temporary = settings.folder / "page"
    temporary.mkdir(parents=True, exist_ok=True, mode=0o700)
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    os.environ["GRADIO_TEMP_DIR"] = str(temporary)

    import gradio as gr
    from fastapi import FastAPI, Request
    from fastapi.responses import PlainTextResponse

    from assistant.page.acts import Page
    from assistant.page.blocks import HEAD, blocks
    from assistant.page.routes import Guard, router
    from assistant.page.session import COOKIE, Sessions
    from ingest.errors import VigieError

    sessions = Sessions(settings.session_minutes)
    hosts = LOOPBACK if settings.host in LOOPBACK else frozenset()
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    app.include_router(router(vigie, sessions, account=account, secure=not hosts))

    @app.exception_handler(VigieError)
    def foreseen(request: Request, error: VigieError) -> PlainTextResponse:
        return PlainTextResponse(str(error), status_code=404)

    def who(request: Request) -> str | None:
        session = sessions.find(request.cookies.get(COOKIE))
        return None if session is None else str(session.account.name)

    gr.mount_gradio_app(
        app,
        blocks(Page(vigie, settings.session_minutes, locked=account is None), sessions),
        path="/",
        auth_dependency=who,
        blocked_paths=[str(settings.folder)],
        max_file_size="1kb",
        footer_links=[],
        run_history=False,
        ssr_mode=False,
        show_error=False,
        theme=gr.themes.Base(font=["system-ui", "sans-serif"], font_mono=["monospace"]),
        head=HEAD,
    )
    app.add_middleware(Guard, sessions=sessions, hosts=hosts)
    return app


def check_port(host: str, port: int) -> None:
    """Raises a VigieError when something listens there already."""
    import socket

    from ingest.errors import VigieError

    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise VigieError(f"le port {port} de {host} n'est pas libre : choisir un autre avec --port") from error


def serve_page(settings: Settings, port: int, browse: str | None = None) -> None:
    """Serve the page until interrupted; `browse` is the path that the browser is opened on, None for none.

    With one account only and on the loopback address, that account acts without a password; else one signs in.
    """
    import threading
    import webbrowser

    import uvicorn

    from assistant.service import Vigie

    check_port(settings.host, port)
    vigie = Vigie(settings)
    account, _ = vigie.local_account()
    alone = settings.host in LOOPBACK and vigie.has_one_account()
    app = create_app(vigie, settings, account if alone else None)
    address = f"http://{settings.host}:{port}"
    typer.echo(f"Vigie : {address}  (Ctrl+C pour arrêter)", err=True)
    threading.Thread(target=vigie.warm, daemon=True).start()
    if browse is not None:
        threading.Timer(1.0, webbrowser.open, [address + browse]).start()
    uvicorn.run(app, host=settings.host, port=port, log_level="warning")


serve_app = typer.Typer()


@serve_app.command()
def serve(
    port: Annotated[int | None, typer.Option(help="Port de la page.")] = None,
    host: Annotated[str | None, typer.Option(help="Adresse d'écoute.")] = None,
) -> None:
    """Sert la page, sur cette machine seulement si rien d'autre n'est dit."""
    from assistant.cli.context import read_settings

    settings = read_settings()
    if host:
        settings = settings.model_copy(update={"host": host})
    serve_page(settings, port or settings.port)
