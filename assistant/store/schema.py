"""The store's tables. Clear columns hold opaque ids, keyed hashes, counts and times, and nothing else."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Column, ForeignKey, Integer, LargeBinary, MetaData, String, Table, UniqueConstraint

METADATA: Final = MetaData()

VERSION: Final = "1"
"""Changes when the tables, or what the encrypted columns hold, can no longer be read by an older Vigie."""

META: Final = Table(
    "store_meta",
    METADATA,
    Column("key", String, primary_key=True),
    Column("value", String, nullable=False),
)

ERASURES: Final = Table(
    "store_erasures",
    METADATA,
    Column("patient", String, primary_key=True),
    Column("at", String, primary_key=True),
)

PATIENTS: Final = Table(
    "store_patients",
    METADATA,
    Column("id", String, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("created_at", String, nullable=False),
    Column("identifying", LargeBinary, nullable=False),
)

DOCUMENTS: Final = Table(
    "store_documents",
    METADATA,
    Column("id", String, primary_key=True),
    Column("patient", ForeignKey("store_patients.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("content", String, nullable=False),
    Column("version", Integer, nullable=False),
    Column("ingested_at", String, nullable=False),
    Column("identifying", LargeBinary, nullable=False),
    Column("working", LargeBinary, nullable=False),
    UniqueConstraint("patient", "content"),
)

QUARANTINE: Final = Table(
    "store_quarantine",
    METADATA,
    Column("id", String, primary_key=True),
    Column("patient", String, nullable=False, index=True),
    Column("at", String, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("identifying", LargeBinary, nullable=False),
)
