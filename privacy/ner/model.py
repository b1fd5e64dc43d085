"""The tagger at run time: a linear-chain CRF as sorted hashes and weights in NumPy, no pickle, no framework."""

from __future__ import annotations

import functools
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

WEIGHTS: Final = Path(__file__).parent / "weights.npz"


@functools.lru_cache(maxsize=1_000_000)
def hashed(feature: str) -> int:
    """A feature's 64-bit key (two CRCs), stable over processes."""
    data = feature.encode()
    return zlib.crc32(data) << 32 | zlib.crc32(data[::-1] + b"/")


@dataclass(frozen=True, slots=True)
class Crf:
    """`labels` (L), state weights by feature key (F x L), transition weights (L x L)."""

    labels: tuple[str, ...]
    rows: dict[int, int]
    states: NDArray[np.float32]
    transitions: NDArray[np.float32]

    def scores(self, sequence: Sequence[Sequence[str]]) -> NDArray[np.float32]:
        """Unnormalised score of each label at each token (T x L)."""
        import numpy as np

        out = np.zeros((len(sequence), len(self.labels)), dtype=np.float32)
        rows = self.rows
        for place, names in enumerate(sequence):
            known = [row for name in names if (row := rows.get(hashed(name))) is not None]
            if known:
                out[place] = self.states[known].sum(axis=0)
        return out

    def marginals(self, sequence: Sequence[Sequence[str]]) -> NDArray[np.float64]:
        """Probability of each label at each token (T x L), by forward-backward in log space."""
        import numpy as np

        scores = self.scores(sequence).astype(np.float64)
        count = len(scores)
        moves = np.exp(self.transitions.astype(np.float64))
        forward, backward = np.zeros_like(scores), np.zeros_like(scores)
        emitted = np.exp(scores - scores.max(axis=1, keepdims=True))
        for place in range(count):
            row = emitted[place] if place == 0 else emitted[place] * (forward[place - 1] @ moves)
            forward[place] = row / row.sum()
        backward[-1:] = 1.0
        for place in range(count - 2, -1, -1):
            row = moves @ (emitted[place + 1] * backward[place + 1])
            backward[place] = row / row.sum()
        joint = forward * backward
        probabilities: NDArray[np.float64] = joint / joint.sum(axis=1, keepdims=True)
        return probabilities


@functools.cache
def load(path: Path = WEIGHTS) -> Crf:
    """Read the weights that `privacy.ner.train` wrote."""
    import numpy as np

    with np.load(path, allow_pickle=False) as stored:
        keys = stored["keys"].tolist()
        states = stored["states"].astype(np.float32) * stored["scale"].astype(np.float32)
        return Crf(
            tuple(stored["labels"].tolist()), {key: row for row, key in enumerate(keys)}, states, stored["transitions"]
        )
