"""The market of a visitor: named by an address, else remembered by a cookie, else the shop's main one.

A plain address is the main market's whoever asks, so that one address never shows two prices to people and search engines.
"""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import parse_qsl, urlencode

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ecomkit.domain import MAIN_MARKET
from ecomkit.web.cookies import MARKET as COOKIE
from ecomkit.web.cookies import cookie, read_cookies
from ecomkit.web.wire import MARKET, Headers

__all__ = ["MARKET_SECONDS", "MarketLayer", "market_cookie"]

MARKET_SECONDS = 365 * 86_400
_NAME = "market"


def market_cookie(key: str, *, secure: bool) -> bytes:
    """The Set-Cookie header that remembers a market; the main one needs none."""
    if key == MAIN_MARKET:
        return cookie(COOKIE, "", secure=secure, seconds=0)
    return cookie(COOKIE, key, secure=secure, seconds=MARKET_SECONDS)


class MarketLayer:
    """The outermost layer, where there are markets: takes `?market=us` out of an address, remembers it, and tells the scope what is meant.

    What lies below knows addresses without it: one page has one address, and a link may still name a market. Nor does it see
    the cookie: whoever has chosen a market and nothing else is served the ready pages of that market.
    """

    def __init__(self, app: ASGIApp, markets: Iterable[str], *, secure: bool) -> None:
        self._app = app
        self._keys = frozenset(markets)
        self._secure = secure

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on in its market."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        named, rest = _taken_out(scope["query_string"])
        chosen = named if named == MAIN_MARKET or named in self._keys else ""
        kept, headers = _eaten(scope["headers"])
        key = chosen or kept
        changes: dict[str, object] = {"query_string": rest} if named is not None else {}
        if kept:
            changes["headers"] = headers
        if key in self._keys:
            changes[MARKET] = key
        inner = {**scope, **changes} if changes else scope
        await self._app(inner, receive, self._remembering(chosen, send) if chosen else send)

    def _remembering(self, key: str, send: Send) -> Send:
        baked = (b"set-cookie", market_cookie(key, secure=self._secure))

        async def remember(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], baked]
            await send(message)

        return remember


def _eaten(headers: Headers) -> tuple[str, Headers]:
    """The market that the cookie names, and the headers without it."""
    kept, rest = "", list[tuple[bytes, bytes]]()
    for name, value in headers:
        if name != b"cookie" or COOKIE.encode() not in value:
            rest.append((name, value))
            continue
        pairs = [pair.strip() for pair in value.decode("latin-1").split(";")]
        kept = kept or read_cookies(value.decode("latin-1")).get(COOKIE, "")
        others = [pair for pair in pairs if pair.partition("=")[0].strip() != COOKIE]
        rest += [(name, "; ".join(others).encode("latin-1"))] if others else []
    return kept, rest


def _taken_out(query: bytes) -> tuple[str | None, bytes]:
    """The market that a query names, and the query without it."""
    if _NAME.encode() not in query:
        return None, query
    pairs = parse_qsl(query.decode("latin-1"), keep_blank_values=True, encoding="latin-1")
    named = [value for name, value in pairs if name == _NAME]
    if not named:
        return None, query
    return named[-1], urlencode([pair for pair in pairs if pair[0] != _NAME], encoding="latin-1").encode()
