"""The wire: the few lines of ASGI that everything below shares."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from starlette.types import Scope, Send

__all__ = ["LANGUAGE", "MARKET", "Headers", "accepts_gzip", "header", "send_bytes"]

Headers = Sequence[tuple[bytes, bytes]]
LANGUAGE: Final = "ecomkit.language"
"""Where the scope says the language that the address named, if it is not the shop's main one."""
MARKET: Final = "ecomkit.market"
"""Where the scope says the market of the visitor, if it is not the shop's main one."""


def header(scope: Scope, name: bytes) -> bytes:
    """The value of a request header, or nothing. `name` is in lower case."""
    for key, value in scope["headers"]:
        if key == name:
            return bytes(value)
    return b""


def accepts_gzip(scope: Scope) -> bool:
    """Whether the client reads gzip."""
    return b"gzip" in header(scope, b"accept-encoding")


async def send_bytes(scope: Scope, send: Send, status: int, body: bytes, headers: Headers) -> None:
    """Answer with bytes; for HEAD and 304 with the headers alone."""
    empty = status in (204, 304)
    length = [] if empty else [(b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": [*headers, *length]})
    await send({"type": "http.response.body", "body": b"" if empty or scope["method"] == "HEAD" else body})
