"""The gateway as an ASGI app, and as a process."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Callable
from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException

from ecomkit.dev.gateway.api import Api, http_answer, refusal_answer
from ecomkit.dev.gateway.pages import Pages
from ecomkit.dev.gateway.payment import Refusal
from ecomkit.dev.gateway.provider import Provider, Terms
from ecomkit.dev.serving import address, announce, listen, run

__all__ = ["build_app", "serve"]

MOST_BODY = 65_536


def build_app(terms: Terms, ready: Callable[[], None]) -> Starlette:
    """Return the gateway's ASGI app; `ready` is called when it takes requests.

    Raises: UserError when the ledger file cannot be used.
    """
    provider = Provider(terms)

    @contextlib.asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        async with provider.running():
            ready()
            yield

    return Starlette(
        routes=[*Api(provider, terms.api_key).routes(), *Pages(provider).routes()],
        exception_handlers={Refusal: refusal_answer, HTTPException: http_answer},
        lifespan=lifespan,
        max_body_size=MOST_BODY,
    )


def serve(
    *,
    secret: str,
    port: int = 0,
    host: str = "127.0.0.1",
    api_key: str | None = None,
    public_url: str | None = None,
    ledger: Path | None = None,
    webhook_delay: float = 0.0,
    expires_after: float = 1800.0,
) -> None:
    """Serve the gateway until it is told to stop; print `gateway http://host:port` when it accepts connections.

    `secret` signs webhooks and, unless `api_key` is given, is the API key too. Without `ledger` (a SQLite file) all is
    kept in memory. Times are seconds. `public_url` is the address that browsers use, if it is another.
    Raises: UserError for an empty secret, a port that is taken, a ledger that cannot be used.
    """
    sock = listen(host, port)
    url = f"http://{address(sock)}"
    terms = Terms(
        secret=secret,
        api_key=secret if api_key is None else api_key,
        pages=f"{(public_url or url).rstrip('/')}/pay/",
        ledger=ledger,
        webhook_delay=webhook_delay,
        lifetime=expires_after,
    )
    run(build_app(terms, lambda: announce(f"gateway {url}")), sock)
