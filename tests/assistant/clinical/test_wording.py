import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.clinical.text import fold
from assistant.clinical.wording import capital, clause, clean, contained, named, negated, numbers, overlap, words


@pytest.mark.parametrize(
    "text", ["pas d'embolie", "sans fièvre", "aucune limitation", "Allergies : néant", "BMR : non", "refuse la sonde"]
)
def test_a_negation_is_seen(text: str) -> None:
    assert negated(fold(text))


@pytest.mark.parametrize(
    "text", ["passage aux urgences", "ancien fumeur", "nonagénaire", "plus de 3 verres par jour", "sang total"]
)
def test_words_that_only_look_like_a_negation_are_none(text: str) -> None:
    assert not negated(fold(text))


def test_numbers_are_equal_whatever_their_writing() -> None:
    assert numbers("2,50 mg et 3") == numbers("2.5 mg et 3,0")


def test_the_printed_name_is_kept_beside_the_substance() -> None:
    assert named("apixaban", "ELIQUIS", "2,5 mg matin et soir") == "Apixaban (ELIQUIS) 2,5 mg matin et soir"
    assert named("potassium", "POTASSIUM", "3,1 mmol/L") == "Potassium 3,1 mmol/L"


def test_a_clause_is_trimmed_and_headed_once() -> None:
    assert clause("- porteur d'une BLSE ;", "BMR :") == "BMR : porteur d'une BLSE"
    assert clause("Allergies : néant", "ALLERGIES") == "Allergies : néant"


@given(st.text(max_size=60))
def test_cleaning_adds_no_word_and_is_stable(text: str) -> None:
    once = clean(text)
    assert clean(once) == once
    assert once.rstrip(")") in " ".join(text.split())


@given(
    st.sets(st.text("abc", min_size=1, max_size=3), max_size=6),
    st.sets(st.text("abc", min_size=1, max_size=3), max_size=6),
)
def test_overlap_is_symmetric_and_bounded(a: set[str], b: set[str]) -> None:
    assert overlap(a, b) == overlap(b, a)
    assert 0 <= overlap(a, b) <= 1
    assert contained(a, a | b) == 1


@given(st.text(max_size=40))
def test_capital_changes_nothing_but_the_first_letter(text: str) -> None:
    assert capital(text)[1:] == text[1:] or len(text[:1].upper()) > 1


def test_a_plural_and_an_article_do_not_make_another_thing() -> None:
    assert words(fold("les sténoses de la carotide")) == words(fold("sténose carotide"))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("26/02/25 18:20 [NOM 3] 114 Cible : toux D : crachats purulents", "Crachats purulents"),
        ("A : compression, pas relevé", "Compression, pas relevé"),
        ("> 0,6 : bolus au stylo", "> 0,6 : bolus au stylo"),
        ("12/03/2024 chute sans gravité", "12/03/2024 chute sans gravité"),
    ],
)
def test_a_log_entry_begins_at_its_statement(text: str, said: str) -> None:
    assert clause(text) == said


def test_a_label_that_names_no_substance_gives_way_to_the_printed_name() -> None:
    assert named("amoxicilline et inhibiteur d'enzyme", "AUGMENTIN", "1 g x 3") == "AUGMENTIN 1 g x 3"
