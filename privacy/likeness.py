"""How much a word looks like a surname, a first name, a town or a French word, from its letters alone.

A hashed character n-gram model (logistic, four independent outputs) and a Bloom filter of French words; both
are learned by `privacy.train_names`, which also says from what. Words are compared without case or accents.
"""

from __future__ import annotations

import functools
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from privacy.folding import plain

if TYPE_CHECKING:
    import numpy as np

BUCKETS: Final = 1 << 17
BLOOM_BITS: Final = 1 << 22
BLOOM_HASHES: Final = 5
WEIGHTS: Final = Path(__file__).parent / "recognisers" / "data" / "likeness.npz"


@dataclass(frozen=True, slots=True)
class Likeness:
    """Log-odds that a word is a surname, a first name, a town, a common word."""

    surname: float
    first_name: float
    town: float
    word: float

    @property
    def name(self) -> float:
        """Log-odds that it is some person's name."""
        return max(self.surname, self.first_name)


def grams(word: str) -> list[int]:
    """Bucket numbers of a folded word: the whole of it, then its 2- to 5-grams with edges."""
    edged = f"^{word}$"
    pieces = [edged, *(edged[i : i + n] for n in (2, 3, 4, 5) for i in range(len(edged) - n + 1))]
    return [zlib.crc32(piece.encode()) % BUCKETS for piece in pieces]


def bloom_positions(word: str) -> list[int]:
    """Bit numbers of a folded word in the Bloom filter."""
    first, second = zlib.crc32(word.encode()), zlib.adler32(word.encode()[::-1] + b"#") * 2654435761 | 1
    return [(first + i * second) % BLOOM_BITS for i in range(BLOOM_HASHES)]


@functools.cache
def _model() -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    import numpy as np

    with np.load(WEIGHTS, allow_pickle=False) as stored:
        return stored["weights"], stored["scale"], stored["bias"], stored["bloom"]


@functools.lru_cache(maxsize=100_000)
def likeness(word: str) -> Likeness:
    """Judge one word (letters only; compound names are judged part by part)."""
    weights, scale, bias, _ = _model()
    found = grams(plain(word))
    scores = weights[found].astype("float32").sum(axis=0) * scale / len(found) ** 0.5 + bias
    return Likeness(*(float(x) for x in scores))


@functools.lru_cache(maxsize=100_000)
def is_word(word: str) -> bool:
    """Whether it is (almost surely) an inflected French word, a drug or a word of CIM-10."""
    bloom = _model()[3]
    return all(bloom[position >> 3] >> (position & 7) & 1 for position in bloom_positions(plain(word)))
