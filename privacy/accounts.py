"""Personal accounts of one installation (R15): who signs in, with which rights, under which reference in the ledger.

A name is an identity: the table holds it encrypted, and finds it by keyed hash. Passwords are argon2id hashes
(RFC 9106); after a few failures an account is locked for some minutes.
"""

from __future__ import annotations

import datetime as dt
import json
import secrets
import unicodedata
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import Boolean, Column, Integer, LargeBinary, MetaData, Row, String, Table, func, insert, select, update

from ingest.errors import VigieError
from privacy import crypto
from privacy.access import Rights, check_role, matrix
from privacy.database import now, open_database, writing
from privacy.keys import KeyRing

MAX_FAILURES: Final = 5
LOCK_MINUTES: Final = 15
MIN_PASSWORD: Final = 12
"""CNIL, délibération 2022-100: at least 12 characters when nothing else is asked of a password."""

_METADATA: Final = MetaData()
_ACCOUNTS: Final = Table(
    "accounts",
    _METADATA,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("reference", String, nullable=False, unique=True),
    Column("name_hash", String, nullable=False, unique=True),
    Column("name", LargeBinary, nullable=False),
    Column("roles", String, nullable=False),
    Column("password", String, nullable=False),
    Column("failures", Integer, nullable=False),
    Column("locked_until", String, nullable=False),
    Column("disabled", Boolean, nullable=False),
    Column("created_at", String, nullable=False),
)


