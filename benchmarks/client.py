"""A small HTTP client for load: kept-alive connections on asyncio streams, cookies, and forms filled in as a person would."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlencode, urljoin, urlsplit

__all__ = ["Answer", "Browser", "Form", "form_with", "load"]


@dataclass(slots=True)
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes
    url: str

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode()


@dataclass(slots=True)
class Form:
    """A form of a page: where it goes, and what its fields hold."""

    action: str
    method: str
    values: dict[str, str] = field(default_factory=dict)


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        got = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(Form(got.get("action", ""), got.get("method", "get").lower()))
        if not self.forms:
            return
        values, name = self.forms[-1].values, got.get("name", "")
        if tag == "select":
            self._select = name
        elif tag == "option" and self._select and ("selected" in got or self._select not in values):
            values[self._select] = got.get("value", "")
        elif tag == "input" and name:
            if got.get("type") in ("radio", "checkbox"):
                if "checked" in got:
                    values[name] = got.get("value", "on")
            else:
                values[name] = got.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self._select = ""


def form_with(html: str, field: str) -> Form:
    """The form of a page that has a field of that name. Raises `LookupError`. The rest of the page is not read."""
    at = html.find(f'name="{field}"')
    if at < 0:
        raise LookupError(f"no form has a field {field!r}")
    parser = _Forms()
    parser.feed(html[html.rfind("<form", 0, at) : html.index("</form>", at)])
    return parser.forms[0]


class Browser:
    """One visitor: cookies and a connection to each host."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.cookies: dict[str, dict[str, str]] = {}
        self._open: dict[str, tuple[asyncio.StreamReader, asyncio.StreamWriter]] = {}

    async def get(self, url: str) -> Answer:
        """Follow a link, and redirects."""
        return await self._go("GET", urljoin(self.base, url), None)

    async def submit(self, page: Answer, form: Form, **values: str) -> Answer:
        """Send a form with some fields filled in."""
        return await self._go("POST", urljoin(page.url, form.action), form.values | values)

    async def _go(self, method: str, url: str, values: dict[str, str] | None) -> Answer:
        for _ in range(6):
            answer = await self._once(method, url, urlencode(values).encode() if values is not None else None)
            if answer.status not in (302, 303, 307) or "location" not in answer.headers:
                return answer
            method, url, values = "GET", urljoin(url, answer.headers["location"]), None
        raise RuntimeError(f"too many redirects at {url}")

    async def _once(self, method: str, url: str, body: bytes | None) -> Answer:
        parts = urlsplit(url)
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        jar = self.cookies.setdefault(parts.netloc, {})
        head = [f"{method} {path} HTTP/1.1", f"Host: {parts.netloc}"]
        if jar:
            head.append("Cookie: " + "; ".join(f"{k}={v}" for k, v in jar.items()))
        if body is not None:
            head += [
                f"Origin: {parts.scheme}://{parts.netloc}", "Content-Type: application/x-www-form-urlencoded",
                f"Content-Length: {len(body)}",
            ]  # fmt: skip
        reader, writer = await self._connection(parts.netloc)
        writer.write(("\r\n".join(head) + "\r\n\r\n").encode() + (body or b""))
        return await self._read(reader, jar, url)

    async def _connection(self, netloc: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        known = self._open.get(netloc)
        if known is None or known[1].is_closing() or known[0].at_eof():
            host, _, port = netloc.partition(":")
            known = self._open[netloc] = await asyncio.open_connection(host, int(port or 80))
        return known

    async def _read(self, reader: asyncio.StreamReader, jar: dict[str, str], url: str) -> Answer:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        headers: dict[str, str] = {}
        for line in head[1:]:
            name, _, value = line.partition(": ")
            if name.lower() == "set-cookie":
                key, _, rest = value.partition("=")
                jar[key] = rest.partition(";")[0]
            headers[name.lower()] = value
        if headers.get("transfer-encoding") == "chunked":
            body = await _chunks(reader)
        else:
            body = await reader.readexactly(int(headers.get("content-length", "0")))
        return Answer(int(head[0].split()[1]), headers, body, url)

    async def close(self) -> None:
        """Close all connections."""
        for _, writer in self._open.values():
            writer.close()


async def _chunks(reader: asyncio.StreamReader) -> bytes:
    found = b""
    while size := int(await reader.readline(), 16):
        found += await reader.readexactly(size)
        await reader.readexactly(2)
    await reader.readline()
    return found


async def load(url: str, *, seconds: float, clients: int = 16, cookie: str = "") -> tuple[int, list[float]]:
    """Ask for one address again and again; gives how many answers came, and how long each took (seconds)."""
    parts = urlsplit(url)
    extra = f"Cookie: {cookie}\r\n" if cookie else ""
    request = f"GET {parts.path or '/'} HTTP/1.1\r\nHost: {parts.netloc}\r\n{extra}\r\n".encode()
    end, spans = time.perf_counter() + seconds, []

    async def one() -> None:
        reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
        while (start := time.perf_counter()) < end:
            writer.write(request)
            head = await reader.readuntil(b"\r\n\r\n")
            if not head.startswith(b"HTTP/1.1 200"):
                raise RuntimeError(head[:200])
            at = head.lower().find(b"content-length: ")
            if at < 0:
                await _chunks(reader)
            else:
                await reader.readexactly(int(head[at + 16 : head.index(b"\r", at)]))
            spans.append(time.perf_counter() - start)
        writer.close()

    await asyncio.gather(*(one() for _ in range(clients)))
    return len(spans), spans
