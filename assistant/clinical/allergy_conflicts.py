"""Allergies stated by one document and denied or refuted by another, or given to all the same."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from assistant.clinical.allergies import allergens, covering, denies_all, near, refuted, wordings
from assistant.clinical.conflicts import Weighed, conflict
from assistant.clinical.intake import affirms, says
from assistant.clinical.model import Cite, Passage
from assistant.clinical.statements import OTHERS, Source, Statement, told_on
from assistant.clinical.topics import quotable
from assistant.clinical.treatments import Course
from assistant.clinical.wording import negated

_MOST_FAMILIES: Final = 4
_MOST_PLAIN: Final = 3
_BACK: Final = 2
"""A refutation that names no allergen is about the one named at most so many passages before."""


@dataclass(frozen=True, slots=True, eq=False)
class Said:
    """One passage about an allergy."""

    source: Source
    cite: Cite
    told: dt.date
    telling: float
    """How plainly it speaks."""
    lasting: bool = False
    """A reaction described, or a refutation in so many words."""


@dataclass(slots=True)
class Allergies:
    """What all documents say of allergies; stated, banned and refuted ones by family of allergens."""

    stated: dict[str, list[Said]] = field(default_factory=lambda: defaultdict(list))
    banned: dict[str, list[Said]] = field(default_factory=lambda: defaultdict(list))
    refuted: dict[str, list[Said]] = field(default_factory=lambda: defaultdict(list))
    denied: list[Said] = field(default_factory=list)


def allergies(sources: Iterable[Source], told: Iterable[Statement]) -> Allergies:
    """Read every passage about the patient: general denials, refutations, reactions and bans."""
    found = Allergies()
    by_passage: dict[tuple[int, int], list[Statement]] = defaultdict(list)
    for s in told:
        by_passage[s.source.index, s.mention.passage].append(s)
    for source in sources:
        named: list[frozenset[str]] = []
        allergy = False
        for index, passage in enumerate(source.reading.passages):
            here = by_passage[source.index, index]
            plain = source.folded(passage.start, passage.end)
            named.append(allergens(plain))
            allergy = "allerg" in plain or (allergy and bool(plain.strip()))
            if passage.subject != "other" and not _foreign(here):
                spoken_of = named[-1]
                if not spoken_of and allergy:
                    spoken_of = next((n for n in reversed(named[-1 - _BACK :]) if n), spoken_of)
                _sort(found, source, passage, plain, spoken_of, here)
    return found


def _sort(
    found: Allergies, source: Source, passage: Passage, plain: str, named: frozenset[str], here: Sequence[Statement]
) -> None:
    """Put one passage where it belongs."""
    headed = passage.section == "allergies"
    reaction = bool(wordings("reactions").search(plain))
    banned = bool(wordings("bans").search(plain))
    spoken = [s for s in here if s.mention.category == "allergie"]
    about, plainly = refuted(plain, named)
    if not about and denies_all(plain):
        about, plainly = near(plain, "reactions"), True
    if not (headed or reaction or spoken or banned or about):
        return
    at = (spoken[0].mention.start, spoken[0].mention.end) if spoken else (passage.start, passage.end)
    described = bool(wordings("described").search(plain))
    telling = 0.5 * reaction + described + 0.5 * (source.authority == 2) + plainly + 0.7 * bool(spoken)
    lasting = plainly if about else described
    said = Said(source, source.cite(*quotable(source, passage, *at)), told_on(source, passage), telling, lasting)
    for name in about:
        found.refuted[name].append(said)
    if denies_all(plain) and not about:
        found.denied.append(said)
    elif not about and not (spoken and all(s.status == "nié" and s.negated for s in spoken)):
        for name in near(plain, "reactions") if reaction else allergens(plain) if headed and not negated(plain) else ():
            found.stated[name].append(said)
        for name in near(plain, "bans") if banned else ():
            found.banned[name].append(said)


def _foreign(here: Iterable[Statement]) -> bool:
    """Whether the allergies of a passage are all somebody else's."""
    allergies_here = [s.status in OTHERS for s in here if s.mention.category in {"allergie", "traitement"}]
    return bool(allergies_here) and all(allergies_here)


def _newest(said: Iterable[Said]) -> list[Cite]:
    return [s.cite for s in sorted(said, key=lambda s: (s.told, s.source.authority), reverse=True)]


