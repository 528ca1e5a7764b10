"""What is not sold in another currency: choices that only articles without a price in it have, which narrow none of its lists."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any

from sqlalchemy import Select, and_, bindparam, exists, select

from ecomkit.storage.database import Rows
from ecomkit.storage.tables import currency_price, product, variant

__all__ = ["unsold_choices"]

_PRICED: Any = and_(currency_price.c.sku == variant.c.sku, currency_price.c.currency == bindparam("currency"))
_WITHOUT = select(variant.c.product).where(variant.c.options != "[]", ~exists().where(_PRICED))
_CHOICES: Select[Any] = (
    select(variant.c.product, variant.c.options, product.c.attributes, currency_price.c.sku.is_not(None).label("sold"))
    .join(product, product.c.slug == variant.c.product)
    .join(currency_price, _PRICED, isouter=True)
    .where(variant.c.product.in_(_WITHOUT))
)
_OF_SOME = _CHOICES.where(variant.c.product.in_(bindparam("slugs", expanding=True)))


def unsold_choices(rows: Rows, currency: str, slugs: Collection[str] | None = None) -> frozenset[tuple[str, str, str]]:
    """Product, name and value of what is only said of articles without a price in this currency; of some products, or of all."""
    some: dict[str, object] = {} if slugs is None else {"slugs": sorted(slugs)}
    gone, there = set[tuple[str, str, str]](), set[tuple[str, str, str]]()
    for row in rows.each(_CHOICES if slugs is None else _OF_SOME, currency=currency, **some):
        (there if row.sold else gone).update((row.product, name, value) for name, value in json.loads(row.options))
        there.update((row.product, name, value) for name, value in json.loads(row.attributes))
    return frozenset(gone - there)
