"""Intake: what came over the wire, read within limits and decoded, before any view sees it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from http import HTTPStatus
from urllib.parse import parse_qsl, urlsplit

from starlette.datastructures import Headers
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.types import Receive, Scope

from ecomkit.hooks import Upload
from ecomkit.web.cookies import read_cookies
from ecomkit.web.request import Asked
from ecomkit.web.wire import LANGUAGE, MARKET

__all__ = ["MOST_BYTES", "MOST_FIELDS", "TurnedAway", "came_from_elsewhere", "read_head", "read_request"]

MOST_BYTES = 1_000_000
MOST_FIELDS = 200
_MULTIPART = "multipart/form-data"
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class TurnedAway(Exception):
    """A request that is not looked into any further: a status, and why in English for the log."""

    def __init__(self, status: HTTPStatus, why: str) -> None:
        self.status = status
        super().__init__(why)


def read_head(scope: Scope) -> Asked:
    """What is known of a request before its body is read."""
    client = scope.get("client")
    headers = {key.decode("latin-1"): value.decode("latin-1") for key, value in scope["headers"]}
    return Asked(
        method=scope["method"], path=scope["path"], params=_clean(scope.get("path_params", {}).items()),
        query=_pairs(scope["query_string"].decode("latin-1")), headers=headers, cookies=read_cookies(headers.get("cookie", "")),
        raw_query=scope["query_string"], client=client[0] if client else "", language=scope.get(LANGUAGE, ""),
        market=scope.get(MARKET, ""),
    )  # fmt: skip


async def read_request(scope: Scope, receive: Receive, *, uploads: int = 0) -> Asked:
    """Read and decode a request, with up to so many bytes of files. Raises `TurnedAway` for one that is too large or cannot be read."""
    asked = read_head(scope)
    if asked.method in _SAFE:
        return asked
    chunks = _chunks(asked.headers, receive, MOST_BYTES + uploads)
    if uploads and _kind(asked.headers) == _MULTIPART:
        form, files = await _parts(asked.headers, chunks)
        return replace(asked, form=form, files=files)
    body = b"".join([chunk async for chunk in chunks])
    return replace(asked, body=body, form=await _form(asked.headers, body) if body else {})


async def _chunks(headers: Mapping[str, str], receive: Receive, most: int) -> AsyncIterator[bytes]:
    length = headers.get("content-length", "")
    if length.isascii() and length.isdigit() and int(length) > most:
        raise TurnedAway(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "the body is too large")
    size, more = 0, True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise TurnedAway(HTTPStatus.BAD_REQUEST, "the client went away")
        chunk = message.get("body", b"")
        size += len(chunk)
        if size > most:
            raise TurnedAway(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "the body is too large")
        more = message.get("more_body", False)
        yield chunk


def _kind(headers: Mapping[str, str]) -> str:
    return headers.get("content-type", "").partition(";")[0].strip().lower()


async def _form(headers: Mapping[str, str], body: bytes) -> dict[str, str]:
    async def whole() -> AsyncIterator[bytes]:
        yield body

    if _kind(headers) == "application/x-www-form-urlencoded":
        return _pairs(body.decode("latin-1"))
    return (await _parts(headers, whole()))[0] if _kind(headers) == _MULTIPART else {}


async def _parts(headers: Mapping[str, str], chunks: AsyncIterator[bytes]) -> tuple[dict[str, str], dict[str, Upload]]:
    """Fields and files of a form; what is large lies on the disk meanwhile."""
    try:
        parser = MultiPartParser(Headers(dict(headers)), chunks, max_files=10, max_fields=MOST_FIELDS)  # type: ignore[arg-type]
        form = await parser.parse()
    except (MultiPartException, KeyError, UnicodeDecodeError) as error:
        raise TurnedAway(HTTPStatus.BAD_REQUEST, "the form cannot be read") from error
    fields = _clean((key, value) for key, value in form.multi_items() if isinstance(value, str))
    found = ((key, one) for key, one in form.multi_items() if not isinstance(one, str))
    return fields, {k: Upload(filename=one.filename or "", size=one.size or 0, file=one.file) for k, one in found}


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
