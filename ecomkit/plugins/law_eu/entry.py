"""Who may withdraw from an order here: whoever holds its token, or knows its number and the email that it was placed with."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import replace
from datetime import date, timedelta

from ecomkit.domain import Contact, ContactById, Order, OrderById, OrderByToken
from ecomkit.errors import NotFound
from ecomkit.plugins.law_eu.api import ContractByNumber
from ecomkit.sdk import Context, PageRequest

__all__ = ["contact_of", "entered", "ticket_for"]

_GOOD_FOR = timedelta(days=1)


def ticket_for(request: PageRequest, number: str, email: str) -> str | None:
    """A ticket to the statement about an order, good until tomorrow; it opens nothing else of the order.

    None where number and email do not belong together, and nobody is told which of the two is wrong.
    """
    try:
        key = request.ask(ContractByNumber(number=number.strip().upper()[:40]))
    except NotFound:
        return None
    contact = contact_of(_proven(request.ctx, key), key)
    if contact is None or not hmac.compare_digest(contact.email.casefold().encode(), email.strip().casefold().encode()):
        return None
    end = (request.ctx.now + _GOOD_FOR).date().isoformat()
    return f"{key}.{end}.{_signed(request.ctx, key, end)}"


def entered(request: PageRequest) -> Order:
    """The order that the address's token or ticket opens, noted as proven. Raises `NotFound`."""
    token = request.path["key"][:160]
    key, _, rest = token.partition(".")
    if not rest:
        order = request.ask(OrderByToken(token=token[:64]))
        request.ctx = _proven(request.ctx, order.id)
        return order
    end, _, signature = rest.partition(".")
    if not hmac.compare_digest(signature, _signed(request.ctx, key, end)) or not _lasts(end, request.ctx):
        raise NotFound("This address is no longer good: say the number of your order again.")
    request.ctx = _proven(request.ctx, key)
    return request.ask(OrderById(order=key))


def contact_of(ctx: Context, order: str) -> Contact | None:
    """Who placed the order, as long as that is known."""
    contact = ctx.ask(OrderById(order=order)).quote.contact
    if contact is None:
        return None
    try:
        return replace(ctx, proofs=ctx.proofs | {f"contact/{contact}"}).ask(ContactById(contact=contact))[0]
    except NotFound:
        return None


def _proven(ctx: Context, order: str) -> Context:
    return replace(ctx, proofs=ctx.proofs | {f"order/{order}"})


def _lasts(end: str, ctx: Context) -> bool:
    try:
        return ctx.now.date() <= date.fromisoformat(end)
    except ValueError:
        return False


def _signed(ctx: Context, key: str, end: str) -> str:
    return hmac.new(ctx.shop.secret.encode(), f"law_eu/withdraw/{key}/{end}".encode(), hashlib.sha256).hexdigest()[:40]
