"""What a motif or a question asks for: weighted tokens, ATC prefixes, and a sentence to compare by meaning."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from assistant.moments.load import match_motifs
from assistant.moments.model import Moment
from assistant.moments.words import fold
from assistant.retrieval.words import classes, groups, tokens

EXPANDED = 0.5
"""Weight of a word that was not typed but means the same."""
RAISED = 0.35
"""Weight of a word that a motif raises."""
NEEDED = 0.2
"""Weight of what the moment always asks for."""


@dataclass(frozen=True, slots=True)
class Query:
    """A search, understood."""

    sentence: str
    """Compared by meaning."""
    tokens: dict[str, float]
    """Stems and concept codes, with their weights; looked up in BM25."""
    atc: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    """Wordings raised by the moment's motifs (`moments.words` syntax)."""
    boosts: dict[str, float] = field(default_factory=dict)
    """Categories that the motifs push, with their factors."""


def understand(text: str, weight: float = 1.0) -> Query:
    """A question or free query with its abbreviations, synonyms and drug classes written out."""
    folded = fold(text)
    found = dict.fromkeys(tokens(text), weight)
    prefixes: list[str] = []
    for group in groups():
        if any(_stands(word, folded) for word in group):
            _add(found, group, weight * EXPANDED)
    for wordings, atc, names in classes():
        if any(_stands(word, folded) for word in wordings):
            prefixes += atc
            _add(found, names, weight * EXPANDED)
            found |= {"#" + code.lower(): weight for code in atc}
    return Query(text, found, tuple(prefixes))


def for_moment(moment: Moment, motif: str | None, query: str | None = None) -> Query:
    """What a moment and its motif ask for; a typed query comes first and the moment only lends its needs."""
    keys = match_motifs(moment, motif)
    raised = [moment.motifs[key] for key in keys]
    words = tuple(dict.fromkeys([w for entry in raised for w in entry.raises.words] + list(moment.always_words)))
    atc = tuple(dict.fromkeys([a for entry in raised for a in entry.raises.atc] + list(moment.always_atc)))
    boosts: dict[str, float] = {}
    for entry in raised:
        for category, factor in entry.raises.categories.items():
            boosts[category] = max(factor, boosts.get(category, 0.0))
    typed = understand(query or motif or "")
    found = dict(typed.tokens)
    for source, weight in ((words, RAISED), ((moment.needs,), NEEDED)):
        for token in tokens(" ".join(source)):
            found.setdefault(token, weight)
    sentence = query or f"{moment.title} {motif or ''}. {' '.join(entry.title for entry in raised)}. {moment.needs}"
    return Query(sentence, found, (*typed.atc, *atc), words, boosts)


def _add(found: dict[str, float], wordings: tuple[str, ...], weight: float) -> None:
    for token in tokens(" ".join(wordings)):
        found.setdefault(token, weight)


def _stands(word: str, folded: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(word)}s?(?!\w)", folded) is not None
