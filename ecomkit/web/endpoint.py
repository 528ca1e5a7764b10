"""The endpoint of an address: takes a request in, lets the view work on its lane, and sends what came of it."""

from __future__ import annotations

import gzip
import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from http import HTTPStatus
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlencode

from starlette.types import Receive, Scope, Send

from ecomkit.domain import ActorKind, Channel, Refusal
from ecomkit.errors import NotFound
from ecomkit.hooks import Document, Page, Redirect, StoredFile
from ecomkit.services.admission import admit
from ecomkit.storage import carts, topics
from ecomkit.web import cookies
from ecomkit.web.addresses import Address
from ecomkit.web.cache import Entry, clean_key, make_entry, page_of
from ecomkit.web.cookies import Flash
from ecomkit.web.frames import admin_frame, storefront_frame
from ecomkit.web.intake import TurnedAway, came_from_elsewhere, read_head, read_request
from ecomkit.web.models.frame import Visitor
from ecomkit.web.replies import Answer, Onward, ViewReply, document_answer, redirect_answer, send_answer
from ecomkit.web.request import Asked, WebRequest
from ecomkit.web.site import Site
from ecomkit.web.trouble import not_allowed_page, not_found_page, turned_away_page
from ecomkit.web.wire import LANGUAGE, MARKET, Headers

__all__ = ["Endpoint", "finish"]

_LOG = logging.getLogger("ecomkit.web")
_HTML = (b"content-type", b"text/html; charset=utf-8")
_LONGEST_SHARED = timedelta(minutes=10)
_SQUEEZE_FROM = 1400
_NOT_FOUND = frozenset({"not_found"})


class Endpoint:
    """An ASGI app for one address. `common` headers are those that shared pages are kept with."""

    def __init__(self, site: Site, address: Address, common: Headers) -> None:
        self._site = site
        self._address = address
        self._common = tuple(common)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        address = self._address
        scope["ecomkit.name"] = address.name
        try:
            answer = await self._with_files(scope, receive) if address.uploads else None
            if answer is None:
                answer = await self._serve(self._own(await read_request(scope, receive)))
        except TurnedAway as turned:
            _LOG.info("%s: %s", address.name, turned)
            answer = await self._site.lanes.database(self._turned_away, turned, scope)
        await send_answer(scope, receive, send, answer)

    def _own(self, asked: Asked) -> Asked:
        """What this site's own pages send. Raises `TurnedAway`."""
        if not self._address.signed and came_from_elsewhere(asked, self._site.settings.shop.url):
            raise TurnedAway(HTTPStatus.FORBIDDEN, "the form was sent from another site")
        return asked

    async def _with_files(self, scope: Scope, receive: Receive) -> Answer | None:
        """Take a form that brings files, of who may send it; None where there is no form."""
        asked = self._own(read_head(scope))
        if asked.method != "POST":
            return None
        refused = await self._site.lanes.database(self._turned_back, asked)
        if refused is not None:
            return refused
        asked = await read_request(scope, receive, uploads=self._address.uploads)
        try:
            return await self._serve(asked)
        finally:
            for one in asked.files.values():
                one.file.close()

    def _turned_back(self, asked: Asked) -> Answer | None:
        request = self._request(asked)
        try:
            request.begin()
            refused = self._refusal(request)
            return finish(request, refused, self._address) if refused is not None else None
        except NotFound:
            return finish(request, not_found_page(request), self._address)
        finally:
            request.rest()

    def _request(self, asked: Asked) -> WebRequest:
        channel = Channel.STAFF if self._address.staff else Channel.WEB
        return WebRequest(self._site, asked, channel=channel, staff=self._address.staff)

    async def _serve(self, asked: Asked) -> Answer:
        request = self._request(asked)
        lanes = self._site.lanes
        found = await lanes.database(self._first, request)
        while isinstance(found, Onward):
            value = await lanes.outside(_attempt, found.work)
            found = await lanes.database(self._next, request, found, value)
        return found

    def _first(self, request: WebRequest) -> Answer | Onward:
        try:
            request.begin()
            if self._address.shared and self._may_share(request):
                answer = self._shared(request)
                if answer is not None:
                    return answer
                request.refresh()
            refused = self._refusal(request)
            return self._done(request, self._address.view(request) if refused is None else refused)
        except NotFound:
            return finish(request, not_found_page(request), self._address)
        finally:
            request.rest()

    def _next(self, request: WebRequest, onward: Onward, value: Any) -> Answer | Onward:
        try:
            request.refresh()
            return self._done(request, onward.then(request, value))
        except NotFound:
            return finish(request, not_found_page(request), self._address)
        finally:
            request.rest()

    def _done(self, request: WebRequest, reply: ViewReply) -> Answer | Onward:
        return reply if isinstance(reply, Onward) else finish(request, reply, self._address)

    def _turned_away(self, turned: TurnedAway, scope: Scope) -> Answer:
        language, market = scope.get(LANGUAGE, ""), scope.get(MARKET, "")
        asked = Asked(method=scope["method"], path=scope["path"], language=language, market=market)
        request = WebRequest(self._site, asked)
        try:
            request.begin()
            return finish(request, turned_away_page(request, turned.status), self._address)
        finally:
            request.rest()

    def _refusal(self, request: WebRequest) -> Page | Redirect | None:
        """None where the address's policy lets the visitor in."""
        refusal = admit(
            request.ctx, self._address.policy, SimpleNamespace(**request.path), personal=self._site.core.personal
        )
        if refusal is None:
            return None
        if refusal.code in _NOT_FOUND:
            raise NotFound(str(refusal.text))
        return self._send_to_sign_in(request, refusal)

    def _send_to_sign_in(self, request: WebRequest, refusal: Refusal) -> Page | Redirect:
        if request.ctx.actor.kind is ActorKind.PERSON:
            return not_allowed_page(request, refusal)
        page = "/admin/sign-in" if self._address.staff else "/account/sign-in"
        back = request.asked.path if request.asked.method == "GET" else ""
        return Redirect(to=f"{page}?{urlencode({'next': back})}" if back else page)

    def _may_share(self, request: WebRequest) -> bool:
        """Guests see the shared page, unless something is to be said to them alone or a private segment holds them."""
        if request.ctx.actor.kind is not ActorKind.GUEST or cookies.FLASH in request.asked.cookies:
            return False
        if not self._address.own.isdisjoint(request.query):
            return False
        if not request.visitor.cart:
            return True
        answers = self._site.core.hooks.segments(request.ctx)
        return all(segment.shared for answer in answers for segment in answer.values)

    def _shared(self, request: WebRequest) -> Answer | None:
        """The shared page, with the guest's cart in it where there is one; None where it cannot be put in."""
        site, asked = self._site, request.asked
        count = carts.pieces(request.rows, request.visitor.cart) if request.visitor.cart else 0
        request.rest()
        page = page_of(request.here(asked.path), request.market.key if request.market else None)
        key = clean_key(page, asked.raw_query, self._address.known)
        entry = site.cache.get(key) if key is not None else None
        if entry is None:
            made = self._make(asked)
            if isinstance(made, Answer):
                return made
            entry = made
            if key is not None and not site.dev:
                site.cache.put(key, entry)
        body = entry.body if not count else _with_cart(site, request.locale, entry.body, count)
        if body is None:
            return None
        control = b"no-cache" if not request.visitor.cart else b"private, no-cache"
        headers = [_HTML, (b"cache-control", control), (b"vary", b"accept-encoding, cookie")]
        return _squeezed(asked, Answer(status=200, body=body, headers=headers, private=False))

    def _make(self, asked: Asked) -> Entry | Answer:
        plain = WebRequest(self._site, asked)
        try:
            plain.begin(shared=True)
            reply = self._address.view(plain)
            if not isinstance(reply, Page) or reply.status != 200:
                return finish(plain, reply, self._address) if not isinstance(reply, Onward) else Answer(status=500)
            html = _html(plain, reply, self._address)
            versions = dict(topics.versions(plain.rows, plain.reads))
            latest = plain.now + _LONGEST_SHARED
            until = min(plain.until, latest) if plain.until else latest
            return make_entry(html, headers=(*self._common, _HTML), topics=versions, valid_until=until)
        finally:
            plain.rest()


