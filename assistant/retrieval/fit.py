"""Set the weights of ranking on annotated dossiers: `python -m assistant.retrieval.fit --corpus DIR --sentences DIR`.

A logistic regression tells the units that hold a fact of a moment from the others, a fact counting by its grade. What
the learned reading says of a dossier comes from a model trained without it (four groups of dossiers in turn), so that
the weights do not trust it more than it deserves. The test split (`--leave-out`, by folder) is never read.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import numpy as np
import numpy.typing as npt
import yaml

from assistant.clinical.learned.corpus import Annotated, dossiers, lines
from assistant.clinical.learned.features import counts
from assistant.clinical.learned.model import Model
from assistant.clinical.learned.train import Example, of_document, of_line
from assistant.clinical.learned.train import fit as fit_reading
from assistant.clinical.read import read
from assistant.moments.load import load
from assistant.retrieval.features import NAMES, Matrix, matrix
from assistant.retrieval.index import Entry, PatientIndex
from assistant.retrieval.query import for_moment

GROUPS = 4
HELD = 0.6
"""Share of a quote that a unit must hold to count as stating the fact."""
OFF = ("dense",)
"""Factors that gained nothing on dossiers left out (see `docs/moments.md`): their weight is 0."""
BY_HAND = {"uncertain": -0.5}
"""Too rare in the dossiers to be learned."""
REGULARISATION = 0.1


@dataclass(frozen=True, slots=True)
class Moments:
    """One dossier and the moments at which it is read."""

    documents: list[Annotated]
    asked: list[tuple[str, str, dt.date]]
    """(moment, motif, day)."""


def grade(entry: Entry, moment: int, annotated: Annotated) -> int:
    """The highest grade among the facts of a moment that the unit states, 0 for none."""
    return max(
        (
            evidence.grade
            for evidence in annotated.evidence
            if evidence.moment == moment
            and evidence.category
            and min(entry.unit.end, evidence.end) - max(entry.unit.start, evidence.start)
            >= HELD * (evidence.end - evidence.start)
        ),
        default=0,
    )


def rows(dossier: Moments, model: Model) -> Iterator[tuple[Matrix, npt.NDArray[np.float64]]]:
    """For each moment, the factors of every visible unit and the grade of what it states."""
    index = PatientIndex([(one.document, read(one.document, model)) for one in dossier.documents])
    annotated = {one.document.id: one for one in dossier.documents}
    for number, (name, motif, day) in enumerate(dossier.asked):
        moment = load(name)
        grades = np.array([grade(entry, number, annotated[entry.document.id]) for entry in index.entries], float)
        visible = index.visible(day)
        yield matrix(index, moment, for_moment(moment, motif), day)[visible], grades[visible]


def fit(found: Matrix, grades: npt.NDArray[np.float64]) -> dict[str, float]:
    """Log-odds by factor, on the factors' own scales, and the intercept."""
    from sklearn.linear_model import LogisticRegression

    used = [k for k, name in enumerate(NAMES) if name not in OFF and name not in BY_HAND]
    mean, spread = found[:, used].mean(0), found[:, used].std(0) + 1e-9
    model = LogisticRegression(C=REGULARISATION, max_iter=500)
    model.fit((found[:, used] - mean) / spread, grades > 0, sample_weight=np.maximum(grades, 1.0))
    learned = model.coef_[0] / spread
    weights = dict.fromkeys(OFF, 0.0) | BY_HAND | {NAMES[k]: float(w) for k, w in zip(used, learned, strict=True)}
    intercept = float(model.intercept_[0] - learned @ mean)
    return {"intercept": round(intercept, 4)} | {name: round(weights[name], 4) for name in NAMES}


def _dossiers(folder: Path, leave_out: Sequence[str]) -> list[Moments]:
    out = []
    for path in sorted(folder.rglob("dossier.yaml")):
        if path.parent.name not in leave_out:
            gold = yaml.safe_load(path.read_text(encoding="utf-8"))
            asked = [(m["moment"], m["motif"], dt.date.fromisoformat(str(m["as_of"]))) for m in gold["moments"]]
            out += [Moments(documents, asked) for documents in dossiers(path.parent)]
    return out


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the dossiers, fit, write `weights.json`."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--sentences", type=Path, required=True)
    parser.add_argument("--leave-out", nargs="*", default=(), help="dossiers never read")
    parser.add_argument("--out", type=Path, default=Path(str(files("assistant.retrieval") / "weights.json")))
    given = parser.parse_args(arguments)
    found = _dossiers(given.corpus, given.leave_out)
    examples: list[Example] = [of_line(line) for line in lines(given.sentences)]
    owner = [-1] * len(examples)
    for number, dossier in enumerate(found):
        own = [example for annotated in dossier.documents for example in of_document(annotated)]
        examples += own
        owner += [number % GROUPS] * len(own)
    counted = counts([one.text for one in examples], [one.context for one in examples])
    gathered: list[tuple[Matrix, npt.NDArray[np.float64]]] = []
    for group in range(GROUPS):
        kept = [k for k, number in enumerate(owner) if number != group]
        model = fit_reading([examples[k] for k in kept], counted[kept])
        for dossier in found[group::GROUPS]:
            gathered += rows(dossier, model)
    weights = fit(np.concatenate([x for x, _ in gathered]), np.concatenate([y for _, y in gathered]))
    given.out.write_text(json.dumps(weights, indent=1) + "\n", encoding="utf-8")
    sys.stderr.write(f"{len(gathered)} moments, {sum(len(y) for _, y in gathered)} units\n")


if __name__ == "__main__":
    main()