def _plainest(said: Iterable[Said]) -> list[Cite]:
    return [s.cite for s in sorted(said, key=lambda s: (s.telling, s.told), reverse=True)]


def _elsewhere(said: Iterable[Said], others: Iterable[Said]) -> list[Said]:
    """What is said in documents that do not hold any of `others`."""
    taken = {o.source for o in others}
    return [s for s in said if s.source not in taken]


def allergy_conflicts(found: Allergies, sources: Sequence[Source]) -> list[Weighed]:
    """One conflict a refuted family, and one for all families that some document denies in general."""
    weighed = []
    flatly: dict[str, list[Said]] = {}
    for name, stated in found.stated.items():
        against = _standing(found.refuted.get(name, []), stated)
        kept = _elsewhere(stated, against)
        if kept and against:
            sides = [_plainest(against), _newest(kept), _newest(_later(found.denied, kept))[:1]]
            text = f"Allergie ({name}) : notée et réfutée"
            weighed.append(Weighed(conflict(text, "allergie", name, sides, sources), 0.95))
        elif not against and _elsewhere(_later(found.denied, stated), stated):
            flatly[name] = stated
    return weighed + ([_denied(flatly, found, sources)] if flatly else [])


def _standing(refuted: Iterable[Said], stated: Iterable[Said]) -> list[Said]:
    """Refutations that no reaction described afterwards belies; one in so many words always stands."""
    last = max((s.told for s in stated if s.lasting), default=dt.date.min)
    return [r for r in refuted if r.lasting or r.told >= last]


def refuted_allergies(found: Allergies) -> frozenset[Cite]:
    """Passages that state allergies all of which are refuted in so many words."""
    lasting = {name for name, said in found.refuted.items() if any(s.lasting for s in _standing(said, ()))}
    families: dict[Cite, set[str]] = defaultdict(set)
    for name, said in found.stated.items():
        for s in said:
            families[s.cite].add(name)
    return frozenset(cite for cite, names in families.items() if names <= lasting)


def _later(denied: Iterable[Said], stated: Sequence[Said]) -> list[Said]:
    """Denials not older than the first statement."""
    first = min(s.told for s in stated)
    return [d for d in denied if d.told >= first]


def _denied(flatly: Mapping[str, list[Said]], found: Allergies, sources: Sequence[Source]) -> Weighed:
    """The plainest statement of each family, and its ban, against the general denials."""
    order = sorted(flatly, key=lambda name: max(s.telling for s in flatly[name]), reverse=True)[:_MOST_FAMILIES]
    every = [s for name in order for s in flatly[name]]
    banned = [s.cite for name in order for s in found.banned.get(name, [])[:1]]
    stated = list(
        dict.fromkeys([*(_plainest(flatly[name])[0] for name in order), *_plainest(every)[:_MOST_PLAIN], *banned])
    )
    sides = [stated, _newest(_later(found.denied, every))]
    text = f"Allergie ({', '.join(order)}) : notée et niée"
    weight = 1.0 if any(s.lasting for s in every) else 0.7
    return Weighed(conflict(text, "allergie", "allergie", sides, sources, first=_MOST_FAMILIES), weight)


def despite(found: Allergies, courses: Iterable[Course], sources: Sequence[Source]) -> list[Weighed]:
    """Drugs listed or proposed that belong to a family stated as an allergy, or banned, and not refuted."""
    weighed = []
    for course in courses:
        given = [s for s in course.current if affirms(s)] if course.status == "actuel" else []
        given = given or [s for s in course.told if s.status in {"actuel", "hypothèse"} and says(s, "proposed")]
        for name in covering(course.key) if given else ():
            against = [*found.stated.get(name, []), *found.banned.get(name, [])]
            stated = [s for s in against if s.source not in {g.source for g in given} and s.told <= given[-1].told]
            allergic = bool(found.stated.get(name))
            if stated and not _standing(found.refuted.get(name, []), stated) and (allergic or not course.disputed):
                label = given[-1].mention.label.capitalize()
                sides = [_plainest(stated), [s.cite for s in reversed(given)]]
                text = f"{label} malgré {'une allergie' if allergic else 'une contre-indication'} ({name})"
                weight = (0.8 if allergic else 0.6) - (0.1 if course.status != "actuel" else 0.0)
                weighed.append(Weighed(conflict(text, "traitement", course.key, sides, sources), weight))
    return weighed
