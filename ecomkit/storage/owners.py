"""Whose a thing is: one small query a kind of thing."""

from __future__ import annotations

from sqlalchemy import BindParameter, bindparam, literal, select

from ecomkit.domain import Buyer
from ecomkit.storage.database import Rows
from ecomkit.storage.orders import ORDER, QUOTE
from ecomkit.storage.tables import cart, contact, held, order, payment, profile

__all__ = ["maker_of", "owner_of"]

_KEY: BindParameter[str] = bindparam("id")
_NOBODY = literal(None).label("maker")
_OWNERS = {
    "cart": select(cart.c.party, cart.c.capacity, cart.c.id.label("maker")).where(cart.c.id == _KEY),
    "quote": QUOTE,
    "order": ORDER,
    "payment": select(order.c.party, order.c.capacity, order.c.placed_by.label("maker"))
    .join(payment, payment.c.order == order.c.id)
    .where(payment.c.id == _KEY),
    "held": select(held.c.party, held.c.capacity, held.c.asked_by.label("maker")).where(held.c.id == _KEY),
    "person": select(profile.c.party, literal("").label("capacity"), _NOBODY).where(profile.c.party == _KEY),
    "contact": select(contact.c.party, literal("").label("capacity"), _NOBODY).where(contact.c.id == _KEY),
}
"""What is asked for anyway has its statement from there, and is asked for once."""


def maker_of(rows: Rows, kind: str, key: str) -> str | None:
    """Who of its owner's people made a thing: a person; of a quote the cart that it came from. None where nobody did."""
    if kind == "cart":
        return key
    row = rows.first(_OWNERS[kind], id=key) if kind in _OWNERS else None
    return row.maker if row is not None else None


def owner_of(rows: Rows, kind: str, key: str) -> Buyer | None:
    """The buyer that a thing belongs to; an empty capacity means the person, whatever the hat. None for an unknown thing.

    Raises `LookupError` for a kind that nobody can own: a policy that names it was never right.
    """
    if kind not in _OWNERS:
        raise LookupError(f"nothing of kind {kind!r} has an owner; known are: {', '.join(_OWNERS)}")
    row = rows.first(_OWNERS[kind], id=key)
    return Buyer(party=row.party, capacity=row.capacity) if row is not None and row.party is not None else None