def _attempt(work: Callable[[], Any]) -> Any:
    try:
        return work()
    except Exception as error:  # noqa: BLE001 - what the outside raises is told to who asked
        return error


def _with_cart(site: Site, locale: str, body: bytes, count: int) -> bytes | None:
    empty, full = (site.cart_link(locale, Visitor(cart_count=n)) for n in (0, count))
    return body.replace(empty, full, 1) if empty in body else None


def _html(request: WebRequest, page: Page, address: Address) -> bytes:
    template, templates = page.template, request.site.templates
    answers = request.asked.method == "POST" and not getattr(page.model, "problems", ())
    if address.staff and "/" in template:
        admin = template.replace("generic/table.html", "admin/screen.html").replace("generic/", "admin/")
        frame: object = admin_frame(request, title=page.title, name=address.name, answers=answers)
        return templates.page(admin, frame=frame, page=page.model, locale=request.locale).encode()
    frame = storefront_frame(request, title=page.title, name=address.name, page=page.model, answers=answers)
    return templates.page(template, frame=frame, page=page.model, locale=request.locale).encode()


def finish(request: WebRequest, reply: Page | Redirect | Document | StoredFile, address: Address) -> Answer:
    """Turn a reply into an answer, with the cookies that the view set."""
    if isinstance(reply, Page):
        html = _html(request, reply, address)
        answer = _squeezed(request.asked, Answer(status=reply.status, body=html, headers=[_HTML]))
    elif isinstance(reply, Redirect):
        answer = redirect_answer(replace(reply, to=request.here(reply.to)))
        flash = Flash(text=reply.notice) if reply.notice is not None else request.flash
        value = cookies.write_flash(request.site.core.facts.secret, flash) if flash is not None else None
        if value is not None:
            request.put_cookie(cookies.FLASH, value, seconds=120)
    elif isinstance(reply, StoredFile):
        answer = Answer(status=200, file=reply)
    else:
        answer = document_answer(reply)
    baked = [(b"set-cookie", one) for one in request.set_cookies]
    return replace(answer, headers=[*answer.headers, *baked])


def _squeezed(asked: Asked, answer: Answer) -> Answer:
    if len(answer.body) < _SQUEEZE_FROM or "gzip" not in asked.headers.get("accept-encoding", ""):
        return answer
    headers = [*answer.headers, (b"content-encoding", b"gzip")]
    if not any(name == b"vary" for name, _ in headers):
        headers.append((b"vary", b"accept-encoding"))
    return Answer(
        status=answer.status, body=gzip.compress(answer.body, 1, mtime=0), headers=headers, private=answer.private
    )
