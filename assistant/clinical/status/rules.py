"""The status of one mention, from the words of its own clause and the heading above it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

import yaml

DEFAULT_REACH: Final = 60
#: From the strongest to the weakest.
ORDER: Final = ("autre personne", "familial", "infirmé", "nié", "remplacé", "arrêté", "hypothèse", "ancien")


@dataclass(frozen=True, slots=True)
class Rule:
    """A wording, where it stands, and what it means for the mention beside it."""

    status: str
    side: str
    pattern: re.Pattern[str]
    reach: int
    only: frozenset[str]
    excluded: frozenset[str]
    own: bool

    def concerns(self, category: str) -> bool:
        """Whether the rule is for mentions of this category."""
        return category not in self.excluded and (not self.only or category in self.only)


@dataclass(frozen=True, slots=True)
class Rules:
    """`patterns.yaml`, compiled."""

    guards: re.Pattern[str]
    rules: tuple[Rule, ...]
    headings: tuple[Rule, ...]
    sections: dict[str, str]
    flags: tuple[tuple[str, re.Pattern[str]], ...]


def _rule(entry: dict[str, Any]) -> Rule:
    return Rule(
        entry["status"],
        entry.get("side", "around"),
        re.compile(entry["pattern"]),
        entry.get("reach", DEFAULT_REACH),
        frozenset(entry.get("only", ())),
        frozenset(entry.get("except", ())),
        entry.get("own", False),
    )


@cache
def rules() -> Rules:
    """Load the patterns once."""
    data = yaml.safe_load((files("assistant.clinical.status") / "patterns.yaml").read_text(encoding="utf-8"))
    return Rules(
        re.compile("|".join(f"(?:{guard})" for guard in data["guards"])),
        tuple(_rule(entry) for entry in data["rules"]),
        tuple(_rule(entry) for entry in data["headings"]),
        dict(data["sections"]),
        tuple((entry["flag"], re.compile(entry["pattern"])) for entry in data["flags"]),
    )


def unguarded(clause: str) -> str:
    """The clause with what only looks like a cue blanked, offsets unchanged."""
    return rules().guards.sub(lambda match: "·" * len(match[0]), clause)


def statuses(clause: str, start: int, end: int, category: str, others: Iterable[tuple[int, int]] = ()) -> set[str]:
    """Every status that the words of `clause` give to its `[start, end)`.

    `clause` is folded and unguarded; `others` are the spans of other medicines, which some cues do not cross.
    """
    found: set[str] = set()
    fences = [span for span in others if span[1] <= start or span[0] >= end]
    for rule in rules().rules:
        if rule.status in found or not rule.concerns(category):
            continue
        if _says(rule, clause, start, end, fences):
            found.add(rule.status)
    return found


def _says(rule: Rule, clause: str, start: int, end: int, fences: list[tuple[int, int]]) -> bool:
    if rule.side == "around":
        return rule.pattern.search(clause) is not None
    if rule.side == "before":
        head = clause[:start]
        if rule.reach == 0:
            return any(match.end() >= start - 1 for match in rule.pattern.finditer(head))
        return any(
            start - match.end() <= rule.reach and not (rule.own and _between(fences, match.end(), start))
            for match in rule.pattern.finditer(head)
        )
    match = rule.pattern.search(clause[end : end + rule.reach + 80])
    if match is None or match.start() > rule.reach:
        return False
    return not (rule.own and _between(fences, end, end + match.start()))


def _between(fences: list[tuple[int, int]], first: int, last: int) -> bool:
    return any(first <= a and b <= last for a, b in fences)


def of_heading(heading: str, section: str, category: str) -> str | None:
    """The status that a folded heading and a section code give to what stands beneath."""
    loaded = rules()
    if section in loaded.sections:
        return loaded.sections[section]
    for rule in loaded.headings:
        if rule.concerns(category) and rule.pattern.search(heading):
            return rule.status
    return None


def strongest(found: Iterable[str]) -> str:
    """The status that wins, `actuel` when there is none."""
    names = set(found)
    return next((status for status in ORDER if status in names), "actuel")


def flags_of(clause: str) -> tuple[str, ...]:
    """`increased`, `new`...: what the clause says of a change."""
    return tuple(flag for flag, pattern in rules().flags if pattern.search(clause))
