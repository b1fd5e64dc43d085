"""Who is in front of the page: sessions kept on the server, closed after a time without an act."""

from __future__ import annotations

import hashlib
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from privacy.accounts import Account

COOKIE: Final = "vigie"
TABS: Final = 16
"""Browser tabs remembered in a session; the oldest is forgotten first."""


@dataclass(slots=True)
class Session:
    """One person signed in: what each browser tab shows, and the documents that may be fetched by handle."""

    account: Account
    seen: float
    handles: dict[str, tuple[str, str]] = field(default_factory=dict)
    views: dict[str, Any] = field(default_factory=dict)

    def keep(self, tab: str, view: Any) -> None:
        """Remember what a tab shows. It goes with the session, and no other session can name it."""
        self.views.pop(tab, None)
        self.views[tab] = view
        while len(self.views) > TABS:
            del self.views[next(iter(self.views))]

    def handle(self, patient: str, document: str) -> str:
        """A random name for a document, good in this session only, so that no address says whose it is."""
        for handle, known in self.handles.items():
            if known == (patient, document):
                return handle
        handle = secrets.token_urlsafe(18)
        self.handles[handle] = (patient, document)
        return handle


class Sessions:
    """Sessions by the digest of their token. `clock` counts seconds."""

    def __init__(self, minutes: int, clock: Callable[[], float] = time.monotonic) -> None:
        self.seconds = minutes * 60
        self._clock = clock
        self._lock = threading.Lock()
        self._sessions: dict[str, Session] = {}

    def open(self, account: Account) -> str:
        """A new session's token."""
        token = secrets.token_urlsafe(32)
        with self._lock:
            self._drop_expired()
            self._sessions[_digest(token)] = Session(account, self._clock())
        return token

    def find(self, token: str | None, *, touch: bool = False) -> Session | None:
        """The session of a token, unless it has closed; `touch` when a person acts, which keeps it open."""
        if not token:
            return None
        with self._lock:
            self._drop_expired()
            session = self._sessions.get(_digest(token))
            if session is not None and touch:
                session.seen = self._clock()
            return session

    def close(self, token: str | None) -> None:
        """Forget a session."""
        if token:
            with self._lock:
                self._sessions.pop(_digest(token), None)

    def _drop_expired(self) -> None:
        limit = self._clock() - self.seconds
        for digest in [digest for digest, session in self._sessions.items() if session.seen <= limit]:
            del self._sessions[digest]


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
