"""Narrowing: which products a category, its rule or a visitor's filters mean, as bits of the assortment."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import bindparam, func, select

from ecomkit.domain import Condition, Filters, PriceRange, decimals_of, parse_rule
from ecomkit.storage.assortment import GRID, Assortment, bits_of
from ecomkit.storage.database import Rows
from ecomkit.storage.prices import lowest_before
from ecomkit.storage.tables import currency_price_history, price_history, product, variant

__all__ = ["NEW_FOR", "Narrowing", "cut", "is_new", "oldest_in", "on_shelf", "priced"]

NEW_FOR = timedelta(days=30)
_OLDEST = select(func.min(product.c.created_at))
_KEPT = timedelta(hours=1)
_AT_ONCE = 500
_CHANGED = (
    select(price_history.c.sku)
    .group_by(price_history.c.sku)
    .having(func.count() > 1, func.max(price_history.c.at) > bindparam("since"))
)
_FOREIGN_CHANGED = (
    select(currency_price_history.c.sku)
    .where(currency_price_history.c.currency == bindparam("currency"))
    .group_by(currency_price_history.c.sku)
    .having(func.count() > 1, func.max(currency_price_history.c.at) > bindparam("since"))
)
_PRODUCTS_OF = select(variant.c.product).where(variant.c.sku.in_(bindparam("skus", expanding=True)))


def is_new(created: datetime | None, oldest: datetime | None, now: datetime) -> bool:
    """Whether a product is called new: it came lately, and the shop's `oldest` did not. Where all is new, nothing is."""
    since = now - NEW_FOR
    return created is not None and oldest is not None and created > since > oldest


def oldest_in(rows: Rows) -> datetime | None:
    """When the shop's first product came."""
    row = rows.first(_OLDEST)
    first: datetime | None = row[0] if row is not None else None
    return first


class Narrowing:
    """The filters of a visitor as sets: one for each name, for prices and for stock. All bits set is no filter."""

    def __init__(self, all_of: Assortment, filters: Filters) -> None:
        everything = (1 << all_of.size) - 1
        self.features = {name: everything for name, _ in filters.features}
        for name in self.features:
            self.features[name] = _any(all_of.having(name, value) for one, value in filters.features if one == name)
        self.prices = _any(priced(all_of, one) for one in filters.prices) if filters.prices else everything
        self.stock = all_of.free if filters.in_stock else everything

    def of(self, base: int, *, besides: str | None = None, prices: bool = True, stock: bool = True) -> int:
        """What is left of `base`, `besides` the filter of one name, and with prices and stock or without."""
        for name, bits in self.features.items():
            if name != besides:
                base &= bits
        return base & (self.prices if prices else base) & (self.stock if stock else base)


def _any(sets: Iterable[int]) -> int:
    bits = 0
    for one in sets:
        bits |= one
    return bits


def cut(all_of: Assortment, base: int, filters: Filters) -> int:
    """What filters leave of `base`."""
    return Narrowing(all_of, filters).of(base) if filters else base


def priced(all_of: Assortment, wanted: PriceRange) -> int:
    """Products in a range of prices whose ends stand in `GRID`; an end between two steps counts as the step below it."""
    first = bisect_left(GRID, wanted.least + 1) if wanted.least else 0
    last = len(GRID) if wanted.under is None else bisect_left(GRID, wanted.under + 1) - 1
    return _any(bits for cell, bits in all_of.cells() if first <= cell <= last)


def on_shelf(all_of: Assortment, rows: Rows, slug: str, now: datetime, currency: str) -> int:
    """What stands on a shelf or below it: what was put there, and what its rule says."""
    shelves = all_of.below(slug)
    bits = all_of.put_on(shelves)
    for shelf in shelves:
        if shelf in all_of.rules:
            bits |= _by_rule(all_of, rows, all_of.rules[shelf], now, currency)
    return bits


def _by_rule(all_of: Assortment, rows: Rows, rule: str, now: datetime, currency: str) -> int:
    """Worked out again when a product changes, and once an hour since rules speak of time."""
    known = all_of.notes.get(("rule", rule))
    if known is not None and known[0] <= now < known[0] + _KEPT:
        bits: int = known[1]
        return bits
    bits = (1 << all_of.size) - 1
    for condition in parse_rule(rule):
        bits &= _meets(all_of, rows, condition, now, currency)
    all_of.notes["rule", rule] = (now, bits)
    return bits


def _meets(all_of: Assortment, rows: Rows, one: Condition, now: datetime, currency: str) -> int:
    if one.kind == "in_stock":
        return all_of.free
    if one.kind == "attribute":
        return all_of.having(one.name, one.value)
    if one.kind == "reduced":
        return _reduced(all_of, rows, now)
    places = enumerate(all_of.places)
    if one.kind == "new":
        oldest = oldest_in(rows)
        return bits_of((at for at, it in places if it and is_new(it.created, oldest, now)), all_of.size)
    amount = one.amount * Decimal(10) ** decimals_of(currency)
    return bits_of((at for at, it in places if it and _compares(it.price, one.sign, amount)), all_of.size)


def _compares(price: int, sign: str, amount: Decimal) -> bool:
    less, same = price < amount, price == amount
    return {"<": less, "<=": less or same, ">": not less and not same, ">=": not less}[sign]


def _reduced(all_of: Assortment, rows: Rows, now: datetime) -> int:
    """Products of which a SKU costs less than in the 30 days before."""
    if all_of.foreign is None:
        found = rows.all(_CHANGED, since=now - NEW_FOR)
    else:
        found = rows.all(_FOREIGN_CHANGED, since=now - NEW_FOR, currency=all_of.foreign)
    changed = [row.sku for row in found]
    slugs: set[str] = set()
    for part in _parts(changed):
        fallen = list(lowest_before(rows, part, now, all_of.foreign))
        slugs |= {row.product for row in (rows.all(_PRODUCTS_OF, skus=fallen) if fallen else ())}
    return bits_of((all_of.at[slug] for slug in slugs if slug in all_of.at), all_of.size)


def _parts(skus: Sequence[Any]) -> Iterable[Sequence[Any]]:
    return (skus[at : at + _AT_ONCE] for at in range(0, len(skus), _AT_ONCE))
