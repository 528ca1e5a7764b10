"""Several products at once, with as many questions as for one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.engine import Row

from ecomkit.domain import Product
from ecomkit.storage.catalogue import product_of
from ecomkit.storage.database import Rows
from ecomkit.storage.prices import foreign_prices
from ecomkit.storage.tables import part, product, product_category, variant

__all__ = ["products_by_slug"]

_SLUGS: Any = bindparam("slugs", expanding=True)
_MANY = select(product).where(product.c.slug.in_(_SLUGS))
_OF_MANY = (
    select(variant).where(variant.c.product.in_(_SLUGS)).order_by(variant.c.position, variant.c.sku),
    select(part, variant.c.product)
    .join(variant, variant.c.sku == part.c.bundle)
    .where(variant.c.product.in_(_SLUGS))
    .order_by(part.c.bundle, part.c.sku),
    select(product_category).where(product_category.c.product.in_(_SLUGS)),
)
"""Variants, parts of sets and shelves of several products."""


def products_by_slug(rows: Rows, slugs: Sequence[str], currencies: Sequence[str] = ()) -> tuple[Product, ...]:
    """Products as they were written, in the given order, with prices in these currencies besides the shop's own; what is not there
    is left out.
    """
    if not slugs:
        return ()
    asked = list(slugs)
    found = {row.slug: row for row in rows.all(_MANY, slugs=asked)}
    own, parts, shelves = (_by_product(rows.all(one, slugs=asked)) for one in _OF_MANY)
    prices = foreign_prices(rows, [row.sku for each in own.values() for row in each], currencies)
    return tuple(
        product_of(found[slug], own.get(slug, ()), parts.get(slug, ()), shelves.get(slug, ()), prices)
        for slug in asked
        if slug in found
    )


def _by_product(found: Sequence[Row[Any]]) -> Mapping[str, Sequence[Row[Any]]]:
    groups: dict[str, list[Row[Any]]] = {}
    for row in found:
        groups.setdefault(row.product, []).append(row)
    return groups
