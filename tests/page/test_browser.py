"""What is on screen, on a real store, in a real browser."""

import os
import re
from pathlib import Path

import pytest

pytestmark = pytest.mark.browser


def open_patient(screen):
    screen.fill("#cherche", "mariotti 1948")
    screen.press("#cherche", "Enter")
    screen.wait_for_selector("text=1 patient trouvé")
    screen.click(".patient-row")
    screen.wait_for_selector(".brief .vital-band")
    screen.wait_for_selector(".evidence mark.active")


def picture(screen, name):
    """Keep what is on screen, for the documentation, where SCREENSHOTS names a folder."""
    if folder := os.environ.get("SCREENSHOTS"):
        screen.screenshot(path=Path(folder) / f"{name}.png")


def test_the_physician_reads_the_brief_of_the_patient_chosen(screen):
    open_patient(screen)
    assert "MARIOTTI" in screen.inner_text(".patient-band")
    assert "17/03/1948" in screen.inner_text(".patient-band")
    assert re.search(r"12 documents lus sur 13, jusqu’au 20/11/2024", screen.inner_text(".basis"))
    assert "À ne pas manquer" in screen.inner_text(".vital-band")
    assert "céfazoline" in screen.inner_text("#brief").lower()
    assert re.search(r"Traitement en cours, complet \(\d+\)", screen.inner_text("#brief"))
    assert "13_fax_illisible.pdf" in screen.inner_text("#fichiers")
    picture(screen, "medecin")


def test_every_chip_of_the_vital_band_opens_its_document_with_the_passage_lit(screen):
    open_patient(screen)
    chips = screen.locator(".vital-band .meta .citation-chip")
    assert chips.count() >= 4
    for number in range(chips.count()):
        before = screen.get_attribute(".evidence", "data-stamp")
        chips.nth(number).click()
        screen.wait_for_function("stamp => document.querySelector('.evidence').dataset.stamp !== stamp", arg=before)
        screen.wait_for_selector(".evidence mark.active", state="attached")
        date = re.search(r"\d\d/\d\d/\d\d(?:\d\d)?", chips.nth(number).inner_text())[0]
        assert date[:6] in screen.inner_text(".evidence-title")
        assert chips.nth(number).get_attribute("aria-current") == "true"


def test_a_pdf_is_shown_as_its_page_with_the_passage_on_it(screen):
    open_patient(screen)
    screen.click('.timeline-mark[title*="Biologie"], .timeline-mark[data-document^="11_"]')
    image = screen.wait_for_selector(".page-image img")
    screen.wait_for_function("image => image.complete && image.naturalWidth > 500", arg=image)
    places = screen.locator(".page-image mark.place")
    assert places.count() >= 1
    page, mark = screen.locator(".page-image").first.bounding_box(), places.first.bounding_box()
    assert page["x"] <= mark["x"] and mark["x"] + mark["width"] <= page["x"] + page["width"] + 1


def test_a_question_gets_a_cited_answer_or_a_frank_abstention(screen):
    open_patient(screen)
    screen.press("body", "/")
    screen.keyboard.type("Quel est le potassium ?")
    screen.keyboard.press("Enter")
    screen.wait_for_selector(".answer .reply")
    assert "3,1" in screen.inner_text(".answer")
    screen.click(".answer .citation-chip")
    screen.wait_for_selector(".answer .citation-chip[aria-current=true]")
    screen.fill("#question", "Quelle est sa marque de tracteur ?")
    screen.press("#question", "Enter")
    screen.wait_for_selector("text=Aucune mention trouvée dans 12 documents.")


def test_another_moment_and_a_motif_make_another_brief_of_the_same_patient(screen):
    open_patient(screen)
    stamp = screen.get_attribute(".brief", "data-stamp")
    screen.click(".moment-chip >> text=Anesthésie")
    screen.wait_for_function("stamp => document.querySelector('.brief')?.dataset.stamp !== stamp", arg=stamp)
    assert screen.get_attribute(".moment-chip >> text=Anesthésie", "aria-pressed") == "true"
    stamp = screen.get_attribute(".brief", "data-stamp")
    screen.fill("#motif", "syncope")
    screen.press("#motif", "Enter")
    screen.wait_for_function("stamp => document.querySelector('.brief')?.dataset.stamp !== stamp", arg=stamp)
    assert screen.input_value("#motif") == "syncope"
    assert "MARIOTTI" in screen.inner_text(".patient-band")


