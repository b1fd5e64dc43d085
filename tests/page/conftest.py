"""A real store with one bundled dossier, its page served on a free port, and Debian's Chromium before it."""

from __future__ import annotations

import socket
import threading
import time
from pathlib import Path

import pytest

CHROMIUM = Path("/usr/bin/chromium")
SWITCHES = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def served(tmp_path_factory):
    """The page's address, on a store where one dossier, its PDF and DOCX included, has been ingested."""
    if not CHROMIUM.exists():
        pytest.skip(f"no Chromium at {CHROMIUM} (apt-get install chromium)")
    import uvicorn

    from app_gradio import create_app
    from assistant.service import Vigie
    from assistant.settings import Settings
    from eval.cli import CORPUS
    from eval.gold import read_corpus
    from eval.render import DEMO_FORMATS, plain_folder

    folder = tmp_path_factory.mktemp("dossiers")
    dossier = next(dossier for dossier in read_corpus(CORPUS) if dossier.patient == "P09")
    plain_folder(dossier, folder, documents=True, formats=DEMO_FORMATS)
    (folder / "P09" / "13_fax_illisible.pdf").write_bytes(b"%PDF-1.4 ...")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings = Settings(home=tmp_path_factory.mktemp("home"), clock="newest", port=port)
    vigie = Vigie(settings)
    account, _ = vigie.local_account()
    vigie.ingest(account, folder)
    server = uvicorn.Server(
        uvicorn.Config(create_app(vigie, settings, account), host="127.0.0.1", port=port, log_level="error")
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive()
        time.sleep(0.05)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(10)


@pytest.fixture(scope="session")
def chromium():
    if not CHROMIUM.exists():
        pytest.skip(f"no Chromium at {CHROMIUM} (apt-get install chromium)")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=SWITCHES)
        yield browser
        browser.close()


@pytest.fixture
def screen(chromium, served):
    """A fresh browser window on the page; fails the test on any request that leaves the server or any script error."""
    context = chromium.new_context(viewport={"width": 1366, "height": 768}, locale="fr-FR")
    page = context.new_page()
    page.set_default_timeout(90_000)
    strangers, errors = [], []
    page.on("request", lambda request: _own(request.url, served) or strangers.append(request.url))
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(served)
    page.wait_for_selector("#cherche")
    yield page
    context.close()
    assert strangers == []
    assert errors == []


def _own(url, served):
    return url.startswith((served, "data:", "blob:"))
