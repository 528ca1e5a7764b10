"""The app: a Shop as an ASGI application, in four layers."""

from __future__ import annotations

import asyncio
import logging
import re
import secrets
import time
import uuid
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from starlette.routing import Route, Router
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ecomkit.domain import address_in
from ecomkit.domain.languages import split_address
from ecomkit.errors import NotFinished
from ecomkit.shop import Shop
from ecomkit.storage import topics
from ecomkit.web.addresses import ANYONE, Address, all_addresses
from ecomkit.web.admin.addresses import admin_addresses
from ecomkit.web.cache import CacheLayer
from ecomkit.web.cookies import read_cookies
from ecomkit.web.endpoint import Endpoint, finish
from ecomkit.web.feed import FEED, ProductFeed
from ecomkit.web.frames import bare_frame
from ecomkit.web.gallery import PATH, gallery
from ecomkit.web.head import security_headers
from ecomkit.web.markets import MarketLayer
from ecomkit.web.replies import Answer
from ecomkit.web.request import Asked, WebRequest
from ecomkit.web.site import Site
from ecomkit.web.storefront.addresses import storefront_addresses
from ecomkit.web.system import Media, system_addresses
from ecomkit.web.trouble import error_page, not_found_page, turned_away_page
from ecomkit.web.wire import LANGUAGE, MARKET, Headers, send_bytes

__all__ = ["WebApp", "build_app"]

_LOG = logging.getLogger("ecomkit.web")
_POLL_SECONDS = 0.5
_OVERLAP_SECONDS = 15
_FILE = re.compile(r"\.[A-Za-z0-9]{1,5}$")
"""What looks like a file is asked for by machines that guess: they are answered without the database."""


class ContextLayer:
    """The one layer between cache and router: security headers on every answer, and a page for every failure."""

    def __init__(self, site: Site, router: ASGIApp, common: Headers) -> None:
        self._site = site
        self._router = router
        self._common = tuple(common)
        self._names = {name for name, _ in common}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on and watch over the answer."""
        if scope["type"] != "http":
            await self._router(scope, receive, send)
            return
        started = False

        async def watched(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                own = [pair for pair in message["headers"] if pair[0] not in self._names]
                message["headers"] = [*own, *self._common]
                self._site.counters[f"{message['status'] // 100}xx"] += 1
            await send(message)

        try:
            if "\0" in scope["path"]:
                await send_bytes(scope, watched, 400, b"There is no such path.", [(b"content-type", b"text/plain")])
            else:
                await self._router(scope, receive, watched)
        except Exception as error:
            reference = secrets.token_hex(4)
            _LOG.exception(
                "reference %s: %s %s failed", reference, scope["method"], scope.get("ecomkit.name", "a page")
            )
            if started:
                raise
            failed = self._unfinished if isinstance(error, NotFinished) else self._failure
            answer = await self._site.lanes.database(failed, scope, reference)
            await send_bytes(scope, watched, answer.status, answer.body, answer.all_headers())

    def _failure(self, scope: Scope, reference: str) -> Answer:
        """The page about a failure of ours. It is made without the database, which may be what failed."""
        request = WebRequest(self._site, _bare(scope))
        _ = request.gettext
        text = _("We have noted it. Try again in a moment; if it happens again, tell us this reference.")
        return self._told(request, 500, _("Something broke on our side"), text, reference)

    def _unfinished(self, scope: Scope, reference: str) -> Answer:
        """The page about a database that is busy or away: the same may be asked again."""
        request = WebRequest(self._site, _bare(scope))
        _ = request.gettext
        text = _("It was not finished. Try again in a minute; if it happens again, tell us this reference.")
        return self._told(request, 503, _("We cannot do this at the moment"), text, reference)

    def _told(self, request: WebRequest, status: int, heading: str, text: str, reference: str) -> Answer:
        page = error_page(request, status, heading, text, reference=reference)
        frame = bare_frame(request, title=page.title)
        html = self._site.templates.page(page.template, frame=frame, page=page.model, locale=request.locale)
        return Answer(status=status, body=html.encode(), headers=[(b"content-type", b"text/html; charset=utf-8")])


class LanguageLayer:
    """Takes the language out of an address: what lies below knows paths without it, and is told it by the scope."""

    def __init__(self, app: ASGIApp, languages: Sequence[str]) -> None:
        self._app = app
        self._languages = tuple(languages)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on in the language of its address."""
        language, path = split_address(self._languages, scope["path"])
        if language != self._languages[0]:
            scope = {**scope, "path": path, LANGUAGE: language}
        await self._app(scope, receive, send)


