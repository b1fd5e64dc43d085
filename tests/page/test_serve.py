"""Serving the page: what stops it is one clear line."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from app_gradio import check_port
from ingest.errors import VigieError


def test_a_port_in_use_is_one_clear_line(tmp_path: Path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(VigieError, match=f"le port {port} de 127.0.0.1 n'est pas libre"):
            check_port("127.0.0.1", port)
        command = [sys.executable, "-m", "assistant.cli.main", "serve", "--port", str(port)]
        env = {**os.environ, "VIGIE_HOME": str(tmp_path / "home")}
        done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.strip().count("\n") == 0
    assert str(port) in done.stderr


def test_a_free_port_is_let_through():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    check_port("127.0.0.1", port)
