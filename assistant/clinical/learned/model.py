"""The trained model: `weights.npz` beside this file, made by `python -m assistant.clinical.learned.train`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import as_file, files
from typing import Any, Final

from assistant.clinical.learned.features import counts, normalised

FILE: Final = "weights.npz"


@dataclass(frozen=True, slots=True)
class Judged:
    """Probabilities for one clause."""

    category: str
    """The likeliest category, `autre` for none."""
    confidence: float
    relevance: float
    """How likely a clinician of acute care wants this clause in a brief."""
    vital: float
    current: float
    """How likely what is said still holds."""
    other_status: str
    """The likeliest status other than `actuel`."""


@dataclass(frozen=True, slots=True)
class Head:
    """A linear classifier: `matrix` is (features, classes), one column for a yes-or-no question."""

    classes: tuple[str, ...]
    matrix: Any
    bias: Any


@dataclass(frozen=True, slots=True)
class Model:
    """Weights of the features and one head a question."""

    weights: Any
    heads: dict[str, Head]

    def probabilities(self, matrix: Any, name: str) -> Any:
        """(rows, classes) for several classes, (rows,) for a yes-or-no head."""
        import numpy as np

        head = self.heads[name]
        scores = matrix @ head.matrix + head.bias
        if len(head.classes) == 1:
            return 1 / (1 + np.exp(-scores[:, 0]))
        each = 1 / (1 + np.exp(-scores))
        return each / each.sum(axis=1, keepdims=True)

    def judge(self, texts: Sequence[str], contexts: Sequence[str]) -> list[Judged]:
        """What is likely of each folded clause in its context."""
        if not texts:
            return []
        matrix = normalised(counts(texts, contexts), self.weights)
        category, status = self.probabilities(matrix, "category"), self.probabilities(matrix, "status")
        relevance, vital = self.probabilities(matrix, "relevance"), self.probabilities(matrix, "vital")
        kinds, states = self.heads["category"].classes, self.heads["status"].classes
        present = states.index("actuel")
        current = status[:, present].copy()
        status[:, present] = -1
        return [
            Judged(
                kinds[int(row.argmax())], float(row.max()), float(relevance[k]), float(vital[k]),
                float(current[k]), states[int(status[k].argmax())],
            )
            for k, row in enumerate(category)
        ]  # fmt: skip


def save(model: Model, path: str) -> None:
    """Write the weights as float16, compressed."""
    import numpy as np

    arrays: dict[str, Any] = {"weights": model.weights.astype(np.float16)}
    for name, head in model.heads.items():
        arrays[f"{name}.classes"] = np.array(head.classes)
        arrays[f"{name}.matrix"] = head.matrix.astype(np.float16)
        arrays[f"{name}.bias"] = head.bias.astype(np.float32)
    np.savez_compressed(path, **arrays)


@cache
def load(path: str | None = None) -> Model:
    """The packaged model, or the one in a file. Raises FileNotFoundError when there is none."""
    if path is not None:
        return _read(path)
    with as_file(files("assistant.clinical.learned") / FILE) as packaged:
        return _read(str(packaged))


def _read(path: str) -> Model:
    import numpy as np

    with np.load(path, allow_pickle=False) as arrays:
        names = [key.removesuffix(".classes") for key in arrays.files if key.endswith(".classes")]
        heads = {
            name: Head(
                tuple(str(kind) for kind in arrays[f"{name}.classes"]),
                arrays[f"{name}.matrix"].astype(np.float32),
                arrays[f"{name}.bias"],
            )
            for name in names
        }
        return Model(arrays["weights"].astype(np.float32), heads)
