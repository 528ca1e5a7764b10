"""Carts on tables, with what their checkout knows so far."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Update, bindparam, delete, func, insert, select, update

from ecomkit.domain import Buyer, Cart, CartLine, Checkout, Destination, PaymentPlan, new_id
from ecomkit.storage.database import Rows
from ecomkit.storage.tables import cart, cart_line

__all__ = ["cart_by", "checkout_of", "clear", "ensure", "forget_old", "pieces", "put"]

_CART = select(cart).where(cart.c.id == bindparam("id"))
_WHOLE = (
    select(cart, cart_line.c.sku, cart_line.c.quantity)
    .outerjoin(cart_line, cart_line.c.cart == cart.c.id)
    .where(cart.c.id == bindparam("id"))
    .order_by(cart_line.c.added)
)
_PIECES = select(func.sum(cart_line.c.quantity)).where(cart_line.c.cart == bindparam("cart"))
_SET = (
    update(cart_line)
    .where(cart_line.c.cart == bindparam("of"), cart_line.c.sku == bindparam("item"))
    .values(quantity=bindparam("n"))
)
_TAKE = delete(cart_line).where(cart_line.c.cart == bindparam("of"), cart_line.c.sku == bindparam("item"))
_CLEAR = delete(cart_line).where(cart_line.c.cart == bindparam("of"))
_NEW, _NEW_LINE = insert(cart), insert(cart_line)


def _destination(row: Any) -> Destination | None:
    return (
        Destination(country=row.country, region=row.region or "", postcode=row.postcode or "") if row.country else None
    )


def cart_by(rows: Rows, key: str) -> Cart | None:
    """A cart with its lines."""
    found = rows.all(_WHOLE, id=key)
    if not found:
        return None
    row = found[0]
    return Cart(
        id=row.id,
        buyer=Buyer(party=row.party, capacity=row.capacity) if row.party else None,
        lines=tuple(CartLine(sku=r.sku, quantity=r.quantity) for r in found if r.sku is not None),
        destination=_destination(row),
    )


def pieces(rows: Rows, key: str) -> int:
    """How many pieces lie in a cart."""
    return int(rows.scalar(_PIECES, cart=key) or 0)


def checkout_of(rows: Rows, key: str) -> Checkout:
    """What a checkout knows so far."""
    row = rows.first(_CART, id=key)
    if row is None:
        return Checkout(cart=key)
    return Checkout(
        cart=key, contact=row.contact, destination=_destination(row), shipping=row.shipping,
        plan=PaymentPlan.model_validate_json(row.plan) if row.plan else None,
    )  # fmt: skip


def ensure(rows: Rows, key: str, buyer: Buyer | None, now: datetime, **learned: object) -> None:
    """Make the cart where it does not exist yet, note that it is in use, and what its checkout `learned`."""
    if not rows.write(_touch(tuple(learned)), of=key, updated_at=now, **learned):
        party, capacity = (buyer.party, buyer.capacity) if buyer else (None, None)
        rows.write(_NEW, id=key, updated_at=now, party=party, capacity=capacity, **learned)


@lru_cache(maxsize=64)
def _touch(names: tuple[str, ...]) -> Update:
    values: dict[str, object] = {name: bindparam(name) for name in ("updated_at", *names)}
    return update(cart).where(cart.c.id == bindparam("of")).values(values)


def put(rows: Rows, key: str, sku: str, quantity: int) -> None:
    """Say how many of a SKU lie in a cart; 0 takes the line away."""
    if quantity == 0:
        rows.write(_TAKE, of=key, item=sku)
    elif not rows.write(_SET, of=key, item=sku, n=quantity):
        rows.write(_NEW_LINE, cart=key, sku=sku, quantity=quantity, added=new_id())


def clear(rows: Rows, key: str) -> None:
    """Empty a cart whose order was placed; who it goes to is kept for the next one."""
    rows.write(_CLEAR, of=key)


def forget_old(rows: Rows, before: datetime) -> int:
    """Delete carts that nobody touched since."""
    old = select(cart.c.id).where(cart.c.updated_at < before)
    rows.write(delete(cart_line).where(cart_line.c.cart.in_(old)))
    return rows.write(delete(cart).where(cart.c.updated_at < before))