class _Place(Route):
    """A route that says "not that way" with a page, and refuses before the body is read."""

    def __init__(self, site: Site, address: Address, app: ASGIApp) -> None:
        super().__init__(address.path, app, methods=address.methods, name=address.name)
        self._site = site
        self._address = address

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or say which methods there are."""
        if self.methods and scope["method"] not in self.methods:
            answer = await self._site.lanes.database(_page_for, self._site, scope, HTTPStatus.METHOD_NOT_ALLOWED)
            headers = [*answer.all_headers(), (b"allow", ", ".join(sorted(self.methods)).encode())]
            await send_bytes(scope, send, answer.status, answer.body, headers)
        else:
            await self.app(scope, receive, send)


_NOWHERE = Address(path="/", view=not_found_page, policy=ANYONE, name="not_found")


def _bare(scope: Scope) -> Asked:
    """What is known of a request before anything of it was read."""
    language, market = scope.get(LANGUAGE, ""), scope.get(MARKET, "")
    return Asked(method=scope["method"], path=scope["path"], language=language, market=market)


def _page_for(site: Site, scope: Scope, status: HTTPStatus) -> Answer:
    cookie = b"; ".join(value for name, value in scope["headers"] if name == b"cookie").decode("latin-1")
    request = WebRequest(site, replace(_bare(scope), cookies=read_cookies(cookie)))
    try:
        request.begin()
        page = not_found_page(request) if status is HTTPStatus.NOT_FOUND else turned_away_page(request, status)
        return finish(request, page, _NOWHERE)
    finally:
        request.rest()


class WebApp:
    """The app with its layers. `site` is what it is made of; tests read `addresses` as the live route table."""

    def __init__(self, site: Site, addresses: Sequence[Address]) -> None:
        self.site = site
        self.addresses = tuple(addresses)
        self._followed = time.time()
        common = security_headers(secure=site.secure, providers=site.providers)
        places: list[Any] = [_Place(site, one, Endpoint(site, one, common)) for one in self.addresses]
        places += [
            Route("/static/{path:path}", site.static, methods=["GET"]),
            Route("/media/{path:path}", Media(site), methods=["GET"]),
            Route(FEED, ProductFeed(site), methods=["GET"]),
        ]
        router = Router(places, redirect_slashes=False, default=self._nowhere)
        self._lifespan = Router(lifespan=self._living)
        facts = site.core.facts
        self._app: ASGIApp = CacheLayer(LanguageLayer(ContextLayer(site, router, common), facts.languages), site.cache)
        if facts.markets:
            self._app = MarketLayer(self._app, [one.key for one in facts.markets], secure=site.secure)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The ASGI interface."""
        if scope["type"] == "lifespan":
            await self._lifespan(scope, receive, send)
        elif scope["type"] == "http":
            await self._app(scope, receive, send)

    async def follow(self) -> None:
        """Read what changed since, in this process or another, and forget the pages made from what it was before."""
        changed = await self.site.lanes.database(self._changed)
        self.site.cache.changed(changed)

    def _changed(self) -> tuple[tuple[str, str], ...]:
        """Topics touched lately. The window overlaps, since keys of commits side by side are not in their order."""
        now = time.time()
        earliest = int((self._followed - _OVERLAP_SECONDS) * 1000)
        with self.site.shop.database.read() as rows:
            changed = topics.changed_since(rows, str(uuid.UUID(int=earliest << 80)))
        self._followed = now
        return changed

    @asynccontextmanager
    async def _living(self, _app: object) -> AsyncIterator[None]:
        follower = asyncio.create_task(self._keep_following())
        try:
            yield
        finally:
            follower.cancel()
            with suppress(asyncio.CancelledError):
                await follower
            self.site.lanes.close()

    async def _keep_following(self) -> None:
        while True:
            await asyncio.sleep(_POLL_SECONDS)
            try:
                await self.follow()
            except Exception:  # noqa: BLE001 - the follower goes on, whatever it was
                _LOG.exception("the change log could not be read; pages are up to ten minutes old until it can")

    async def _nowhere(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 - ASGI
        path: str = scope["path"]
        if path.endswith("/") and "//" not in path and scope["method"] in ("GET", "HEAD"):
            here = address_in(self.site.core.facts.languages, path.rstrip("/"), scope.get(LANGUAGE, ""))
            location = quote(here).encode()
            await send_bytes(scope, send, 308, b"", [(b"location", location)])
            return
        if _FILE.search(path):
            await send_bytes(
                scope, send, 404, b"There is no such file.\n", [(b"content-type", b"text/plain; charset=utf-8")]
            )
            return
        answer = await self.site.lanes.database(_page_for, self.site, scope, HTTPStatus.NOT_FOUND)
        await send_bytes(scope, send, answer.status, answer.body, answer.all_headers())


def build_app(shop: Shop, *, dev: bool = False) -> WebApp:
    """The ASGI app of a shop. Raises `StartError` where two routes take one name or path."""
    site = Site(shop, dev=dev)
    seen = (Address(path=PATH, view=gallery, policy=ANYONE, name="gallery"),) if dev else ()
    own = (*storefront_addresses(site), *admin_addresses(), *system_addresses(), *seen)
    return WebApp(site, all_addresses(own, shop.hooks.routes()))
