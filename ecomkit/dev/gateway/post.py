"""A small pooled HTTP/1.1 client that does one thing: POST a JSON body and tell the status."""

from __future__ import annotations

import asyncio
import re
import ssl
from collections.abc import Mapping
from urllib.parse import SplitResult, urlsplit

__all__ = ["Poster"]

Connection = tuple[asyncio.StreamReader, asyncio.StreamWriter]
Origin = tuple[str, str, int]

STATUS = re.compile(rb"HTTP/1\.[01] (\d{3})")
LENGTH = re.compile(rb"\r\ncontent-length:[ \t]*(\d{1,9})[ \t]*\r\n", re.IGNORECASE)
ENDS = re.compile(rb"\r\n(connection:[ \t]*close|transfer-encoding:)|^HTTP/1\.0", re.IGNORECASE)
MOST_KEPT = 32
MOST_DRAINED = 65_536


class Poster:
    """Posts to any number of servers, keeping their connections. Follows no redirect."""

    def __init__(self, timeout: float = 10.0) -> None:
        self._timeout = timeout
        self._idle: dict[Origin, list[Connection]] = {}
        self._tls = ssl.create_default_context()

    async def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> int:
        """Return the HTTP status of the answer, 0 when none came within the time limit (seconds)."""
        parts = urlsplit(url)
        origin = (parts.scheme, parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80))
        request = _request(parts, body, headers)
        try:
            async with asyncio.timeout(self._timeout):
                return await self._post(origin, request)
        except (OSError, EOFError, asyncio.LimitOverrunError, ValueError):
            return 0

    def close(self) -> None:
        """Close the idle connections."""
        for connections in self._idle.values():
            for _, writer in connections:
                writer.close()
        self._idle.clear()

    async def _post(self, origin: Origin, request: bytes) -> int:
        if kept := self._idle.get(origin):
            # The server may have closed an idle connection just now; a webhook may be sent twice, so ask anew.
            try:
                return await self._exchange(origin, kept.pop(), request)
            except (OSError, EOFError):
                pass
        scheme, host, port = origin
        connection = await asyncio.open_connection(host, port, ssl=self._tls if scheme == "https" else None)
        return await self._exchange(origin, connection, request)

    async def _exchange(self, origin: Origin, connection: Connection, request: bytes) -> int:
        reader, writer = connection
        keep = False
        try:
            writer.write(request)
            await writer.drain()
            status, head = await _head(reader)
            keep = await _drained(reader, status, head)
        finally:
            idle = self._idle.setdefault(origin, [])
            if keep and len(idle) < MOST_KEPT:
                idle.append(connection)
            else:
                writer.close()
        return status


def _request(parts: SplitResult, body: bytes, headers: Mapping[str, str]) -> bytes:
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    lines = [f"POST {target} HTTP/1.1", f"Host: {parts.netloc}", "User-Agent: ecomkit-gateway"]
    lines += ["Content-Type: application/json", f"Content-Length: {len(body)}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode("ascii") + body


async def _head(reader: asyncio.StreamReader) -> tuple[int, bytes]:
    while True:
        head = await reader.readuntil(b"\r\n\r\n")
        match = STATUS.match(head)
        if match is None:
            raise ValueError("not HTTP")
        if not match[1].startswith(b"1"):
            return int(match[1]), head


async def _drained(reader: asyncio.StreamReader, status: int, head: bytes) -> bool:
    length = 0 if status in (204, 304) else None
    if length is None and (match := LENGTH.search(head)):
        length = int(match[1])
    if length is None or length > MOST_DRAINED or ENDS.search(head):
        return False
    await reader.readexactly(length)
    return True
