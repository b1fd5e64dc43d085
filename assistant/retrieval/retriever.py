"""One patient's passages for LangChain users: the retriever holds that patient's index and nothing else."""

from __future__ import annotations

import datetime as dt
from typing import Any

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict

from assistant.moments.model import Moment
from assistant.retrieval.index import PatientIndex
from assistant.retrieval.rank import rank


class VigieRetriever(BaseRetriever):
    """Ranks the passages of one patient for a moment; the query is the question, or the motif when `motif` is unset.

    Documents carry the pseudonymised words; `id` is stable for the same document and span.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    index: PatientIndex
    moment: Moment
    as_of: dt.date
    motif: str | None = None
    k: int = 10

    def _get_relevant_documents(self, query: str, *, run_manager: CallbackManagerForRetrieverRun) -> list[Document]:
        motif, asked = (query, None) if self.motif is None else (self.motif, query)
        return [
            Document(
                id=f"{found.cite.document}:{found.cite.start}-{found.cite.end}",
                page_content=self.index.quote(found.cite),
                metadata=_metadata(self.index, found.cite.document)
                | {"start": found.cite.start, "end": found.cite.end, "score": found.score, "category": found.category},
            )
            for found in rank(self.index, self.moment, motif, self.as_of, asked, self.k)
        ]


def _metadata(index: PatientIndex, name: str) -> dict[str, Any]:
    document = next(document for document in index.documents if document.id == name)
    return {
        "document": name,
        "type": document.type,
        "date": document.date.iso() if document.date else None,
        "specialty": document.specialty,
    }
