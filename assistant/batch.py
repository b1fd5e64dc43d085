"""Requests one a line: `vigie batch`, for harnesses and other software."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from ingest.errors import VigieError

if TYPE_CHECKING:
    from assistant.service import Vigie
    from privacy.accounts import Account


class Request(BaseModel):
    """One line of `vigie batch`."""

    model_config = ConfigDict(extra="forbid")

    id: Any = None
    command: Literal["brief", "search", "ask", "facts"]
    patient: str
    moment: str = "urgences"
    motif: str = ""
    as_of: str | None = None
    question: str = ""
    query: str | None = None
    top: int = 20


def _run(vigie: Vigie, account: Account, request: Request) -> dict[str, Any]:
    if request.command == "brief":
        return vigie.brief(account, request.patient, request.moment, request.motif, request.as_of)
    if request.command == "search":
        return vigie.search(
            account, request.patient, request.moment, request.motif, request.as_of, request.query, request.top
        )
    if request.command == "ask":
        return vigie.ask(account, request.patient, request.question, request.as_of)
    return vigie.facts(account, request.patient, request.as_of)


def answer_line(vigie: Vigie, account: Account, line: str) -> dict[str, Any]:
    """Answer one line: `{"id", "result"}`, or `{"id", "error"}` when it cannot be served."""
    name = None
    try:
        values = json.loads(line)
        name = values.get("id") if isinstance(values, dict) else None
        return {"id": name, "result": _run(vigie, account, Request.model_validate(values))}
    except json.JSONDecodeError as error:
        return {"id": None, "error": f"ligne illisible : {error}"}
    except ValidationError as error:
        first = error.errors()[0]
        return {"id": name, "error": f"demande invalide : {'.'.join(map(str, first['loc']))} : {first['msg']}"}
    except VigieError as error:
        return {"id": name, "error": str(error)}
