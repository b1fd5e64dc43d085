"""Patients in memory, decrypted: few, the last used, and never older than the store."""

from __future__ import annotations

import datetime as dt
from collections import OrderedDict
from dataclasses import dataclass, field
from threading import Lock

from assistant.clinical.facts import facts
from assistant.clinical.model import FactBase, Reading, WorkingDocument
from assistant.embedding import Encoder
from assistant.retrieval.index import PatientIndex, existed
from assistant.store.store import Store
from ingest.errors import VigieError

DAYS = 4
"""Days of which a patient's facts are kept."""


@dataclass(slots=True)
class Shard:
    """One patient's working zone, indexed."""

    version: int
    pairs: tuple[tuple[WorkingDocument, Reading], ...]
    index: PatientIndex
    _bases: OrderedDict[dt.date, FactBase] = field(default_factory=OrderedDict)

    def base(self, as_of: dt.date) -> FactBase:
        """The patient's facts on a day (as the working zone counts days)."""
        if as_of not in self._bases:
            self._bases[as_of] = facts(self.pairs, as_of)
            if len(self._bases) > DAYS:
                self._bases.popitem(last=False)
        return self._bases[as_of]

    def read(self, as_of: dt.date) -> list[WorkingDocument]:
        """The documents that exist on a day."""
        return [document for document, _ in self.pairs if existed(document, as_of)]

    def newest(self, as_of: dt.date | None = None) -> WorkingDocument | None:
        """The newest dated document, by `as_of` when given."""
        dated = [d for d, _ in self.pairs if d.date and (as_of is None or existed(d, as_of))]
        return max(dated, key=lambda d: d.date.day if d.date else dt.date.min, default=None)


class Shards:
    """The last used patients, reloaded when their version in the store has changed."""

    def __init__(self, store: Store, encoder: Encoder, most: int) -> None:
        self._store = store
        self._encoder = encoder
        self._most = most
        self._kept: OrderedDict[str, Shard] = OrderedDict()
        self._lock = Lock()

    def get(self, patient: str) -> Shard | None:
        """The patient's shard (opaque id), None for an unknown or erased patient."""
        version = self._store.version(patient)
        with self._lock:
            kept = self._kept.get(patient)
            if version is None or (kept and kept.version != version):
                self._kept.pop(patient, None)
                kept = None
            if version is None:
                return None
            if kept is None:
                records = self._store.load_shard(patient)
                pairs = tuple((r.document, r.reading) for r in records)
                stored = [r.vectors for r in records]
                try:
                    kept = Shard(version, pairs, PatientIndex(pairs, stored, self._encoder))
                except ValueError as error:
                    raise VigieError(
                        f"dossier {patient} indexé par une autre version de Vigie : l'effacer et le ré-ingérer"
                    ) from error
                self._kept[patient] = kept
                while len(self._kept) > self._most:
                    self._kept.popitem(last=False)
            self._kept.move_to_end(patient)
            return kept
