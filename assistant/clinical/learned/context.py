"""The context of a clause, as tokens: where it stands and which terms it holds."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.clinical.context import Clause
from assistant.clinical.engine import Hit
from assistant.clinical.model import Mention


def context_of(
    clause: Clause,
    hits: Sequence[Hit],
    mentions: Sequence[Mention],
    beside: Sequence[str],
    place: float,
    kind: str | None,
) -> str:
    """Tokens for `features.counts`: terms, ATC classes, what the rules read, section, heading words, kinds.

    `beside` are the categories read in the clauses before and after, `place` how far in the document the clause
    stands, 0 to 1, and `kind` the document's.
    """
    tokens: list[str] = []
    for hit in hits:
        meaning = hit.meaning
        tokens.append(f"family={meaning.family}")
        tokens.append(f"category={meaning.category}")
        if meaning.family == "drug":
            tokens.extend(f"atc={meaning.key[:size]}" for size in (1, 3, 4))
        else:
            tokens.append(f"concept={meaning.key}")
        tokens.extend(f"eds={name}" for name in ("negated", "family", "hypothesis", "history") if getattr(hit, name))
    tokens.extend(sorted({f"rule={mention.status.replace(' ', '_')}" for mention in mentions}))
    tokens.extend(sorted({f"flag={flag}" for mention in mentions for flag in mention.flags}))
    tokens.append(f"section={clause.section or 'none'}")
    tokens.append(f"passage={clause.kind}")
    tokens.append(f"document={kind or 'none'}")
    tokens.extend(f"heading={word}" for word in clause.heading.split()[:8])
    tokens.extend(sorted({f"beside={category}" for category in beside}))
    tokens.append(f"place={min(9, int(place * 10))}")
    length = clause.end - clause.start
    tokens.append(f"length={'short' if length < 25 else 'middle' if length < 90 else 'long'}")
    return " ".join(tokens)
