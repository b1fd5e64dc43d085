"""Dates of `ingest.dates`, and which of them are birth dates."""

from __future__ import annotations

from collections.abc import Iterator

from ingest.when import When
from privacy.recognisers.base import Rule, Span


def dates(anchor: When | None, births: frozenset[str]) -> Rule:
    """A recogniser for one document: its own date, and the birth dates (ISO) known in its dossier."""

    def find(text: str) -> Iterator[Span]:
        from ingest.dates import find_dates

        for found in find_dates(text, anchor):
            known = found.when.precision == "day" and found.when.iso() in births
            if found.birth or known:
                yield Span(
                    found.start,
                    found.end,
                    "DATE_NAISSANCE",
                    0.95,
                    "date de naissance connue du dossier" if known else "date de naissance par son contexte",
                )
            else:
                yield Span(found.start, found.end, "DATE", 0.9, "date")

    return Rule("dates", find)
