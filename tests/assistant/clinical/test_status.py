"""Status of French statements, by kind of wording. Marked words are `{...}`."""

from __future__ import annotations

import pytest

from assistant.clinical.model import Mention, Section, SubjectSpan, WorkingDocument
from assistant.clinical.read import by_rules

STOPPED = [
    "Arrêt définitif du {PREVISCAN}.",
    "{Donépézil} : interrompu à l'EHPAD en octobre pour diarrhée, ne pas le reprendre.",
    "STOP {fluindione}.",
    "{Digoxine} introduite en mai 2022 puis arrêtée en juillet pour surdosage.",
    "{Metformine} suspendue jusqu'à nouvel ordre.",
    "Ne prend plus de {Levothyrox} depuis un an.",
    "{Plavix} stoppé il y a six jours.",
    "Plus de {KARDEGIC} depuis 2021.",
    "Arrêtés : {périndopril}, atorvastatine, oxazépam",
    "Arrêtés : périndopril, atorvastatine, {oxazépam}",
    "Ie {PREVISC AN} a ete arrete".replace("PREVISC AN", "PREVISCAN").replace("Ie", "Le"),
]
REPLACED = [
    "{Coumadine} relayée par Eliquis 5 mg x 2 depuis fin avril.",
    "{Keppra} remplacé par Lamictal.",
    "Relais de la {fluindione} par apixaban.",
    "Apixaban à la place du {Previscan}.",
]
CURRENT = [
    "Coumadine relayée par {Eliquis} 5 mg x 2 depuis fin avril.",
    "Pas d'arrêt du {Kardégic} avant la coloscopie.",
    "Ne surtout pas interrompre la {cordarone}.",
    "{KARDEGIC} 75 mg : 1 sachet le midi, à vie",
    "Arrêt de travail de six semaines, {bisoprolol} 5 mg.",
    "{FA} permanente depuis 2016.",
    "{Stimulateur} non compatible IRM.",
    "Épouse de Paul, {asthme} sévère.",
    "{Pas de réanimation}, pas d'intubation.",
    "Vit seul avec son chat, {diabète} de type 2.",
]
DENIED = [
    "Pas d'{allergie} connue à ce jour.",
    "{ALLERGIES} : néant",
    "Sans notion d'{épilepsie}.",
    "N'a jamais fait d'{embolie pulmonaire}.",
    "Aucun antécédent de {phlébite}.",
    "Ni {diabète} ni HTA.",
    "Absence d'{insuffisance rénale}.",
    "{Allergie} : aucune",
    "ni anticoagulant ni {antiagrégant}",
    "OH 0, {tabac} 0",
]
FAMILY = [
    "Mère {asthmatique}.",
    "Antécédents familiaux : père {diabétique}.",
    "Frère décédé d'un {infarctus} à 52 ans.",
    "{Maladie de Hashimoto} chez sa soeur.",
    "La mère est décédée à 71 ans d'un {AVC}.",
    "{Pénicillines} : c'est sa mère qui ne les supporte pas",
]
GUESSED = [
    "Suspicion d'{embolie pulmonaire}.",
    "{Maladie de Crohn} ?",
    "Probable {maladie d'Alzheimer}.",
    "{Endocardite} à éliminer.",
    "L'iléite avait fait évoquer une {maladie de Crohn}",
    "un {carcinome} ne peut être exclu",
]
REFUTED = [
    "{Allergie} à la pénicilline finalement non retenue après tests.",
    "Suspicion d'{EP} non confirmée.",
    "N'est pas {allergique} à la pénicilline : réintroduction sans réaction, diagnostic infirmé.",
    "Une {maladie à corps de Lewy} avait été évoquée : le DaTSCAN est normal, ce diagnostic n'est pas retenu.",
    "La {tuberculose} a été finalement écartée.",
]
ANOTHER = [
    "La {pompe à insuline} posée sur la table est celle du petit frère.",
    "La voisine de chambre est sous {Previscan}.",
]
CASES = [
    *(("arrêté", words) for words in STOPPED),
    *(("remplacé", words) for words in REPLACED),
    *(("actuel", words) for words in CURRENT),
    *(("nié", words) for words in DENIED),
    *(("familial", words) for words in FAMILY),
    *(("hypothèse", words) for words in GUESSED),
    *(("infirmé", words) for words in REFUTED),
    *(("autre personne", words) for words in ANOTHER),
]


def mentions_of(text: str, **more: object) -> list[Mention]:
    ruled = by_rules(WorkingDocument("d", text, **more))  # type: ignore[arg-type]
    return [mention for clause in ruled.mentions for mention in clause]


def statuses_of(marked: str) -> set[str]:
    """Statuses of the mentions whose concept is named by the marked words."""
    start = marked.index("{")
    word = marked[start + 1 : marked.index("}")]
    text = marked.replace("{", "").replace("}", "")
    alone = {mention.concept for mention in mentions_of(word)}
    assert alone, f"{word!r} is in no vocabulary"
    return {mention.status for mention in mentions_of(text) if mention.concept in alone}


@pytest.mark.parametrize(("status", "marked"), CASES)
def test_status_is_read_from_the_clause(status: str, marked: str) -> None:
    assert status in statuses_of(marked)


def test_a_heading_settles_what_stands_beneath() -> None:
    text = "ANTECEDENTS FAMILIAUX\nDiabète de type 2\n"
    section = Section("ANTECEDENTS FAMILIAUX", "antecedents_familiaux", 0, 22, len(text))
    found = [m for m in mentions_of(text, sections=(section,)) if m.concept == "diabete2"]
    assert [m.status for m in found] == ["familial"]


def test_somebody_elses_stretch_is_another_persons() -> None:
    text = "MARIN 112 : INR 3,4 sous Previscan."
    found = mentions_of(text, subjects=(SubjectSpan(0, len(text), "other", "voisin"),))
    assert found
    assert {m.status for m in found} == {"autre personne"}


def test_a_family_word_governs_only_its_own_clause() -> None:
    text = "Mère asthmatique ; BPCO sévère."
    status = {m.concept: m.status for m in mentions_of(text)}
    assert status["asthme"] == "familial"
    assert status["bpco"] == "actuel"


def test_scope_goes_on_over_a_line_break() -> None:
    text = "Compte tenu de l'accident hémorragique survenu chez ce patient âgé, arrêt\ndéfinitif du PREVISCAN ce jour."
    assert {m.status for m in mentions_of(text) if m.label == "fluindione"} == {"arrêté"}


def test_ocr_damage_does_not_hide_a_negation() -> None:
    assert {m.status for m in mentions_of("AIlergies : n0n connues") if m.category == "allergie"} <= {"nié"}
