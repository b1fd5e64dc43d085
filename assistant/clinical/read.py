"""Clinical reading of one document: passages, and the mentions that they hold."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from assistant.clinical import drugs as medicines
from assistant.clinical import labs as values
from assistant.clinical.allergies import denies_all
from assistant.clinical.contacts import contact
from assistant.clinical.context import Clause, cut, when_of
from assistant.clinical.engine import Hit, find
from assistant.clinical.lab_rows import in_row
from assistant.clinical.learned.context import context_of
from assistant.clinical.learned.model import Judged, Model, load
from assistant.clinical.model import Mention, Passage, Reading, WorkingDocument
from assistant.clinical.passages import passages
from assistant.clinical.status.rules import flags_of, of_heading, statuses, strongest
from assistant.clinical.text import Folded, folded
from ingest.when import When

#: A measure that much older than its document is a past one.
OLD_DAYS: Final = 75
#: Below, a clause without any known term is left alone.
LEAST_RELEVANCE: Final = 0.1
#: How sure the model must be to overrule the rules: that something is over, that it still holds.
_OVER: Final = 0.52
_HOLDS: Final = 0.75
#: What the rules mistake most often.
_DOUBTFUL: Final = frozenset({"nié", "hypothèse", "infirmé"})
_SHORTEST: Final = 8
_DATED: Final = frozenset({"biologie", "examen", "evenement_recent"})
#: Said of nearly anything: left out where the clause says something more precise.
_WEAK: Final = frozenset({"symptome", "social", "imagerie", "constantes", "contre_indication", "autonomie", "contact"})
_ALLERGY_CUES: Final = frozenset({"allergie", "intolerance", "contre_indication", "dress", "angioedeme", "tih"})


@dataclass(frozen=True, slots=True)
class Ruled:
    """What the rules alone read: the clauses, the terms of each and the mentions of each."""

    passages: tuple[Passage, ...]
    clauses: list[Clause]
    mentions: list[list[Mention]]
    contexts: list[str]
    """What the learned model is told of each clause beside its words."""


def read(document: WorkingDocument, model: Model | None = None) -> Reading:
    """Read one pseudonymised document. Mentions are in text order; each lies inside one passage.

    `model` stands in for the packaged one, which has seen the bundled training dossiers: figures on these
    ask for a model that has not.
    """
    ruled = by_rules(document)
    judged = (model or load()).judge([clause.folded for clause in ruled.clauses], ruled.contexts)
    mentions: list[Mention] = []
    for clause, own, opinion in zip(ruled.clauses, ruled.mentions, judged, strict=True):
        mentions.extend(informed(document, ruled.passages[clause.passage], clause, own, opinion))
    return Reading(ruled.passages, tuple(sorted(mentions, key=lambda mention: (mention.start, mention.end))))


def by_rules(document: WorkingDocument) -> Ruled:
    """Clauses, terms and mentions without the learned model."""
    found = passages(document)
    text = folded(document.text)
    clauses = cut(document, found, text)
    terms = _by_clause(clauses, find(text, document.text, [clause.first for clause in clauses]))
    mentions = [
        _mentions(document, found[clause.passage], clause, hits, text)
        for clause, hits in zip(clauses, terms, strict=True)
    ]
    contexts = []
    for k, (clause, hits) in enumerate(zip(clauses, terms, strict=True)):
        beside = [mention.category for near in (k - 1, k + 1) if 0 <= near < len(clauses) for mention in mentions[near]]
        place = clause.start / max(1, len(document.text))
        contexts.append(context_of(clause, hits, mentions[k], beside, place, document.kind))
    return Ruled(found, clauses, mentions, contexts)


def informed(
    document: WorkingDocument, passage: Passage, clause: Clause, mentions: list[Mention], opinion: Judged
) -> list[Mention]:
    """The rules' mentions weighed by the learned model; a clause that no rule reads becomes a mention of its own."""
    if not mentions:
        if opinion.category == "autre" or opinion.relevance < LEAST_RELEVANCE or clause.end - clause.start < _SHORTEST:
            return []
        status = "autre personne" if passage.subject == "other" else _learned_status(clause, opinion)
        when = when_of(document, passage, clause.start, clause.end, clause.start)
        status = _aged(status, opinion.category, when, document)
        return [
            Mention(
                clause.start, clause.end, clause.passage, opinion.category, "", "", status, when, None, (),
                opinion.confidence, opinion.vital, opinion.relevance,
            )
        ]  # fmt: skip
    return [
        replace(
            mention,
            status=_second_opinion(mention, mentions, opinion),
            vital=round(1 - (1 - 0.6 * mention.vital) * (1 - 0.6 * opinion.vital), 4),
            relevance=round(opinion.relevance, 4),
        )
        for mention in mentions
    ]


def _second_opinion(mention: Mention, beside: list[Mention], opinion: Judged) -> str:
    """The rules' status, unless the model is sure of the contrary and the rules told nothing apart in the clause."""
    if mention.status in _DOUBTFUL and opinion.current > _HOLDS:
        return "actuel"
    if mention.status == "actuel" and 1 - opinion.current > _OVER and all(one.status == "actuel" for one in beside):
        return opinion.other_status
    return mention.status


def _learned_status(clause: Clause, opinion: Judged) -> str:
    """The rules' reading of the clause as a whole, else the model's when it is sure."""
    found = statuses(clause.unguarded, 0, len(clause.unguarded), opinion.category)
    heading = of_heading(clause.heading, clause.section, opinion.category)
    if not found and heading:
        found.add(heading)
    if not found and 1 - opinion.current > _HOLDS:
        return opinion.other_status
    return strongest(found)


