"""Stock on tables: counts, and what is set aside for whom."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import bindparam, delete, insert, select, update

from ecomkit.domain import StockLevel, availability
from ecomkit.storage.database import Rows
from ecomkit.storage.tables import reservation, stock, variant

__all__ = ["adjust", "all_levels", "dispatch", "levels", "release", "reserve", "reserved", "take_over"]

_LEVELS = select(stock).where(stock.c.sku.in_(bindparam("skus", expanding=True)))
_ALL_LEVELS = select(stock).where(stock.c.sku > bindparam("after")).order_by(stock.c.sku).limit(bindparam("limit"))
_FREE = stock.c.on_hand - stock.c.reserved
_OF_SKU = update(stock).where(stock.c.sku == bindparam("of"))
_RESERVE = _OF_SKU.where(bindparam("n") <= _FREE).values(reserved=stock.c.reserved + bindparam("n"))
_RELEASE = _OF_SKU.values(reserved=stock.c.reserved - bindparam("n"))
_DISPATCH = _OF_SKU.values(on_hand=stock.c.on_hand - bindparam("n"), reserved=stock.c.reserved - bindparam("n"))
_ADJUST = _OF_SKU.where(stock.c.on_hand + bindparam("n") >= stock.c.reserved).values(
    on_hand=stock.c.on_hand + bindparam("n")
)
_RESERVED = select(reservation).where(reservation.c.owner == bindparam("owner")).order_by(reservation.c.sku)
_PRODUCT_OF = select(variant.c.product).where(variant.c.sku == bindparam("sku"))


def levels(rows: Rows, skus: Sequence[str]) -> dict[str, StockLevel]:
    """Stock of some SKUs."""
    found = rows.all(_LEVELS, skus=list(skus)) if skus else ()
    return {r.sku: StockLevel(sku=r.sku, on_hand=r.on_hand, reserved=r.reserved) for r in found}


def all_levels(rows: Rows, after: str | None, limit: int) -> tuple[StockLevel, ...]:
    """A page of stock, by SKU."""
    found = rows.all(_ALL_LEVELS, after=after or "", limit=limit)
    return tuple(StockLevel(sku=r.sku, on_hand=r.on_hand, reserved=r.reserved) for r in found)


def adjust(rows: Rows, sku: str, change: int) -> StockLevel | None:
    """Correct the count of a SKU, never below what is reserved; None where the guard said no."""
    if not rows.write(_ADJUST, of=sku, n=change):
        return None
    _touch_band(rows, sku, change)
    return levels(rows, [sku])[sku]


def reserve(rows: Rows, owner: str, quantities: Mapping[str, int]) -> str | None:
    """Set stock aside for an order or a held command; gives the first SKU that has too little, or None when all went well.

    The guard is in the statement: whatever else runs, no piece is promised twice (I2). SKUs go in their order, so that two
    baskets never wait for each other.
    """
    for sku, quantity in sorted(quantities.items()):
        if not rows.write(_RESERVE, of=sku, n=quantity):
            return sku
        rows.write(insert(reservation), owner=owner, sku=sku, quantity=quantity)
        _touch_band(rows, sku, -quantity)
    return None


def take_over(rows: Rows, before: str, after: str) -> None:
    """Let another owner have a reservation as it is."""
    rows.write(update(reservation).where(reservation.c.owner == before), owner=after)


def reserved(rows: Rows, owner: str) -> dict[str, int]:
    """What an owner has set aside."""
    return {row.sku: row.quantity for row in rows.all(_RESERVED, owner=owner)}


def release(rows: Rows, owner: str) -> None:
    """Give back what was set aside."""
    for sku, quantity in reserved(rows, owner).items():
        rows.write(_RELEASE, of=sku, n=quantity)
        _touch_band(rows, sku, quantity)
    rows.write(delete(reservation).where(reservation.c.owner == owner))


def dispatch(rows: Rows, owner: str) -> None:
    """What was set aside leaves the house."""
    for sku, quantity in reserved(rows, owner).items():
        rows.write(_DISPATCH, of=sku, n=quantity)
    rows.write(delete(reservation).where(reservation.c.owner == owner))


def _touch_band(rows: Rows, sku: str, change: int) -> None:
    """Pages say a band, not a count: only when the band moved is a page stale."""
    level = levels(rows, [sku]).get(sku)
    slug = rows.scalar(_PRODUCT_OF, sku=sku)
    if level is None or slug is None:
        return
    free = level.on_hand - level.reserved
    if availability(free) != availability(free - change):
        rows.touch(f"stock/{slug}")
        if availability(free).band != availability(free - change).band:
            rows.touch("products")
