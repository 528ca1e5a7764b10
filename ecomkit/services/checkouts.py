"""Checkouts as they hold in a market: what was said for another one is asked again."""

from __future__ import annotations

from ecomkit.domain import Checkout, Context, PaymentPlan
from ecomkit.services.rows import rows_of
from ecomkit.storage import carts

__all__ = ["checkout_for"]


def checkout_for(ctx: Context, cart: str) -> Checkout:
    """What the checkout of a cart knows so far. A place that this market does not deliver to, and an amount in another
    currency, are as if they had not been said: the address is still there when the customer comes back.
    """
    found = carts.checkout_of(rows_of(ctx), cart)
    if not ctx.shop.markets:
        return found
    changes: dict[str, object] = {}
    if found.destination is not None and found.destination.country not in ctx.countries:
        changes = {"destination": None, "contact": None, "shipping": None}
    if found.plan is not None and _is_elsewhere(found.plan, ctx.currency):
        changes["plan"] = None
    return found.model_copy(update=changes) if changes else found


def _is_elsewhere(plan: PaymentPlan, currency: str) -> bool:
    return any(part.money is not None and part.money.currency != currency for part in plan.parts)
