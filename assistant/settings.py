"""What an installation decides: where state lies, which keys, which models. Read from `VIGIE_*` variables."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Settings of one installation; each field is the variable `VIGIE_<NAME>`."""

    model_config = SettingsConfigDict(env_prefix="VIGIE_", extra="forbid", frozen=True)

    home: Path = Field(default=Path("~/.vigie"), description="Folder where all state lies.")
    database_url: str | None = Field(default=None, description="SQLAlchemy URL of the store; SQLite if absent.")
    ledger_url: str | None = Field(default=None, description="SQLAlchemy URL of the ledger; its own SQLite if absent.")
    keystore_url: str | None = Field(default=None, description="SQLAlchemy URL of the key store, apart from the data.")
    identifying_key_file: Path | None = Field(default=None, description="Master key of the identifying zone.")
    identifying_key_env: str | None = Field(default=None, description="Variable that holds that key, in base64.")
    identifying_key_command: str | None = Field(default=None, description="Command that prints that key, in base64.")
    working_key_file: Path | None = Field(default=None, description="Master key of the working zone.")
    working_key_env: str | None = Field(default=None, description="Variable that holds that key, in base64.")
    working_key_command: str | None = Field(default=None, description="Command that prints that key, in base64.")
    checkpoints: Path | None = Field(default=None, description="Folder of the ledger's signed checkpoints.")
    embedder: str | None = Field(default=None, description="sentence-transformers model, by path or name.")
    moments: Path | None = Field(default=None, description="A unit's own folder of moments, which overrides ours.")
    clock: Literal["today", "newest"] = Field(
        default="today", description="The day of a brief that names none: today, or that of the newest document."
    )
    host: str = Field(default="127.0.0.1", description="Address the page listens on.")
    port: int = Field(default=7860, ge=1, le=65535, description="Port the page listens on.")
    session_minutes: int = Field(default=10, ge=1, description="Minutes without an act before a session closes.")
    shards: int = Field(default=32, ge=1, description="Patients kept in memory, decrypted, at most.")

    @property
    def folder(self) -> Path:
        """`home`, absolute."""
        return self.home.expanduser().absolute()
