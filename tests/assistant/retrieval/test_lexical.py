import numpy as np

from assistant.retrieval.background import count, frequencies
from assistant.retrieval.lexical import Lexical
from assistant.retrieval.words import concept_tokens, tokens


def scores(texts, query):
    return Lexical([{"text": tokens(text)} for text in texts]).scores(dict.fromkeys(tokens(query), 1.0))


def test_the_unit_with_the_word_wins_whatever_its_ending_or_accents():
    found = scores(["Anticoagulé au long cours", "marche avec une canne"], "anticoagulation ? ANTICOAGULEE")
    assert found[0] > 0
    assert found[1] == 0


def test_rarity_is_known_from_elsewhere_even_if_all_units_hold_the_word():
    found = scores(["matin matin addison", "matin", "matin"], "addison matin")
    assert found.argmax() == 0
    common = scores(["traitement du matin", "maladie addison"], "matin addison")
    assert common[1] > common[0]


def test_no_unit_and_no_known_word_score_nothing():
    assert Lexical([]).scores({"x": 1.0}).shape == (0,)
    assert not np.any(scores(["fièvre"], "zzz"))


def test_a_drug_is_found_by_its_class():
    index = Lexical(
        [{"text": tokens("ELIQUIS 2,5"), "concepts": concept_tokens("B01AF02")}, {"text": tokens("DOLIPRANE")}]
    )
    assert index.scores({"#b01a": 1.0}).argmax() == 0
    assert concept_tokens("B01AF02")[-1] == "#b01af02"
    assert concept_tokens("") == []


def test_the_shipped_background_counts_lines_not_words():
    total, known = frequencies()
    assert max(known.values()) <= total
    assert count(["fièvre fièvre", "", "fièvre"]) == (2, {"fievr": 2})
