"""Intake: what came over the wire, read within limits and decoded, before any view sees it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from http import HTTPStatus
from urllib.parse import parse_qsl, urlsplit

from starlette.datastructures import Headers
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.types import Receive, Scope

from ecomkit.web.cookies import read_cookies
from ecomkit.web.request import Asked
from ecomkit.web.wire import LANGUAGE

__all__ = ["MOST_BYTES", "MOST_FIELDS", "TurnedAway", "came_from_elsewhere", "read_request"]

MOST_BYTES = 1_000_000
MOST_FIELDS = 200
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class TurnedAway(Exception):
    """A request that is not looked into any further: a status, and why in English for the log."""

    def __init__(self, status: HTTPStatus, why: str) -> None:
        self.status = status
        super().__init__(why)


async def read_request(scope: Scope, receive: Receive) -> Asked:
    """Read and decode a request. Raises `TurnedAway` for one that is too large or cannot be read."""
    method: str = scope["method"]
    headers = {key.decode("latin-1"): value.decode("latin-1") for key, value in scope["headers"]}
    body = b"" if method in _SAFE else await _body(headers, receive)
    client = scope.get("client")
    return Asked(
        method=method, path=scope["path"], params=_clean(scope.get("path_params", {}).items()),
        query=_pairs(scope["query_string"].decode("latin-1")), form=await _form(headers, body) if body else {}, headers=headers,
        cookies=read_cookies(headers.get("cookie", "")), body=body, raw_query=scope["query_string"],
        client=client[0] if client else "", language=scope.get(LANGUAGE, ""),
    )  # fmt: skip


async def _body(headers: Mapping[str, str], receive: Receive) -> bytes:
    length = headers.get("content-length", "")
    if length.isascii() and length.isdigit() and int(length) > MOST_BYTES:
        raise TurnedAway(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "the body is too large")
    chunks, size = [], 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise TurnedAway(HTTPStatus.BAD_REQUEST, "the client went away")
        chunk = message.get("body", b"")
        size += len(chunk)
        if size > MOST_BYTES:
            raise TurnedAway(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "the body is too large")
        chunks.append(chunk)
        if not message.get("more_body", False):
            return b"".join(chunks)


async def _form(headers: Mapping[str, str], body: bytes) -> dict[str, str]:
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "application/x-www-form-urlencoded":
        return _pairs(body.decode("latin-1"))
    if kind == "multipart/form-data":
        return await _parts(headers, body)
    return {}


async def _parts(headers: Mapping[str, str], body: bytes) -> dict[str, str]:
    async def stream() -> AsyncIterator[bytes]:
        yield body

    try:
        parser = MultiPartParser(Headers(dict(headers)), stream(), max_files=10, max_fields=MOST_FIELDS)  # type: ignore[arg-type]
        form = await parser.parse()
    except (MultiPartException, KeyError, UnicodeDecodeError) as error:
        raise TurnedAway(HTTPStatus.BAD_REQUEST, "the form cannot be read") from error
    return _clean((key, value) for key, value in form.multi_items() if isinstance(value, str))


def _pairs(text: str) -> dict[str, str]:
    try:
        return _clean(parse_qsl(text, keep_blank_values=True, max_num_fields=MOST_FIELDS, errors="replace"))
    except ValueError as error:
        raise TurnedAway(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "there are too many fields") from error


def _clean(pairs: object) -> dict[str, str]:
    """The last of a name counts. No database stores NUL."""
    return {key: str(value).replace("\0", "") for key, value in pairs}  # type: ignore[attr-defined]


def came_from_elsewhere(asked: Asked, own: str) -> bool:
    """Whether another site's page made the browser send something that changes the shop (CSRF).

    Browsers say so with Sec-Fetch-Site, older ones with Origin; who says neither is no browser and carries nobody's cookies.
    """
    if asked.method in _SAFE:
        return False
    site = asked.headers.get("sec-fetch-site")
    if site is not None:
        return site not in ("same-origin", "none")
    origin = asked.headers.get("origin")
    if origin is None:
        return False
    return origin != own and urlsplit(origin).netloc != asked.headers.get("host", "")
