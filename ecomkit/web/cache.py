"""The page cache: ready bytes for who has no cookie of ours, answered before routing, threads and database."""

from __future__ import annotations

import gzip
import hashlib
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from threading import Lock
from typing import TypeVar
from urllib.parse import parse_qsl

from starlette.types import ASGIApp, Receive, Scope, Send

from ecomkit.web.wire import MARKET, Headers, send_bytes

__all__ = ["CacheLayer", "Entry", "PageCache", "clean_key", "make_entry", "page_of"]

T = TypeVar("T")
Key = tuple[str, bytes]
_MOST_BYTES = 32_000_000
_OURS = b"ecomkit_"


@dataclass(frozen=True, slots=True)
class Entry:
    """A shared page: its bytes, plain and squeezed, what it was made from, and until when it may be shown.

    `body` also serves guests with a cart, whose page is this one with their cart's count in it.
    """

    body: bytes
    squeezed: bytes
    etag: bytes
    headers: tuple[tuple[bytes, bytes], ...]
    topics: Mapping[str, str]
    valid_until: datetime

    @property
    def weight(self) -> int:
        """Bytes that it takes."""
        return len(self.body) + len(self.squeezed) + 1000


def make_entry(body: bytes, *, headers: Headers, topics: Mapping[str, str], valid_until: datetime) -> Entry:
    """An entry ready to be sent. The ETag is weak, since plain and squeezed bytes share it."""
    etag = b'W/"' + hashlib.blake2b(body, digest_size=9).hexdigest().encode() + b'"'
    ready = (
        *headers, (b"etag", etag), (b"cache-control", b"no-cache"), (b"vary", b"accept-encoding, cookie"),
    )  # fmt: skip
    return Entry(body, gzip.compress(body, 6, mtime=0), etag, ready, topics, valid_until)


class PageCache:
    """Entries by path and query, least recently used ones leaving first. Topics that moved take their entries along."""

    def __init__(self, clock: Callable[[], datetime], *, most_bytes: int = _MOST_BYTES) -> None:
        self._clock = clock
        self._most = most_bytes
        self._entries: OrderedDict[Key, Entry] = OrderedDict()
        self._notes: dict[str, tuple[object, Mapping[str, str]]] = {}
        self._weight = 0
        self._lock = Lock()
        self.hits = 0

    def get(self, key: Key) -> Entry | None:
        """A page that may still be shown."""
        entry = self._entries.get(key)
        if entry is None or entry.valid_until <= self._clock():
            return None
        return entry

    def put(self, key: Key, entry: Entry) -> None:
        """Keep a page."""
        with self._lock:
            self._drop(key)
            self._entries[key] = entry
            self._weight += entry.weight
            while self._weight > self._most:
                self._drop(next(iter(self._entries)))

    def note(self, name: str, topics: Mapping[str, str], value: T) -> T:
        """Keep a value that pages are made of, as long as its topics stand still."""
        with self._lock:
            self._notes[name] = (value, topics)
        return value

    def noted(self, name: str) -> object | None:
        """A value kept with `note`."""
        found = self._notes.get(name)
        return found[0] if found else None

    def changed(self, versions: Iterable[tuple[str, str]]) -> None:
        """Topics have these versions now: whatever was made from others is forgotten."""
        now = dict(versions)
        if not now:
            return
        with self._lock:
            for key in [key for key, entry in self._entries.items() if _stale(entry.topics, now)]:
                self._drop(key)
            for name in [name for name, (_, topics) in self._notes.items() if _stale(topics, now)]:
                del self._notes[name]

    def touched(self, key: Key) -> None:
        """Note that a page was asked for, so that it stays."""
        with self._lock:
            if key in self._entries:
                self._entries.move_to_end(key)

    @property
    def size(self) -> tuple[int, int]:
        """How many entries, and how many bytes."""
        return len(self._entries), self._weight

    def _drop(self, key: Key) -> None:
        entry = self._entries.pop(key, None)
        if entry is not None:
            self._weight -= entry.weight


def _stale(topics: Mapping[str, str], now: Mapping[str, str]) -> bool:
    return any(topics.get(topic, version) != version for topic, version in now.items())


class CacheLayer:
    """The outermost ASGI layer. A request with one of our cookies, or that changes something, goes on inwards."""

    def __init__(self, app: ASGIApp, cache: PageCache) -> None:
        self._app = app
        self._cache = cache

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer from the cache, or let the app do it."""
        if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD"):
            await self._app(scope, receive, send)
            return
        key = (page_of(scope["path"], scope.get(MARKET)), scope["query_string"])
        entry = self._cache.get(key)
        if entry is None:
            await self._app(scope, receive, send)
            return
        squeeze, known = False, b""
        for name, value in scope["headers"]:
            if name == b"cookie" and _OURS in value:
                await self._app(scope, receive, send)
                return
            if name == b"accept-encoding":
                squeeze = b"gzip" in value
            elif name == b"if-none-match":
                known = value
        self._cache.hits += 1
        if self._cache.hits & 15 == 0:
            self._cache.touched(key)
        await _send_entry(entry, scope, send, squeeze=squeeze, known=known)


async def _send_entry(entry: Entry, scope: Scope, send: Send, *, squeeze: bool, known: bytes) -> None:
    if known and entry.etag in known:
        await send_bytes(scope, send, 304, b"", entry.headers)
    elif squeeze:
        await send_bytes(scope, send, 200, entry.squeezed, (*entry.headers, (b"content-encoding", b"gzip")))
    else:
        await send_bytes(scope, send, 200, entry.body, entry.headers)


def page_of(path: str, market: str | None) -> str:
    """By what a page is kept that a market shows at an address; no address begins with a letter."""
    return f"{market}:{path}" if market else path


def clean_key(path: str, query: bytes, known: frozenset[str]) -> Key | None:
    """The key of a page that knows these query parameters; None where there are others, or one twice."""
    if not query:
        return path, b""
    if query.count(b"&") > len(known):
        return None
    pairs = parse_qsl(query.decode("latin-1"), keep_blank_values=True)
    names = [name for name, _ in pairs]
    return (path, query) if set(names) <= known and len(set(names)) == len(names) else None
