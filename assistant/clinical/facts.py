"""The patient's state on one day, from what all documents say."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from assistant.clinical.allergy_conflicts import allergies, allergy_conflicts, despite, refuted_allergies
from assistant.clinical.conflicts import heaviest, topic_conflicts
from assistant.clinical.intake import drug_key, forbids, sure
from assistant.clinical.joining import about_others, joined
from assistant.clinical.model import FactBase, Reading, WorkingDocument
from assistant.clinical.replaced import replaced
from assistant.clinical.series import is_series, lab_facts
from assistant.clinical.statements import sources, statements
from assistant.clinical.topics import stands, superseded
from assistant.clinical.treatment_conflicts import differing_doses, doubled_classes, stopped_and_listed
from assistant.clinical.treatments import courses, outdated_treatments, treatment_facts


def facts(pairs: Sequence[tuple[WorkingDocument, Reading]], as_of: dt.date) -> FactBase:
    """Join the mentions of all documents into facts as they stand on `as_of`; what comes later does not exist."""
    read = sources(pairs, as_of)
    told = statements(read, as_of)
    treatments = [s for s in told if s.mention.category == "traitement"]
    found = courses([sure(s) for s in treatments if not forbids(s)], as_of)
    taken = {c.key for c in found}
    foreign = set(about_others(told))
    apart = {s for s in treatments if s in foreign or forbids(s) or drug_key(s) not in taken}
    rest = [s for s in told if not is_series(s) and (s.mention.category != "traitement" or s in apart)]
    positions = stands(read)
    past = superseded(positions)
    claimed = allergies(read, told)
    every = [
        *treatment_facts(found), *lab_facts((s for s in told if is_series(s)), as_of), *joined(rest, as_of),
    ]  # fmt: skip
    conflicts = [
        *allergy_conflicts(claimed, read), *despite(claimed, found, read), *topic_conflicts(positions, read),
        *stopped_and_listed(found, read), *differing_doses(found, read), *doubled_classes(found, read),
    ]  # fmt: skip
    over = dict.fromkeys(outdated_treatments(found), "remplacé")
    standing = [replaced(fact, past, over, refuted_allergies(claimed)) for fact in every]
    return FactBase(as_of, tuple(standing), heaviest(conflicts))
