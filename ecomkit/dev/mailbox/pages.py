"""The mailbox for people (list, message) and for programs (JSON)."""

from __future__ import annotations

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from pydantic import TypeAdapter
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from ecomkit.dev.mailbox.inbox import Inbox
from ecomkit.dev.mailbox.message import Mail
from ecomkit.dev.serving import common_routes

__all__ = ["Pages"]

HERE = Path(__file__).parent
MAILS = TypeAdapter(list[Mail])
GUARDS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; frame-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}
SANDBOX = "allow-popups allow-popups-to-escape-sandbox"
BODY_GUARDS = GUARDS | {
    "Content-Security-Policy": f"sandbox {SANDBOX}; default-src 'none'; style-src 'unsafe-inline'; img-src data:; "
    "form-action 'none'; base-uri 'none'; frame-ancestors 'self'"
}
OPEN_ELSEWHERE = '<base target="_blank">'


class Pages:
    """The mailbox over HTTP. Whatever a mail holds is shown as text, its HTML only in a frame without rights."""

    def __init__(self, inbox: Inbox) -> None:
        self._inbox = inbox
        self._templates = Environment(
            loader=FileSystemLoader(HERE / "templates"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
        )

    def routes(self) -> list[Route]:
        """Return the routes of the pages and the API."""
        return [
            Route("/", self._list),
            Route("/clear", self._clear, methods=["POST"]),
            Route("/messages/{number:int}", self._message),
            Route("/messages/{number:int}/html", self._html),
            Route("/messages/{number:int}/raw", self._raw),
            Route("/api/messages", self._api_list, methods=["GET"]),
            Route("/api/messages", self._api_clear, methods=["DELETE"]),
            Route("/api/messages/{number:int}", self._api_message),
            *common_routes("/static/mailbox.css", HERE / "static" / "mailbox.css"),
        ]

    async def _list(self, _request: Request) -> Response:
        return self._page("list.html", mails=self._inbox.mails()[::-1])

    async def _clear(self, request: Request) -> Response:
        if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
            return PlainTextResponse("use the button on the mailbox's own page", 403)
        self._inbox.clear()
        return RedirectResponse("/", 303)

    async def _message(self, request: Request) -> Response:
        mail = self._mail(request)
        if mail is None:
            return self._page("missing.html", 404)
        parts = [name for name, present in (("html", mail.html), ("text", mail.text), ("source", True)) if present]
        part = request.query_params.get("part")
        source = mail.raw.decode("utf-8", "replace")
        return self._page(
            "message.html",
            mail=mail,
            parts=parts,
            part=part if part in parts else parts[0],
            source=source,
            sandbox=SANDBOX,
        )

    async def _html(self, request: Request) -> Response:
        mail = self._mail(request)
        if mail is None:
            return PlainTextResponse("no such mail", 404)
        return HTMLResponse(mail.html + OPEN_ELSEWHERE, headers=BODY_GUARDS)

    async def _raw(self, request: Request) -> Response:
        mail = self._mail(request)
        if mail is None:
            return PlainTextResponse("no such mail", 404)
        return Response(mail.raw, media_type="text/plain; charset=utf-8", headers=BODY_GUARDS)

    async def _api_list(self, request: Request) -> Response:
        mails = self._inbox.mails(request.query_params.get("to"))
        return Response(MAILS.dump_json(mails, by_alias=True), media_type="application/json")

    async def _api_message(self, request: Request) -> Response:
        mail = self._mail(request)
        if mail is None:
            return JSONResponse({"error": "no such mail"}, 404)
        return Response(mail.model_dump_json(by_alias=True), media_type="application/json")

    async def _api_clear(self, _request: Request) -> Response:
        self._inbox.clear()
        return Response(status_code=204)

    def _mail(self, request: Request) -> Mail | None:
        return self._inbox.mail(request.path_params["number"])

    def _page(self, template: str, status: int = 200, **values: object) -> Response:
        return HTMLResponse(self._templates.get_template(template).render(**values), status, headers=GUARDS)
