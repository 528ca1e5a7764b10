"""What every development process needs to serve: a listening socket, one printed line, a clean end."""

from __future__ import annotations

import contextlib
import signal
import socket
import sys
from collections.abc import Iterator
from pathlib import Path
from types import FrameType

import uvicorn
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from ecomkit.errors import UserError
from ecomkit.speech import say

__all__ = ["address", "announce", "clean_end", "common_routes", "listen", "run"]

BASE_CSS = Path(__file__).parent / "static" / "base.css"


def listen(host: str, port: int) -> socket.socket:
    """Open a listening socket; port 0 takes a free one.

    Raises: UserError when the address cannot be taken.
    """
    try:
        return socket.create_server((host, port), backlog=2048)
    except (OSError, OverflowError) as error:
        raise UserError(
            say(
                "cannot listen on %(host)s:%(port)s (%(error)s): choose another port, or 0 for a free one",
                host=host,
                port=port,
                error=error,
            )
        ) from error


def address(sock: socket.socket) -> str:
    """Return `host:port` of a listening socket, as others reach it."""
    host, port = sock.getsockname()[:2]
    return f"{host}:{port}"


def announce(line: str) -> None:
    """Print the one line that tells whoever started the process that it accepts connections."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def run(app: ASGIApp, sock: socket.socket) -> None:
    """Serve an ASGI app on a socket in this thread until SIGTERM or SIGINT (or, outside the main thread, for ever)."""
    config = uvicorn.Config(
        app, lifespan="on", access_log=False, log_level="warning", server_header=False, timeout_graceful_shutdown=3
    )
    uvicorn.Server(config).run(sockets=[sock])


@contextlib.contextmanager
def clean_end() -> Iterator[None]:
    """Make SIGTERM and Ctrl-C an ordinary end with exit code 0: the server raises the signal again when it has stopped."""

    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise SystemExit(0)

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    yield


def common_routes(stylesheet: str, own: Path) -> list[Route]:
    """Return the routes that both processes have: `/healthz`, no icon, and a stylesheet (common rules, then own ones)."""
    css = BASE_CSS.read_bytes() + own.read_bytes()

    async def serve_stylesheet(_request: Request) -> Response:
        return Response(css, media_type="text/css", headers={"Cache-Control": "no-cache"})

    async def serve_health(_request: Request) -> Response:
        return PlainTextResponse("ok")

    async def serve_no_icon(_request: Request) -> Response:
        return Response(status_code=204)

    return [Route(stylesheet, serve_stylesheet), Route("/healthz", serve_health), Route("/favicon.ico", serve_no_icon)]
