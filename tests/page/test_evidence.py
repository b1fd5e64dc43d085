import html
import re

from hypothesis import given
from hypothesis import strategies as st

from assistant.page import evidence, timeline
from tests.page.double import DOCUMENTS, TEXT, brief

SOURCE = {
    "document": "ordo.txt",
    "text": TEXT,
    "pages": [{"number": 1, "start": 0, "end": len(TEXT), "width": 0.0, "height": 0.0}],
    "places": [],
    "media_type": "text/plain",
    "misfiled": [],
}


def visible(markup):
    return html.unescape(re.sub(r"<[^>]*>", "", markup))


@given(st.text(max_size=40), st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50)), max_size=6))
def test_marking_passages_never_changes_the_text(text, spans):
    strangers = spans[:2]
    assert visible(evidence.marked(text, spans, strangers)) == text


@given(st.text(alphabet="abc", min_size=8, max_size=20), st.integers(0, 7), st.integers(0, 7))
def test_every_character_of_a_passage_carries_its_number(text, start, end):
    marked = evidence.marked(text, [(start, end)])
    assert "".join(re.findall(r"<mark[^>]*>(.*?)</mark>", marked)) == text[start:end]


def test_overlapping_passages_share_marks():
    assert evidence.marked("abcdef", [(0, 4), (2, 6)]) == (
        '<mark data-q="0">ab</mark><mark data-q="0 1">cd</mark><mark data-q="1">ef</mark>'
    )


def test_a_stretch_about_somebody_else_is_set_apart():
    marked = evidence.marked("moi lui moi", [], [(4, 7)])
    assert '<span class="other-person" title="Autre personne">lui</span>' in marked


def test_the_pane_says_which_passage_of_how_many_is_open():
    shown = evidence.render(SOURCE, DOCUMENTS[0], [(11, 31), (32, 53)], [(32, 53)], "handle")
    assert "Passage 1 sur 1" in shown
    assert 'data-opened="1"' in shown
    assert "Ordonnance · 18/11/2024" in shown
    assert "<script>" not in shown


def test_a_printed_passage_becomes_one_rectangle_a_line():
    places = [
        {"start": 0, "end": 10, "page": 1, "x0": 10.0, "y0": 20.0, "x1": 110.0, "y1": 32.0},
        {"start": 10, "end": 20, "page": 1, "x0": 110.0, "y0": 20.0, "x1": 210.0, "y1": 32.0},
        {"start": 20, "end": 30, "page": 1, "x0": 10.0, "y0": 40.0, "x1": 110.0, "y1": 52.0},
    ]
    assert evidence.lines(places, 1, (5, 25)) == [(60.0, 20.0, 210.0, 32.0), (10.0, 40.0, 60.0, 52.0)]
    assert evidence.lines(places, 2, (5, 25)) == []


def test_a_pdf_shows_its_page_image_with_rectangles_in_percent():
    page = {"number": 1, "start": 0, "end": len(TEXT), "width": 200.0, "height": 400.0}
    place = {"start": 11, "end": 31, "page": 1, "x0": 20.0, "y0": 40.0, "x1": 120.0, "y1": 52.0}
    source = {**SOURCE, "media_type": "application/pdf", "pages": [page], "places": [place]}
    shown = evidence.render(source, DOCUMENTS[0], [], [(11, 31)], "handle")
    assert 'src="pages/handle/1.png"' in shown
    assert "left:10.00%;top:10.00%;width:50.00%;height:3.00%" in shown
    assert "&lt;script&gt;" in shown


def test_the_time_line_leaves_out_what_comes_after_the_day():
    shown = timeline.render(DOCUMENTS, "2024-11-01", None, None)
    assert 'data-document="ordo.txt"' not in shown
    assert 'data-document="lettre.txt"' in shown


def test_the_time_line_marks_the_open_document_and_the_last_month():
    shown = timeline.render(DOCUMENTS, "2024-11-21", brief(), "ordo.txt")
    assert shown.count('aria-current="true"') == 1
    assert "30 j" in shown
    assert "<small>18/11</small>" in shown
    assert "(non lu)" in shown
