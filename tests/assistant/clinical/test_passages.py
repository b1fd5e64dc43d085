"""Documents are cut where their statements end, and offsets are exact."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from assistant.clinical.clauses import clauses
from assistant.clinical.model import SubjectSpan, WorkingDocument
from assistant.clinical.passages import LONGEST, passages
from ingest.document import Section

PIECES = st.lists(
    st.sampled_from(
        ["ELIQUIS 5 mg : 1 cp", "matin et soir", ".", "; ", "\n", "\n\n", " - ", "Dr. Martin", "K 4,2", "   ", "|",
         "ALLERGIES", " : ", "pas d'allergie", "(2019)", "-> ", "1. ", "• HTA", "a" * 90, "é", ", puis "]
    ),
    max_size=40,
)  # fmt: skip


def cut(text: str, **more: object) -> list[str]:
    document = WorkingDocument("d", text, **more)  # type: ignore[arg-type]
    return [text[p.start : p.end] for p in passages(document)]


def pieces(text: str, row: bool = False) -> list[str]:
    return [text[a:b] for a, b in clauses(text, 0, len(text), row=row)]


def test_a_sentence_wrapped_over_two_lines_is_one_passage() -> None:
    text = (
        "Le patient est hospitalisé pour une hémorragie digestive survenue sous anticoagulant,\n"
        "avec une hémoglobine à 8,1. Il a reçu deux culots."
    )
    assert cut(text) == [text[: text.index(" Il a")], "Il a reçu deux culots."]


def test_abbreviations_decimals_and_initials_end_no_sentence() -> None:
    text = "Vu par le Dr. Martin, créat. à 1.2 mg/dL env. depuis le contrôle."
    assert cut(text) == [text]


def test_list_items_stand_apart() -> None:
    assert cut("- HTA\n- FA permanente\n- PTH gauche") == ["- HTA", "- FA permanente", "- PTH gauche"]


def test_a_table_row_carries_its_column_heads_and_subtitle() -> None:
    text = "BIOCHIMIE\nAnalyse        Résultat   Unité      Référence\nPotassium      5,3        mmol/L     3,5-5,1\n"
    document = WorkingDocument("d", text)
    row = next(p for p in passages(document) if text[p.start : p.end].startswith("Potassium"))
    heads = [text[a:b] for a, b in row.heads]
    assert row.kind == "row"
    assert heads[0] == "BIOCHIMIE"
    assert heads[1].startswith("Analyse")


def test_a_passage_knows_its_section() -> None:
    text = "ALLERGIES\nPénicilline : urticaire\n"
    section = Section("ALLERGIES", "allergies", 0, 10, len(text))
    found = passages(WorkingDocument("d", text, sections=(section,)))
    assert [p.section for p in found if text[p.start : p.end].startswith("Pén")] == ["allergies"]


def test_a_passage_mostly_in_somebody_elses_stretch_is_theirs() -> None:
    text = "Chambre 12 : INR 3,4.\nChambre 14 : toux grasse."
    spans = (SubjectSpan(0, 21, "other", "voisin"),)
    found = passages(WorkingDocument("d", text, subjects=spans))
    assert [p.subject for p in found] == ["other", "patient"]


def test_statements_of_one_line_are_separated() -> None:
    assert pieces("bisoprolol 5 mg/j - apixaban 5 mg x2/j ; arrêt de la digoxine") == [
        "bisoprolol 5 mg/j",
        "apixaban 5 mg x2/j",
        "arrêt de la digoxine",
    ]


def test_schedules_and_ranges_are_not_cut() -> None:
    assert pieces("ELIQUIS 5 mg 1 - 0 - 1") == ["ELIQUIS 5 mg 1 - 0 - 1"]
    assert pieces("Potassium   5,3   mmol/L   3,5 - 5,1   4,5", row=True) == [
        "Potassium   5,3   mmol/L   3,5 - 5,1   4,5"
    ]


def test_cells_with_their_own_label_are_separated() -> None:
    assert pieces("toilette : aide partielle   repas : seul   transfert : seul", row=True) == [
        "toilette : aide partielle",
        "repas : seul",
        "transfert : seul",
    ]


@given(PIECES)
def test_no_character_belongs_to_two_passages_and_none_is_too_long(parts: list[str]) -> None:
    text = "".join(parts)
    last = 0
    for passage in passages(WorkingDocument("d", text)):
        assert last <= passage.start < passage.end <= len(text)
        assert not text[passage.start].isspace()
        assert passage.end - passage.start <= LONGEST + 60
        last = passage.end


@given(PIECES)
def test_clauses_lie_in_order_inside_their_passage(parts: list[str]) -> None:
    text = "".join(parts)
    for passage in passages(WorkingDocument("d", text)):
        last = passage.start
        for start, end in clauses(text, passage.start, passage.end, row=passage.kind == "row"):
            assert last <= start < end <= passage.end
            last = end


@given(PIECES)
def test_every_word_of_a_document_is_in_a_passage(parts: list[str]) -> None:
    text = "".join(parts)
    covered = set()
    for passage in passages(WorkingDocument("d", text)):
        covered.update(range(passage.start, passage.end))
    assert all(k in covered for k, char in enumerate(text) if char.isalnum())
