"""Pricing: what goods cost this buyer, from the base price to what adjustments leave of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from ecomkit.domain import (
    SHIPPING,
    Adjustment,
    Cart,
    Context,
    Item,
    Money,
    PriceOffer,
    TraceStep,
    choose_price,
    fold_adjustments,
)
from ecomkit.errors import PluginError
from ecomkit.kernel import Answer
from ecomkit.services.core import Core

__all__ = ["Priced", "base_prices", "price_items"]

T = TypeVar("T", PriceOffer, Adjustment)


@dataclass(frozen=True, slots=True, kw_only=True)
class Priced:
    """Goods with their prices: items at their chosen price, amounts after adjustments, and why."""

    items: tuple[Item, ...]
    goods: dict[str, Money]
    trace: tuple[TraceStep, ...]
    topics: frozenset[str]
    valid_until: datetime | None
    adjustments: tuple[tuple[str, Adjustment], ...] = ()


def _given(answers: Sequence[Answer[T]], hook: str, currency: str) -> list[tuple[str, T]]:
    """What plugins gave, with their names. A value in another currency fails the operation (closed)."""
    given: list[tuple[str, T]] = []
    for answer in answers:
        for value in answer.values:
            money = value.price.money if isinstance(value, PriceOffer) else value.amount
            if money is not None and money.currency != currency:
                what = f"gave an amount in {money.currency}, asked was {currency}"
                raise PluginError(answer.plugin, hook, answer.where, what)
            if isinstance(value, PriceOffer) and value.price.money.amount < 0:
                raise PluginError(answer.plugin, hook, answer.where, f"gave a negative price for {value.sku}: {money}")
            given.append((answer.plugin, value))
    return given


@dataclass(frozen=True, slots=True)
class Based:
    """Items at their base prices, the offers that were looked at, and why."""

    offers: list[tuple[str, PriceOffer]]
    items: tuple[Item, ...]
    trace: list[TraceStep]


def base_prices(core: Core, ctx: Context, items: tuple[Item, ...]) -> Based:
    """The base price of each item (phase one)."""
    offers = _given(core.hooks.prices(ctx, items), "contribute_prices", ctx.currency)
    chosen: list[Item] = []
    trace: list[TraceStep] = []
    for item in items:
        best, steps = choose_price(item, [offered for offered in offers if offered[1].sku == item.sku])
        chosen.append(item if best is None else item.model_copy(update={"price": best[1].price}))
        trace += steps
    return Based(offers, tuple(chosen), trace)


def price_items(core: Core, ctx: Context, items: tuple[Item, ...], *, cart: Cart | None = None) -> Priced:
    """Base price, then adjustments (phases one and two); those on delivery wait for it."""
    based = base_prices(core, ctx, items)
    offers, priced, trace = based.offers, based.items, based.trace
    adjustments = _given(core.hooks.adjustments(ctx, priced, cart), "contribute_adjustments", ctx.currency)
    before = {item.key: item.price.times(item.quantity) for item in priced}
    on_goods = [given for given in adjustments if not (given[1].line or "").startswith(SHIPPING)]
    goods, steps = fold_adjustments(before, on_goods)
    read: list[PriceOffer | Adjustment] = [*(offer for _, offer in offers), *(one for _, one in adjustments)]
    ends = [one.valid_until for one in read if one.valid_until is not None]
    return Priced(
        items=priced, goods=goods, trace=(*trace, *steps),
        topics=frozenset({*(topic for one in read for topic in one.topics), *(f"product/{i.product}" for i in items)}),
        valid_until=min(ends) if ends else None, adjustments=tuple(given for given in adjustments if given not in on_goods),
    )  # fmt: skip
