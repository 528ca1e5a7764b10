"""The mailbox as one process: SMTP and HTTP in the same event loop."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import AsyncIterator, Callable

from starlette.applications import Starlette

from ecomkit.dev.mailbox.inbox import Inbox, open_smtp
from ecomkit.dev.mailbox.pages import Pages
from ecomkit.dev.serving import address, announce, listen, run

__all__ = ["build_app", "serve"]


def build_app(inbox: Inbox, smtp: socket.socket, ready: Callable[[], None]) -> Starlette:
    """Return the web side as an ASGI app that runs the SMTP side too; `ready` is called when both take requests."""

    @contextlib.asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        server = await open_smtp(inbox, smtp)
        ready()
        yield
        server.close()

    return Starlette(routes=Pages(inbox).routes(), lifespan=lifespan)


def serve(*, smtp_port: int = 0, http_port: int = 0, host: str = "127.0.0.1") -> None:
    """Serve until told to stop; print `mailbox http://host:port smtp://host:port` when connections are accepted.

    Raises: UserError for a port that is taken.
    """
    smtp, web = listen(host, smtp_port), listen(host, http_port)
    line = f"mailbox http://{address(web)} smtp://{address(smtp)}"
    run(build_app(Inbox(), smtp, lambda: announce(line)), web)
