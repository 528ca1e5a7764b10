"""What things cost: in the currencies of other markets, and before, as reductions are measured by it.

The list price in the shop's own currency stands with its variant; that in any other currency (`foreign`) in a table of its own, which
a shop without markets never reads.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.engine import Row

from ecomkit.domain import Money, UnitPrice
from ecomkit.storage.database import Rows
from ecomkit.storage.tables import currency_price, currency_price_history, price_history, variant

__all__ = ["FOREIGN", "end_price", "foreign_prices", "is_priced", "lowest_before", "note_price", "put_price", "sold_in"]

FOREIGN = (
    *(one for one in variant.c if one.name not in ("price", "currency", "includes_tax")),
    currency_price.c.price, currency_price.c.currency, currency_price.c.includes_tax,
)  # fmt: skip
"""The columns of a variant with its price in another currency, by the same names. Join `currency_price`."""

_OF: Any = bindparam("skus", expanding=True)
_HISTORY = select(price_history).where(price_history.c.sku.in_(_OF)).order_by(price_history.c.sku, price_history.c.at)
_LAST_PRICE = (
    select(price_history).where(price_history.c.sku == bindparam("sku")).order_by(price_history.c.at.desc()).limit(1)
)
_SAME_PRICE = update(price_history).where(
    price_history.c.sku == bindparam("of"), price_history.c.at == bindparam("moment")
)
_FOREIGN_HISTORY = (
    select(currency_price_history)
    .where(currency_price_history.c.sku.in_(_OF), currency_price_history.c.currency == bindparam("currency"))
    .order_by(currency_price_history.c.sku, currency_price_history.c.at)
)
_LAST_FOREIGN = (
    select(currency_price_history)
    .where(currency_price_history.c.sku == bindparam("sku"), currency_price_history.c.currency == bindparam("currency"))
    .order_by(currency_price_history.c.at.desc())
    .limit(1)
)
_SAME_FOREIGN = update(currency_price_history).where(
    currency_price_history.c.sku == bindparam("of"), currency_price_history.c.currency == bindparam("money"),
    currency_price_history.c.at == bindparam("moment"),
)  # fmt: skip
_PRICES = select(currency_price).where(
    currency_price.c.sku.in_(_OF), currency_price.c.currency.in_(bindparam("currencies", expanding=True))
)
_ANY = select(currency_price.c.sku).where(currency_price.c.currency == bindparam("currency")).limit(1)
_SOLD = (
    select(variant.c.product)
    .distinct()
    .join(currency_price, currency_price.c.sku == variant.c.sku)
    .where(
        variant.c.product.in_(bindparam("slugs", expanding=True)), currency_price.c.currency == bindparam("currency")
    )
)
_ONE = (currency_price.c.sku == bindparam("of"), currency_price.c.currency == bindparam("money"))
_CHANGE = update(currency_price).where(*_ONE)
_END = delete(currency_price).where(*_ONE)
_REDUCED_FOR = timedelta(days=30)


def lowest_before(rows: Rows, skus: Sequence[str], now: datetime, foreign: str | None = None) -> dict[str, int]:
    """For SKUs whose list price went down in the last 30 days: the lowest price of the 30 days before, in minor units.

    A price that is not below that lowest one is no reduction, and is left out (Directive 98/6/EC art. 6a). Each currency has
    a history of its own.
    """
    histories: dict[str, list[Row[Any]]] = {}
    for row in _history(rows, list(skus), foreign) if skus else ():
        histories.setdefault(row.sku, []).append(row)
    found = {sku: _lowest_before(history, now) for sku, history in histories.items()}
    return {sku: lowest for sku, lowest in found.items() if lowest is not None}


def _history(rows: Rows, skus: list[str], foreign: str | None) -> Sequence[Row[Any]]:
    return rows.all(_HISTORY, skus=skus) if foreign is None else rows.all(_FOREIGN_HISTORY, skus=skus, currency=foreign)


def _lowest_before(history: Sequence[Row[Any]], now: datetime) -> int | None:
    """A price that goes down in steps has been reduced since the first of them."""
    first = len(history) - 1
    if first < 1 or history[first].price >= history[first - 1].price or now - history[-1].at > _REDUCED_FOR:
        return None
    while first > 1 and history[first - 1].price < history[first - 2].price:
        first -= 1
    since = history[first].at - _REDUCED_FOR
    lowest = min(one.price for one, following in pairwise(history[: first + 1]) if following.at > since)
    return lowest if history[-1].price < lowest else None


def note_price(rows: Rows, sku: str, price: int, now: datetime) -> None:
    """Keep what a SKU cost from when on."""
    last = rows.first(_LAST_PRICE, sku=sku)
    if last is not None and last.at == now:
        rows.write(_SAME_PRICE, of=sku, moment=now, price=price)
    elif last is None or last.price != price:
        rows.write(insert(price_history), sku=sku, at=now, price=price)


def _note_foreign(rows: Rows, sku: str, price: Money, now: datetime) -> None:
    last = rows.first(_LAST_FOREIGN, sku=sku, currency=price.currency)
    if last is not None and last.at == now:
        rows.write(_SAME_FOREIGN, of=sku, money=price.currency, moment=now, price=price.amount)
    elif last is None or last.price != price.amount:
        rows.write(insert(currency_price_history), sku=sku, currency=price.currency, at=now, price=price.amount)


def foreign_prices(
    rows: Rows, skus: Sequence[str], currencies: Sequence[str]
) -> dict[str, tuple[tuple[str, Money, bool], ...]]:
    """What SKUs cost in these currencies, in their order: currency, amount, and whether tax is in it."""
    found: dict[str, tuple[tuple[str, Money, bool], ...]] = {}
    if skus and currencies:
        asked = rows.all(_PRICES, skus=list(skus), currencies=list(currencies))
        for row in sorted(asked, key=lambda row: currencies.index(row.currency)):
            money = Money(amount=row.price, currency=row.currency)
            found[row.sku] = (*found.get(row.sku, ()), (row.currency, money, row.includes_tax))
    return found


def put_price(rows: Rows, sku: str, price: UnitPrice, now: datetime) -> None:
    """Write what a SKU costs in another currency, and note it in that currency's history."""
    money, values = price.money, {"price": price.money.amount, "includes_tax": price.includes_tax}
    if not rows.write(_CHANGE.values(**values), of=sku, money=money.currency):
        rows.write(insert(currency_price), sku=sku, currency=money.currency, **values)
    _note_foreign(rows, sku, money, now)


def is_priced(rows: Rows, currency: str) -> bool:
    """Whether anything is sold in another currency."""
    return rows.first(_ANY, currency=currency) is not None


def sold_in(rows: Rows, slugs: Sequence[str], currency: str) -> tuple[str, ...]:
    """Those of some products, in their order, of which something is sold in another currency."""
    sold = {row.product for row in rows.all(_SOLD, slugs=list(slugs), currency=currency)} if slugs else set()
    return tuple(slug for slug in slugs if slug in sold)


def end_price(rows: Rows, sku: str, currency: str) -> bool:
    """Sell a SKU in another currency no longer; false where it was not."""
    return bool(rows.write(_END, of=sku, money=currency))
