"""Train the model: `python -m assistant.clinical.learned.train --corpus DIR --sentences DIR [--out FILE]`."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from assistant.clinical.context import Clause
from assistant.clinical.learned.corpus import Annotated, Evidence, Line, dossiers, lines
from assistant.clinical.learned.features import counts, normalised
from assistant.clinical.learned.model import FILE, Head, Model, save
from assistant.clinical.model import WorkingDocument
from assistant.clinical.read import by_rules
from assistant.clinical.text import folded

#: A clause states a fact when it holds this share of a quote.
_SHARE: Final = 0.6
#: Kept for testing: nothing is ever trained on them.
TEST_SPLIT: Final = ("P17", "P18", "P19", "P20")
_LINES: Final = "lines"
_FOLDS: Final = 4


@dataclass(frozen=True, slots=True)
class Example:
    """A clause or a line with what is known of it; None where nothing is."""

    group: str
    text: str
    context: str
    category: str | None
    relevance: float | None
    vital: float | None
    status: str | None
    weight: float = 1.0


def of_line(line: Line) -> Example:
    """A labelled line; it is relevant for certain only when it is vital, and irrelevant when it is `autre`."""
    ruled = by_rules(WorkingDocument("line", line.text))
    context = " ".join(
        token
        for clause_context in ruled.contexts
        for token in clause_context.split()
        if not token.startswith(("section=", "passage=", "document=", "length=", "place="))
    )
    relevance = 0.0 if line.category == "autre" else 1.0 if line.vital and line.status == "actuel" else None
    status = None if line.category == "autre" else line.status
    return Example(_LINES, folded(line.text).text, context, line.category, relevance, float(line.vital), status, 0.5)


def of_document(annotated: Annotated) -> list[Example]:
    """Every clause of a document: those that hold a quote, and the others."""
    ruled = by_rules(annotated.document)
    out = []
    for clause, context in zip(ruled.clauses, ruled.contexts, strict=True):
        covered = [evidence for evidence in annotated.evidence if _holds(clause, evidence)]
        facts = [evidence for evidence in covered if evidence.category]
        traps = [evidence for evidence in covered if not evidence.category]
        status = None if bool(facts) == bool(traps) else "actuel" if facts else traps[0].status
        best = max(facts, key=lambda evidence: evidence.grade) if facts else None
        grave = best is not None and (best.grade == 3 or any(evidence.vital for evidence in facts))
        weight = 1.5 if best is not None and best.grade == 3 else 1.0
        out.append(
            Example(
                annotated.dossier, clause.folded, context, best.category if best else None,
                float(best is not None), float(grave), status, weight,
            )
        )  # fmt: skip
    return out


def _holds(clause: Clause, evidence: Evidence) -> bool:
    shared = min(clause.end, evidence.end) - max(clause.start, evidence.start)
    return shared >= _SHARE * (evidence.end - evidence.start) or shared >= 0.8 * (clause.end - clause.start)


def fit(examples: Sequence[Example], matrix: Any) -> Model:
    """One logistic regression a question, on the examples that answer it."""
    import numpy as np

    frequency = np.asarray((matrix > 0).sum(axis=0)).ravel()
    weights = (np.log((1 + matrix.shape[0]) / (1 + frequency)) + 1).astype(np.float32)
    ready = normalised(matrix, weights)
    heads = {
        "category": _fit(ready, examples, [one.category for one in examples], 8.0, balanced=True),
        "status": _fit(ready, examples, [one.status for one in examples], 6.0, balanced=True),
        "relevance": _fit(ready, examples, [_yes(one.relevance) for one in examples], 1.0),
        "vital": _fit(ready, examples, [_yes(one.vital) for one in examples], 2.0),
    }
    return Model(weights, heads)


def _yes(value: float | None) -> str | None:
    return None if value is None else ("1" if value >= 0.5 else "0")


def _fit(matrix: Any, examples: Sequence[Example], labels: list[str | None], c: float, balanced: bool = False) -> Head:
    import numpy as np
    from sklearn.linear_model import LogisticRegression

    known = [k for k, label in enumerate(labels) if label is not None]
    target = np.array([labels[k] for k in known])
    weight = np.array([examples[k].weight for k in known])
    rows = matrix[known]
    kinds = sorted(set(target))
    classes = ("1",) if kinds == ["0", "1"] else tuple(kinds)
    columns, biases = [], []
    for kind in classes:
        found = LogisticRegression(
            C=c, solver="liblinear", max_iter=100, class_weight="balanced" if balanced else None, tol=1e-2
        )
        found.fit(rows, target == kind, sample_weight=weight)
        columns.append(found.coef_[0])
        biases.append(found.intercept_[0])
    return Head(classes, np.array(columns, dtype=np.float32).T, np.array(biases, dtype=np.float32))


def cross_validated(examples: list[Example], matrix: Any) -> dict[str, float]:
    """Figures on dossiers from models that have not seen them, in four folds (labelled lines always in training)."""
    import numpy as np
    from sklearn.metrics import average_precision_score, f1_score, roc_auc_score

    groups = sorted({one.group for one in examples} - {_LINES})
    folds = [set(groups[k::_FOLDS]) for k in range(_FOLDS)]
    relevance = np.full(len(examples), np.nan)
    vital = np.full(len(examples), np.nan)
    category: dict[int, str] = {}
    status: dict[int, str] = {}
    for fold in folds:
        inside = [k for k, one in enumerate(examples) if one.group in fold]
        outside = [k for k, one in enumerate(examples) if one.group not in fold]
        model = fit([examples[k] for k in outside], matrix[outside])
        ready = normalised(matrix[inside], model.weights)
        relevance[inside] = model.probabilities(ready, "relevance")
        vital[inside] = model.probabilities(ready, "vital")
        for name, into in (("category", category), ("status", status)):
            best = model.probabilities(ready, name).argmax(axis=1)
            into.update({k: model.heads[name].classes[int(b)] for k, b in zip(inside, best, strict=True)})
    judged = [k for k in range(len(examples)) if not np.isnan(relevance[k])]
    facts = [k for k in judged if examples[k].category is not None]
    stated = [k for k in judged if examples[k].status is not None]
    truth = np.array([examples[k].relevance for k in judged])
    grave = np.array([examples[k].vital for k in judged])
    return {
        "clauses": len(judged),
        "relevant": int(truth.sum()),
        "relevance_auc": float(roc_auc_score(truth, relevance[judged])),
        "relevance_average_precision": float(average_precision_score(truth, relevance[judged])),
        "vital_auc": float(roc_auc_score(grave, vital[judged])),
        "vital_average_precision": float(average_precision_score(grave, vital[judged])),
        "category_accuracy": float(np.mean([examples[k].category == category[k] for k in facts])),
        "status_accuracy": float(np.mean([examples[k].status == status[k] for k in stated])),
        "status_not_current_f1": float(
            f1_score([examples[k].status != "actuel" for k in stated], [status[k] != "actuel" for k in stated])
        ),
    }


def main(arguments: Sequence[str] | None = None) -> None:
    """Train, cross-validate, write the weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--sentences", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=Path(__file__).with_name(FILE))
    parser.add_argument("--leave-out", nargs="*", default=TEST_SPLIT, help="dossiers never read")
    parser.add_argument("--no-validation", action="store_true")
    given = parser.parse_args(arguments)
    examples = [of_line(line) for line in lines(given.sentences)]
    for dossier in dossiers(given.corpus):
        if dossier and dossier[0].dossier not in given.leave_out:
            examples.extend(example for annotated in dossier for example in of_document(annotated))
    matrix = counts([one.text for one in examples], [one.context for one in examples])
    if not given.no_validation:
        print(json.dumps(cross_validated(examples, matrix), indent=1))
    save(fit(examples, matrix), str(given.out))


if __name__ == "__main__":
    main()
