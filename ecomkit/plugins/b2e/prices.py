"""Prices for employees: a percentage off the list price, or a price of their own."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import bindparam, delete, insert, select

from ecomkit.domain import Item, Money, PriceOffer, Reach, UnitPrice, share
from ecomkit.plugins.b2e import tables
from ecomkit.plugins.b2e.amounts import amount_of
from ecomkit.plugins.b2e.api import EmployerPrice, EmployerPrices, SetEmployeePrice
from ecomkit.plugins.b2e.people import known_employer, worker_of
from ecomkit.sdk import Context, Refuse, Text, WriteContext, text

__all__ = ["all_prices", "prices_of", "set_price"]

_PRICES = select(tables.price).where(
    tables.price.c.employer == bindparam("of"), tables.price.c.sku.in_(bindparam("skus", expanding=True))
)
_ALL = select(tables.price).order_by(tables.price.c.employer, tables.price.c.sku).limit(1000)
_FORGET = delete(tables.price).where(
    tables.price.c.employer == bindparam("of"), tables.price.c.sku == bindparam("item")
)


def _topic(employer: str) -> str:
    return f"b2e.prices/{employer}"


def prices_of(ctx: Context, items: tuple[Item, ...]) -> Sequence[PriceOffer]:
    """What the employee's employer agreed for these SKUs, in one question."""
    worker = worker_of(ctx)
    if worker is None or not worker.active or not items:
        return []
    agreed = {
        row.sku: row for row in ctx.db.all(_PRICES, of=worker.employer, skus=sorted({item.sku for item in items}))
    }
    topics = (_topic(worker.employer),)
    return [
        PriceOffer(
            sku=item.sku, price=_price(item, agreed[item.sku]), reach=Reach.ORGANISATION, reason=_reason(worker.name, agreed[item.sku]),
            topics=topics,
        )
        for item in items
        if item.sku in agreed and agreed[item.sku].currency == ctx.currency
    ]  # fmt: skip


def _price(item: Item, row: Any) -> UnitPrice:
    """A fixed price is for one piece, with or without tax as the list price is; a percentage is rounded once, half up."""
    if row.percent is None:
        money = Money(amount=row.price, currency=row.currency)
        return UnitPrice(money=money, includes_tax=item.price.includes_tax)
    return item.price.model_copy(update={"money": share(item.price.money, 10_000 - row.percent, 10_000)})


def _reason(name: str, row: Any) -> Text:
    if row.percent is None:
        return text("Price for people of %(name)s", name=name)
    whole, part = divmod(row.percent, 100)
    percent = f"{whole}.{part:02d}".rstrip("0").rstrip(".")
    return text("Price for people of %(name)s: %(percent)s%% off", name=name, percent=percent)


def set_price(ctx: WriteContext, command: SetEmployeePrice) -> None:
    """Agree on a price, or take it away; quotes made with another one are asked again."""
    employer = known_employer(ctx, command.employer)
    if command.percent and command.price:
        words = text("Give a percentage or a fixed price, not both.")
        raise Refuse.because("two_prices", words, rule="b2e", field="percent")
    ctx.db.write(_FORGET, of=employer.id, item=command.sku)
    if command.percent or command.price:
        percent = int(Decimal(command.percent) * 100) if command.percent else None
        price = amount_of(command.price, employer.currency, "price").amount if command.price else None
        ctx.db.write(
            insert(tables.price),
            employer=employer.id,
            sku=command.sku,
            percent=percent,
            price=price,
            currency=employer.currency,
        )
    ctx.db.touch(_topic(employer.id))


def all_prices(ctx: Context, _query: EmployerPrices) -> tuple[EmployerPrice, ...]:
    """All of them, for staff."""
    return tuple(
        EmployerPrice(
            employer=row.employer, sku=row.sku, percent=row.percent,
            price=None if row.price is None else Money(amount=row.price, currency=row.currency),
        )
        for row in ctx.db.all(_ALL)
    )  # fmt: skip
