"""No network inside a transaction: a guard for tests that refuses sockets, and so proves it."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from sqlalchemy import event
from sqlalchemy.engine import Connection

from ecomkit.shop import Shop

__all__ = ["no_network_while_writing"]

_CALLS = ("connect", "connect_ex", "sendto")


@contextmanager
def no_network_while_writing(shop: Shop) -> Iterator[None]:
    """Inside, whoever opens a socket while their thread has a write transaction open gets a `PermissionError`.

    The database's own connections are no Python sockets, so they are not refused. Raised inside a plugin's hook or
    command, the refusal names the plugin, as every failure there does.
    """
    writing = threading.local()

    def begin(connection: Connection) -> None:
        writing.now = connection.get_execution_options().get("writes", False)

    def end(_connection: Connection) -> None:
        writing.now = False

    def guarded(real: Any) -> Any:
        def call(*given: Any, **options: Any) -> Any:
            if getattr(writing, "now", False):
                raise PermissionError("no network inside a transaction: do it in a job, an on_* or an ask_* hook")
            return real(*given, **options)

        return call

    listened = (("begin", begin), ("commit", end), ("rollback", end))
    for name, listener in listened:
        event.listen(shop.database.engine, name, listener)
    refused = [patch.object(socket.socket, name, guarded(getattr(socket.socket, name))) for name in _CALLS]
    refused.append(patch.object(socket, "getaddrinfo", guarded(socket.getaddrinfo)))
    try:
        for one in refused:
            one.start()
        yield
    finally:
        for one in refused:
            one.stop()
        for name, listener in listened:
            event.remove(shop.database.engine, name, listener)
