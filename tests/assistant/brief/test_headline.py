import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.brief.headline import LONGEST, compact, headline
from assistant.brief.model import Item


def item(text: str, category: str, *flags: str, status: str = "actuel", critical: bool = True) -> Item:
    return Item(text, category, status, None, critical, (), flags=flags)


APIXABAN = item("Apixaban (ELIQUIS) 2,5 mg matin et soir", "traitement", "antithrombotic")
ALLERGY = item("Réaction d'hypersensibilité immédiate grade II au iomeprol", "allergie")
DEVICE = item("Sonde ancienne, ensemble non compatible IRM", "dispositif")
LIMITS = item("Décision collégiale tracée : ni réanimation, ni intubation", "directive")


def test_what_bleeds_comes_first_then_what_kills_when_given():
    assert headline(82, "M", [DEVICE, ALLERGY, APIXABAN, LIMITS]) == (
        "Homme de 82 ans. Apixaban (ELIQUIS) 2,5 mg matin et soir. "
        "Réaction d'hypersensibilité immédiate grade II au iomeprol. Sonde ancienne, ensemble non compatible IRM."
    )


def test_a_category_is_told_once():
    twice = [DEVICE, item("Stimulateur double chambre posé en 2017", "dispositif")]
    assert headline(None, None, twice) == "Personne. Sonde ancienne, ensemble non compatible IRM."


def test_what_no_longer_holds_is_not_told():
    assert headline(40, "F", [item("Apixaban 5 mg", "traitement", "antithrombotic", status="arrêté")]) == (
        "Femme de 40 ans."
    )


def test_an_ordinary_drug_and_a_normal_result_change_nothing():
    ordinary = [item("Macrogol 1 sachet le matin", "traitement"), item("Sodium 140 mmol/L", "biologie")]
    assert headline(40, "F", ordinary) == "Femme de 40 ans."
    assert "Potassium 6,9 mmol/L" in headline(40, "F", [item("Potassium 6,9 mmol/L", "biologie", "high")])


@pytest.mark.parametrize(
    "text",
    [
        "et une chute ce matin",
        "Je refuse la trachéotomie, le massage cardiaque et la dialyse",
        "Mon oncle est mort parce qu'on avait arrêté de le surveiller",
        "un AVC est suspecté",
        "Maman [PRENOM 14] a les directives",
        "12/03 chute",
    ],
)
def test_a_story_a_doubt_or_a_piece_of_sentence_is_no_headline(text):
    assert compact(text, "evenement_recent") is None


def test_nothing_is_cut_off_that_denies_what_is_kept():
    assert compact("Hémorragie digestive haute sur ulcère bulbaire de novembre 2022, diagnostic non confirmé") is None


def test_an_allergy_names_its_allergen_and_its_harm():
    assert compact("Cétirizine, résolutif", "allergie") is None
    assert compact("Produit de contraste 140 mL, sans incident", "allergie") is None
    assert (
        compact("Choc anaphylactique au rocuronium en 2019", "allergie") == "Choc anaphylactique au rocuronium en 2019"
    )


@given(st.text(max_size=150), st.sampled_from(["allergie", "directive", "traitement", "evenement_recent"]))
def test_a_phrase_is_short_and_made_of_the_words_given(text, category):
    phrase = compact(text, category)
    if phrase is not None:
        assert len(phrase) <= LONGEST + 1
        assert phrase[1:].rstrip(")") in " ".join(text.split())
