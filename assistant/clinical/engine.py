"""The edsnlp pipeline that finds terms and qualifies them, on folded text."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from assistant.clinical.terms import Meaning, Term, terms
from assistant.clinical.text import Folded

_DIGIT_BEFORE = re.compile(r"\d\s{0,2}$")
_DIGIT_AFTER = re.compile(r"\W{0,6}(?:\([^)]{0,25}\)\W{0,4})?(?:a|de|est a|actuel\w*|ce jour|:)?\s{0,6}[<>=~]?\s?\d")
_REGISTER_NUMBER = re.compile(r"\W{0,4}\d{6}")
_SPAN_KEY = "mentions"


@dataclass(frozen=True, slots=True)
class Hit:
    """A term found at `[start, end)` of the folded text, with what edsnlp's qualifiers say of it."""

    start: int
    end: int
    meaning: Meaning
    negated: bool = False
    family: bool = False
    hypothesis: bool = False
    history: bool = False


@cache
def pipeline() -> tuple[Any, Any, dict[int, tuple[Term, ...]]]:
    """(edsnlp pipeline, phrase matcher, terms by matcher key)."""
    import edsnlp
    from spacy.matcher import PhraseMatcher

    nlp = edsnlp.blank("eds")
    nlp.add_pipe("eds.normalizer", config={"pollution": False, "quotes": False})
    where = {"span_getter": {_SPAN_KEY: True}}
    for name in ("negation", "hypothesis"):
        nlp.add_pipe(f"eds.{name}", config=where)
    nlp.add_pipe("eds.family", config={**where, "use_sections": False})
    nlp.add_pipe("eds.history", config={**where, "use_sections": False, "use_dates": False})
    by_text: dict[str, list[Term]] = defaultdict(list)
    for term in terms():
        for wording in _wordings(term.text):
            by_text[wording].append(term)
    matcher = PhraseMatcher(nlp.vocab, attr="ORTH")
    by_key: dict[int, tuple[Term, ...]] = {}
    for wording, found in by_text.items():
        matcher.add(wording, [nlp.tokenizer(wording)])
        by_key[nlp.vocab.strings[wording]] = tuple(found)
    return nlp, matcher, by_key


def _wordings(text: str) -> set[str]:
    """The term and its regular plural."""
    found = {text}
    words = text.split(" ")
    if all(len(word) > 3 for word in words) and words[-1][-1] not in "sxz" and words[-1][-1].isalpha():
        found.add(" ".join(word if word[-1] in "sxz" else word + "s" for word in words))
    return found


def find(document: Folded, source: str, sentence_starts: Sequence[int]) -> list[Hit]:
    """The terms of a document in text order, each qualified inside its own clause.

    `sentence_starts` are the clauses' first offsets in the folded text.
    """
    nlp, matcher, by_key = pipeline()
    doc = nlp.tokenizer(document.text)
    if not len(doc):
        return []
    found: list[tuple[int, int, Meaning]] = []
    spans = []
    for key, start, end in matcher(doc):
        span = doc[start:end]
        for term in by_key[key]:
            if _fits(term, document, source, span.start_char, span.end_char):
                found.append((span.start_char, span.end_char, term.meaning))
                spans.append(span)
    keep = _longest(found)
    found, spans = [found[k] for k in keep], [spans[k] for k in keep]
    _set_sentences(doc, sentence_starts)
    doc.spans[_SPAN_KEY] = spans
    for _, pipe in nlp.pipeline:
        doc = pipe(doc)
    hits = [
        Hit(
            start,
            end,
            meaning,
            bool(span._.negation),
            bool(span._.family),
            bool(span._.hypothesis),
            bool(span._.history),
        )
        for (start, end, meaning), span in zip(found, doc.spans[_SPAN_KEY], strict=True)
    ]
    return sorted(hits, key=lambda hit: (hit.start, -hit.end))


def _set_sentences(doc: Any, starts: Sequence[int]) -> None:
    import numpy as np
    from spacy.attrs import SENT_START

    wanted = np.asarray(sorted(starts))
    places = np.array([token.idx for token in doc])
    marks = np.full(len(doc), -1, dtype=np.int64)
    marks[0] = 1
    marks[np.minimum(np.searchsorted(places, wanted), len(doc) - 1)] = 1
    doc.from_array([SENT_START], marks.astype(np.uint64).reshape(-1, 1))


def _fits(term: Term, document: Folded, source: str, start: int, end: int) -> bool:
    """Whether the capitals and the numbers that the term asks for are there."""
    if term.capitals:
        first, last = document.source(start, end)
        surface = source[first:last]
        letters = [char for char in surface if char.isalpha()]
        if not letters or not letters[0].isupper() or (len(letters) <= 3 and surface != surface.upper()):
            return False
    if (
        term.meaning.family == "lab"
        and len(term.text) <= 2
        and _DIGIT_BEFORE.search(document.text, max(0, start - 4), start)
    ):
        return False
    if term.meaning.family == "drug" and _REGISTER_NUMBER.match(document.text, end):
        return False
    if term.number_before and not _DIGIT_BEFORE.search(document.text, max(0, start - 4), start):
        return False
    return not (term.number_after and not _DIGIT_AFTER.match(document.text, end))


def _longest(found: list[tuple[int, int, Meaning]]) -> list[int]:
    """Indices kept: of the same family and of overlapping spans, the longest; one of each meaning at a place."""
    order = sorted(range(len(found)), key=lambda k: found[k][0] - found[k][1])
    kept: list[int] = []
    taken: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for k in order:
        start, end, meaning = found[k]
        group = meaning.family if meaning.family != "concept" else f"concept:{meaning.category}"
        if any(a < end and start < b and (a, b) != (start, end) for a, b in taken[group]):
            continue
        if any(a == start and b == end for a, b in taken[f"{group}:{meaning.key}"]):
            continue
        taken[group].append((start, end))
        taken[f"{group}:{meaning.key}"].append((start, end))
        kept.append(k)
    return sorted(kept)
