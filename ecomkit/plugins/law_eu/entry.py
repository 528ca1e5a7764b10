"""Who may withdraw from an order here: whoever holds its token, or knows its number and the email that it was placed with."""

from __future__ import annotations

from dataclasses import replace

from ecomkit.domain import Contact, ContactById, Order, OrderById, OrderByTicket, OrderByToken
from ecomkit.errors import NotFound
from ecomkit.sdk import Context, PageRequest

__all__ = ["contact_of", "entered"]


def entered(request: PageRequest) -> Order:
    """The order that the address's token or ticket opens, noted as proven. Raises `NotFound`."""
    token = request.path["key"][:160]
    found = OrderByTicket(ticket=token) if "." in token else OrderByToken(token=token[:64])
    order: Order = request.ask(found)
    request.ctx = replace(request.ctx, proofs=request.ctx.proofs | {f"order/{order.id}"})
    return order


def contact_of(ctx: Context, order: str) -> Contact | None:
    """Who placed the order, as long as that is known."""
    contact = ctx.ask(OrderById(order=order)).quote.contact
    if contact is None:
        return None
    try:
        return replace(ctx, proofs=ctx.proofs | {f"contact/{contact}"}).ask(ContactById(contact=contact))[0]
    except NotFound:
        return None
