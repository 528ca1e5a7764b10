"""Finding an order by number and email: the answer gives nothing away, and guessing has to wait (E4.1)."""

from __future__ import annotations

import hashlib
import hmac
import re
from datetime import date, timedelta
from functools import partial
from typing import Any, Final

from ecomkit.domain import (
    Context,
    FindOrder,
    OpenTo,
    Order,
    OrderAnswer,
    OrderByTicket,
    Policy,
    Who,
    WriteContext,
    text,
)
from ecomkit.errors import NotFound
from ecomkit.hooks import Lookup, Operation
from ecomkit.services.core import Core
from ecomkit.services.rows import rows_of
from ecomkit.storage import orders, profiles
from ecomkit.storage.tables import GUESSES

__all__ = ["lookups", "operations"]

_GOOD_FOR: Final = timedelta(days=1)
_UNKNOWN: Final = text("No order has this number and this email. Look at the email that confirmed it.")
_PAUSED: Final = text("These were too many tries. Wait a quarter of an hour, then try again.")


def _find(core: Core, ctx: WriteContext, command: FindOrder) -> OrderAnswer:
    number, email = _number(core.rules.order_prefix, command.number), command.email.secret.strip().casefold()[:254]
    keys = GUESSES.keys_of(ctx, command.client, order=number, email=email)
    if GUESSES.paused(ctx, keys):
        return OrderAnswer(text=_PAUSED)
    order = _known(core, ctx, number, email)
    if order is None:
        GUESSES.tidy(ctx)
        GUESSES.wrong(ctx, keys)
        return OrderAnswer(text=_UNKNOWN)
    GUESSES.forget(ctx, keys)
    end = (ctx.now + _GOOD_FOR).date().isoformat()
    return OrderAnswer(ticket=f"{order}.{end}.{_signed(ctx, order, end)}")


def _number(prefix: str, said: str) -> str:
    """A number as it is written, of one that was said: `#s 1001`, `S1001` and `1001` are `S-1001`."""
    compact = re.sub(r"[^\w-]", "", said).upper()
    parts = re.fullmatch(r"(.*?)-?([0-9]+)", compact)
    return f"{parts[1] or prefix}-{parts[2]}" if parts else compact


def _known(core: Core, ctx: Context, number: str, email: str) -> str | None:
    """The key of the order that both belong to. Members of organisations sign in: what those pay is nobody else's."""
    row = orders.order_row(rows_of(ctx), number=number)
    capacity = core.capacities.get(row.capacity) if row is not None else None
    if row is None or row.contact is None or capacity is None or capacity.open_to is OpenTo.MEMBERS:
        return None
    found = profiles.contact_by(rows_of(ctx), row.contact)
    if found is None or not hmac.compare_digest(found[0].email.strip().casefold().encode(), email.encode()):
        return None
    return str(row.id)


def _by_ticket(ctx: Context, query: OrderByTicket) -> Order:
    key, _, rest = query.ticket.partition(".")
    end, _, signature = rest.partition(".")
    good = hmac.compare_digest(signature.encode(), _signed(ctx, key, end).encode()) and _lasts(end, ctx)
    order = orders.order_by(rows_of(ctx), key=key) if good else None
    if order is None:
        raise NotFound("This address is no longer good: say the number of your order again.")
    return order


def _lasts(end: str, ctx: Context) -> bool:
    try:
        return ctx.now.date() <= date.fromisoformat(end)
    except ValueError:
        return False


def _signed(ctx: Context, key: str, end: str) -> str:
    return hmac.new(ctx.shop.secret.encode(), f"orders/found/{key}/{end}".encode(), hashlib.sha256).hexdigest()[:40]


def operations(core: Core) -> tuple[Operation[Any], ...]:
    """The command that looks an order up."""
    anyone = Policy(permission="orders.find", who=frozenset({Who.ANYONE}))
    return (Operation(command=FindOrder, policy=anyone, apply=partial(_find, core)),)


def lookups() -> tuple[Lookup[Any], ...]:
    """What a ticket shows."""
    anyone = Policy(permission="orders.find", who=frozenset({Who.ANYONE}))
    return (Lookup(query=OrderByTicket, policy=anyone, answer=_by_ticket),)
