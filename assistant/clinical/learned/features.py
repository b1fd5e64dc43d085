"""What the learned model sees of a clause: hashed character and word n-grams, and the context it stands in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Any, Final

CHARACTERS: Final = 1 << 16
WORDS: Final = 1 << 14
CONTEXT: Final = 1 << 11
WIDTH: Final = CHARACTERS + WORDS + CONTEXT
_TAG: Final = re.compile(r"\[([a-z_]+)(?: \d+)?\]")
_DIGIT: Final = re.compile(r"\d")


def prepared(folded: str) -> str:
    """Folded words with digits made alike and tags made words."""
    return _DIGIT.sub("0", _TAG.sub(lambda tag: f" tag{tag[1]} ", folded))


@cache
def _hashers() -> tuple[Any, Any, Any]:
    from sklearn.feature_extraction.text import HashingVectorizer

    common = {"norm": None, "alternate_sign": False, "lowercase": False, "dtype": "float32"}
    return (
        HashingVectorizer(analyzer="char_wb", ngram_range=(2, 5), n_features=CHARACTERS, **common),
        HashingVectorizer(ngram_range=(1, 3), token_pattern=r"[^\W_]+|[?+<>]", n_features=WORDS, **common),
        HashingVectorizer(analyzer=str.split, n_features=CONTEXT, **common),
    )


def counts(texts: Sequence[str], contexts: Sequence[str]) -> Any:
    """Sparse matrix (texts, WIDTH): logarithmic counts of each feature. `contexts` are tokens separated by spaces."""
    import numpy as np
    from scipy.sparse import hstack  # type: ignore[import-untyped]

    characters, words, context = _hashers()
    ready = [prepared(text) for text in texts]
    blocks = [characters.transform(ready), words.transform(ready), context.transform(contexts)]
    for block in blocks:
        block.data = np.log1p(block.data)
    return hstack(blocks, format="csr", dtype=np.float32)


def normalised(matrix: Any, weights: Any) -> Any:
    """The matrix with each feature weighted (inverse document frequency) and each block of a row of unit length."""
    import numpy as np
    from scipy.sparse import diags, hstack

    weighted = matrix @ diags(weights)
    edges = (0, CHARACTERS, CHARACTERS + WORDS, WIDTH)
    blocks = []
    for first, last, share in zip(edges, edges[1:], (1.0, 0.7, 0.7), strict=False):
        block = weighted[:, first:last]
        norms = np.sqrt(np.asarray(block.multiply(block).sum(axis=1)).ravel())
        norms[norms == 0] = 1
        blocks.append(diags(share / norms) @ block)
    return hstack(blocks, format="csr", dtype=np.float32)