def test_the_day_asked_for_hides_what_comes_after(screen):
    open_patient(screen)
    stamp = screen.get_attribute(".brief", "data-stamp")
    screen.fill("#as-of", "01/03/2024")
    screen.press("#as-of", "Enter")
    screen.wait_for_function("stamp => document.querySelector('.brief')?.dataset.stamp !== stamp", arg=stamp)
    assert "jusqu’au 28/02/2024" in screen.inner_text(".basis")
    assert not re.search(r"/2024", screen.inner_text("#brief").replace("28/02/2024", "").replace("14/02/2024", ""))


def test_the_keyboard_walks_the_lines_and_their_passages(screen):
    open_patient(screen)
    screen.keyboard.press("j")
    screen.keyboard.press("j")
    second = screen.evaluate("document.activeElement.innerText")
    assert second == screen.locator(".brief-item").nth(1).inner_text()
    before = screen.get_attribute(".evidence", "data-stamp")
    screen.keyboard.press("Enter")
    screen.wait_for_function("stamp => document.querySelector('.evidence').dataset.stamp !== stamp", arg=before)
    assert screen.inner_text(".evidence-tools .count").startswith("Passage 1 sur ")
    screen.keyboard.press("n")
    assert re.match(r"Passage \d sur \d", screen.inner_text(".evidence-tools .count"))


def test_the_vital_facts_stand_above_the_fold(screen):
    open_patient(screen)
    box = screen.locator(".vital-band").bounding_box()
    assert box["y"] + box["height"] < 768
    assert screen.evaluate("document.documentElement.scrollWidth <= 1366")


def test_the_other_person_of_the_dossier_is_named_as_such_and_nothing_of_him_is_taken(screen):
    open_patient(screen)
    assert "Autre personne" in screen.inner_text("#fichiers")
    screen.locator("#fichiers .citation-chip").first.click()
    screen.wait_for_selector(".page-sheet .other-person, .page-image mark.active", state="attached")


def test_nothing_is_left_in_the_browser(screen):
    open_patient(screen)
    screen.click("text=Changer de patient")
    screen.wait_for_selector("#cherche")
    kept = "JSON.stringify([{...localStorage}, {...sessionStorage}, location.href, document.title])"
    assert "MARIOTTI" not in screen.evaluate(kept).upper()
    assert "P09" not in screen.evaluate(kept)
    assert "céfazoline" not in screen.content().lower()


def test_the_dpo_sees_a_whole_ledger_and_the_redactions_of_a_document(screen):
    open_patient(screen)
    screen.click("text=Protection des données")
    screen.wait_for_selector("text=✓ Journal intègre")
    table = screen.inner_text(".data-table")
    assert "Ingestion" in table
    assert "Révélation" in table
    for name in ("MARIOTTI", "Antoinette", "CECCALDI", "700418265"):
        assert name.lower() not in screen.inner_text("body").lower()
    screen.select_option("select[name=operation]", "ingestion")
    screen.wait_for_function("!document.querySelector('.data-table').innerText.includes('Révélation')")
    screen.click("[data-tab=marques]")
    screen.click("form[data-act=redactions] button")
    screen.wait_for_selector(".redacted-text .redaction-tag")
    assert "[PATIENT]" in screen.inner_text(".redacted-text") or "[NOM" in screen.inner_text(".redacted-text")
    screen.click(".redacted-text .redaction-tag")
    assert screen.locator(".redaction-rows tr.current").count() == 1
    picture(screen, "dpo")


def test_the_printed_brief_is_the_brief_alone(screen):
    open_patient(screen)
    screen.emulate_media(media="print")
    assert screen.is_visible(".vital-band")
    assert not screen.is_visible(".evidence")
    assert not screen.is_visible(".ask")
    assert "elle ne remplace pas la lecture" in screen.inner_text(".print-only")
