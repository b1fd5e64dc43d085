import datetime as dt

import pytest

from assistant.brief.choose import LEAST, MOST_ITEMS, SHARE
from assistant.brief.compose import CRITICAL_TITLE, Person, compose
from assistant.clinical.facts import facts
from assistant.clinical.model import FactBase
from assistant.moments import load
from assistant.retrieval.index import PatientIndex


@pytest.fixture(scope="module")
def brief(sample_base, sample_index, as_of):
    return compose(
        sample_base, sample_index, load("urgences"), "Chute avec traumatisme crânien", as_of, Person(82, "M")
    )


def items(brief):
    return [one for section in brief.sections for one in section.items]


def test_who_then_at_most_three_things(brief):
    assert brief.headline.startswith("Homme de 82 ans.")
    assert "\n" not in brief.headline


def test_an_age_over_89_is_not_told(sample_base, sample_index, as_of):
    made = compose(sample_base, sample_index, load("urgences"), None, as_of, Person(93, "F"))
    assert made.headline.startswith("Femme de 90 ans ou plus.")
    assert compose(sample_base, sample_index, load("urgences"), None, as_of).headline.startswith("Personne.")


def test_the_vital_opens_the_brief(brief, sample_index):
    first = brief.sections[0]
    assert first.title == CRITICAL_TITLE
    assert all(one.critical and one.status == "actuel" for one in first.items)
    cited = " ".join(sample_index.quote(c) for one in first.items for c in one.citations)
    for vital in ("ceftriaxone", "2,5 mg", "pas de réanimation"):
        assert vital in cited


def test_the_whole_current_treatment_is_there_once_with_its_count(brief):
    drugs = [one for one in items(brief) if one.category == "traitement" and one.status == "actuel"]
    text = " ".join(one.text.lower() for one in drugs)
    for drug in ("apixaban", "bisoprolol", "furos"):
        assert text.count(drug) == 1
    title = next(
        section.title for section in brief.sections if section.title.startswith("Traitement en cours, complet")
    )
    assert title == "Traitement en cours, complet (3)"


def test_what_was_stopped_is_never_shown_as_current(brief):
    assert not [one for one in items(brief) if "previscan" in one.text.lower() and one.status == "actuel"]


def test_every_item_is_cited_within_the_day_and_the_patient(brief, sample_index):
    for one in items(brief):
        assert one.citations
        for cite in one.citations:
            assert cite.document != "later"
            assert "LITHIUM" not in sample_index.quote(cite)


def test_words_of_passages_are_the_documents_own(brief, sample_index):
    for one in items(brief):
        if one.flags or one.history:
            continue
        digits = [word for word in one.text.replace(";", " ").split() if word.isdigit()]
        cited = " ".join(sample_index.quote(c) for c in one.citations)
        assert all(word in cited for word in digits)


def test_the_brief_is_bounded(brief, sample_index, as_of):
    assert len(items(brief)) <= MOST_ITEMS
    cites = {c for one in items(brief) for c in one.citations}
    total = sum(len(d.text) for d in sample_index.documents if d.id != "later")
    assert sum(c.end - c.start for c in cites) <= max(SHARE * total, LEAST)


def test_no_passage_is_shown_twice(brief):
    cites = [c for one in items(brief) for c in one.citations]
    assert len(cites) == len(set(cites))


def test_not_found_only_when_no_document_speaks_of_it(brief, sample_pairs, as_of):
    assert {(a.category, a.concept) for a in brief.not_found} == {("vaccination", None)}
    assert brief.not_found[0].documents_searched == 5
    alone = [pair for pair in sample_pairs if pair[0].id == "laboratory"]
    made = compose(facts(alone, as_of), PatientIndex(alone), load("urgences"), None, as_of)
    assert {a.category for a in made.not_found} == {"allergie", "directive", "contact", "vaccination"}


def test_two_moments_give_two_briefs(sample_base, sample_index, as_of):
    made = [compose(sample_base, sample_index, load(name), None, as_of) for name in ("urgences", "conciliation")]
    assert made[0].sections != made[1].sections
    assert [s.title for s in made[0].sections] != [s.title for s in made[1].sections]


def test_an_empty_dossier_gives_an_empty_brief():
    day = dt.date(2024, 1, 1)
    made = compose(FactBase(day), PatientIndex(()), load("urgences"), "Chute", day, Person(40, "F"))
    assert made.sections == ()
    assert made.not_found == ()
    assert made.headline == "Femme de 40 ans."
