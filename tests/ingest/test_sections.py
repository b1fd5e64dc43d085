import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.sections import labels, sections


def codes(text: str) -> list[tuple[str, str]]:
    return [(s.code, text[s.body : s.end].strip()) for s in sections(text)]


@pytest.mark.parametrize(
    "heading",
    [
        "ALLERGIES",
        "Allergies :",
        "ALLERGIES :",
        "Allergies",
        "- Allergies -",
        "*** ALLERGIES ***",
        "3. ALLERGIES",
        "IV) Allergies :",
        "=== Allergies ===",
        "ALLERGlES",
        "ALLERG1ES :",
        "Allergies et intolérances :",
        "ALLERGIES / INTOLERANCES",
        "Vos allergies :",
        "Allergies (rubrique dossier) :",
        "• Allergies :",
        "allergies :",
    ],
)
def test_a_heading_is_known_in_every_typography(heading):
    text = f"Cher confrère,\n\n{heading}\npénicilline, urticaire en 2012\n"
    assert codes(text)[-1] == ("allergies", "pénicilline, urticaire en 2012")


@pytest.mark.parametrize(
    ("line", "code", "body"),
    [
        ("Allergies : néant", "allergies", "néant"),
        ("ATCD: HTA, BPCO", "antecedents", "HTA, BPCO"),
        ("TTT (liste info 2021) : KARDEGIC 75", "traitement_en_cours", "KARDEGIC 75"),
        ("Indication. Douleur thoracique", "motif", "Douleur thoracique"),
        ("Traitement de sortie - APIXABAN 5", "traitement_sortie", "APIXABAN 5"),
        ("MOTIF douleur abdominale", "motif", "douleur abdominale"),
        ("TRAlTEMENT DE S0RTlE : KARDEGlC", "traitement_sortie", "KARDEGlC"),
        ("Antécédents familiaux : père, infarctus", "antecedents_familiaux", "père, infarctus"),
        ("Traitement à l'entrée : aucun", "traitement_entree", "aucun"),
        ("Histoire de la maladie : chute ce matin", "histoire", "chute ce matin"),
        ("Conduite à tenir : revoir", "consignes", "revoir"),
    ],
)
def test_a_one_line_section_has_its_code_and_body(line, code, body):
    assert codes(line) == [(code, body)]


@pytest.mark.parametrize(
    "text",
    [
        "Allergies à la pénicilline confirmée en 2019, pas de réaction depuis.",
        "L'examen clinique est normal.",
        "Son traitement a été revu ce jour.",
        "CLINIQUE SAINTE-ANNE    85 cours Albert Thomas",
        "Le motif de sa venue reste obscur, une chute étant possible.",
        "La patiente a bien compris la conduite à tenir : appeler le service.",
        "Elle a une allergie aux acariens.",
    ],
)
def test_a_sentence_or_a_letterhead_is_not_a_heading(text):
    assert codes(text) == []


def test_several_sections_of_one_line_are_told_apart():
    text = "Mode de vie : CE2, fratrie de 3. Antécédents : asthme.   Allergies : amoxicilline"
    assert codes(text) == [
        ("mode_de_vie", "CE2, fratrie de 3."),
        ("antecedents", "asthme."),
        ("allergies", "amoxicilline"),
    ]


def test_a_one_line_section_does_not_swallow_the_letter_that_follows():
    text = "Allergies : non connues\n\nCher confrère,\n\nVotre patient va bien sous LASILIX.\n"
    assert codes(text) == [("allergies", "non connues")]


def test_a_narrative_goes_on_over_blank_lines_until_the_next_heading():
    text = "Evolution : apyrexie à J2.\n\nReprise du transit.\n\nCONCLUSION\nGuérison.\n"
    assert codes(text) == [("evolution", "apyrexie à J2.\n\nReprise du transit."), ("conclusion", "Guérison.")]


def test_a_closing_formula_ends_the_last_section():
    text = "CONCLUSION\nGuérison.\n\nBien confraternellement,\nDr Martin\n"
    assert codes(text) == [("conclusion", "Guérison.")]


def test_an_unknown_numbered_heading_ends_the_section_before_it():
    text = "1. ANTECEDENTS\nHTA\n\n2. ELEVAGE CAPRIN\nélève des chèvres\n"
    assert codes(text) == [("antecedents", "HTA"), ("", "élève des chèvres")]


def test_windows_line_ends_change_nothing():
    text = "MOTIF\r\nchute\r\n\r\nALLERGIES :\r\nnéant\r\n"
    assert codes(text) == [("motif", "chute"), ("allergies", "néant")]


def test_every_code_has_a_french_label():
    assert {"motif", "antecedents", "allergies", "traitement_sortie", "directives", "vaccins"} <= set(labels())


PIECES = st.lists(
    st.sampled_from(
        [
            "Allergies",
            "ALLERGIES :",
            "ATCD",
            "TTT :",
            " néant",
            "\n",
            "\r\n",
            "\n\n",
            "  - ",
            "1. ",
            "CONCLUSION",
            "Dr A. B",
            ":",
            "é",
            "œ",
            "\x0c",
            "rn",
            "Motif : chute. Examen : normal",
            "Bien à vous",
            "\t",
            "   ",
            "ANTECEDENTS ET AUTRES",
            "=====",
            "ﬁ",
            "İ",
        ]
    ),
    max_size=30,
)


@given(st.one_of(PIECES.map("".join), st.text(max_size=200)))
def test_sections_are_ordered_disjoint_and_inside_the_text(text):
    last = 0
    for section in sections(text):
        assert last <= section.start < section.body <= section.end <= len(text)
        assert text[section.start : section.body].strip()
        last = section.end


def test_a_name_in_capitals_under_a_section_is_not_a_heading():
    text = "CONCLUSION\nGuérison.\n\nP. IRIGOYEN\n\nDURAND MARIE\n"
    assert [s.title for s in sections(text)] == ["CONCLUSION"]


def test_a_numbered_drug_in_capitals_does_not_end_a_prescription():
    text = "HORS ALD\n1) DOLIPRANE 1 g si besoin\n2) TARDYFERON B9 : 1 cp\n\n3) SOLUPRED 20\n"
    assert [s.title for s in sections(text)] == ["HORS ALD"]
