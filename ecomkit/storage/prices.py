"""What things cost before: the history of list prices, and what a reduction is measured by."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.engine import Row

from ecomkit.storage.database import Rows
from ecomkit.storage.tables import price_history

__all__ = ["lowest_before", "note_price"]

_HISTORY = (
    select(price_history)
    .where(price_history.c.sku.in_(bindparam("skus", expanding=True)))
    .order_by(price_history.c.sku, price_history.c.at)
)
_LAST_PRICE = (
    select(price_history).where(price_history.c.sku == bindparam("sku")).order_by(price_history.c.at.desc()).limit(1)
)
_SAME_PRICE = update(price_history).where(
    price_history.c.sku == bindparam("of"), price_history.c.at == bindparam("moment")
)
_REDUCED_FOR = timedelta(days=30)


def lowest_before(rows: Rows, skus: Sequence[str], now: datetime) -> dict[str, int]:
    """For SKUs whose list price went down in the last 30 days: the lowest price of the 30 days before, in minor units.

    A price that is not below that lowest one is no reduction, and is left out (Directive 98/6/EC art. 6a).
    """
    histories: dict[str, list[Row[Any]]] = {}
    for row in rows.all(_HISTORY, skus=list(skus)) if skus else ():
        histories.setdefault(row.sku, []).append(row)
    found = {sku: _lowest_before(history, now) for sku, history in histories.items()}
    return {sku: lowest for sku, lowest in found.items() if lowest is not None}


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
