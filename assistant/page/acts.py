"""What the page does when a person acts. Each act authorises by the session's account, through the service."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from assistant.page import ask, brief, desk, evidence, find, frame, redactions, timeline
from assistant.page.citations import Citations
from assistant.page.citations import find as find_citations
from assistant.page.session import Session
from assistant.page.words import escape, parse_date
from ingest.errors import VigieError

if TYPE_CHECKING:
    from assistant.service import Vigie

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class View:
    """What one browser tab shows; kept on the server, never in the browser."""

    moment: str = "urgences"
    motif: str = ""
    as_of: str | None = None
    patient: Json | None = None
    brief: Json | None = None
    documents: tuple[Json, ...] = ()
    cited: tuple[Json, ...] = ()
    """The citations of the brief in the order of their numbers."""
    answered: tuple[Json, ...] = ()
    filters: Mapping[str, str] | None = None
    tab: str = "journal"
    desk: bool = False


@dataclass(frozen=True, slots=True)
class Panes:
    """HTML of the four panes; None leaves a pane as it is."""

    top: str | None = None
    main: str | None = None
    evidence: str | None = None
    ask: str | None = None


class Page:
    """The acts, over one service. Holds no patient: what is shown is in the `View` that goes in and comes out."""

    def __init__(self, vigie: Vigie, minutes: int, *, locked: bool) -> None:
        self.vigie = vigie
        self.minutes = minutes
        self.locked = locked
        self._stamps = itertools.count(1)

    def start(self, session: Session) -> tuple[View, Panes]:
        """The first screen of the account: the patients, or the DPO's desk for who only has that."""
        view = View(moment=str(self.vigie.moments()[0]["name"]), desk=not _cares(session))
        return self._screen({}, view, session)

    def act(self, name: str, data: Mapping[str, str], view: View, session: Session) -> tuple[View, Panes]:
        """One act. An unknown one, or one that the account may not do, changes nothing."""
        allowed = {**_BOTH, **(_CARE if _cares(session) else {}), **(_DESK if _oversees(session) else {})}
        if name not in allowed:
            return view, Panes()
        try:
            return allowed[name](self, data, view, session)
        except VigieError as error:
            return view, self._problem(name, view, str(error))

    def _problem(self, name: str, view: View, text: str) -> Panes:
        """What was foreseen to go wrong, where the person is looking."""
        if name in ("cite", "document"):
            return Panes(evidence=self._evidence(view, None, evidence.problem(text)))
        return Panes(ask=ask.problem(text)) if name == "ask" else Panes(main=find.problem("Impossible", text))

    def _screen(self, data: Mapping[str, str], view: View, session: Session) -> tuple[View, Panes]:
        """The desk or the care, when the account has both."""
        desk_wanted = data["name"] == "desk" if "name" in data else view.desk
        shown = replace(view, desk=_oversees(session) and (desk_wanted or not _cares(session)))
        if shown.desk:
            return self._desk(shown, session)
        if not _cares(session):
            return shown, Panes(self._top(shown, session), find.problem("Aucun écran", _NO_SCREEN), "", "")
        if shown.patient is not None:
            return self._brief(shown, session)
        return shown, self._finding(shown, session, "")

    # ---------- care ----------

    def _find(self, data: Mapping[str, str], view: View, session: Session) -> tuple[View, Panes]:
        return view, self._finding(view, session, data.get("query", ""))

    def _leave(self, data: Mapping[str, str], view: View, session: Session) -> tuple[View, Panes]:
        left = View(moment=view.moment)
        return left, self._finding(left, session, "")

    def _finding(self, view: View, session: Session, query: str) -> Panes:
        main = find.render(self.vigie.patients(session.account), query)
        return Panes(self._top(view, session), main, "", "")

    def _open(self, data: Mapping[str, str], view: View, session: Session) -> tuple[View, Panes]:
        wanted = data.get("patient", "")
        patient = next((p for p in self.vigie.patients(session.account) if p["patient"] == wanted), None)
        if patient is None:
            return view, self._finding(view, session, wanted)
        return self._brief(replace(self._typed(data, view), patient=patient), session)

    def _moment(self, data: Mapping[str, str], view: View, session: Session) -> tuple[View, Panes]:
        chosen = self._typed(data, view)
        if chosen.patient is None:
            return chosen, Panes(top=self._top(chosen, session))
        return self._brief(chosen, session)

    def _motif(self, data: Mapping[str, str], view: View, session: Session) -> tuple[View, Panes]:
        typed = self._typed(data, view)
        if typed.patient is None:
            return typed, Panes()
        return self._brief(typed, session)

    def _typed(self, data: Mapping[str, str], view: View) -> View:
        """The moment, the motif and the day as they stand in their fields; a day that is not one stays as it was."""
        try:
            day = parse_date(data["as_of"]) if "as_of" in data else view.as_of
        except ValueError:
            day = view.as_of
        moment = data.get("moment", view.moment)
        known = {m["name"] for m in self.vigie.moments()}
        return replace(
            view,
            moment=moment if moment in known else view.moment,
            motif=data.get("motif", view.motif).strip(),
            as_of=day,
        )

    def _brief(self, view: View, session: Session) -> tuple[View, Panes]:
        assert view.patient is not None
        patient, account = view.patient["patient"], session.account
        made = self.vigie.brief(account, patient, view.moment, view.motif or None, view.as_of)
        documents = tuple(self.vigie.documents(account, patient))
        citations = Citations({d["document"]: d for d in documents})
        originals = {}
        if account.allows("original"):
            originals = {d["document"]: session.handle(patient, d["document"]) for d in documents}
        main = brief.render(made, citations, originals, next(self._stamps))
        shown = replace(view, brief=made, documents=documents, cited=tuple(citations.written), answered=())
        panes = Panes(self._top(shown, session), main, self._evidence(shown, None, evidence.empty()), ask.render())
        if citations.first:
            document = citations.first[0]["document"]
            panes = replace(panes, evidence=self._source(shown, session, document, citations.first))
        return shown, panes

    def _cite(self, data: Mapping[str, str], view: View, session: Session) -> tuple[View, Panes]:
        numbers = data.get("cite", "")
        opened = find_citations(view.cited, "b", numbers) or find_citations(view.answered, "a", numbers)
        if not opened or view.patient is None:
            return view, Panes()
        return view, Panes(evidence=self._source(view, session, opened[0]["document"], opened))

    def _document(self, data: Mapping[str, str], view: View, session: Session) -> tuple[View, Panes]:
        document = data.get("document", "")
        if view.patient is None or document not in {d["document"] for d in view.documents}:
            return view, Panes()
        return view, Panes(evidence=self._source(view, session, document, []))

    def _source(self, view: View, session: Session, document: str, opened: Sequence[Json]) -> str:
        assert view.patient is not None
        patient = view.patient["patient"]
        described = next((d for d in view.documents if d["document"] == document), {})
        if described.get("unread"):
            link = session.handle(patient, document)
            return self._evidence(view, document, evidence.unread(document, described, link))
        if not session.account.allows("reveal"):
            return self._evidence(view, document, evidence.problem(_NO_SOURCE))
        source = self.vigie.source(session.account, patient, document)
        others = {(m["document"], m["start"], m["end"]) for m in (view.brief or {}).get("misfiled", ())}
        cited = [
            (c["start"], c["end"])
            for c in (*view.cited, *view.answered)
            if c["document"] == document and (document, c["start"], c["end"]) not in others
        ]
        chosen = [(c["start"], c["end"]) for c in opened]
        body = evidence.render(source, described, cited, chosen, session.handle(patient, document))
        return self._evidence(view, document, body)

    def _day(self, view: View) -> str | None:
        """The day of the brief shown; before one is, the day asked for."""
        return view.as_of if view.brief is None else str(view.brief["as_of"])

    def _evidence(self, view: View, document: str | None, body: str) -> str:
        day = self._day(view) or dt.date.today().isoformat()
        line = timeline.render(view.documents, day, view.brief, document)
        stamp = next(self._stamps)
        return f'<aside class="evidence" aria-label="Source" data-stamp="{stamp}">{line}{body}</aside>'

    def _ask(self, data: Mapping[str, str], view: View, session: Session) -> tuple[View, Panes]:
        question = data.get("question", "").strip()
        if not question or view.patient is None or view.brief is None:
            return view, Panes()
        answer = self.vigie.ask(session.account, view.patient["patient"], question, view.as_of)
        citations = Citations({d["document"]: d for d in view.documents}, prefix="a")
        html = ask.render(question, answer, citations, view.brief["documents"]["read"])
        return replace(view, answered=tuple(citations.written)), Panes(ask=html)

    # ---------- DPO ----------

    def _desk(self, view: View, session: Session) -> tuple[View, Panes]:
        account = session.account
        if view.tab == "marques":
            main = desk.screen("", redactions.render(self.vigie.documents_refs(account), None))
        else:
            main = self._journal(view, session)
        return view, Panes(self._top(view, session), main, "", "")

    def _journal(self, view: View, session: Session) -> str:
        filters = dict(view.filters or {})
        state = self.vigie.verify(session.account)
        entries = self.vigie.ledger(session.account, {})
        shown = self.vigie.ledger(session.account, filters) if filters else entries
        chosen = {
            **{name: filters.get(name, "") for name in ("days", "operation", "actor", "object")},
            "operations": sorted({entry["operation"] for entry in entries}),
            "actors": sorted({entry["actor"] for entry in entries}),
        }
        return desk.screen(desk.chain_state(state, dt.datetime.now()), desk.ledger(shown, chosen, state["entries"]))

    def _filter(self, data: Mapping[str, str], view: View, session: Session) -> tuple[View, Panes]:
        names = ("days", "operation", "actor", "object")
        filters = {name: data[name].strip() for name in names if data.get(name, "").strip()}
        return self._desk(replace(view, filters=filters), session)

    def _tab(self, data: Mapping[str, str], view: View, session: Session) -> tuple[View, Panes]:
        return self._desk(replace(view, tab=data.get("tab", "journal")), session)

    def _verify(self, data: Mapping[str, str], view: View, session: Session) -> tuple[View, Panes]:
        return self._desk(view, session)

    def _redactions(self, data: Mapping[str, str], view: View, session: Session) -> tuple[View, Panes]:
        patient, _, document = data.get("document", "").partition(" ")
        refs = self.vigie.documents_refs(session.account)
        shown = self.vigie.redactions(session.account, patient, document)
        return view, Panes(main=desk.screen("", redactions.render(refs, shown, patient)))

    # ---------- every screen ----------

    def _top(self, view: View, session: Session) -> str:
        account = session.account
        who = {"name": account.name, "role": "dpo" if view.desk else account.role, "locked": self.locked}
        other = None
        if _cares(session) and _oversees(session):
            other = ("care", "Synthèse") if view.desk else ("desk", "Protection des données")
        if view.desk:
            note = "identités en références ; textes montrés pseudonymisés"
            screen, title = "desk", "Protection des données"
            body = frame.top_bar(title, who, note=note, other=other) + desk.bar(view.tab)
        else:
            screen = "find" if view.patient is None else "clinical"
            title = "Trouver un patient" if view.patient is None else str(view.patient["label"]).partition(" · ")[0]
            body = frame.top_bar("Aucun patient ouvert", who, patient=view.patient, other=other) + frame.moment_bar(
                self.vigie.moments(), view.moment, view.motif, self._day(view), patient=view.patient is not None
            )
        key = "" if view.patient is None or view.desk else view.patient["patient"]
        return (
            f'<div data-screen="{screen}" data-patient="{escape(key)}" data-title="{escape(title)} · Vigie" '
            f'data-minutes="{self.minutes}">{body}</div>'
        )


_NO_SCREEN: Final = "Ce compte n’ouvre ni dossier ni journal : il se sert en ligne de commande."
_NO_SOURCE: Final = "Votre rôle ne montre pas les documents d’origine : les passages cités restent pseudonymisés."


def _cares(session: Session) -> bool:
    return bool(session.account.allows("brief"))


def _oversees(session: Session) -> bool:
    return bool(session.account.allows("ledger_read"))


_BOTH: Final = {"screen": Page._screen}
_CARE: Final = {
    "find": Page._find,
    "leave": Page._leave,
    "open": Page._open,
    "moment": Page._moment,
    "motif": Page._motif,
    "cite": Page._cite,
    "document": Page._document,
    "ask": Page._ask,
}
_DESK: Final = {"filter": Page._filter, "tab": Page._tab, "verify": Page._verify, "redactions": Page._redactions}
