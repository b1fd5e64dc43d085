import datetime as dt

import numpy as np
import pytest

from assistant.moments import load
from assistant.retrieval.index import PatientIndex, vectors
from assistant.retrieval.rank import rank
from assistant.retrieval.retriever import VigieRetriever


def quotes(index, found):
    return [index.quote(one.cite) for one in found]


@pytest.fixture(scope="module")
def found(sample_index, as_of):
    return rank(sample_index, load("urgences"), "Chute avec traumatisme crânien", as_of, top=14)


def test_what_matters_comes_before_what_does_not(sample_index, found):
    words = quotes(sample_index, found)
    place = lambda part: next(i for i, q in enumerate(words) if part in q)  # noqa: E731
    for needed in ("ELIQUIS 2,5 mg", "trouvé au sol", "ceftriaxone", "pas de réanimation"):
        assert place(needed) < len(words) / 2
    assert not any("self est excellent" in q for q in words[:15])


def test_nothing_later_than_the_day_and_nothing_of_another_person(sample_index, found, as_of):
    assert "later" not in {one.cite.document for one in found}
    assert not any("LITHIUM" in q for q in quotes(sample_index, found))
    afterwards = rank(sample_index, load("urgences"), "Chute", dt.date(2025, 1, 1))
    assert "later" in {one.cite.document for one in afterwards}


def test_passages_are_short_distinct_scored_and_explained(found):
    assert len({(one.cite.document, one.cite.start) for one in found}) == len(found)
    for one in found:
        assert 0 < one.cite.end - one.cite.start <= 400
        assert 0 <= one.score <= 1
        assert one.category == "" or one.why


def test_a_result_is_cited_without_norms_and_earlier_values(sample_index, found):
    potassium = next(q for q in quotes(sample_index, found) if "Potassium" in q)
    assert "5,9" in potassium
    assert "4,4" not in potassium


def test_clauses_that_touch_are_one_passage_and_nothing_else_is_drawn_in(sample_index, found):
    units = {(e.cite.document, e.cite.start): e.cite.end for e in sample_index.entries}
    several = 0
    for one in found:
        at, parts = one.cite.start, 0
        while at < one.cite.end:
            start = next(s for d, s in sorted(units) if d == one.cite.document and s >= at)
            assert start - at <= 3
            at, parts = units[one.cite.document, start], parts + 1
        assert at == one.cite.end
        several += parts > 1
    assert several


def test_the_moment_and_the_motif_change_the_order(sample_index, as_of):
    orders = {
        (moment, motif): [one.cite for one in rank(sample_index, load(moment), motif, as_of, top=12)]
        for moment, motif in [("urgences", "Chute"), ("conciliation", None), ("urgences", "Fièvre")]
    }
    assert len({tuple(order) for order in orders.values()}) == 3
    drugs = lambda key: sum(c.document == "prescription" for c in orders[key][:6])  # noqa: E731
    assert drugs(("conciliation", None)) >= drugs(("urgences", "Fièvre"))


def test_top_bounds_the_list_and_an_empty_patient_has_none(sample_index, as_of):
    assert len(rank(sample_index, load("urgences"), None, as_of, top=3)) == 3
    assert rank(sample_index, load("urgences"), None, as_of, top=0) == []
    assert rank(PatientIndex(()), load("urgences"), "Chute", as_of) == []


def test_a_typed_query_brings_its_own_words_up(sample_index, as_of):
    first = rank(sample_index, load("urgences"), None, as_of, query="pacemaker compatible IRM ?", top=5)
    assert any("Stimulateur" in q for q in quotes(sample_index, first))


class Letters:
    """Vectors of letter counts: enough to tell texts apart without a model."""

    def encode(self, texts):
        rows = np.array([[text.lower().count(chr(97 + i)) + 0.1 for i in range(26)] for text in texts], np.float32)
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def test_stored_vectors_must_be_those_of_the_units_and_give_cosines(sample_pairs):
    stored = [vectors(document, reading, Letters()) for document, reading in sample_pairs]
    assert all(rows.dtype == np.float16 for rows in stored)
    index = PatientIndex(sample_pairs, stored, Letters())
    entry = index.entries[3]
    cosines = index.similarity(f"{entry.context} : {entry.text}" if entry.context else entry.text)
    assert cosines.argmax() == 3
    assert cosines.max() == pytest.approx(1, abs=1e-2)
    assert not PatientIndex(sample_pairs, stored).similarity("x").any()
    with pytest.raises(ValueError, match="vectors for"):
        PatientIndex(sample_pairs, stored[:-1], Letters())


def test_langchain_gets_this_patients_passages_with_stable_ids(sample_index, as_of):
    retriever = VigieRetriever(index=sample_index, moment=load("urgences"), as_of=as_of, k=4)
    documents = retriever.invoke("Chute avec traumatisme crânien")
    assert [d.id for d in documents] == [d.id for d in retriever.invoke("Chute avec traumatisme crânien")]
    assert len(documents) == 4
    for document in documents:
        name, span = document.id.split(":")
        start, end = map(int, span.split("-"))
        source = next(d for d in sample_index.documents if d.id == name)
        assert source.text[start:end] == document.page_content
        assert document.metadata["date"] <= as_of.isoformat()
