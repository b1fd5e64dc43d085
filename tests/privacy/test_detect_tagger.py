"""The trained tagger: its tokens cover the text, its probabilities are ones, its training data keep their marks."""

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from privacy.likeness import is_word, likeness
from privacy.ner.corpus import parse, restyled
from privacy.ner.features import features
from privacy.ner.model import load
from privacy.ner.tagger import runs, tag
from privacy.ner.tokens import tokenise

texts = st.text(max_size=200) | st.text(st.sampled_from("DrMme .:/-\n019OlIaéP"), max_size=200)


@given(texts)
def test_tokens_cover_every_letter_once_and_in_order(text):
    tokens = tokenise(text)
    end = 0
    for token in tokens:
        assert end <= token.start and text[token.start : token.end] == token.text
        assert not any(char.isalnum() for char in text[end : token.start])
        end = token.end
    assert not any(char.isalnum() for char in text[end:])


@settings(max_examples=30, deadline=None)
@given(texts)
def test_label_probabilities_of_each_token_sum_to_one(text):
    tokens = tokenise(text)
    if tokens:
        marginals = load().marginals(features(tokens, ()))
        assert marginals.shape == (len(tokens), len(load().labels))
        assert np.allclose(marginals.sum(axis=1), 1) and (marginals >= 0).all()


def test_a_long_document_is_tagged_like_its_parts():
    line = "Vu avec sa fille Rozenn ce matin, Dr Kergoat prévenu.\n"
    found = runs(tag(line * 900, ()), 0.5)
    assert len(found) % 900 == 0 and {label for _, _, label, _ in found} <= {"NOM", "PRENOM"}


@pytest.mark.parametrize("style", ["upper", "lower", "ocr"])
def test_restyled_training_text_keeps_its_marks_on_the_same_words(style):
    marked = parse("g", "n", "Dr [Martin](NOM) à [Brest](VILLE), maladie de Crohn")
    other = restyled(marked, style, random.Random(1))
    assert [label for *_, label in other.spans] == ["NOM", "VILLE"]
    for (start, end, _), expected in zip(other.spans, ("martin", "brest"), strict=True):
        assert len(set(other.text[start:end].lower()) & set(expected)) >= 2


def test_likeness_tells_names_from_medicine():
    for name in ("Kerautret", "Guivarc'h", "Wolfersperger", "Benmoussa"):
        assert likeness(name).surname > likeness(name).word
    for word in ("dyspnée", "cardiologie", "apixaban", "patiente"):
        assert likeness(word).word > likeness(word).name
    assert is_word("chute") and is_word("créatinine") and not is_word("Kerautret")
