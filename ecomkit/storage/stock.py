"""Stock on tables: counts, and what is set aside for whom."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import bindparam, delete, insert, null, select, union_all, update

from ecomkit.domain import StockLevel, availability
from ecomkit.storage.database import Rows
from ecomkit.storage.search import note_stock
from ecomkit.storage.tables import part, reservation, stock, variant

__all__ = [
    "adjust",
    "all_levels",
    "dispatch",
    "levels",
    "parts_of",
    "parts_of_each",
    "release",
    "reserve",
    "reserved",
    "take_over",
]

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
_RESERVE_MORE = (
    update(reservation)
    .where(reservation.c.owner == bindparam("whose"), reservation.c.sku == bindparam("of"))
    .values(quantity=reservation.c.quantity + bindparam("n"))
)
_PARTS = select(part.c.sku, part.c.quantity).where(part.c.bundle == bindparam("bundle")).order_by(part.c.sku)
_PARTS_OF_EACH = (
    select(part).where(part.c.bundle.in_(bindparam("skus", expanding=True))).order_by(part.c.bundle, part.c.sku)
)
_PART_LEVELS = (
    select(part.c.bundle, part.c.sku, part.c.quantity, stock.c.on_hand, stock.c.reserved)
    .outerjoin(stock, stock.c.sku == part.c.sku)
    .where(part.c.bundle.in_(bindparam("skus", expanding=True)))
)
_PRODUCTS_OF = union_all(
    select(variant.c.product, null().label("bundle"), _FREE.label("free"))
    .join(stock, stock.c.sku == variant.c.sku)
    .where(variant.c.sku == bindparam("sku")),
    select(variant.c.product, part.c.bundle, null().label("free"))
    .join(variant, variant.c.sku == part.c.bundle)
    .where(part.c.sku == bindparam("sku")),
)


def levels(rows: Rows, skus: Sequence[str]) -> dict[str, StockLevel]:
    """Stock of some SKUs. There are as many of a set as its parts allow."""
    found = rows.all(_LEVELS, skus=list(skus)) if skus else ()
    known = {r.sku: StockLevel(sku=r.sku, on_hand=r.on_hand, reserved=r.reserved) for r in found}
    others = [sku for sku in skus if sku not in known]
    whole = _whole(rows, others) if others else {}
    return known | {sku: StockLevel(sku=sku, on_hand=free, reserved=0) for sku, free in whole.items()}


def _whole(rows: Rows, bundles: Sequence[str], more: tuple[str, int] = ("", 0)) -> dict[str, int]:
    """How many of each set there are, or would be with so many `more` of one part."""
    whole: dict[str, int] = {}
    for row in rows.all(_PART_LEVELS, skus=list(bundles)):
        free = (row.on_hand or 0) - (row.reserved or 0) + (more[1] if row.sku == more[0] else 0)
        whole[row.bundle] = min(free // row.quantity, whole.get(row.bundle, free))
    return whole


def parts_of(rows: Rows, sku: str) -> tuple[tuple[str, int], ...]:
    """What a set is made of; nothing, where it is no set."""
    return tuple((row.sku, row.quantity) for row in rows.all(_PARTS, bundle=sku))


def parts_of_each(rows: Rows, skus: Sequence[str]) -> dict[str, tuple[tuple[str, int], ...]]:
    """What those of the SKUs that are sets are made of, in one query."""
    found: dict[str, tuple[tuple[str, int], ...]] = {}
    for row in rows.all(_PARTS_OF_EACH, skus=list(skus)) if skus else ():
        found[row.bundle] = (*found.get(row.bundle, ()), (row.sku, row.quantity))
    return found


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
    baskets seldom wait for each other. Of a set its parts are set aside. After a refusal the caller takes all of it back.
    """
    for sku, quantity in sorted(quantities.items()):
        if _set_aside(rows, owner, sku, quantity):
            continue
        parts = parts_of(rows, sku)
        if not parts or not all(_set_aside(rows, owner, one, each * quantity) for one, each in parts):
            return sku
    return None


def _set_aside(rows: Rows, owner: str, sku: str, quantity: int) -> bool:
    if not rows.write(_RESERVE, of=sku, n=quantity):
        return False
    if not rows.write(_RESERVE_MORE, whose=owner, of=sku, n=quantity):
        rows.write(insert(reservation), owner=owner, sku=sku, quantity=quantity)
    _touch_band(rows, sku, -quantity)
    return True


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


def dispatch(rows: Rows, owner: str) -> dict[str, int]:
    """What was set aside leaves the house; gives what it was."""
    gone = reserved(rows, owner)
    for sku, quantity in gone.items():
        rows.write(_DISPATCH, of=sku, n=quantity)
    rows.write(delete(reservation).where(reservation.c.owner == owner))
    return gone


def _touch_band(rows: Rows, sku: str, change: int) -> None:
    """Pages say a band, not a count: only when the band moved is a page stale. With a part moves what is made of it."""
    for row in rows.all(_PRODUCTS_OF, sku=sku):
        if row.bundle is None:
            _touch_product(rows, row.product, row.free - change, row.free)
        else:
            before, now = (_whole(rows, [row.bundle], (sku, n))[row.bundle] for n in (-change, 0))
            _touch_product(rows, row.product, before, now)


def _touch_product(rows: Rows, slug: str, before: int, now: int) -> None:
    if availability(now) != availability(before):
        rows.touch(f"stock/{slug}")
        if availability(now).band != availability(before).band:
            rows.touch("products")
            note_stock(rows, slug)
