"""One HTTP POST to an address that somebody else may have chosen: where it may go, and how long it may take."""

from __future__ import annotations

import contextlib
import http.client
import socket
import ssl
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from urllib.parse import urlsplit

__all__ = ["PrivateAddress", "is_public", "post"]

_ORDINARY = IPv6Network("2000::/3")
_TRANSLATED = IPv6Network("64:ff9b::/96")
_MOST_ADDRESSES = 4


class PrivateAddress(PermissionError):
    """The address is in a private network, and nobody said that this is meant."""


def is_public(address: str) -> bool:
    """Whether an IP address is one of the open internet: not private, local or reserved, nor a way round to such a one."""
    found = ip_address(address.partition("%")[0])
    if isinstance(found, IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour
        if inner is None and found in _TRANSLATED:
            inner = IPv4Address(int(found) & 0xFFFFFFFF)
        if inner is None:
            return found in _ORDINARY and found.is_global
        found = inner
    return found.is_global and not found.is_multicast


def post(url: str, body: bytes, headers: Mapping[str, str], *, seconds: int, allow_private: bool) -> int:
    """Send it and give the status of the answer, of which no more is read. A redirect is an answer; nobody follows it.

    The name is looked up once, and the addresses that were judged are those that are used. Raises `PrivateAddress`, and
    `OSError` or `http.client.HTTPException` where nobody answers in time.
    """
    parts = urlsplit(url)
    host, end = parts.hostname or "", time.monotonic() + seconds
    port = parts.port or (443 if parts.scheme == "https" else 80)
    sock = _connect(_looked_up(host, port, allow_private), port, end)
    connection = http.client.HTTPConnection(host, port)
    if parts.scheme == "https":
        context = ssl.create_default_context()
        connection = http.client.HTTPSConnection(host, port, context=context)
        sock = context.wrap_socket(sock, server_hostname=host, do_handshake_on_connect=False)
    connection.sock = sock
    with contextlib.closing(connection), _ended_by(sock, end):
        if isinstance(sock, ssl.SSLSocket):
            sock.do_handshake()
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection.request("POST", target, body, {**headers, "Connection": "close"})
        return connection.getresponse().status


def _looked_up(host: str, port: int, allow_private: bool) -> tuple[str, ...]:
    found = tuple(dict.fromkeys(str(one[4][0]) for one in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)))
    if not allow_private and not all(is_public(one) for one in found):
        raise PrivateAddress(f"{host} is in a private network: write allow_private = true where that is meant")
    return found[:_MOST_ADDRESSES]


def _connect(addresses: tuple[str, ...], port: int, end: float) -> socket.socket:
    """A connection to the first that takes one."""
    failed: OSError | None = None
    for address in addresses:
        try:
            return socket.create_connection((address, port), timeout=max(0.1, end - time.monotonic()))
        except OSError as error:
            failed = error
    raise failed or ConnectionError("the name has no address")


@contextmanager
def _ended_by(sock: socket.socket, end: float) -> Iterator[None]:
    """Cut the line then: the timeouts of a socket begin anew with each byte, and some send one byte at a time."""
    late = threading.Event()

    def cut() -> None:
        late.set()
        with contextlib.suppress(OSError):
            socket.socket.shutdown(sock, socket.SHUT_RDWR)  # the bare one: that of TLS is not for another thread

    timer = threading.Timer(max(0.1, end - time.monotonic()), cut)
    timer.daemon = True
    timer.start()
    try:
        yield
    except (OSError, http.client.HTTPException) as error:
        if late.is_set() or isinstance(error, TimeoutError):
            raise TimeoutError("no answer in time") from error
        raise
    finally:
        timer.cancel()
        timer.join()
