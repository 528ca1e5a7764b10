"""Contract prices: agreed with one company, by quantity and by date."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, insert, or_, select, update

from ecomkit.domain import Item, Money, PriceOffer, Reach, StockLevels, UnitPrice
from ecomkit.plugins.b2b.api import ContractPrice, ContractPrices, ContractPriceSet, SetContractPrice
from ecomkit.plugins.b2b.companies import known, purchaser, written
from ecomkit.plugins.b2b.tables import contract_price
from ecomkit.sdk import Context, Refuse, Text, WriteContext, new_id, text, text_count

__all__ = ["contract_prices", "prices_of", "set_contract_price", "valid_prices"]

_LIVE = (
    contract_price.c.valid_from <= bindparam("now"),
    or_(contract_price.c.valid_until.is_(None), contract_price.c.valid_until > bindparam("now")),
)
_OF_COMPANY = select(contract_price).where(contract_price.c.company == bindparam("company"))
_ORDERED = (contract_price.c.sku, contract_price.c.from_quantity, contract_price.c.valid_from, contract_price.c.id)
_FOR_SKUS = _OF_COMPANY.where(contract_price.c.sku.in_(bindparam("skus", expanding=True)), *_LIVE).order_by(*_ORDERED)
_VALID = _OF_COMPANY.where(*_LIVE).order_by(*_ORDERED).limit(500)
_ALL = select(contract_price).order_by(contract_price.c.company, *_ORDERED).limit(1000)
_SAME = (
    contract_price.c.company == bindparam("of"), contract_price.c.contract == bindparam("named"),
    contract_price.c.sku == bindparam("item"), contract_price.c.from_quantity == bindparam("break"),
)  # fmt: skip


def topic(company: str) -> str:
    """What quotes with contract prices are made from: a changed price makes them ask again."""
    return f"b2b.contract/{company}"


def set_contract_price(ctx: WriteContext, command: SetContractPrice) -> None:
    """Write a price, or replace the one of the same contract, SKU and quantity."""
    company = known(ctx, command.company)
    if not ctx.ask(StockLevels(skus=(command.sku,))):
        raise Refuse.because("unknown_sku", text("There is no SKU %(sku)s.", sku=command.sku), rule="b2b", field="sku")
    price = UnitPrice(
        money=written(command.price, ctx.shop.currency, "price"), per=command.per, includes_tax=not command.net
    )
    first, last = _moments(ctx, command)
    values = {
        "price": price.money.amount, "currency": price.money.currency, "per": price.per, "includes_tax": price.includes_tax,
        "valid_from": first, "valid_until": last,
    }  # fmt: skip
    same: dict[str, object] = {
        "of": company.id,
        "named": command.contract,
        "item": command.sku,
        "break": command.from_quantity,
    }
    if not ctx.db.write(update(contract_price).where(*_SAME).values(**values), **same):
        ctx.db.write(
            insert(contract_price), id=new_id(), company=company.id, contract=command.contract, sku=command.sku,
            from_quantity=command.from_quantity, **values,
        )  # fmt: skip
    ctx.db.touch(topic(company.id))
    ctx.emit(
        ContractPriceSet(
            company=company.id, contract=command.contract, sku=command.sku, from_quantity=command.from_quantity, price=price
        )
    )  # fmt: skip


def _moments(ctx: Context, command: SetContractPrice) -> tuple[datetime, datetime | None]:
    """From the first moment of the first day to the first one after the last day."""
    zone = ZoneInfo(ctx.shop.timezone)

    def begin(day: date) -> datetime:
        return datetime.combine(day, time(), zone).astimezone(UTC)

    first = begin(command.valid_from) if command.valid_from else ctx.now
    last = begin(command.valid_until + timedelta(days=1)) if command.valid_until else None
    if last is not None and last <= first:
        words = text("The last day comes before the first one.")
        raise Refuse.because("dates", words, rule="b2b", field="valid_until")
    return first, last


def prices_of(ctx: Context, items: tuple[Item, ...]) -> Sequence[PriceOffer]:
    """The company's price for each item: that of the highest quantity reached; of two, that of the newer contract."""
    buyer = purchaser(ctx)
    if buyer is None or not items:
        return []
    rows = ctx.db.all(_FOR_SKUS, company=buyer.party, skus=[item.sku for item in items], now=ctx.now)
    offers = []
    for item in items:
        reached = [row for row in rows if _holds(row, item, ctx.currency)]
        if reached:
            offers.append(_offer(reached[-1], buyer.party))
    return offers


def _holds(row: Any, item: Item, currency: str) -> bool:
    """A price that was agreed in one currency says nothing in another."""
    return bool(row.sku == item.sku and row.from_quantity <= item.quantity and row.currency == currency)


def _offer(row: Any, company: str) -> PriceOffer:
    return PriceOffer(
        sku=row.sku, price=_price(row), reach=Reach.ORGANISATION, reason=_reason(row), valid_until=row.valid_until,
        topics=(topic(company),),
    )  # fmt: skip


def _reason(row: Any) -> Text:
    if row.from_quantity == 1:
        return text("Your price: contract %(contract)s", contract=row.contract)
    return text_count(
        "Your price: contract %(contract)s, from %(number)s piece", "Your price: contract %(contract)s, from %(number)s pieces",
        row.from_quantity, contract=row.contract,
    )  # fmt: skip


def _price(row: Any) -> UnitPrice:
    return UnitPrice(money=Money(amount=row.price, currency=row.currency), per=row.per, includes_tax=row.includes_tax)


def _value(row: Any) -> ContractPrice:
    return ContractPrice(
        company=row.company, contract=row.contract, sku=row.sku, from_quantity=row.from_quantity, price=_price(row),
        valid_from=row.valid_from, valid_until=row.valid_until,
    )  # fmt: skip


def valid_prices(ctx: Context, company: str) -> tuple[ContractPrice, ...]:
    """What a company pays today."""
    return tuple(_value(row) for row in ctx.db.all(_VALID, company=company, now=ctx.now))


def contract_prices(ctx: Context, query: ContractPrices) -> tuple[ContractPrice, ...]:
    """All prices that were agreed, past and future ones too."""
    if query.company is None:
        return tuple(_value(row) for row in ctx.db.all(_ALL))
    return tuple(_value(row) for row in ctx.db.all(_OF_COMPANY.order_by(*_ORDERED), company=query.company))
