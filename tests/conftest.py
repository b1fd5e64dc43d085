import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

# The machine that runs the tests may be busy: no test is judged by its time.
settings.register_profile("vigie", deadline=None)
settings.load_profile("vigie")
os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")


@pytest.fixture(autouse=True, scope="session")
def _no_settings_of_this_machine() -> Iterator[None]:
    kept = {name: os.environ.pop(name) for name in list(os.environ) if name.startswith("VIGIE_")}
    yield
    os.environ.update(kept)


@pytest.fixture(scope="session")
def corpus_folders(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every bundled dossier as a patient's folder, in the demo's mixture of text, PDF and Word."""
    from eval.cli import CORPUS
    from eval.gold import read_corpus
    from eval.render import DEMO_FORMATS, plain_folder

    out = tmp_path_factory.mktemp("dossiers")
    for dossier in read_corpus(CORPUS):
        plain_folder(dossier, out, documents=True, formats=DEMO_FORMATS)
    return out


@pytest.fixture(scope="session")
def corpus_home(tmp_path_factory: pytest.TempPathFactory, corpus_folders: Path) -> Path:
    """A home into which the whole corpus went; tests read it and do not change its patients."""
    from assistant.service import Vigie
    from assistant.settings import Settings

    home = tmp_path_factory.mktemp("corpus") / "home"
    vigie = Vigie(Settings(home=home, clock="newest"))
    account, _ = vigie.local_account()
    report = vigie.ingest(account, corpus_folders)
    assert report["quarantined"] == []
    return home


@pytest.fixture(scope="session")
def one_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One small dossier as plain text, for tests that ingest by themselves."""
    from eval.cli import CORPUS
    from eval.gold import read_dossier
    from eval.render import plain_folder

    return plain_folder(read_dossier(CORPUS / "P09"), tmp_path_factory.mktemp("one"))
