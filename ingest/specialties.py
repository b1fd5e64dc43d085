"""The specialty a document comes from, as its letterhead names it."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Final

import yaml

from ingest.folding import fold, folded_phrase

VOCABULARY: Final = Path(__file__).with_name("specialties.yaml")
_LINES: Final = 8


def specialty(text: str, kind: str) -> str | None:
    """The specialty: of the kind itself (`biologie`), else the one first named in the letterhead; None when none is."""
    by_kind, words = _vocabulary()
    if kind in by_kind:
        return by_kind[kind]
    head = "\n".join([line for line in text[:3000].splitlines() if line.strip()][:_LINES])
    folded = fold(head).text
    found = [(m.start(), -len(m[0]), name) for pattern, name in words if (m := pattern.search(folded))]
    return min(found)[2] if found else None


@cache
def _vocabulary() -> tuple[dict[str, str], tuple[tuple[re.Pattern[str], str], ...]]:
    loaded = yaml.safe_load(VOCABULARY.read_text(encoding="utf-8"))
    patterns = []
    for name, words in loaded["words"].items():
        either = "|".join(folded_phrase(word) for word in sorted(words, key=len, reverse=True))
        patterns.append((re.compile(rf"(?<![^\W_])(?:{either})(?![^\W_])"), name))
    return loaded["kinds"], tuple(patterns)
