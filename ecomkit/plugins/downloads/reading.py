"""Reading: what an order may fetch, and what its articles bring."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import bindparam, select

from ecomkit.domain import Order
from ecomkit.plugins.downloads.api import Download, DownloadsOf
from ecomkit.plugins.downloads.tables import file, grant
from ecomkit.sdk import Context

__all__ = ["LIVE", "REVOKED", "downloads_in", "downloads_of", "files_for", "grants_of", "to_fetch"]

LIVE: Final = "live"
REVOKED: Final = "revoked"
_GRANTS = (
    select(grant, file.c.name, file.c.media_type, file.c.size, file.c.digest)
    .join(file, file.c.id == grant.c.file)
    .order_by(grant.c.id)
)
_OF_ORDERS = _GRANTS.where(grant.c.order.in_(bindparam("orders", expanding=True)))
_ONE = _GRANTS.where(grant.c.id == bindparam("of"))
_FILES = select(file).where(file.c.sku.in_(bindparam("skus", expanding=True))).order_by(file.c.sku, file.c.name)


def grants_of(ctx: Context, orders: Sequence[str]) -> Sequence[Any]:
    """Rows of what some orders may fetch, with the file of each."""
    return ctx.db.all(_OF_ORDERS, orders=list(orders)) if orders else ()


def to_fetch(ctx: Context, key: str) -> Any | None:
    """The row of one download that was not taken back; None where there is none."""
    row = ctx.db.first(_ONE, of=key)
    return row if row is not None and row.state == LIVE else None


def files_for(ctx: Context, order: Order) -> Sequence[Any]:
    """The files of what was ordered and is not sent."""
    skus = sorted({line.sku for line in order.quote.lines if line.sku is not None and not line.ships})
    return ctx.db.all(_FILES, skus=skus) if skus else ()


def downloads_of(ctx: Context, query: DownloadsOf) -> tuple[Download, ...]:
    """What an order may fetch."""
    return downloads_in(ctx, [query.order])


def downloads_in(ctx: Context, orders: Sequence[str]) -> tuple[Download, ...]:
    """What some orders may fetch, in one query."""
    return tuple(_download(ctx, row) for row in grants_of(ctx, orders))


def _download(ctx: Context, row: Any) -> Download:
    left = None if row.most is None else row.most - row.taken
    over = left == 0 or (row.until is not None and row.until <= ctx.now)
    return Download(
        key=row.id, order=row.order, number=row.number, name=row.name, media_type=row.media_type, size=row.size, left=left,
        until=row.until, revoked=row.state == REVOKED, live=row.state == LIVE and not over,
    )  # fmt: skip
