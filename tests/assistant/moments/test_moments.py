from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from assistant.moments import MomentError, load, match_motifs, names
from assistant.moments.words import fold, hits

OURS = Path(load.__code__.co_filename).parent


def test_urgences_comes_first_and_the_six_others_exist():
    found = names()
    assert found[0] == "urgences"
    assert set(found) == {"urgences", "avc", "anesthesie", "conciliation", "teleexpertise", "regulation", "rcp"}


@pytest.mark.parametrize("name", names())
def test_each_moment_weighs_every_category_and_shows_each_once(name):
    moment = load(name)
    assert moment.weights["allergie"].half_life is None
    assert sum(section.whole for section in moment.sections) == 1
    assert moment.vital


def test_an_unknown_moment_names_those_that_exist_in_one_line():
    with pytest.raises(MomentError, match=r"moment inconnu « bloc » ; moments connus : urgences, .*avc") as caught:
        load("bloc")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("motif", "expected"),
    [
        ("Chute avec traumatisme crânien", {"traumatisme_cranien", "chute"}),
        ("DLR THORACIQUE", {"douleur_thoracique"}),
        ("dispnée", {"dyspnee"}),
        ("hémorragies digestives sous AVK", {"hemorragie"}),
        ("convultions", {"convulsions"}),
        ("certificat pour le sport", set()),
        ("", set()),
        (None, set()),
    ],
)
def test_a_free_text_motif_raises_those_it_speaks_of(motif, expected):
    assert set(match_motifs(load("urgences"), motif)) == expected


def test_a_moment_takes_over_the_motifs_of_another_and_always_applies_its_own():
    assert match_motifs(load("regulation"), "il convulse") == ("convulsions",)
    assert match_motifs(load("avc"), None) == ("deficit_neurologique",)


def test_a_units_folder_overrides_and_adds(tmp_path):
    ours = yaml.safe_load((OURS / "urgences.yaml").read_text(encoding="utf-8"))
    (tmp_path / "urgences.yaml").write_text(yaml.safe_dump({**ours, "titre": "SAU du port"}), encoding="utf-8")
    (tmp_path / "dialyse.yaml").write_text(yaml.safe_dump({**ours, "nom": "dialyse"}), encoding="utf-8")
    assert load("urgences", tmp_path).title == "SAU du port"
    assert load("urgences").title != "SAU du port"
    assert "dialyse" in names(tmp_path)
    assert "urgences" in load("avc", tmp_path).inherits


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"besoin": "x"}, "besoin"),
        ({"categories": {"allergie": {"poids": 1.0}}}, "il manque"),
        ({"categories": {"alergie": {"poids": 1.0}}}, "catégorie inconnue « alergie »"),
        ({"ne_pas_manquer": [{"titre": "rien"}]}, "ne désigne rien"),
        ({"sections": [{"titre": "Tout", "categories": ["allergie", "allergie"]}]}, "au lieu d'une"),
        ({"reprend": ["bloc"]}, "reprend « bloc »"),
        ({"toujours": ["bloc"]}, "motif inconnu « bloc »"),
        ({"nom": "autre"}, "le fichier veut « urgences »"),
    ],
)
def test_a_mistake_in_a_file_is_said_with_its_place(tmp_path, change, said):
    ours = yaml.safe_load((OURS / "urgences.yaml").read_text(encoding="utf-8"))
    (tmp_path / "urgences.yaml").write_text(yaml.safe_dump({**ours, **change}), encoding="utf-8")
    with pytest.raises(MomentError, match=r"urgences\.yaml") as caught:
        load("urgences", tmp_path)
    assert said in str(caught.value)


def test_broken_yaml_and_a_missing_folder_are_one_error_each(tmp_path):
    (tmp_path / "urgences.yaml").write_text("nom: [", encoding="utf-8")
    with pytest.raises(MomentError, match="YAML illisible"):
        load("urgences", tmp_path)
    with pytest.raises(MomentError, match="n'existe pas"):
        load("urgences", tmp_path / "nowhere")


def test_words_match_whole_words_plurals_and_beginnings():
    text = fold("Stents actifs, FA permanente, troponinémie ; affaire classée")
    assert hits(("stent",), text) == {"stents"}
    assert hits(("fa",), text) == {"fa"}
    assert hits(("troponin*",), text) == {"troponinemie"}
    assert hits(("stent* actif",), text) == {"stents actifs"}
    assert hits((), text) == frozenset()


@given(st.text())
def test_folding_twice_changes_nothing_more(text):
    assert fold(fold(text)) == fold(text)