def _by_clause(clauses: Sequence[Clause], hits: Sequence[Hit]) -> list[list[Hit]]:
    """The hits that begin inside each clause."""
    out: list[list[Hit]] = [[] for _ in clauses]
    at = 0
    for hit in hits:
        while at < len(clauses) - 1 and clauses[at].last <= hit.start:
            at += 1
        if clauses and clauses[at].first <= hit.start < clauses[at].last:
            out[at].append(hit)
    return out


def _mentions(
    document: WorkingDocument, passage: Passage, clause: Clause, hits: list[Hit], text: Folded
) -> list[Mention]:
    by_family: dict[str, list[Hit]] = defaultdict(list)
    for hit in hits:
        by_family[hit.meaning.family].append(hit)
    measured = {hit.start for hit in by_family["lab"]}
    drug_hits = [hit for hit in by_family["drug"] if not medicines.is_level(clause, hit, text, hit.start in measured)]
    headed = "allerg" in clause.heading and not denies_all(clause.heading)
    allergy = headed or any(hit.meaning.key in _ALLERGY_CUES for hit in by_family["concept"])
    taken = [(hit.start, hit.end) for hit in drug_hits]
    levels = [hit for hit in by_family["lab"] if not any(a <= hit.start < b for a, b in taken)]
    out = _labs(document, passage, clause, levels, text)
    if any(mention.category == "biologie" for mention in out) and clause.kind == "row":
        drug_hits = [hit for hit in drug_hits if hit.start - clause.first > 20]
    category = "allergie" if allergy else "traitement"
    fences = [(hit.start - clause.first, hit.end - clause.first) for hit in drug_hits]
    for dose in medicines.doses(document.text, clause, drug_hits, text):
        status = _status(passage, clause, dose.hit, category, fences)
        flags = (*dose.hit.meaning.flags, *flags_of(clause.folded))
        when = when_of(document, passage, clause.start, clause.end, text.source(dose.hit.start, dose.hit.end)[0])
        meaning = dose.hit.meaning
        out.append(
            Mention(
                dose.start, dose.end, clause.passage, category, meaning.key, meaning.label, status,
                when, dose.value, flags, 1.0, 0.9 if allergy else meaning.vital,
            )
        )  # fmt: skip
    for hit in by_family["concept"]:
        meaning = hit.meaning
        status = _status(passage, clause, hit, meaning.category, ())
        when = when_of(document, passage, clause.start, clause.end, text.source(hit.start, hit.end)[0])
        out.append(
            Mention(
                clause.start, clause.end, clause.passage, meaning.category, meaning.key, meaning.label,
                _aged(status, meaning.category, when, document), when, None, (), 0.8, meaning.vital,
            )
        )  # fmt: skip
    called = contact(clause.folded)
    if called is not None and not any(mention.category == "contact" for mention in out):
        status = "autre personne" if passage.subject == "other" else "actuel"
        out.append(
            Mention(
                clause.start, clause.end, clause.passage, "contact", called.key, called.label, status,
                document.date, None, (), 0.9, called.vital,
            )
        )  # fmt: skip
    return _once(_settled(out))


def _settled(mentions: list[Mention]) -> list[Mention]:
    """Vague mentions follow the precise ones: no longer current when none of these is."""
    precise = [mention for mention in mentions if mention.concept not in _WEAK]
    if not precise or any(mention.status == "actuel" for mention in precise):
        return mentions
    common = strongest(mention.status for mention in precise)
    return [
        replace(mention, status=common) if mention.concept in _WEAK and mention.status == "actuel" else mention
        for mention in mentions
    ]


def _labs(document: WorkingDocument, passage: Passage, clause: Clause, hits: list[Hit], text: Folded) -> list[Mention]:
    found: list[values.Value] = []
    if hits:
        found = in_row(document, clause, hits[0], text) or values.inline(document.text, clause, hits, text)
    out = []
    for value in found:
        meaning = value.hit.meaning
        when = value.when
        if when is None and not value.older:
            at = text.source(value.hit.start, value.hit.end)[0]
            when = when_of(document, passage, clause.start, clause.end, at)
        status = "ancien" if value.older else _status(passage, clause, value.hit, "biologie", ())
        vital = 0.95 if value.alarming and not value.older else meaning.vital
        out.append(
            Mention(
                value.start, value.end, clause.passage, "biologie", meaning.key, meaning.label,
                _aged(status, "biologie", when, document), when, value.value, value.flags, 1.0, vital,
            )
        )  # fmt: skip
    return out


def _status(passage: Passage, clause: Clause, hit: Hit, category: str, fences: Sequence[tuple[int, int]]) -> str:
    if passage.subject == "other":
        return "autre personne"
    start, end = hit.start - clause.first, hit.end - clause.first
    found = statuses(clause.unguarded, start, end, category, fences)
    heading = of_heading(clause.heading, clause.section, category)
    if heading and not found:
        found.add(heading)
    return strongest(found)


def _aged(status: str, category: str, when: When | None, document: WorkingDocument) -> str:
    """A current measure that is much older than its document is a past one."""
    if status != "actuel" or category not in _DATED or when is None or document.date is None:
        return status
    return "ancien" if (document.date.day - when.span()[1]).days > OLD_DAYS else status


def _once(mentions: list[Mention]) -> list[Mention]:
    """One mention of each concept and status for the same words."""
    seen: set[tuple[int, int, str, str, str]] = set()
    out = []
    for mention in mentions:
        key = (mention.start, mention.end, mention.category, mention.concept, mention.status)
        if key not in seen:
            seen.add(key)
            out.append(mention)
    return out
