import pytest

from assistant.moments import load
from assistant.retrieval.asking import needs
from assistant.retrieval.query import for_moment, understand
from assistant.retrieval.words import concept_tokens, tokens


@pytest.mark.parametrize(
    ("question", "passage", "code"),
    [
        ("anticoag ?", "ELIQUIS 2,5 mg", "B01AF02"),
        ("AOD ? dernière prise", "Xarelto 15 donné", "B01AF01"),
        ("rocéphine possible ?", "anaphylaxie à la ceftriaxone", "J01DD04"),
        ("Dernière kaliémie ?", "Potassium 3,1", ""),
        ("pacemaker IRM ok ?", "stimulateur non compatible", ""),
        ("tétanos à jour ?", "rappel REPEVAX fait ce jour", ""),
    ],
)
def test_a_need_is_met_by_brand_class_abbreviation_or_synonym(question, passage, code):
    present = set(tokens(passage)) | set(concept_tokens(code))
    assert max(need.met(present) for need in needs(question)) >= 0.7


def test_small_talk_asks_for_nothing():
    assert needs("") == ()
    assert needs("est-ce que c'est possible ?") == ()


def test_another_class_does_not_meet_the_need():
    present = set(tokens("DOLIPRANE 1 g")) | set(concept_tokens("N02BE01"))
    assert all(need.met(present) == 0 for need in needs("anticoagulant ?"))


def test_a_class_in_a_query_brings_its_drugs_and_codes():
    query = understand("sous AVK ?")
    assert "B01AA" in query.atc
    assert "#b01aa" in query.tokens
    assert query.tokens[tokens("previscan")[0]] < query.tokens[tokens("avk")[0]]


def test_a_motif_lends_its_words_drugs_and_categories():
    query = for_moment(load("urgences"), "Fièvre au retour de voyage")
    assert "palud*" in query.words
    assert query.boosts["infectieux"] > 1
    assert "J01" in query.atc
