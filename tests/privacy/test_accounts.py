import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from privacy import accounts as module
from privacy.access import UnknownRole
from privacy.accounts import AccountError, Accounts
from privacy.keys import KeyRing

Urls = Callable[[str], str]
PASSWORD = "douze lettres au moins"
QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


@pytest.fixture
def accounts(new_url: Urls, keys: KeyRing) -> Accounts:
    return Accounts(new_url("accounts"), keys, QUICK)


def test_the_first_user_of_a_fresh_home_gets_the_first_account(accounts: Accounts) -> None:
    first, created = accounts.system_user("helene")
    assert created
    assert (first.reference, first.name, first.role) == ("med-01", "helene", "medecin")
    assert first.allows("erase")
    assert accounts.system_user("helene") == (first, False)
    with pytest.raises(AccountError, match="inconnu"):
        accounts.system_user("quelqu'un d'autre")


def test_accounts_have_personal_references_that_are_never_reused(accounts: Accounts) -> None:
    made = [accounts.create(f"compte {n}", role) for n, role in enumerate(("medecin", "dpo", "chercheur", "dpo"))]
    assert [account.reference for account in made] == ["med-01", "dpo-02", "cher-03", "dpo-04"]
    accounts.disable("compte 3")
    assert accounts.create("nouveau", "administrateur").reference == "adm-05"
    assert [account.disabled for account in accounts.list()] == [False, False, False, True, False]
    assert not made[0].allows("erase")


def test_a_password_opens_its_account_and_no_other(accounts: Accounts) -> None:
    made = accounts.create("Hélène Brünn", "medecin", PASSWORD)
    accounts.create("Paul", "medecin", PASSWORD + "!")
    assert accounts.verify("Hélène Brünn", PASSWORD) == made
    assert accounts.verify(" HÉLÈNE BRÜNN ", PASSWORD) == made
    assert accounts.verify("Paul", PASSWORD) is None
    assert accounts.verify("Hélène Brünn", PASSWORD + " ") is None
    assert accounts.verify("personne", PASSWORD) is None


def test_an_account_without_a_password_cannot_sign_in(accounts: Accounts) -> None:
    accounts.system_user("helene")
    for tried in ("", "aucun compte", PASSWORD):
        assert accounts.verify("helene", tried) is None
    accounts.set_password("helene", PASSWORD)
    assert accounts.verify("helene", PASSWORD) is not None


def test_failures_lock_the_account_for_a_while(accounts: Accounts, monkeypatch: pytest.MonkeyPatch) -> None:
    accounts.create("paul", "medecin", PASSWORD)
    accounts.create("anne", "medecin", PASSWORD)
    for _ in range(module.MAX_FAILURES - 1):
        assert accounts.verify("paul", "faux") is None
    assert accounts.verify("paul", PASSWORD) is not None
    for _ in range(module.MAX_FAILURES):
        assert accounts.verify("paul", "faux") is None
    assert accounts.verify("paul", PASSWORD) is None
    assert accounts.verify("anne", PASSWORD) is not None
    monkeypatch.setattr(module, "now", lambda: "2999-01-01T00:00:00.000000+00:00")
    assert accounts.verify("paul", PASSWORD) is not None


def test_a_new_password_unlocks(accounts: Accounts) -> None:
    accounts.create("paul", "medecin", PASSWORD)
    for _ in range(module.MAX_FAILURES):
        accounts.verify("paul", "faux")
    accounts.set_password("paul", PASSWORD + " neuf")
    assert accounts.verify("paul", PASSWORD) is None
    assert accounts.verify("paul", PASSWORD + " neuf") is not None


def test_a_disabled_account_is_closed(accounts: Accounts) -> None:
    accounts.create("paul", "medecin", PASSWORD)
    assert not accounts.disable("paul").allows("brief")
    assert accounts.verify("paul", PASSWORD) is None
    with pytest.raises(AccountError, match="désactivé"):
        accounts.system_user("paul")


def test_what_cannot_be_an_account_is_refused(accounts: Accounts) -> None:
    accounts.create("paul", "medecin", PASSWORD)
    with pytest.raises(AccountError, match="existe déjà"):
        accounts.create("PAUL ", "dpo", PASSWORD)
    with pytest.raises(AccountError, match="trop court"):
        accounts.create("anne", "medecin", "court")
    with pytest.raises(AccountError, match="nom"):
        accounts.create("  ", "medecin")
    with pytest.raises(UnknownRole):
        accounts.create("anne", "chef")
    for act in (accounts.disable, lambda name: accounts.set_password(name, PASSWORD)):
        with pytest.raises(AccountError, match="inconnu"):
            act("personne")
    assert len(accounts.list()) == 1


def test_a_weaker_hash_is_renewed_at_the_next_sign_in(keys: KeyRing, tmp_path: Path) -> None:
    def stored() -> str:
        with sqlite3.connect(tmp_path / "accounts.sqlite") as connection:
            return str(connection.execute("SELECT password FROM accounts").fetchone()[0])

    url = f"sqlite:///{tmp_path}/accounts.sqlite"
    Accounts(url, keys, QUICK).create("paul", "medecin", PASSWORD)
    assert ",t=1," in stored()
    accounts = Accounts(url, keys, PasswordHasher(time_cost=2, memory_cost=8, parallelism=1))
    assert accounts.verify("paul", PASSWORD) is not None
    assert ",t=2," in stored()
    assert accounts.verify("paul", PASSWORD) is not None


def test_no_name_or_password_is_on_disk_in_clear(keys: KeyRing, tmp_path: Path) -> None:
    accounts = Accounts(f"sqlite:///{tmp_path}/accounts.sqlite", keys, QUICK)
    accounts.create("Kowalska", "medecin", PASSWORD)
    held = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    for secret in ("Kowalska", "kowalska", PASSWORD):
        assert secret.encode() not in held
