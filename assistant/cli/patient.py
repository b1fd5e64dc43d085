"""Commands about a patient: `brief`, `search`, `ask`, `facts`, `batch`, `patients`, `moments`."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from assistant.cli.context import AsOf, Json, Moment, Motif, Patient, Role, opened
from assistant.cli.output import emit, say, show_brief, show_citation


def brief(
    patient: Patient,
    moment: Moment = "urgences",
    motif: Motif = "",
    as_of: AsOf = None,
    json: Json = False,
    role: Role = None,
) -> None:
    """La synthèse d'un patient pour ce moment, chaque ligne avec sa source."""
    vigie, account = opened(role)
    result = vigie.brief(account, patient, moment, motif, as_of)
    if json:
        emit(result)
    else:
        show_brief(result)


def search(
    patient: Patient,
    query: Annotated[str | None, typer.Argument(help="Ce que l'on cherche, en clair.")] = None,
    moment: Moment = "urgences",
    motif: Motif = "",
    as_of: AsOf = None,
    top: Annotated[int, typer.Option(min=1, help="Nombre de passages.")] = 20,
    json: Json = False,
    role: Role = None,
) -> None:
    """Les passages les plus utiles, le meilleur d'abord."""
    vigie, account = opened(role)
    result = vigie.search(account, patient, moment, motif, as_of, query, top)
    if json:
        emit(result)
    else:
        for found in result["passages"]:
            say(f"{found['score']:.3f}  {found['category']}")
            show_citation(found)


def ask(
    patient: Patient,
    question: Annotated[str, typer.Argument(help="Une question au dossier.")],
    as_of: AsOf = None,
    json: Json = False,
    role: Role = None,
) -> None:
    """Répond par les passages qui répondent, ou dit qu'il n'y en a pas."""
    vigie, account = opened(role)
    result = vigie.ask(account, patient, question, as_of)
    if json:
        emit(result)
    else:
        say(result["answer"])
        for cite in result["citations"]:
            show_citation(cite)


def facts(patient: Patient, as_of: AsOf = None, json: Json = False, role: Role = None) -> None:
    """Tous les faits connus ce jour-là, et ce qui se contredit."""
    vigie, account = opened(role)
    result = vigie.facts(account, patient, as_of)
    if json:
        emit(result)
    else:
        for fact in result["facts"]:
            say(f"{fact['category']:16} {fact['status']:10} {fact['date'] or '':10} {fact['text']}")
        for conflict in result["conflicts"]:
            say(f"≠ Conflit : {conflict['text']}")


def batch(role: Role = None) -> None:
    """Lit des demandes JSON, une par ligne, et répond de même ; les modèles ne sont chargés qu'une fois."""
    from assistant.batch import answer_line

    vigie, account = opened(role)
    for line in sys.stdin:
        if line.strip():
            emit(answer_line(vigie, account, line))


def patients(json: Json = False, role: Role = None) -> None:
    """Les patients du magasin."""
    vigie, account = opened(role)
    rows = vigie.patients(account)
    if json:
        emit({"patients": rows})
    else:
        for row in rows:
            say(f"{row['patient']}  {row['label']}  {row['documents']} documents, jusqu'au {row['newest'] or '?'}")


def moments(json: Json = False) -> None:
    """Les moments thérapeutiques et leurs motifs."""
    from assistant.cli.context import read_settings
    from assistant.service import moment_rows

    rows = moment_rows(read_settings())
    if json:
        emit({"moments": rows})
    else:
        for row in rows:
            say(f"{row['name']:14} {row['label']} ({len(row['motifs'])} motifs)")
