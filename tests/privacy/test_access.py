import pytest
from hypothesis import given
from hypothesis import strategies as st

from privacy.access import AccessRefused, Rights, UnknownRole, allows, matrix

ROLES = sorted(matrix().roles)
ACTIONS = sorted(matrix().actions)
SETS = st.lists(st.sampled_from(ROLES), min_size=1, unique=True).map(tuple)


@pytest.mark.parametrize(
    ("role", "refused"),
    [
        ("medecin", {"erase", "users", "ledger_read", "redactions_read", "configuration", "vault", "rights"}),
        ("dpo", {"brief", "search", "ask", "facts", "original", "reveal", "ingest", "users", "patients"}),
        ("chercheur", {"reveal", "original", "break_glass", "ingest", "erase", "ledger_read", "users", "quarantine"}),
        ("administrateur", {"brief", "search", "ask", "facts", "original", "reveal", "erase", "patients", "documents"}),
    ],
)
def test_what_a_role_must_never_do(role: str, refused: set[str]) -> None:
    assert refused <= set(ACTIONS)
    assert not any(allows(role, action) for action in refused)


@given(st.text(), st.sampled_from([*ACTIONS, "", "tout"]))
def test_an_unknown_role_may_do_nothing(role: str, action: str) -> None:
    assert role in ROLES or not allows(role, action)


@given(st.sampled_from(ROLES), st.text())
def test_an_unknown_action_is_refused(role: str, action: str) -> None:
    assert action in ACTIONS or not allows(role, action)


def test_every_action_belongs_to_somebody() -> None:
    assert {action for action in ACTIONS if any(allows(role, action) for role in ROLES)} == set(ACTIONS)


@given(SETS, st.sampled_from(ROLES), st.sampled_from(ACTIONS))
def test_lowering_never_adds_a_right(roles: tuple[str, ...], within: str, action: str) -> None:
    rights = Rights(roles)
    lowered = rights.lowered(within)
    assert lowered.role == within
    assert not lowered.allows(action) or (rights.allows(action) and allows(within, action))


def test_a_lowered_right_cannot_be_raised_again() -> None:
    lowered = Rights(("medecin",)).lowered("chercheur")
    assert lowered.allows("brief")
    assert not lowered.allows("reveal")
    assert lowered.lowered(None) is lowered
    with pytest.raises(AccessRefused):
        lowered.lowered("medecin")


def test_the_first_account_acts_as_a_physician_and_holds_the_other_roles() -> None:
    first = Rights(matrix().first_account)
    assert first.role == "medecin"
    assert all(first.allows(action) for action in ACTIONS)


def test_a_refusal_says_what_in_french() -> None:
    with pytest.raises(AccessRefused, match="refusé au rôle chercheur : voir les identités"):
        Rights(("chercheur",)).require("reveal")
    with pytest.raises(UnknownRole, match="rôle inconnu : chef"):
        Rights(("medecin",)).lowered("chef")
