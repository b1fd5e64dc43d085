import pytest

from assistant.page.acts import Page, View
from assistant.page.session import Session
from ingest.errors import VigieError
from tests.page.double import Account, Double


@pytest.fixture
def vigie():
    return Double()


@pytest.fixture
def page(vigie):
    return Page(vigie, 10, locked=True)


def physician():
    return Session(Account(), 0.0)


def opened(page, session, **data):
    view, _ = page.start(session)
    return page.act("open", {"patient": "L1", **data}, view, session)


def test_one_act_from_the_list_to_the_brief_with_its_first_source_open(page, vigie):
    _, panes = opened(page, physician(), motif="syncope", as_of="21/11/2024")
    assert vigie.asked[0] == ("brief", "L1", "urgences", "syncope", "2024-11-21")
    assert "À ne pas manquer" in panes.main
    assert "Passage 1 sur 1" in panes.evidence
    assert "LUNE Élodie" in panes.top


def test_a_patient_who_is_not_on_the_accounts_list_is_not_opened(page, vigie):
    session = physician()
    view, _ = page.start(session)
    view, panes = page.act("open", {"patient": "L9"}, view, session)
    assert view.patient is None
    assert vigie.asked == []
    assert "Aucun patient trouvé" in panes.main


def test_a_moment_keeps_patient_and_motif_and_makes_the_brief_again(page, vigie):
    session = physician()
    view, _ = opened(page, session, motif="syncope")
    view, _ = page.act("moment", {"moment": "avc", "motif": "syncope"}, view, session)
    assert [call[2] for call in vigie.asked if call[0] == "brief"] == ["urgences", "avc"]
    assert view.motif == "syncope"


def test_a_day_that_is_not_one_changes_nothing(page):
    session = physician()
    view, _ = opened(page, session, as_of="20/11/2024")
    view, _ = page.act("motif", {"motif": "", "as_of": "99/99/2024"}, view, session)
    assert view.as_of == "2024-11-20"


def test_a_chip_opens_its_document_at_its_passage_and_leaves_the_brief(page):
    session = physician()
    view, _ = opened(page, session)
    _, panes = page.act("cite", {"cite": "b1"}, view, session)
    assert panes.main is None
    assert "Courrier · 03/2019" in panes.evidence


def test_only_documents_of_the_open_record_can_be_opened(page, vigie):
    session = physician()
    view, _ = opened(page, session)
    before = len(vigie.asked)
    _, panes = page.act("document", {"document": "../secret"}, view, session)
    assert panes.evidence is None
    assert len(vigie.asked) == before


def test_an_unread_document_shows_why_and_gives_its_original(page):
    session = physician()
    view, _ = opened(page, session)
    _, panes = page.act("document", {"document": "fax.pdf"}, view, session)
    assert "page illisible" in panes.evidence
    assert "originaux/" in panes.evidence


def test_an_answer_comes_with_its_source_and_an_abstention_with_the_count(page):
    session = physician()
    view, _ = opened(page, session)
    view, panes = page.act("ask", {"question": "Kaliémie ?"}, view, session)
    assert "Potassium 3,1" in panes.ask
    _, panes = page.act("cite", {"cite": "a0"}, view, session)
    assert "Ordonnance" in panes.evidence
    _, panes = page.act("ask", {"question": "Et l'aimant ?"}, view, session)
    assert "Aucune mention trouvée dans 2 documents." in panes.ask


def test_leaving_forgets_the_patient(page):
    session = physician()
    view, _ = opened(page, session)
    view, panes = page.act("leave", {}, view, session)
    assert view.patient is None
    assert view.brief is None
    assert "LUNE Élodie" not in panes.top
    assert panes.evidence == ""


def test_the_dpo_has_the_desk_and_no_act_of_care(page, vigie):
    session = Session(Account("dpo", "dpo"), 0.0)
    view, panes = page.start(session)
    assert "✓ Journal intègre" in panes.main
    view, panes = page.act("open", {"patient": "L1"}, view, session)
    assert (view.patient, panes.main) == (None, None)
    assert vigie.asked == []


def test_a_physician_has_no_act_of_the_desk(page, vigie):
    session = physician()
    _, panes = page.act("redactions", {"document": "pt-3f9c doc-a41e"}, View(), session)
    assert panes.main is None
    assert vigie.asked == []


def test_the_dpo_filters_the_ledger_and_reads_redactions(page):
    session = Session(Account("dpo", "dpo"), 0.0)
    view, _ = page.start(session)
    view, panes = page.act("filter", {"operation": "ingestion"}, view, session)
    assert "pt-3f9c" in panes.main
    assert "doc-a41e" not in panes.main
    view, panes = page.act("tab", {"tab": "marques"}, view, session)
    assert "Choisissez un document" in panes.main
    _, panes = page.act("redactions", {"document": "pt-3f9c doc-a41e"}, view, session)
    assert "[NOM 2]" in panes.main


class Both(Account):
    """An installation of one person: the first account has every role."""

    def allows(self, action):
        return True


def test_who_has_both_screens_goes_from_one_to_the_other_and_back(page):
    session = Session(Both(), 0.0)
    view, _ = opened(page, session)
    view, panes = page.act("screen", {"name": "desk"}, view, session)
    assert "✓ Journal intègre" in panes.main
    assert "LUNE Élodie" not in panes.top
    _, panes = page.act("screen", {"name": "care"}, view, session)
    assert "À ne pas manquer" in panes.main


def test_a_physician_cannot_ask_for_the_desk(page):
    session = physician()
    view, _ = page.start(session)
    view, panes = page.act("screen", {"name": "desk"}, view, session)
    assert not view.desk
    assert "Trouver le" in panes.main


def test_a_role_without_identities_gets_no_source_and_no_original(page, vigie):
    session = Session(Account("chercheur", "chercheur"), 0.0)
    _, panes = opened(page, session)
    assert "pseudonymisés" in panes.evidence
    assert "originaux/" not in panes.main
    assert [call for call in vigie.asked if call[0] == "source"] == []


def test_what_the_service_refuses_is_said_where_the_person_looks(page, vigie, monkeypatch):
    session = physician()
    view, _ = opened(page, session)

    def refuse(*args):
        raise VigieError("le document a été effacé")

    monkeypatch.setattr(vigie, "source", refuse)
    _, panes = page.act("cite", {"cite": "b0"}, view, session)
    assert "le document a été effacé" in panes.evidence
    assert panes.main is None
