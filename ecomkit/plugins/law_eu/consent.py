"""Consent: what is not sent is supplied at once where the consumer asked for that, and knows what they lose (art. 16(m))."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from functools import partial
from typing import Any

from pydantic import BaseModel, Field
from sqlalchemy import bindparam, insert, select

from ecomkit.domain import CartItems, Checkout, Item, Order, ProductsBySku, QuoteLine, Refusal, article_names
from ecomkit.plugins.law_eu.api import AgreeToSupply
from ecomkit.plugins.law_eu.exclusions import exclusion_of
from ecomkit.plugins.law_eu.settings import EEA, LawEUSettings
from ecomkit.plugins.law_eu.tables import consent
from ecomkit.sdk import Context, Refuse, Step, Text, Utc, WriteContext, new_id, text

__all__ = ["SupplyInput", "agree", "agreed_at", "loses", "step"]

_LAST = (
    select(consent.c.agreed, consent.c.at)
    .where(consent.c.cart == bindparam("of"), consent.c.at <= bindparam("until", type_=Utc))
    .order_by(consent.c.at.desc(), consent.c.key.desc())
    .limit(1)
)


class SupplyInput(BaseModel):
    """The box that is ticked by nobody but the consumer."""

    supply_now: bool = Field(
        default=False,
        title="I want it at once, before the period of withdrawal is over, and I know that I lose my right of withdrawal with that.",
        json_schema_extra={"required": True},
    )


def step(settings: LawEUSettings) -> Step:
    """Asked right before the payment, of consumers whose cart has what is supplied at once."""
    return Step(
        key="supply", title=text("Supply at once"), input=SupplyInput, after="shipping",
        command=lambda cart, given: AgreeToSupply(cart=cart, agreed=given.supply_now), complete=partial(_complete, settings),
        hints=partial(_hints, settings),
        offered=lambda ctx: ctx.buyer is not None and ctx.buyer.capacity in settings.capacities,
        needed=partial(_needed, settings),
    )  # fmt: skip


def _needed(settings: LawEUSettings, ctx: Context, checkout: Checkout) -> bool:
    place = checkout.destination.country if checkout.destination is not None else ctx.shop.country
    if not checkout.unsent or EEA.isdisjoint((ctx.shop.country, place)):
        return False
    if "withdrawable" not in settings.exclusions.values():
        return True
    try:
        return bool(_at_once(settings, ctx, checkout))
    except Refuse:
        return True  # something is gone from the shop, which the cart says


def loses(settings: LawEUSettings, ctx: Context, line: Item | QuoteLine) -> bool:
    """Whether it is not sent, and of the kind whose right ends with its supply."""
    return not line.ships and exclusion_of(ctx, line.product, settings) != "withdrawable"


def _at_once(settings: LawEUSettings, ctx: Context, checkout: Checkout) -> str:
    """The articles of a cart that are supplied at once, by name. Raises `Refuse` where something is no longer sold."""
    skus = [item.sku for item in ctx.ask(CartItems(cart=checkout.cart)) if loses(settings, ctx, item)]
    names = article_names(ctx.ask(ProductsBySku(skus=tuple(skus)))) if skus else {}
    return "; ".join(names.get(sku, sku) for sku in skus)


def _hints(settings: LawEUSettings, ctx: Context, checkout: Checkout) -> Mapping[str, Text]:
    with suppress(Refuse):
        return {"supply_now": text("This is only about: %(articles)s.", articles=_at_once(settings, ctx, checkout))}
    return {}


def _complete(settings: LawEUSettings, ctx: Context, checkout: Checkout) -> Refusal | None:
    if _agreed(ctx, checkout.cart, ctx.now) is not None:
        return None
    words = text("Tick the box so that we may supply it at once. Without it, write to us before you order.")
    with suppress(Refuse):
        articles = _at_once(settings, ctx, checkout)
        words = text(
            "Tick the box so that we may supply it at once, or take this out of the cart: %(articles)s.",
            articles=articles,
        )
    return Refusal(code="incomplete", text=words, rule="law_eu", field="supply_now")


def agree(ctx: WriteContext, command: AgreeToSupply) -> None:
    """Keep what was said, each time anew: an order's evidence is not written over by the next order's."""
    ctx.db.write(insert(consent), key=new_id(), cart=command.cart, agreed=command.agreed, at=ctx.now)


def _agreed(ctx: Context, cart: str | None, until: datetime) -> datetime | None:
    row: Any = ctx.db.first(_LAST, of=cart, until=until) if cart is not None else None
    return row.at if row is not None and row.agreed else None


def agreed_at(ctx: Context, order: Order) -> datetime | None:
    """When who placed an order asked to be supplied at once; None where they did not, or nothing is supplied so."""
    return (
        _agreed(ctx, order.quote.cart, order.placed_at) if any(not line.ships for line in order.quote.lines) else None
    )
