import json
import os
import subprocess
import sys
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
    """Every bundled dossier as a patient's folder, in the demo's mixture of text, PDF and Word, in two halves."""
    from eval.cli import CORPUS
    from eval.gold import read_corpus
    from eval.render import DEMO_FORMATS, plain_folder

    out = tmp_path_factory.mktemp("dossiers")
    for number, dossier in enumerate(read_corpus(CORPUS)):
        plain_folder(dossier, out / str(number % 2), documents=True, formats=DEMO_FORMATS)
    return out


@pytest.fixture(scope="session")
def corpus_home(tmp_path_factory: pytest.TempPathFactory, corpus_folders: Path) -> Path:
    """A home into which the whole corpus went, by two processes at once; tests do not change its patients."""
    home = tmp_path_factory.mktemp("corpus") / "home"
    env = {**os.environ, "VIGIE_HOME": str(home), "OMP_NUM_THREADS": "1"}
    command = [sys.executable, "-m", "assistant.cli.main", "ingest", "--json"]
    started = [
        subprocess.Popen([*command, str(half)], env=env, stdout=subprocess.PIPE, text=True)
        for half in sorted(corpus_folders.iterdir())
    ]
    reports = [json.loads(process.communicate()[0]) for process in started]
    assert [report["quarantined"] for report in reports] == [[], []]
    return home


@pytest.fixture(scope="session")
def one_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One small dossier as plain text, for tests that ingest by themselves."""
    from eval.cli import CORPUS
    from eval.gold import read_dossier
    from eval.render import plain_folder

    return plain_folder(read_dossier(CORPUS / "P09"), tmp_path_factory.mktemp("one"))
