"""The one façade of page, command line and harness: who asks, what they may see, what was done, in the ledger."""

from __future__ import annotations

import datetime as dt
import getpass
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from assistant import oversight, present
from assistant.embedding import Encoder
from assistant.gate import day_of, words_of
from assistant.home import Home, open_home
from assistant.reveal import Masked, Revealed, View
from assistant.settings import Settings
from assistant.shards import Shard, Shards
from assistant.vault import Vault, Vaults, label
from ingest.errors import VigieError
from ingest.when import When
from privacy.access import AccessRefused, allows, matrix
from privacy.accounts import Account


class UnknownPatient(VigieError):
    """No such patient in the store, or erased."""


def moment_rows(settings: Settings) -> list[dict[str, Any]]:
    """Moments with their motifs, as lists show them."""
    from assistant.moments.load import load, names

    found = [load(name, settings.moments) for name in names(settings.moments)]
    return [{"name": m.name, "label": m.title, "motifs": [motif.title for motif in m.motifs.values()]} for m in found]


def _knows(account: Account) -> bool:
    """Whether the person behind the account may know names, be it in another of their roles."""
    return any(allows(role, "reveal") for role in account.rights.roles)


def _texts(shard: Shard) -> dict[str, str]:
    return {document.id: document.text for document in shard.index.documents}


