"""Carts on tables, with what their checkout knows so far."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Update, bindparam, delete, insert, select, update

from ecomkit.domain import Buyer, Cart, CartCode, CartLine, Checkout, Destination, PaymentPlan, new_id
from ecomkit.storage.database import Rows
from ecomkit.storage.tables import cart, cart_line, contact, variant

__all__ = ["cart_by", "checkout_of", "clear", "ensure", "forget_old", "pieces", "put", "written_codes"]

_WHOLE = (
    select(cart, cart_line.c.sku, cart_line.c.quantity, variant.c.ships, contact.c.line1.label("street"))
    .outerjoin(cart_line, cart_line.c.cart == cart.c.id)
    .outerjoin(variant, variant.c.sku == cart_line.c.sku)
    .outerjoin(contact, contact.c.id == cart.c.contact)
    .where(cart.c.id == bindparam("id"))
    .order_by(cart_line.c.added)
)
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
    return rows.made(_cart, _WHOLE, id=key)


def _cart(found: Sequence[Any]) -> Cart | None:
    if not found:
        return None
    row = found[0]
    return Cart(
        id=row.id,
        buyer=Buyer(party=row.party, capacity=row.capacity) if row.party else None,
        lines=tuple(CartLine(sku=r.sku, quantity=r.quantity) for r in found if r.sku is not None),
        destination=_destination(row),
        codes=tuple(CartCode(plugin=plugin, key=key) for plugin, key in json.loads(row.codes)) if row.codes else (),
    )


def written_codes(codes: Sequence[CartCode]) -> str | None:
    """Codes as the cart keeps them."""
    return json.dumps([[code.plugin, code.key] for code in codes]) if codes else None


def pieces(rows: Rows, key: str) -> int:
    """How many pieces lie in a cart."""
    return sum(row.quantity or 0 for row in rows.all(_WHOLE, id=key))


def checkout_of(rows: Rows, key: str) -> Checkout:
    """What a checkout knows so far."""
    found = rows.all(_WHOLE, id=key)
    if not found:
        return Checkout(cart=key)
    row, ships = found[0], {each.ships for each in found}
    return Checkout(
        cart=key, contact=row.contact, destination=_destination(row), shipping=row.shipping,
        plan=PaymentPlan.model_validate_json(row.plan) if row.plan else None, ships=True in ships or False not in ships,
        unsent=False in ships, addressed=row.street != "",
    )  # fmt: skip


def ensure(rows: Rows, key: str, buyer: Buyer | None, now: datetime, *, there: bool = True, **learned: object) -> None:
    """Make the cart where it does not exist yet, note that it is in use, and what its checkout `learned`.

    `there` is what this unit of work knows of it; it is looked for where nothing is known.
    """
    if not there or not rows.write(_touch(tuple(learned)), of=key, updated_at=now, **learned):
        party, capacity = (buyer.party, buyer.capacity) if buyer else (None, None)
        rows.write(_NEW, id=key, updated_at=now, party=party, capacity=capacity, **learned)


@lru_cache(maxsize=64)
def _touch(names: tuple[str, ...]) -> Update:
    values: dict[str, object] = {name: bindparam(name) for name in ("updated_at", *names)}
    return update(cart).where(cart.c.id == bindparam("of")).values(values)


def put(rows: Rows, key: str, sku: str, quantity: int, *, there: bool) -> None:
    """Say how many of a SKU lie in a cart, where this unit of work has seen it or not; 0 takes the line away."""
    if quantity == 0:
        rows.write(_TAKE, of=key, item=sku)
    elif there:
        rows.write(_SET, of=key, item=sku, n=quantity)
    else:
        rows.write(_NEW_LINE, cart=key, sku=sku, quantity=quantity, added=new_id())


def clear(rows: Rows, key: str) -> None:
    """Empty a cart whose order was placed; who it goes to is kept for the next one."""
    rows.write(_CLEAR, of=key)


def forget_old(rows: Rows, before: datetime) -> int:
    """Delete carts that nobody touched since."""
    old = select(cart.c.id).where(cart.c.updated_at < before)
    rows.write(delete(cart_line).where(cart_line.c.cart.in_(old)))
    return rows.write(delete(cart).where(cart.c.updated_at < before))