class AccountError(VigieError):
    """An account that cannot be created, found or used."""


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who may act. `reference` (`med-07`) stands for them in the ledger, for ever."""

    reference: str
    name: str
    rights: Rights
    disabled: bool = False

    @property
    def role(self) -> str:
        """The role acted in."""
        return self.rights.role

    def allows(self, action: str) -> bool:
        """Whether the account may do this now."""
        return not self.disabled and self.rights.allows(action)

    def lowered(self, role: str | None) -> Account:
        """The same person with only the rights that this role has as well. Raises UnknownRole."""
        return replace(self, rights=self.rights.lowered(role))


class Accounts:
    """The accounts at a database `url`. Needs a ring that opens the identifying zone."""

    def __init__(self, url: str, keys: KeyRing, hasher: PasswordHasher | None = None) -> None:
        self._engine = open_database(url, _METADATA)
        self._keys = keys
        self._hasher = hasher or PasswordHasher()

    def list(self) -> list[Account]:
        """Every account, in the order of creation."""
        with self._engine.connect() as connection:
            rows = connection.execute(select(_ACCOUNTS).order_by(_ACCOUNTS.c.id)).all()
        return [self._account(row) for row in rows]

    def create(self, name: str, role: str, password: str | None = None) -> Account:
        """A new account. Without a password it cannot sign in, only be the system's user of that name.

        Raises AccountError (name taken or empty, password too short), UnknownRole.
        """
        return self._create(name, (check_role(role),), password)

    def system_user(self, name: str) -> tuple[Account, bool]:
        """The account of the person at the keyboard, and whether it was created now: only as a home's very first.

        Raises AccountError for somebody who has no account in a home that has some, or a disabled one.
        """
        with self._engine.connect() as connection:
            fresh = connection.execute(select(func.count()).select_from(_ACCOUNTS)).scalar_one() == 0
        if fresh:
            try:
                return self._create(name, matrix().first_account, None, only_first=True), True
            except AccountError:
                # A neighbour was first: then this is one more user of a home that has its first account.
                return self.system_user(name)
        account = self._account(self._row(name))
        if account.disabled:
            raise AccountError("ce compte est désactivé")
        return account, False

    def verify(self, name: str, password: str) -> Account | None:
        """The account whose name and password these are; None otherwise, or while it is locked or disabled."""
        try:
            row = self._row(name)
        except AccountError:
            self._matches(self._dummy, password)  # as long as for a name that exists
            return None
        if not (self._take_attempt(row.id) and self._matches(row.password or self._dummy, password)):
            return None
        fresh = {"failures": 0, "locked_until": ""}
        if self._hasher.check_needs_rehash(row.password):
            fresh["password"] = self._hasher.hash(password)
        self._update(row.id, **fresh)
        return self._account(row)

    def set_password(self, name: str, password: str) -> Account:
        """Change a password, and unlock the account. Raises AccountError."""
        row = self._row(name)
        self._update(row.id, password=self._hashed(password), failures=0, locked_until="")
        return self._account(row)

    def disable(self, name: str) -> Account:
        """Nobody signs in with this account any more; its reference stays taken. Raises AccountError."""
        self._update(self._row(name).id, disabled=True)
        return self._account(self._row(name))

    def _create(self, name: str, roles: tuple[str, ...], password: str | None, only_first: bool = False) -> Account:
        shown = name.strip()
        if not shown:
            raise AccountError("un compte a un nom")
        hashed = self._hashed(password) if password is not None else ""
        name_hash = self._name_hash(shown)
        with writing(self._engine, lock="vigie accounts") as connection:
            rows = connection.execute(select(_ACCOUNTS.c.id, _ACCOUNTS.c.name_hash)).all()
            if any(row.name_hash == name_hash for row in rows) or (only_first and rows):
                raise AccountError("ce compte existe déjà")
            number = max((row.id for row in rows), default=0) + 1
            reference = f"{matrix().prefixes[roles[0]]}-{number:02d}"
            sealed = crypto.seal(self._name_key, shown.encode(), _context(reference))
            row = {"id": number, "reference": reference, "name_hash": name_hash, "name": sealed}
            row |= {"roles": json.dumps(roles), "password": hashed, "failures": 0, "locked_until": ""}
            connection.execute(insert(_ACCOUNTS).values(**row, disabled=False, created_at=now()))
        return Account(reference, shown, Rights(roles))

    def _take_attempt(self, number: int) -> bool:
        """Count an attempt before the password is looked at, so that many at once do not get around the lock."""
        with writing(self._engine, lock="vigie accounts") as connection:
            row = connection.execute(select(_ACCOUNTS).where(_ACCOUNTS.c.id == number).with_for_update()).one()
            if row.disabled or row.locked_until > now():
                return False
            failures = row.failures + 1
            until = ""
            if failures >= MAX_FAILURES:
                failures = 0
                until = (dt.datetime.now(dt.UTC) + dt.timedelta(minutes=LOCK_MINUTES)).isoformat()
            values = {"failures": failures, "locked_until": until}
            connection.execute(update(_ACCOUNTS).where(_ACCOUNTS.c.id == number).values(**values))
        return True

    def _update(self, number: int, **values: Any) -> None:
        with writing(self._engine, lock="vigie accounts") as connection:
            connection.execute(update(_ACCOUNTS).where(_ACCOUNTS.c.id == number).values(**values))

    def _row(self, name: str) -> Row[Any]:
        query = select(_ACCOUNTS).where(_ACCOUNTS.c.name_hash == self._name_hash(name))
        with self._engine.connect() as connection:
            row = connection.execute(query).first()
        if row is None:
            raise AccountError("compte inconnu de cette installation")
        return row

    def _account(self, row: Row[Any]) -> Account:
        name = crypto.unseal(self._name_key, row.name, _context(row.reference)).decode()
        return Account(row.reference, name, Rights(tuple(json.loads(row.roles))), row.disabled)

    def _hashed(self, password: str) -> str:
        if len(password) < MIN_PASSWORD:
            raise AccountError(f"mot de passe trop court : {MIN_PASSWORD} caractères au moins")
        return self._hasher.hash(password)

    def _matches(self, hashed: str, password: str) -> bool:
        try:
            return self._hasher.verify(hashed, password)
        except (VerificationError, InvalidHashError):
            return False

    def _name_hash(self, name: str) -> str:
        folded = unicodedata.normalize("NFKC", name.strip()).casefold()
        return self._keys.reference("account", folded)

    @cached_property
    def _name_key(self) -> bytes:
        return self._keys.derived("identifying", "accounts")

    @cached_property
    def _dummy(self) -> str:
        return self._hasher.hash(secrets.token_hex())


def _context(reference: str) -> bytes:
    return crypto.context("identifying", document=reference, part="account")
