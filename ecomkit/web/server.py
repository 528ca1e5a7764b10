"""The server: one process that serves one shop."""

from __future__ import annotations

import gc
import logging
import socket
from threading import Thread

import uvicorn

from ecomkit.domain import FacetsOf, Products
from ecomkit.errors import UserError
from ecomkit.shop import Shop
from ecomkit.web.app import build_app

__all__ = ["serve", "warm"]

_LOG = logging.getLogger(__name__)
_DRAIN_SECONDS = 10


def serve(shop: Shop, host: str = "127.0.0.1", port: int = 8000, *, dev: bool = False, shared: bool = False) -> None:
    """Serve an open shop until SIGTERM or SIGINT; requests that run are finished first.

    `shared` lets several processes listen on the port, each with what the system gives it. Raises `UserError` where the
    port is taken. No access log is written: addresses of orders hold their tokens.
    """
    config = uvicorn.Config(
        build_app(shop, dev=dev), host=host, port=port, loop="auto", http="httptools", ws="none", lifespan="on", access_log=False,
        log_level="warning", server_header=False, proxy_headers=True, forwarded_allow_ips="127.0.0.1",
        timeout_graceful_shutdown=_DRAIN_SECONDS, backlog=512,
    )  # fmt: skip
    server = uvicorn.Server(config)
    _settle_garbage()
    Thread(target=warm, args=(shop,), name="warm", daemon=True).start()
    try:
        server.run(sockets=[_shared_socket(host, port)] if shared else None)
    except SystemExit as stopped:
        if not server.started:
            raise UserError(f"{host}:{port} is taken or not ours: choose another port with --port") from stopped
        raise


def warm(shop: Shop) -> None:
    """Read what lists are cut from before anybody asks for one: of 100,000 products that takes seconds.

    Pages are served meanwhile; a list waits for it. Where it fails, the first list does it, and says what is wrong.
    """
    try:
        moment = shop.system()
        shop.ask(moment, Products(limit=1))
        shop.ask(moment, FacetsOf())
    except Exception:  # noqa: BLE001 - a server without a database still says so on its pages
        _LOG.warning("lists could not be made ready", exc_info=True)
    gc.freeze()


def _settle_garbage() -> None:
    """What a server keeps until its end is not looked through again: a full collection would stop it for a long moment."""
    gc.collect()
    gc.freeze()


def _shared_socket(host: str, port: int) -> socket.socket:
    """A socket that other processes may listen on beside this one."""
    listening = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    listening.bind((host, port))
    return listening
