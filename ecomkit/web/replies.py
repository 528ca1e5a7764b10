"""Replies: what a view gives back becomes a status, headers and bytes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlsplit

from starlette.responses import FileResponse
from starlette.types import Receive, Scope, Send

from ecomkit.hooks import Document, Page, Redirect, StoredFile
from ecomkit.web.request import WebRequest
from ecomkit.web.wire import Headers, send_bytes

__all__ = [
    "Answer",
    "Onward",
    "ViewReply",
    "document_answer",
    "local_path",
    "redirect_answer",
    "safe_location",
    "send_answer",
]

_PRIVATE = b"private, no-store"


@dataclass(frozen=True, slots=True)
class Onward:
    """A reply that needs the outside first: `work` runs beside the database lane, `then` goes on with what it gave.

    What `work` raises reaches `then` as the exception itself.
    """

    work: Callable[[], Any]
    then: Callable[[WebRequest, Any], ViewReply]


ViewReply = Page | Redirect | Document | StoredFile | Onward


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What goes over the wire: `body`, or the `file` in its place. `private` is false for what everybody may be shown."""

    status: int
    body: bytes = b""
    file: StoredFile | None = None
    headers: Headers = ()
    private: bool = True
    extra: Mapping[str, str] = field(default_factory=dict)

    def all_headers(self) -> list[tuple[bytes, bytes]]:
        """The headers, with Cache-Control where nobody said otherwise."""
        names = {name for name, _ in self.headers}
        control = [] if b"cache-control" in names or not self.private else [(b"cache-control", _PRIVATE)]
        return [*self.headers, *control]


async def send_answer(scope: Scope, receive: Receive, send: Send, answer: Answer) -> None:
    """Send it; of a file, the part that was asked for."""
    if answer.file is None:
        await send_bytes(scope, send, answer.status, answer.body, answer.all_headers())
        return
    one = answer.file
    headers = {key.decode("latin-1"): value.decode("latin-1") for key, value in answer.all_headers()}
    if one.tag:
        headers["etag"] = f'"{one.tag}"'
    reply = FileResponse(one.path, headers=headers, media_type=one.media_type, filename=one.filename.replace("/", "_"))
    await reply(scope, receive, send)


def safe_location(to: str) -> bytes:
    """An address for a Location header: whatever could end the header or is not ASCII is percent-encoded."""
    return quote(to, safe=":/?#[]@!$&'()*+,;=%~-._").encode()


def local_path(wanted: str, otherwise: str) -> str:
    """A path of this shop to send somebody on to, or `otherwise`: never another site (CWE-601)."""
    parts = urlsplit(wanted.replace("\\", "/"))
    plain = wanted.startswith("/") and not wanted.startswith(("//", "/\\")) and wanted.isprintable()
    return wanted if plain and not parts.scheme and not parts.netloc else otherwise


def redirect_answer(reply: Redirect) -> Answer:
    """See Other (303): the browser goes on with GET; Moved Permanently (301) where the page has another address now."""
    status = 301 if reply.permanent else 303
    return Answer(status=status, headers=[(b"location", safe_location(reply.to))])


def document_answer(reply: Document) -> Answer:
    """A file. Raises `ValueError` for a header that would break out of its line."""
    headers = [(b"content-type", reply.media_type.encode("latin-1"))]
    if reply.filename is not None:
        name = quote(reply.filename.replace("/", "_"), safe="")
        headers.append((b"content-disposition", f"attachment; filename*=UTF-8''{name}".encode()))
    for key, value in reply.headers.items():
        headers.append((key.lower().encode("latin-1"), value.encode("latin-1")))
    for _, line in headers:
        if any(sign in line for sign in (b"\r", b"\n", b"\0")):
            raise ValueError("a header's value stays on one line")
    return Answer(status=reply.status, body=reply.content, headers=headers)
