"""The command line as its user calls it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest


def _run(home: Path, *args: str, text: str | None = None) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "assistant.cli.main", *args]
    env = {**os.environ, "VIGIE_HOME": str(home), "VIGIE_CLOCK": "newest"}
    return subprocess.run(command, env=env, input=text, capture_output=True, text=True, check=False)


def test_help_imports_nothing_heavy():
    probe = (
        "import sys, assistant.cli.main as m\n"
        "try: m.app(['--help'])\nexcept SystemExit: pass\n"
        "heavy = {'torch', 'spacy', 'presidio_analyzer', 'gradio', 'numpy', 'pandas', 'sqlalchemy', 'pydantic'}\n"
        "sys.exit(' '.join(sorted(heavy & set(sys.modules))) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    for command in ("ingest", "brief", "ask", "batch", "audit", "rights", "users", "serve", "demo", "eval"):
        assert command in done.stdout


def test_commands_that_read_no_text_import_no_torch(corpus_home: Path):
    probe = (
        "import sys, assistant.cli.main as m\n"
        "try: m.app(sys.argv[1:])\nexcept SystemExit: pass\n"
        "sys.exit('torch' in sys.modules)"
    )
    for command in (["users", "list"], ["audit", "verify"], ["moments"]):
        env = {**os.environ, "VIGIE_HOME": str(corpus_home)}
        assert subprocess.run([sys.executable, "-c", probe, *command], env=env, check=False).returncode == 0, command


def test_one_json_document_on_stdout_and_the_rest_on_stderr(corpus_home: Path):
    done = _run(corpus_home, "brief", "-p", "P09", "--motif", "Syncope", "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["patient"] == "P09"


def test_a_foreseen_error_is_one_line_and_exit_code_1(tmp_path: Path):
    done = _run(tmp_path / "home", "brief", "-p", "P99", "--json")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.strip().splitlines()[-1] == "vigie : patient inconnu : P99"


def test_wrong_usage_is_exit_code_2(tmp_path: Path):
    assert _run(tmp_path / "home", "brief").returncode == 2


def test_a_wrong_setting_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("VIGIE_PORT", "soixante")
    done = _run(tmp_path / "home", "patients")
    assert done.returncode == 1
    assert "VIGIE_PORT" in done.stderr


def test_a_missing_master_key_is_one_line(tmp_path: Path):
    home = tmp_path / "home"
    assert _run(home, "patients").returncode == 0
    (home / "keys" / "working.key").unlink()
    done = _run(home, "patients")
    assert done.returncode == 1
    assert done.stderr.strip().count("\n") == 0
    assert "clé maîtresse" in done.stderr.lower()


def test_an_unknown_moment_lists_those_that_exist(corpus_home: Path):
    done = _run(corpus_home, "brief", "-p", "P09", "-m", "cardio")
    assert done.returncode == 1
    assert "urgences" in done.stderr


def test_partly_done_is_exit_code_3(tmp_path: Path):
    folder = tmp_path / "X1"
    folder.mkdir()
    (folder / "patient.yaml").write_text("patient_id: X1\nidentity: {nom_naissance: Valmont}\n", encoding="utf-8")
    (folder / "vide.txt").write_bytes(b"")
    done = _run(tmp_path / "home", "ingest", str(folder), "--json")
    assert done.returncode == 3
    assert len(json.loads(done.stdout)["quarantined"]) == 1


def test_extract_and_pseudonymise_touch_no_store(tmp_path: Path):
    letter = tmp_path / "lettre.txt"
    letter.write_text("Le 4 mars 2024\nDr Jean DUPONT\nTel 01 42 34 56 78\n", encoding="utf-8")
    home = tmp_path / "home"
    row = json.loads(_run(home, "extract", str(letter), "--json").stdout)
    assert row["text"] == letter.read_text(encoding="utf-8")
    assert row["date"] == "2024-03-04"
    masked = json.loads(_run(home, "pseudonymise", str(letter), "--json").stdout)
    assert "DUPONT" not in masked["text"]
    assert "42 34" not in masked["text"]
    assert not home.exists()


def test_batch_answers_each_line_and_outlives_bad_ones(corpus_home: Path):
    asked = [
        {"id": 1, "command": "brief", "patient": "P09", "moment": "urgences"},
        {"id": 2, "command": "search", "patient": "P09", "moment": "urgences", "query": "potassium", "top": 3},
        {"id": 3, "command": "ask", "patient": "P09", "question": "DAI compatible IRM ?"},
        {"id": 4, "command": "facts", "patient": "P09"},
        {"id": 5, "command": "brief", "patient": "P99"},
        {"id": 6, "command": "dance", "patient": "P09"},
    ]
    text = "".join(json.dumps(a) + "\n" for a in asked) + "not json\n"
    rows = [json.loads(line) for line in _run(corpus_home, "batch", text=text).stdout.splitlines()]
    assert [row["id"] for row in rows] == [1, 2, 3, 4, 5, 6, None]
    assert all("result" in row for row in rows[:4])
    assert all("error" in row for row in rows[4:])
    assert len(rows[1]["result"]["passages"]) == 3
    assert all(len(p["quote"]) <= 400 for p in rows[1]["result"]["passages"])


def test_the_role_may_be_lowered(corpus_home: Path):
    rows = json.loads(_run(corpus_home, "patients", "--role", "chercheur", "--json").stdout)["patients"]
    assert all(row["patient"].startswith("p-") and row["label"] == row["patient"] for row in rows)


def test_rights_erase_asks_first(corpus_home: Path):
    done = _run(corpus_home, "rights", "erase", "-p", "P09", text="n\n")
    assert done.returncode == 1
    assert json.loads(_run(corpus_home, "brief", "-p", "P09", "--json").stdout)["patient"] == "P09"
