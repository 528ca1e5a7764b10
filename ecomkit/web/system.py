"""What machines ask of a shop: health, figures, pictures and webhooks."""

from __future__ import annotations

import hmac

from sqlalchemy import select
from starlette.types import Receive, Scope, Send

from ecomkit.domain import Actor, ActorKind, Channel, PaymentReport, ReportPayment
from ecomkit.errors import NotFound
from ecomkit.hooks import Document
from ecomkit.jobs import Queue
from ecomkit.storage.tables import category
from ecomkit.web import api
from ecomkit.web.addresses import ANYONE, Address
from ecomkit.web.found import found_addresses
from ecomkit.web.request import WebRequest
from ecomkit.web.site import Site, metrics_token
from ecomkit.web.wire import header, send_bytes

__all__ = ["Media", "system_addresses"]

_TEXT = "text/plain; charset=utf-8"
_LOCAL = frozenset({"127.0.0.1", "::1"})


def healthz(request: WebRequest) -> Document:
    """The process answers, and its database with it."""
    request.rows.first(select(category.c.slug).limit(1))
    return Document(content=b"ok\n", media_type=_TEXT)


def metrics(request: WebRequest) -> Document:
    """Counters as plain text, for the machine itself or for who knows the token."""
    if not _may_read_metrics(request):
        raise NotFound("There is no such page.")
    site = request.site
    entries, size = site.cache.size
    figures = {
        "ecomkit_cache_hits_total": site.cache.hits, "ecomkit_cache_entries": entries, "ecomkit_cache_bytes": size,
        **{f'ecomkit_responses_total{{class="{kind}"}}': n for kind, n in sorted(site.counters.items())},
        **{f'ecomkit_jobs{{state="{state}"}}': n for state, n in sorted(Queue(site.core.database, "metrics").depth().items())},
    }  # fmt: skip
    lines = "".join(f"{name} {value}\n" for name, value in figures.items())
    return Document(content=lines.encode(), media_type="text/plain; version=0.0.4; charset=utf-8")


def _may_read_metrics(request: WebRequest) -> bool:
    given = request.headers.get("authorization", "").removeprefix("Bearer ")
    if hmac.compare_digest(given.encode(), metrics_token(request.site.core.facts.secret).encode()):
        return True
    forwarded = {"x-forwarded-for", "forwarded", "x-real-ip"} & set(request.headers)
    return request.asked.client in _LOCAL and not forwarded


def webhook(request: WebRequest) -> Document:
    """A provider's word on a payment. It is verified by the method's own plugin before anything else."""
    key = request.path["method"]
    method = request.site.core.methods.get(key)
    if method is None or method.provider is None:
        raise NotFound("There is no such payment method.")
    try:
        report = method.provider.read(request.headers, request.body)
    except PermissionError:
        return Document(content=b"The signature is not right.\n", media_type=_TEXT, status=401)
    except (ValueError, KeyError, TypeError):
        return Document(content=b"The message cannot be read.\n", media_type=_TEXT, status=400)
    if report is not None:
        _take(request, key, report)
    return Document(content=b"ok\n", media_type=_TEXT)


def _take(request: WebRequest, key: str, report: PaymentReport) -> None:
    actor = Actor(kind=ActorKind.PROVIDER, key=request.site.core.method_owners[key])
    provider = request.site.shop.context(channel=Channel.API, actor=actor)
    request.rest()
    request.site.shop.run(provider, ReportPayment(report=report))
    request.refresh()


class Media:
    """Pictures of the catalogue, kept by browsers for good: their address changes with the folder."""

    def __init__(self, site: Site) -> None:
        self._site = site

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 - ASGI
        """Answer a request below `/media/<version>/`."""
        _, _, name = str(scope["path_params"]["path"]).partition("/")
        found = await self._site.lanes.outside(self._site.pictures.read, name)
        if found is None:
            await send_bytes(scope, send, 404, b"There is no such picture.", [(b"content-type", b"text/plain")])
            return
        body, kind = found
        etag = f'"{len(body):x}-{scope["path"][7:15]}"'.encode("ascii", "replace")
        headers = [
            (b"content-type", kind.encode()),
            (b"cache-control", b"public, max-age=31536000, immutable"),
            (b"etag", etag),
        ]
        if header(scope, b"if-none-match") == etag:
            await send_bytes(scope, send, 304, b"", headers)
        else:
            await send_bytes(scope, send, 200, body, headers)


def system_addresses() -> tuple[Address, ...]:
    """The addresses of machines."""
    return (
        Address(path="/healthz", view=healthz, policy=ANYONE, name="healthz"),
        Address(path="/metrics", view=metrics, policy=ANYONE, name="metrics"),
        Address(path="/webhooks/{method}", view=webhook, policy=ANYONE, name="webhook", methods=("POST",), signed=True),
        *found_addresses(),
        *api.api_addresses(),
    )
