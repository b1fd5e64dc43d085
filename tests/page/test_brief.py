import re
from html.parser import HTMLParser

from assistant.page import brief as page
from assistant.page.citations import Citations, find
from assistant.page.plain import as_text
from tests.page.double import DOCUMENTS, brief, item

BY_NAME = {document["document"]: document for document in DOCUMENTS}


def rendered(**changes):
    citations = Citations(BY_NAME)
    return page.render({**brief(), **changes}, citations, {"fax.pdf": "handle-1"}), citations


class Balance(HTMLParser):
    """Fails on a tag closed that was not open."""

    def __init__(self):
        super().__init__()
        self.open = []

    def handle_starttag(self, tag, attrs):
        if tag not in {"input", "br", "img"}:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def test_the_markup_is_balanced():
    html, _ = rendered()
    parser = Balance()
    parser.feed(html)
    assert parser.open == []


def test_the_basis_says_how_many_documents_were_read_and_up_to_when():
    html, _ = rendered()
    assert "<b>2 documents lus sur 3</b>, jusqu’au <b>18/11/2024</b> (3 j)" in html
    assert "1 document non lu" in html


def test_every_chip_leads_back_to_the_citations_it_stands_for():
    html, citations = rendered()
    numbers = " ".join(re.findall(r'data-cite="([^"]*)"', html))
    assert numbers.split() == [f"b{number}" for number in range(6)]
    assert find(citations.written, "b", numbers) == citations.written
    assert citations.written[0]["quote"] == "Potassium 3,1 mmol/L"


def test_numbers_that_this_pane_did_not_write_are_refused():
    _, citations = rendered()
    assert find(citations.written, "b", "a0 b999 bx b-1 0") == []


def test_a_chip_says_type_date_specialty_and_page():
    html, _ = rendered()
    assert "Ordo. · 18/11/2024 · cardio · p. 1" in html
    assert 'aria-label="Source : Ordonnance, 18/11/2024, cardiologie, page 1, texte océrisé"' in html


def test_the_whole_treatment_is_counted_and_stands_as_a_table():
    html, _ = rendered()
    assert "Traitement en cours, complet (1)" in html
    assert "<b>Apixaban</b> 2,5 mg x 2/j" in html
    assert "dose ↓" in html


def test_stopped_treatments_are_never_in_the_table_of_the_present_one():
    stopped = item("Digoxine", "traitement", status="arrêté")
    assert not page.is_treatment({"title": "Traitement en cours", "items": [stopped]})
    assert not page.is_treatment({"title": "Traitements arrêtés", "items": [item("Digoxine", "traitement")]})


def test_denied_conflicting_and_not_found_take_three_forms():
    html, _ = rendered()
    assert '<span class="status past">nié</span>' in html
    assert "≠ Conflit : apixaban" in html
    assert "Cherché, non trouvé dans 2 documents" in html
    assert "ne veut pas dire absent" in html


def test_unread_documents_are_named_with_their_reason_and_can_be_opened():
    html, _ = rendered()
    assert "page illisible" in html
    assert 'href="originaux/handle-1"' in html
    html, _ = rendered(documents={"read": 3, "newest": None, "unread": []})
    assert "Non lus : aucun." in html


def test_text_of_a_document_is_shown_as_text():
    evil = item("<img src=x onerror=alert(1)> ${alert(1)} {{x}}", "biologie")
    html, _ = rendered(sections=[{"title": "À ne pas manquer", "items": [evil]}], headline="<b>x</b>. ${y}")
    assert "<img" not in html
    assert "${" not in html
    assert "{{" not in html


def test_without_left_or_right_facts_the_band_is_split_in_halves():
    both = [item(f"Allergie {n}", "allergie") for n in range(3)]
    html, _ = rendered(sections=[{"title": "À ne pas manquer", "items": both}])
    assert html.index("Allergie 1") < html.index("</ol>") < html.index("Allergie 2")


def test_the_copied_text_has_every_fact_with_its_source_and_every_conflict():
    text = as_text(brief(), BY_NAME)
    assert "- Potassium 3,1 mmol/L [Ordonnance · 18/11/2024]" in text
    assert "- Pas d'allergie connue (nié) [Courrier · 03/2019]" in text
    assert "≠ CONFLIT : apixaban" in text
    assert "- tétanos" in text
