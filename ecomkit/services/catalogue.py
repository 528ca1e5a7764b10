"""The catalogue's commands and queries."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import partial
from typing import Any

from ecomkit.domain import (
    AdjustStock,
    CartLine,
    Categories,
    Category,
    CategoryBySlug,
    Context,
    Item,
    Listing,
    Money,
    Policy,
    Product,
    ProductBySlug,
    ProductChanged,
    Products,
    Refuse,
    SaveCategories,
    SaveProducts,
    SetListPrice,
    StockAdjusted,
    StockLevel,
    StockLevels,
    UnitPrice,
    Who,
    WriteContext,
    text,
)
from ecomkit.errors import NotFound
from ecomkit.hooks import Lookup, Operation
from ecomkit.services.rows import rows_of
from ecomkit.storage import catalogue
from ecomkit.storage.database import Rows

__all__ = ["items_of", "line_text", "lookups", "operations"]


def items_of(rows: Rows, lines: Sequence[CartLine]) -> tuple[Item, ...]:
    """Cart lines as things to be priced, in one query. Raises `Refuse` for a SKU that is no longer sold."""
    found = catalogue.variants(rows, [line.sku for line in lines])
    items = []
    for line in lines:
        row = found.get(line.sku)
        if row is None:
            raise Refuse.because(
                "gone", text("%(sku)s is no longer sold. Take it out of the cart.", sku=line.sku), rule="catalogue"
            )
        price = UnitPrice(
            money=Money(amount=row.price, currency=row.currency), per=row.per, includes_tax=row.includes_tax
        )
        items.append(
            Item(
                key=line.sku, sku=line.sku, product=row.product, quantity=line.quantity, price=price, tax_class=row.tax_class,
                weight_g=row.weight_g,
            )
        )  # fmt: skip
    return tuple(items)


def line_text(rows: Rows, items: Sequence[Item]) -> dict[str, str]:
    """What each SKU is called on a line: the product's name with the choices."""
    found = catalogue.variants(rows, [item.sku for item in items])
    return {sku: ", ".join([row.name, *(value for _, value in json.loads(row.options))]) for sku, row in found.items()}


def _save_products(ctx: WriteContext, command: SaveProducts) -> int:
    changed = 0
    for product in command.products:
        wrong = {v.price.money.currency for v in product.variants} - {ctx.shop.currency}
        if wrong:
            words = text(
                "%(name)s is priced in %(currency)s, the shop sells in another currency.",
                name=product.name,
                currency=wrong.pop(),
            )
            raise Refuse.because("currency", words, rule="catalogue")
        if catalogue.save_product(rows_of(ctx), product, ctx.now):
            ctx.emit(ProductChanged(product=product.slug))
            changed += 1
    return changed


def _save_categories(ctx: WriteContext, command: SaveCategories) -> int:
    for category in command.categories:
        catalogue.save_category(rows_of(ctx), category)
    return len(command.categories)


def _set_price(ctx: WriteContext, command: SetListPrice) -> None:
    if command.price.currency != ctx.shop.currency or command.price.amount < 0:
        raise Refuse.because(
            "price", text("A price is not negative, and in the shop's currency."), rule="catalogue", field="price"
        )
    if not catalogue.set_price(rows_of(ctx), command.sku, command.price):
        raise Refuse.because(
            "unknown_sku", text("There is no SKU %(sku)s.", sku=command.sku), rule="catalogue", field="sku"
        )


def _adjust(ctx: WriteContext, command: AdjustStock) -> StockLevel:
    if command.sku not in catalogue.levels(rows_of(ctx), [command.sku]):
        raise Refuse.because(
            "unknown_sku", text("There is no SKU %(sku)s.", sku=command.sku), rule="stock", field="sku"
        )
    level = catalogue.adjust(rows_of(ctx), command.sku, command.change)
    if level is None:
        words = text("So many pieces are not there, or are promised to somebody: take away less.")
        raise Refuse.because("reserved", words, rule="stock", field="change")
    ctx.emit(StockAdjusted(stock=command.sku, change=command.change, on_hand=level.on_hand, reason=command.reason))
    return level


def _category(ctx: Context, query: CategoryBySlug) -> Category:
    for category in catalogue.categories(rows_of(ctx)):
        if category.slug == query.slug:
            return category
    raise NotFound("There is no such category.")


def _product(ctx: Context, query: ProductBySlug) -> Product:
    product = catalogue.product_by_slug(rows_of(ctx), query.slug)
    if product is None:
        raise NotFound("There is no such product.")
    return product


def _products(ctx: Context, query: Products) -> Listing:
    return catalogue.listing(
        rows_of(ctx), of=query.category, search=query.search, after=query.after, sort=query.sort, limit=query.limit
    )


def _levels(ctx: Context, query: StockLevels) -> tuple[StockLevel, ...]:
    if query.skus:
        return tuple(catalogue.levels(rows_of(ctx), query.skus).values())
    return catalogue.all_levels(rows_of(ctx), query.after, query.limit)


def operations() -> tuple[Operation[Any], ...]:
    """Commands about the catalogue and its stock."""
    policy = partial(Policy, who=frozenset({Who.PERMITTED, Who.SYSTEM}))
    write = policy(permission="staff.catalogue")
    return (
        Operation(command=SaveProducts, policy=write, apply=_save_products, emits=(ProductChanged,)),
        Operation(command=SaveCategories, policy=write, apply=_save_categories),
        Operation(command=SetListPrice, policy=write, apply=_set_price),
        Operation(command=AdjustStock, policy=policy(permission="staff.stock"), apply=_adjust, emits=(StockAdjusted,)),
    )


def lookups() -> tuple[Lookup[Any], ...]:
    """Queries about the catalogue, open to all."""
    anyone = Policy(permission="catalogue.see", who=frozenset({Who.ANYONE}))
    return (
        Lookup(query=Categories, policy=anyone, answer=lambda ctx, _: catalogue.categories(rows_of(ctx))),
        Lookup(query=CategoryBySlug, policy=anyone, answer=_category),
        Lookup(query=ProductBySlug, policy=anyone, answer=_product),
        Lookup(query=Products, policy=anyone, answer=_products),
        Lookup(query=StockLevels, policy=anyone, answer=_levels),
    )
