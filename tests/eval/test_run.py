"""The harness: its measures, and that it runs on a real store."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from eval.cli import CORPUS, table
from eval.gold import read_dossier
from eval.marks import plain
from eval.metrics import covered, score_answer, score_brief, score_search


@pytest.fixture(scope="module")
def dossier():
    return read_dossier(CORPUS / "P01")


def _cite(evidence) -> dict:
    start, end = evidence.span
    return {"document": evidence.file, "start": start, "end": end, "quote": ""}


def test_marks_are_taken_out_and_kept():
    text, marks = plain("Mme [Le Moal](NOM) le [3 mars](DATE)")
    assert text == "Mme Le Moal le 3 mars"
    assert [(text[m.start : m.end], m.label) for m in marks] == [("Le Moal", "NOM"), ("3 mars", "DATE")]


def test_every_gold_quote_is_in_its_document(dossier):
    assert all(e.span for m in dossier.moments for f in m.facts for e in f.evidence)


def test_a_quote_is_covered_from_nine_tenths(dossier):
    evidence = dossier.moments[0].facts[0].evidence[0]
    start, end = evidence.span
    part = {"document": evidence.file, "start": start, "end": start + int((end - start) * 0.8)}
    rest = {"document": evidence.file, "start": part["end"], "end": end}
    assert not covered(evidence, [part])
    assert covered(evidence, [part, rest])
    assert not covered(evidence, [{**rest, "document": "x.txt", "start": start}])


def _brief(items, conflicts=(), not_found=()):
    return {"sections": [{"title": "", "items": items}], "conflicts": list(conflicts), "not_found": list(not_found)}


def _item(evidence, status="actuel"):
    return {"text": "", "status": status, "citations": [_cite(evidence)]}


def test_a_perfect_brief_scores_full_and_an_empty_one_nothing(dossier):
    moment = dossier.moments[0]
    items = [_item(f.evidence[0]) for f in moment.facts]
    conflicts = [{"citations": [_cite(e) for e in c.evidence]} for c in moment.conflicts]
    best = score_brief(dossier, moment, _brief(items, conflicts))
    assert best.vital_found == best.vital > 0
    assert best.grades_found == best.grades
    assert best.conflicts_found == best.conflicts > 0
    assert (best.traps_true, best.hidden) == (0, 0)
    worst = score_brief(dossier, moment, _brief([]))
    assert (worst.vital_found, worst.grades_found, worst.conflicts_found) == (0, 0, 0)
    assert len(worst.misses) == worst.vital + worst.conflicts


def test_a_trap_shown_as_current_counts_and_one_shown_as_stopped_does_not(dossier):
    moment = dossier.moments[1]
    trap = next(t for t in moment.traps if t.kind == "other_person")
    assert score_brief(dossier, moment, _brief([_item(trap.evidence[0])])).traps_true == 1
    assert score_brief(dossier, moment, _brief([_item(trap.evidence[0], "autre personne")])).traps_true == 0


def test_a_fact_shown_only_as_past_is_hidden(dossier):
    moment = dossier.moments[0]
    score = score_brief(dossier, moment, _brief([_item(moment.facts[0].evidence[0], "ancien")]))
    assert (score.found, score.hidden) == (1, 1)


def test_absence_of_a_category_that_has_facts_is_false(dossier):
    moment = dossier.moments[0]
    said = [{"category": "allergie", "concept": None}, {"category": "grossesse", "concept": None}]
    assert score_brief(dossier, moment, _brief([], (), said)).false_not_found == 1


def test_search_rewards_what_comes_first(dossier):
    moment = dossier.moments[0]
    good = [_cite(f.evidence[0]) for f in sorted(moment.facts, key=lambda f: -f.grade)]
    noise = [{"document": "01_vsm_mt_2020.txt", "start": n * 300, "end": n * 300 + 300} for n in range(4)]
    assert score_search(moment, good).ndcg20 > score_search(moment, noise * 3 + good).ndcg20
    assert score_search(moment, good).recall_3k > 0.8
    assert score_search(moment, []).recall_3k == 0


def test_answers_count_their_first_and_first_three_citations(dossier):
    question = next(q for q in dossier.questions if not q.unanswerable)
    right, wrong = _cite(question.evidence[0]), {"document": "x", "start": 0, "end": 5}
    first = score_answer(question, {"abstained": False, "citations": [right]})
    third = score_answer(question, {"abstained": False, "citations": [wrong, wrong, right]})
    assert (first.top1, first.top3, third.top1, third.top3) == (True, True, False, True)
    silent = score_answer(question, {"abstained": True, "citations": []})
    assert silent.abstained
    assert not silent.top3


def test_the_harness_scores_a_store_on_both_splits(corpus_home: Path, tmp_path: Path):
    corpus = tmp_path / "gold"
    for name in ("P09", "P18"):
        shutil.copytree(CORPUS / name, corpus / name)
    env = {**os.environ, "VIGIE_HOME": str(corpus_home)}
    command = [sys.executable, "-m", "eval", "run", "--corpus", str(corpus), "--json"]
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    figures = json.loads(done.stdout)
    assert set(figures) == {"dev", "test"}
    assert figures["dev"]["request_errors"] == 0
    assert figures["dev"]["must_not_miss_recall"] is not None


def test_the_table_has_a_row_a_measure():
    lines = table({"dev": {"a": 0.5, "b": None}, "test": {"a": 1, "b": 2}})
    assert len(lines) == 3
    assert lines[2].split() == ["b", "-", "2"]
