"""Train the tagger: `python -m privacy.ner.train DOSSIERS SNIPPETS SENTENCES NOMS.csv.gz PRENOMS.csv.gz`.

Needs `python-crfsuite`; the product does not. Writes `weights.npz` beside this file.
"""

from __future__ import annotations

import random
import sys
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from ingest.document import Document
from privacy.known import Known
from privacy.ner.corpus import Marked, Names, clinical, dossiers, renamed, restyled, sentences, snippets
from privacy.ner.features import features
from privacy.ner.model import WEIGHTS, hashed
from privacy.ner.tokens import tokenise

TEST_SPLIT: Final = ("P17", "P18", "P19", "P20")
Example = tuple[list[list[str]], list[str]]


def examples(texts: Sequence[Marked]) -> list[Example]:
    """Features and labels of documents, each dossier's certain names known in all its documents."""
    from privacy.detection import findings, gather_by_rules

    groups: dict[tuple[str, str], list[Marked]] = {}
    for marked in texts:
        groups.setdefault((marked.group, marked.name.partition("+")[2]), []).append(marked)
    out: list[Example] = []
    for members in groups.values():
        documents = [Document(marked.name, "text/plain", marked.text) for marked in members]
        known = gather_by_rules(documents, Known())
        for document, marked in zip(documents, members, strict=True):
            tokens = tokenise(document.text)
            labels, spans = ["O"] * len(tokens), iter(marked.spans)
            span = next(spans, None)
            for place, token in enumerate(tokens):
                while span is not None and span[1] <= token.start:
                    span = next(spans, None)
                if span is not None and token.end > span[0] and token.text[0] != "\n":
                    labels[place] = span[2]
            if tokens:
                out.append((features(tokens, findings(document, known)), labels))
    return out


def augmented(texts: Iterable[Marked], names: Names, seed: int = 11) -> list[Marked]:
    """Each text as it is, once with other names, and one in three in another style."""
    chance = random.Random(seed)
    out: list[Marked] = []
    for marked in texts:
        other = renamed(marked, names, chance) if marked.spans else marked
        out.append(marked)
        if marked.spans:
            style = chance.choices(["", "upper", "lower", "ocr"], [0.64, 0.08, 0.08, 0.2])[0]
            out.append(restyled(other, style, chance) if style else other)
    return out


def fit(data: Sequence[Example], path: Path, iterations: int = 70, c1: float = 0.15, c2: float = 0.02) -> None:
    """Fit the CRF by L-BFGS and write it as NumPy arrays."""
    import numpy as np
    import pycrfsuite

    trainer = pycrfsuite.Trainer(verbose=False)
    trainer.set_params({"c1": c1, "c2": c2, "max_iterations": iterations, "feature.minfreq": 3})
    for rows, labels in data:
        trainer.append(rows, labels)
    with tempfile.TemporaryDirectory() as folder:
        model = str(Path(folder) / "crf")
        trainer.train(model)
        tagger = pycrfsuite.Tagger()
        tagger.open(model)
        info = tagger.info()
    labels = sorted(info.labels, key=lambda name: int(info.labels[name]))
    keys = sorted({name for name, _ in info.state_features}, key=hashed)
    row = {name: place for place, name in enumerate(keys)}
    states = np.zeros((len(keys), len(labels)), dtype=np.float32)
    for (name, label), weight in info.state_features.items():
        states[row[name], labels.index(label)] = weight
    transitions = np.zeros((len(labels), len(labels)), dtype=np.float32)
    for (before, after), weight in info.transitions.items():
        transitions[labels.index(before), labels.index(after)] = weight
    scale = np.abs(states).max() / 32767
    np.savez_compressed(
        path,
        labels=np.array(labels),
        keys=np.array([hashed(name) for name in keys], dtype=np.uint64),
        states=np.round(states / scale).astype(np.int16),
        scale=np.float32(scale),
        transitions=transitions,
    )


def main(arguments: Sequence[str]) -> None:
    """Train on everything but the test split."""
    from privacy.recognisers.gazetteer import towns

    folder, snippet_folder, sentence_folder, surnames, first_names = map(Path, arguments)
    names = Names(surnames, first_names, [name for name, (_, french) in towns().items() if french])
    texts = [*dossiers(folder, TEST_SPLIT), *snippets(snippet_folder), *sentences(sentence_folder)]
    texts += clinical(random.Random(3))
    data = examples(augmented(texts, names))
    print(f"{len(data)} documents, {sum(len(labels) for _, labels in data)} tokens", file=sys.stderr)
    fit(data, WEIGHTS)


if __name__ == "__main__":
    main(sys.argv[1:])