class Vigie:
    """One installation at work. Every act takes the account that acts, checks its role and is logged."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._home: Home = open_home(settings)
        self._encoder = Encoder(settings.embedder)
        self._shards = Shards(self._home.store, self._encoder, settings.shards)
        self._vaults = Vaults(self._home.store, settings.shards)

    def warm(self) -> None:
        """Load the models that a first request would wait for."""
        from ingest.document import Document
        from privacy.detection import detect
        from privacy.known import Known

        detect(Document("", "text/plain", "Bonjour."), Known())
        self._encoder.encode(["bonjour"])

    # --- accounts -------------------------------------------------------------------------------------------

    def local_account(self, role: str | None = None) -> tuple[Account, bool]:
        """The system user's account, made on a fresh home; `role` may only lower it. Gives (account, created)."""
        account, created = self._home.accounts.system_user(getpass.getuser())
        return account.lowered(role), created

    def has_one_account(self) -> bool:
        """Whether nobody but the first account uses this installation."""
        return len(self._home.accounts.list()) == 1

    def authenticate(self, name: str, password: str) -> Account | None:
        """The account of a name and password, None when they do not go together or the account is locked."""
        account = self._home.accounts.verify(name, password)
        actor = account.reference if account else "systeme"
        self._home.ledger.append(actor, "sign_in" if account else "refusal", "", {"reason": "connexion"})
        return account

    def accounts(self, account: Account) -> list[dict[str, Any]]:
        """Every account of the installation."""
        self._require(account, "users")
        rows = self._home.accounts.list()
        return [{"name": a.name, "role": a.role, "reference": a.reference, "disabled": a.disabled} for a in rows]

    def add_account(self, account: Account, name: str, role: str, password: str) -> dict[str, Any]:
        """Create a personal account."""
        self._require(account, "users")
        made = self._home.accounts.create(name, role, password)
        self._log(account, "configuration", made.reference, {"account": "created", "role": role})
        return {"name": made.name, "role": made.role, "reference": made.reference}

    def disable_account(self, account: Account, name: str) -> None:
        """Close an account; its entries stay."""
        self._require(account, "users")
        closed = self._home.accounts.disable(name)
        self._log(account, "configuration", closed.reference, {"account": "disabled"})

    def set_password(self, account: Account, name: str, password: str) -> None:
        """Give an account another password."""
        self._require(account, "users")
        changed = self._home.accounts.set_password(name, password)
        self._log(account, "configuration", changed.reference, {"account": "password"})

    # --- documents in ---------------------------------------------------------------------------------------

    def ingest(self, account: Account, path: Path, progress: Any = None) -> dict[str, Any]:
        """Ingest a file, a patient's folder, or a folder of them."""
        from assistant.intake import Intake

        self._require(account, "ingest")
        if not path.exists():
            raise VigieError(f"introuvable : {path}")
        intake = Intake(self._home, self._encoder, account.reference, progress or (lambda done, total, name: None))
        return asdict(intake.run(path))

    # --- care -----------------------------------------------------------------------------------------------

    def patients(self, account: Account) -> list[dict[str, Any]]:
        """The patients this account may list, by name where the role knows names."""
        self._require(account, "patients")
        rows = []
        for row in self._home.store.patients():
            shard = self._shard(row.id)
            newest = shard.newest()
            view, vault = self._view(account, row.id, shard)
            identity = vault.patient.identity if vault else None
            rows.append(
                {
                    "patient": vault.patient_id if vault else row.id,
                    "label": label(identity) if identity else row.id,
                    "sexe": identity.sexe if identity else None,
                    "ins": identity.ins if identity else None,
                    "ipp": list(identity.ipp) if identity else [],
                    "documents": row.documents,
                    "unread": self._home.store.unread(row.id),
                    "newest": view.when(newest.date) if newest else None,
                }
            )
        return sorted(rows, key=lambda r: str(r["patient"]))

    def moments(self) -> list[dict[str, Any]]:
        """The therapeutic moments."""
        return moment_rows(self.settings)

    def brief(
        self,
        account: Account,
        patient: str,
        moment: str = "urgences",
        motif: str | None = None,
        as_of: str | None = None,
    ) -> dict[str, Any]:
        """The brief of a patient for a moment."""
        from assistant.brief.compose import Person, compose
        from assistant.moments.load import load

        asked = load(moment, self.settings.moments)
        ref, shard, view, vault = self._enter(account, patient, "brief")
        gate = self._gate(account, ref, shard)
        day = day_of(shard, gate, as_of, self.settings.clock)
        about = words_of(motif, gate, day)
        true_day = When(day).moved(-vault.pseudonyms.weeks).day if vault else day
        age = vault.age(true_day) if vault else None
        person = Person(age, vault.patient.identity.sexe if vault else None)
        made = compose(shard.base(day), shard.index, asked, about, day, person)
        if age is not None and age > 89:
            # Only the working zone needs the class: whoever may read the name may read the age.
            made = replace(made, headline=made.headline.replace("90 ans ou plus", f"{age} ans"))
        result = {
            "patient": vault.patient_id if vault else ref,
            "moment": moment,
            "motif": (motif if vault else about) or "",
            "as_of": true_day.isoformat(),
            **present.brief_json(view, made),
            "documents": self._basis(account, ref, shard, view, vault, day),
            "misfiled": self._misfiled(shard, view, day),
        }
        cites = sum(len(i["citations"]) for s in result["sections"] for i in s["items"])
        self._log(account, "access", ref, {"moment": moment, "motif": about or "", "as_of": day.isoformat()})
        if vault:
            self._log(account, "reveal", ref, {"citations": cites})
        return result

    def search(
        self,
        account: Account,
        patient: str,
        moment: str = "urgences",
        motif: str | None = None,
        as_of: str | None = None,
        query: str | None = None,
        top: int = 20,
    ) -> dict[str, Any]:
        """Passages of a patient, best first."""
        from assistant.moments.load import load
        from assistant.retrieval.rank import rank

        asked = load(moment, self.settings.moments)
        ref, shard, view, vault = self._enter(account, patient, "search")
        gate = self._gate(account, ref, shard)
        day = day_of(shard, gate, as_of, self.settings.clock)
        about, wanted = words_of(motif, gate, day), words_of(query, gate, day)
        found = rank(shard.index, asked, about, day, wanted, top)
        self._log(account, "search", ref, {"moment": moment, "motif": about or "", "query": wanted or ""})
        if vault:
            self._log(account, "reveal", ref, {"citations": len(found)})
        return present.search_json(view, found)

    def ask(self, account: Account, patient: str, question: str, as_of: str | None = None) -> dict[str, Any]:
        """An answer in the documents' own words, or an abstention."""
        from assistant.answers import answer

        if not question.strip():
            raise VigieError("question vide")
        ref, shard, view, vault = self._enter(account, patient, "ask")
        gate = self._gate(account, ref, shard)
        day = day_of(shard, gate, as_of, self.settings.clock)
        words = words_of(question, gate, day) or ""
        made = answer(shard.index, shard.base(day), words, day)
        self._log(account, "question", ref, {"question": words, "abstained": made.abstained})
        if vault:
            self._log(account, "reveal", ref, {"citations": len(made.citations)})
        return present.answer_json(view, made)

    def facts(self, account: Account, patient: str, as_of: str | None = None) -> dict[str, Any]:
        """Every fact known on a day, and every conflict."""
        ref, shard, view, vault = self._enter(account, patient, "facts")
        day = day_of(shard, self._gate(account, ref, shard), as_of, self.settings.clock)
        base = shard.base(day)
        self._log(account, "access", ref, {"facts": len(base.facts), "as_of": day.isoformat()})
        if vault:
            self._log(account, "reveal", ref, {"citations": sum(len(f.citations) for f in base.facts)})
        return present.facts_json(view, base)

    # --- documents out --------------------------------------------------------------------------------------

    def documents(self, account: Account, patient: str) -> list[dict[str, Any]]:
        """The patient's documents, read and unread."""
        from assistant.documents import document_rows

        ref, shard, view, vault = self._enter(account, patient, "documents")
        refused = self._home.store.quarantined(ref) if vault else []
        return document_rows(shard.index.documents, view, vault, refused)

    def source(self, account: Account, patient: str, document: str) -> dict[str, Any]:
        """A document's text with its pages, places and stretches about somebody else. Logged as a reveal."""
        from assistant.documents import source_json

        ref, shard, vault, opaque = self._document(account, patient, document)
        self._log(account, "reveal", f"{ref}/{opaque}")
        working = next(d for d in shard.index.documents if d.id == opaque)
        return source_json(vault.sources[opaque], working)

    def original(self, account: Account, patient: str, document: str) -> tuple[bytes, str]:
        """The file as it came, read or not, and its media type. Logged as a reveal."""
        ref, _, _, vault = self._enter(account, patient, "original")
        if vault is None:
            raise self._refused(account, ref, "reveal")
        for file in self._home.store.quarantined(ref):
            if file.refused.path == document:
                self._log(account, "reveal", f"{ref}/{file.id}")
                return file.refused.original, "application/octet-stream"
        opaque = vault.sources.named(document)
        self._log(account, "reveal", f"{ref}/{opaque}")
        record = vault.sources.record(opaque)
        return record.original, record.document.media_type

    def page_image(self, account: Account, patient: str, document: str, page: int) -> bytes:
        """A page of a PDF as PNG. Logged as a reveal."""
        from assistant.documents import render_page

        data, media_type = self.original(account, patient, document)
        if media_type != "application/pdf":
            raise VigieError("ce document n'a pas de page à montrer")
        return render_page(data, page)

    # --- oversight ------------------------------------------------------------------------------------------

    def ledger(self, account: Account, filters: Mapping[str, Any]) -> list[dict[str, Any]]:
        """The ledger's entries, the newest first."""
        self._require(account, "ledger_read")
        return oversight.ledger_rows(self._home, filters)

    def verify(self, account: Account) -> dict[str, Any]:
        """Whether the ledger is whole."""
        self._require(account, "audit_verify")
        return oversight.state(self._home)

    def documents_refs(self, account: Account) -> list[dict[str, Any]]:
        """Opaque references of every document."""
        self._require(account, "redactions_read")
        return oversight.references(self._home)

    def redactions(self, account: Account, patient: str, document: str) -> dict[str, Any]:
        """The marks of one document on its pseudonymised text, by opaque references."""
        self._require(account, "redactions_read")
        shown = oversight.redactions(self._home, patient, document)  # refuses what is no reference of ours
        self._log(account, "access", f"{patient}/{document}", {"marks": len(shown["entities"])})
        return shown

    def erase(self, account: Account, patient: str) -> dict[str, Any]:
        """Destroy a patient's keys and rows; the proof stays in the ledger (GDPR art. 17)."""
        self._require(account, "erase")
        ref = self._known(patient)
        documents = self._home.store.erase(ref)
        erased = max(e.at for e in self._home.keys.erasures() if e.patient == ref)
        details = {"documents": documents, "keys": 2, "erased_at": erased}
        entry = self._home.ledger.append(account.reference, "erasure", ref, details)
        self._home.ledger.checkpoint()
        return {"patient": patient, "reference": ref, "documents": documents, "keys": 2, "entry": entry.n}

    # --- within ---------------------------------------------------------------------------------------------

    def _require(self, account: Account, action: str, reference: str = "") -> None:
        if not account.allows(action):
            raise self._refused(account, reference, action)

    def _refused(self, account: Account, reference: str, action: str) -> AccessRefused:
        self._log(account, "refusal", reference, {"reason": action})
        return AccessRefused(f"refusé au rôle {account.role} : {matrix().actions[action]}")

    def _log(self, account: Account, operation: str, reference: str, details: dict[str, Any] | None = None) -> None:
        self._home.ledger.append(account.reference, operation, reference, details or {})

    def _known(self, patient: str) -> str:
        """A patient's opaque id, from the patient's own or the opaque one."""
        for ref in (self._home.keys.patient_ref(patient), patient):
            if self._home.store.version(ref) is not None:
                return ref
        raise UnknownPatient(f"patient inconnu : {patient}")

    def _shard(self, ref: str) -> Shard:
        shard = self._shards.get(ref)
        if shard is None:
            raise UnknownPatient("patient inconnu")
        return shard

    def _gate(self, account: Account, ref: str, shard: Shard) -> Vault | None:
        """The patient's map, through which days and questions come in: whoever knows names asks in true ones,
        even while acting with fewer rights. Nothing of it goes out.
        """
        return self._vaults.open(ref, _texts(shard)) if _knows(account) else None

    def _view(self, account: Account, ref: str, shard: Shard) -> tuple[View, Vault | None]:
        if not account.allows("reveal"):
            return Masked(_texts(shard)), None
        vault = self._vaults.open(ref, _texts(shard))
        return Revealed(vault.sources, vault.pseudonyms), vault

    def _enter(self, account: Account, patient: str, action: str) -> tuple[str, Shard, View, Vault | None]:
        """Everything about a patient that the account's role may see."""
        self._require(account, action)
        ref = self._known(patient)
        if ref != patient and not _knows(account):
            # The patient's own identifier is an identity: who may not reveal names the dossier by its opaque id.
            raise UnknownPatient(f"patient inconnu : {patient}")
        shard = self._shard(ref)
        return ref, shard, *self._view(account, ref, shard)

    def _document(self, account: Account, patient: str, document: str) -> tuple[str, Shard, Vault, str]:
        ref, shard, _, vault = self._enter(account, patient, "original")
        if vault is None:
            raise self._refused(account, ref, "reveal")
        return ref, shard, vault, vault.sources.named(document)

    def _basis(
        self, account: Account, ref: str, shard: Shard, view: View, vault: Vault | None, day: dt.date
    ) -> dict[str, Any]:
        read = shard.read(day)
        newest = shard.newest(day)
        refused = self._home.store.quarantined(ref) if vault else []
        unread: Sequence[dict[str, str]] = [{"document": q.refused.path, "reason": q.refused.reason} for q in refused]
        if vault is None:
            unread = [{"document": "", "reason": "en quarantaine"}] * self._home.store.unread(ref)
        return {"read": len(read), "newest": view.when(newest.date) if newest else None, "unread": list(unread)}

    def _misfiled(self, shard: Shard, view: View, day: dt.date) -> list[dict[str, Any]]:
        from assistant.documents import misfiled_rows

        return misfiled_rows(shard.read(day), view)
