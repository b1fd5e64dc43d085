"""Who may do what: a role's actions, read from `roles.yaml`; whatever is not written there is refused (R12)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

import yaml

from ingest.errors import VigieError

_RESOURCE: Final = "roles.yaml"


class AccessRefused(VigieError):
    """The role does not have this right."""


class UnknownRole(VigieError):
    """No such role."""


@dataclass(frozen=True, slots=True)
class Matrix:
    """The whole of `roles.yaml`: actions with their wording, roles with their actions and reference prefixes."""

    actions: Mapping[str, str]
    roles: Mapping[str, frozenset[str]]
    prefixes: Mapping[str, str]
    first_account: tuple[str, ...]


@cache
def matrix() -> Matrix:
    """The access matrix. Raises ValueError when a role has an action that is not declared."""
    data = yaml.safe_load(files("privacy").joinpath(_RESOURCE).read_text(encoding="utf-8"))
    roles = {name: frozenset(role["actions"]) for name, role in data["roles"].items()}
    stray = frozenset[str]().union(*roles.values()) - set(data["actions"])
    if stray or not set(data["first_account"]) <= set(roles):
        raise ValueError(f"{_RESOURCE}: not declared: {sorted(stray)}")
    prefixes = {name: role["prefix"] for name, role in data["roles"].items()}
    return Matrix(data["actions"], roles, prefixes, tuple(data["first_account"]))


def allows(role: str, action: str) -> bool:
    """Whether a role has an action; False for any unknown one."""
    return action in matrix().roles.get(role, frozenset())


def check_role(role: str) -> str:
    """The role itself. Raises UnknownRole."""
    if role not in matrix().roles:
        raise UnknownRole(f"rôle inconnu : {role} (connus : {', '.join(matrix().roles)})")
    return role


@dataclass(frozen=True, slots=True)
class Rights:
    """The roles that somebody has, and the one they act within, if they chose to have fewer rights."""

    roles: tuple[str, ...]
    within: str | None = None

    @property
    def role(self) -> str:
        """The role acted in: the one chosen, else the first."""
        return self.within or self.roles[0]

    def allows(self, action: str) -> bool:
        """Whether one of the roles has the action and, when one was chosen, it too."""
        if self.within is not None and not allows(self.within, action):
            return False
        return any(allows(role, action) for role in self.roles)

    def require(self, action: str) -> None:
        """Raises AccessRefused when the action is not allowed."""
        if not self.allows(action):
            what = matrix().actions.get(action, action)
            raise AccessRefused(f"refusé au rôle {self.role} : {what}")

    def lowered(self, role: str | None) -> Rights:
        """Only the rights that this role has as well: never one more than before. Raises UnknownRole."""
        if role is None or role == self.within:
            return self
        if self.within is not None:
            raise AccessRefused(f"déjà limité au rôle {self.within}")
        return Rights(self.roles, check_role(role))
