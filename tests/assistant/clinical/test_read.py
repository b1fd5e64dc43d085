"""Reading whole documents, and what the learned model adds."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.clinical.learned.corpus import Annotated, dossiers, lines, tagged
from assistant.clinical.learned.model import load, save
from assistant.clinical.mentions import rows
from assistant.clinical.model import CATEGORIES, STATUSES, WorkingDocument
from assistant.clinical.read import read

CORPUS = Path(__file__).parents[3] / "eval" / "corpus"


@pytest.fixture(scope="module")
def dossier() -> list[Annotated]:
    return next(iter(dossiers(CORPUS / "P09")))


def test_most_gold_facts_of_a_dossier_are_mentions(dossier: list[Annotated]) -> None:
    found = total = 0
    for annotated in dossier:
        covered = [set(range(m.start, m.end)) for m in read(annotated.document).mentions]
        for evidence in annotated.evidence:
            if evidence.category:
                total += 1
                quote = set(range(evidence.start, evidence.end))
                found += any(len(quote & span) >= 0.9 * len(quote) for span in covered)
    assert total > 60
    assert found / total > 0.8


def test_mentions_lie_in_their_passages_in_text_order(dossier: list[Annotated]) -> None:
    for annotated in dossier:
        reading = read(annotated.document)
        starts = [mention.start for mention in reading.mentions]
        assert starts == sorted(starts)
        for mention in reading.mentions:
            passage = reading.passages[mention.passage]
            assert passage.start <= mention.start < mention.end <= passage.end
            assert mention.category in CATEGORIES
            assert mention.status in STATUSES
            assert 0 <= mention.vital <= 1
            assert 0 <= mention.relevance <= 1


def test_printed_mentions_carry_the_words_of_their_span(dossier: list[Annotated]) -> None:
    document = dossier[0].document
    printed = rows(document, read(document))
    assert printed
    assert all(document.text[row["start"] : row["end"]] == row["text"] for row in printed)
    assert set(printed[0]) == {"start", "end", "text", "category", "concept", "status", "date"}


def test_a_statement_without_any_known_term_is_still_read() -> None:
    text = "Capuchon de titane oublié dans la loge, matériel ancien à ne jamais approcher d'un champ magnétique."
    assert read(WorkingDocument("d", text)).mentions


def test_an_administrative_line_is_no_mention() -> None:
    text = "Veuillez agréer, cher confrère, l'expression de nos sentiments les meilleurs."
    assert read(WorkingDocument("d", text)).mentions == ()


def test_relevance_prefers_grave_statements() -> None:
    text = "Anaphylaxie grade III à la célocurine en 2015, carte remise.\nRendez-vous pour le tabac dans un an."
    first, *_, last = read(WorkingDocument("d", text)).mentions
    assert first.relevance > last.relevance
    assert first.vital > last.vital


def test_another_model_can_judge(tmp_path: Path) -> None:
    packaged = load()
    save(packaged, str(tmp_path / "same.npz"))
    text = "Capuchon de titane oublié dans la loge."
    one, other = read(WorkingDocument("d", text)), read(WorkingDocument("d", text), load(str(tmp_path / "same.npz")))
    assert one == other


def test_a_relatives_number_is_a_contact() -> None:
    found = read(WorkingDocument("d", "Sa fille [PRENOM 2] [NOM 3] : [TEL 4]")).mentions
    assert any(mention.category == "contact" for mention in found)


def test_tags_stand_for_identities_and_quotes_are_found_back() -> None:
    text, plain, pairs = tagged("Vu par [Anne](PRENOM) [Martin](NOM) le [3 mai 2020](DATE).")
    assert text == "Vu par [PRENOM 1] [NOM 2] le 3 mai 2020."
    assert plain == "Vu par Anne Martin le 3 mai 2020."
    assert pairs[-1] == (plain.index("."), text.index("."))


def test_the_labelled_lines_are_read_whole() -> None:
    found = lines(CORPUS / "sentences")
    assert len(found) > 2000
    assert {line.category for line in found} == {*CATEGORIES, "autre"}
    assert {line.status for line in found} == set(STATUSES)


def test_the_packaged_model_answers_every_question() -> None:
    model = load()
    assert set(model.heads["category"].classes) == {*CATEGORIES, "autre"}
    assert set(model.heads["status"].classes) == set(STATUSES)


@settings(max_examples=30, deadline=None)
@given(st.text(alphabet=st.sampled_from("aeéoinrtlmg 0123456789.,;:-|()[]?/\n'+*"), max_size=200))
def test_any_text_can_be_read(text: str) -> None:
    reading = read(WorkingDocument("d", text))
    assert all(0 <= m.start < m.end <= len(text) for m in reading.mentions)
