import datetime as dt

from assistant.page import desk, redactions
from tests.page.double import Account, Double

DPO = Account("dpo", "dpo")
NOW = dt.datetime(2024, 11, 21, 23, 10)
CHOSEN = {"days": "", "operation": "reveal", "actor": "", "object": "", "operations": ["reveal"], "actors": ["med-07"]}


def test_a_whole_ledger_says_so_with_its_count():
    shown = desk.chain_state(Double().verify(DPO), NOW)
    assert "✓ Journal intègre" in shown
    assert "2 entrées vérifiées à 23:10" in shown


def test_an_altered_ledger_says_which_entry():
    shown = desk.chain_state(Double(whole=False).verify(DPO), NOW)
    assert "✓" not in shown
    assert "entrée 2 : modifiée" in shown


def test_the_ledger_shows_entries_in_french_with_the_filter_in_force():
    shown = desk.ledger(Double().ledger(DPO, {"operation": "reveal"}), CHOSEN, 2)
    assert "Révélation" in shown
    assert "21/11/2024 23:04:51" in shown
    assert '<option value="reveal" selected>' in shown
    assert "1 entrée affichée sur 2" in shown


def test_redactions_stand_on_the_text_in_order_and_explain_themselves():
    shown = Double().redactions(DPO, "pt-3f9c", "doc-a41e")
    card = redactions.render(Double().documents_refs(DPO), shown, "pt-3f9c")
    assert card.index("[NOM 2]</button>") < card.index("&lt;b&gt; 3 mai</button>")
    assert "2 marques · 1 sous le seuil" in card
    assert "0,50" in card
    assert "après « Dr »" in card
    assert '<option value="pt-3f9c doc-a41e" selected>' in card
