"""Routes beside Gradio: sign-in, page images and originals, the style sheets; and the headers of every answer."""

from __future__ import annotations

from importlib import resources
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from fastapi import APIRouter, Form, HTTPException, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.page.session import COOKIE, Session, Sessions
from assistant.page.signin import sign_in

if TYPE_CHECKING:
    from assistant.service import Vigie
    from privacy.accounts import Account

INLINE: Final = {"application/pdf", "text/plain", "image/png", "image/jpeg"}
"""Kinds that a browser shows without running anything of theirs."""

# Gradio compiles its templates and its components' scripts in the browser, hence 'unsafe-eval'; its first page
# carries scripts and styles inline. Everything comes from, and goes to, this server only.
POLICY: Final = (
    "default-src 'none'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; manifest-src 'self'; "
    "form-action 'self'; base-uri 'self'; frame-ancestors 'none'"
)
HEADERS: Final = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}


def router(vigie: Vigie, sessions: Sessions, *, account: Account | None, secure: bool) -> APIRouter:
    """The page's own routes. `account` is the one used without a password, if there is one."""
    routes = APIRouter()

    def enter(who: Account, request: Request) -> Response:
        answer = RedirectResponse(_with_query("./", request.url.query), status_code=303)
        answer.set_cookie(COOKIE, sessions.open(who), httponly=True, samesite="lax", secure=secure)
        return answer

    @routes.get("/connexion", include_in_schema=False)
    def ask_who(request: Request) -> Response:
        return enter(account, request) if account is not None else HTMLResponse(sign_in())

    @routes.post("/connexion", include_in_schema=False)
    def check(request: Request, name: str = Form(""), password: str = Form("")) -> Response:
        found = vigie.authenticate(name, password)
        return HTMLResponse(sign_in(failed=True), status_code=403) if found is None else enter(found, request)

    @routes.post("/deconnexion", include_in_schema=False)
    def leave(request: Request) -> Response:
        sessions.close(request.cookies.get(COOKIE))
        answer = RedirectResponse("connexion", status_code=303)
        answer.delete_cookie(COOKIE)
        return answer

    def document_of(request: Request, handle: str) -> tuple[Session, str, str]:
        session = sessions.find(request.cookies.get(COOKIE))
        if session is None:
            raise HTTPException(401)
        if handle not in session.handles:
            raise HTTPException(404)
        return session, *session.handles[handle]

    @routes.get("/pages/{handle}/{number}.png", include_in_schema=False)
    def page_image(request: Request, handle: str, number: int) -> Response:
        session, patient, document = document_of(request, handle)
        return Response(vigie.page_image(session.account, patient, document, number), media_type="image/png")

    @routes.get("/originaux/{handle}", include_in_schema=False)
    def original(request: Request, handle: str) -> Response:
        session, patient, document = document_of(request, handle)
        data, media_type = vigie.original(session.account, patient, document)
        if media_type not in INLINE:
            return Response(data, media_type="application/octet-stream", headers={"Content-Disposition": "attachment"})
        kind = "text/plain; charset=utf-8" if media_type == "text/plain" else media_type
        return Response(data, media_type=kind, headers={"Content-Disposition": "inline"})

    @routes.get("/style/{name}.css", include_in_schema=False)
    def style(name: str) -> Response:
        if name not in {"vigie", "gradio"}:
            raise HTTPException(404)
        return Response(asset(f"{name}.css"), media_type="text/css")

    return routes


def _with_query(address: str, query: str) -> str:
    return f"{address}?{query}" if query else address


def asset(name: str) -> str:
    """The text of one of the page's own files."""
    return resources.files(__package__).joinpath("assets", name).read_text(encoding="utf-8")


class Guard:
    """Around everything: security headers, no foreign origin, no foreign host name, sign-in before the page."""

    def __init__(self, app: ASGIApp, sessions: Sessions, hosts: frozenset[str]) -> None:
        """`hosts`: names under which the page may be called; empty for any (behind a proxy that checks)."""
        self.app = app
        self.sessions = sessions
        self.hosts = hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers[name] = value
                if not scope["path"].startswith(("/assets", "/static", "/style", "/svelte")):
                    headers["Cache-Control"] = "no-store"
            await send(message)

        await (self._refusal(scope) or self.app)(scope, receive, guarded)

    def _refusal(self, scope: Scope) -> Response | None:
        headers = Headers(scope=scope)
        host = headers.get("host", "")
        if self.hosts and (urlsplit(f"//{host}").hostname or "") not in self.hosts:
            return Response("Nom d’hôte refusé.", status_code=421)
        origin = headers.get("origin")
        if scope["method"] not in {"GET", "HEAD", "OPTIONS"} and origin and urlsplit(origin).netloc != host:
            return Response("Origine refusée.", status_code=403)
        if scope["path"] == "/" and self.sessions.find(Request(scope).cookies.get(COOKIE)) is None:
            query = scope.get("query_string", b"").decode("latin-1")
            return RedirectResponse(_with_query("connexion", query), status_code=303)
        return None
