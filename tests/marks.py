"""The corpus's inline marks, `[surface](LABEL)`, as entities."""

from __future__ import annotations

import re

from privacy.entity import Entity

_MARK = re.compile(r"\[([^\[\]]+)\]\(([A-Z_]+)\)")


def parse(marked: str) -> tuple[str, list[Entity]]:
    """Marked text -> (plain text, its entities)."""
    plain, found, last = "", [], 0
    for match in _MARK.finditer(marked):
        plain += marked[last : match.start()]
        found.append(Entity(len(plain), len(plain) + len(match[1]), match[2], 1.0, "mark", "marked by hand"))
        plain += match[1]
        last = match.end()
    return plain + marked[last:], found
