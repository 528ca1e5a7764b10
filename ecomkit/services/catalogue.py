"""The catalogue's commands and queries."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from ecomkit.domain import (
    ActorKind,
    AdjustStock,
    CartLine,
    Categories,
    Category,
    CategoryBySlug,
    Context,
    Item,
    Money,
    Moved,
    MoveProduct,
    Policy,
    Product,
    ProductAsWritten,
    ProductBySlug,
    ProductChanged,
    ProductMoved,
    ProductsBySku,
    ProductsBySlug,
    Refuse,
    RemoveListPrice,
    SaveCategories,
    SaveProducts,
    SaveTerms,
    SetListPrice,
    StockAdjusted,
    StockLevel,
    StockLevels,
    UnitPrice,
    Variant,
    VariantBySku,
    Who,
    WriteContext,
    is_ever_shown,
    is_shown,
    language_of,
    said_in,
    sold_for,
    text,
    words_in,
)
from ecomkit.errors import NotFound
from ecomkit.hooks import Lookup, Operation
from ecomkit.services.rows import rows_of
from ecomkit.services.searching import follow_categories, follow_products, follow_terms
from ecomkit.services.words import terms_said
from ecomkit.storage import catalogue, prices, products, stock, terms
from ecomkit.storage.database import Rows

__all__ = ["items_of", "lookups", "names_of", "operations"]


def items_of(ctx: Context, lines: Sequence[CartLine]) -> tuple[Item, ...]:
    """Cart lines as things to be priced, in one query. Raises `Refuse` for a SKU that is not sold, or not now."""
    found = catalogue.variants(rows_of(ctx), [line.sku for line in lines], ctx.foreign)
    items = []
    for line in lines:
        row = found.get(line.sku)
        if row is None or not _sees(ctx, row, row.product):
            raise _not_sold(ctx, line.sku)
        price = UnitPrice(
            money=Money(amount=row.price, currency=row.currency), per=row.per, includes_tax=row.includes_tax
        )
        items.append(
            Item(
                key=line.sku, sku=line.sku, product=row.product, quantity=line.quantity, price=price, tax_class=row.tax_class,
                weight_g=row.weight_g, ships=row.ships,
            )
        )  # fmt: skip
    return tuple(items)


def _not_sold(ctx: Context, sku: str) -> Refuse:
    """Why something in a cart cannot be priced: nowhere sold any more, or not in this market's currency."""
    row = catalogue.variants(rows_of(ctx), [sku]).get(sku) if ctx.foreign else None
    if row is not None and _sees(ctx, row, row.product):
        name = catalogue.name_in(row, ctx.locale)
        words = text("%(name)s is not sold in %(currency)s. Take it out of the cart.", name=name, currency=ctx.currency)
        return Refuse.because("not_sold_here", words, rule="markets", field=sku)
    return Refuse.because(
        "gone", text("%(sku)s is no longer sold. Take it out of the cart.", sku=sku), rule="catalogue"
    )


def _sees(ctx: Context, one: Any, slug: str) -> bool:
    """Whether a product, or its row, is there for this reader: shown to all, or opened with the link of its preview."""
    may_change = ctx.actor.kind is ActorKind.SYSTEM or "staff.catalogue" in ctx.actor.permissions
    return is_shown(one, ctx.now) or may_change or f"product/{slug}" in ctx.proofs


def names_of(ctx: Context, skus: Sequence[str]) -> dict[str, str]:
    """What each SKU is called on a line, in the reader's language: the product's name with the choices."""
    found = catalogue.variants(rows_of(ctx), skus)
    choices = {sku: [value for _, value in json.loads(row.options)] for sku, row in found.items()}
    said = terms_said(ctx, (value for values in choices.values() for value in values))
    return {
        sku: ", ".join([catalogue.name_in(row, ctx.locale), *(said.get(value, value) for value in choices[sku])])
        for sku, row in found.items()
    }


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
        _ensure_sold_in(ctx, product)
        _ensure_schedule(rows_of(ctx), product)
        _ensure_parts(rows_of(ctx), product)
        if catalogue.save_product(rows_of(ctx), product, ctx.now, ctx.shop.foreign):
            ctx.emit(ProductChanged(product=product.slug))
            changed += 1
    follow_products(ctx)
    return changed


def _ensure_sold_in(ctx: WriteContext, product: Product) -> None:
    """Prices besides the shop's own currency are each in one of its markets'. Raises `Refuse`."""
    for each in product.variants:
        for code, price in each.prices:
            if code not in ctx.shop.foreign or (price is not None and price.money.currency != code):
                words = text(
                    "%(sku)s has a price in %(currency)s, in which no market sells.", sku=each.sku, currency=code
                )
                raise Refuse.because("currency", words, rule="catalogue", field="prices")


def _ensure_schedule(rows: Rows, product: Product) -> None:
    """It ends after it begins, unless that is how it stands in the shop already. Raises `Refuse`."""
    if is_ever_shown(product):
        return
    before = catalogue.product_by_slug(rows, product.slug)
    if before is None or is_ever_shown(before):
        words = text(
            "%(name)s would never be shown: it is withdrawn before it is published. Write a later moment.",
            name=product.name,
        )
        raise Refuse.because("never_shown", words, rule="catalogue", field="withdraw_at")


def _ensure_parts(rows: Rows, product: Product) -> None:
    """Parts of a set are articles with a stock of their own. Raises `Refuse`."""
    wanted = {sku for each in product.variants for sku, _ in each.parts}
    missing = sorted(wanted - {row.sku for row in catalogue.variants(rows, sorted(wanted)).values()})
    if missing:
        words = text(
            "%(name)s is made of %(sku)s, which is not there: save that first.", name=product.name, sku=missing[0]
        )
        raise Refuse.because("no_part", words, rule="catalogue", field="parts")
    for each in product.variants:
        lying = (
            stock.levels(rows, [each.sku]).get(each.sku) if each.parts and not stock.parts_of(rows, each.sku) else None
        )
        if lying is not None and lying.on_hand:
            words = text("%(sku)s has stock of its own: take it out before it becomes a set.", sku=each.sku)
            raise Refuse.because("has_stock", words, rule="catalogue", field="parts")
    nested = next((sku for sku in sorted(wanted) if stock.parts_of(rows, sku)), None)
    if nested is not None:
        words = text("%(name)s is made of %(sku)s, which is a set itself.", name=product.name, sku=nested)
        raise Refuse.because("nested", words, rule="catalogue", field="parts")


def _save_categories(ctx: WriteContext, command: SaveCategories) -> int:
    before = {one.slug: one for one in catalogue.categories(rows_of(ctx))}
    for category in command.categories:
        catalogue.save_category(rows_of(ctx), category)
    follow_categories(ctx, before, command.categories)
    return len(command.categories)


def _set_price(ctx: WriteContext, command: SetListPrice) -> None:
    if command.price.currency not in ctx.shop.currencies or command.price.amount < 0:
        raise Refuse.because(
            "price", text("A price is not negative, and in the shop's currency."), rule="catalogue", field="price"
        )
    market = ctx.shop.market_in(command.price.currency)
    taxed = None if market is None else market.includes_tax
    if not catalogue.set_price(rows_of(ctx), command.sku, command.price, ctx.now, includes_tax=taxed):
        raise Refuse.because(
            "unknown_sku", text("There is no SKU %(sku)s.", sku=command.sku), rule="catalogue", field="sku"
        )


def _remove_price(ctx: WriteContext, command: RemoveListPrice) -> None:
    if not catalogue.remove_price(rows_of(ctx), command.sku, command.currency):
        words = text("%(sku)s has no price of its own in %(currency)s.", sku=command.sku, currency=command.currency)
        raise Refuse.because("no_price", words, rule="catalogue", field="currency")


def _adjust(ctx: WriteContext, command: AdjustStock) -> StockLevel:
    if command.sku not in stock.levels(rows_of(ctx), [command.sku]):
        raise Refuse.because(
            "unknown_sku", text("There is no SKU %(sku)s.", sku=command.sku), rule="stock", field="sku"
        )
    if stock.parts_of(rows_of(ctx), command.sku):
        words = text("%(sku)s is a set: there are as many as its parts allow. Adjust those.", sku=command.sku)
        raise Refuse.because("set", words, rule="stock", field="sku")
    level = stock.adjust(rows_of(ctx), command.sku, command.change)
    if level is None:
        words = text("So many pieces are not there, or are promised to somebody: take away less.")
        raise Refuse.because("reserved", words, rule="stock", field="change")
    ctx.emit(StockAdjusted(stock=command.sku, change=command.change, on_hand=level.on_hand, reason=command.reason))
    return level


def _save_terms(ctx: WriteContext, command: SaveTerms) -> int:
    changed = sum(terms.save_term(rows_of(ctx), term) for term in command.terms)
    follow_terms(ctx, command.terms)
    return changed


def _move(ctx: WriteContext, command: MoveProduct) -> None:
    rows = rows_of(ctx)
    if command.slug == command.to:
        return
    if catalogue.product_by_slug(rows, command.to) is not None:
        words = text("There is a product at %(slug)s already.", slug=command.to)
        raise Refuse.because("taken", words, rule="catalogue", field="to")
    if not catalogue.move_product(rows, command.slug, command.to):
        words = text("There is no product at %(slug)s.", slug=command.slug)
        raise Refuse.because("not_found", words, rule="catalogue", field="slug")
    follow_products(ctx)
    ctx.emit(ProductMoved(product=command.slug, to=command.to))


def _categories(ctx: Context, _query: Categories) -> tuple[Category, ...]:
    return tuple(_said(one, ctx.locale) for one in catalogue.categories(rows_of(ctx)))


def _said(one: Category, locale: str) -> Category:
    words = words_in(one.words, locale)
    named = {"name": words.name or one.name, "description": words.description or one.description}
    return one.model_copy(update=named) if one.words else one


def _category(ctx: Context, query: CategoryBySlug) -> Category:
    for category in _categories(ctx, Categories()):
        if category.slug == query.slug:
            return category
    raise NotFound("There is no such category.")


def _product(ctx: Context, query: ProductBySlug) -> Product:
    product = _written(ctx, query)
    if not _sees(ctx, product, product.slug):
        raise NotFound("There is no such product.")
    found = _as_read(ctx, (product,))
    if not found:
        raise NotFound("This is not sold in that currency.")
    return found[0]


def _products(ctx: Context, query: ProductsBySlug) -> tuple[Product, ...]:
    currencies = (ctx.foreign,) if ctx.foreign else ()
    found = products.products_by_slug(rows_of(ctx), query.slugs, currencies)
    return _as_read(ctx, [one for one in found if _sees(ctx, one, one.slug)])


def _products_of(ctx: Context, query: ProductsBySku) -> tuple[Product, ...]:
    sold = catalogue.variants(rows_of(ctx), query.skus)
    slugs = dict.fromkeys(sold[sku].product for sku in query.skus if sku in sold)
    return _products(ctx, ProductsBySlug(slugs=tuple(slugs)))


def _as_read(ctx: Context, products: Sequence[Product]) -> tuple[Product, ...]:
    """Products in the reader's language and currency; what is not sold in it is left out."""
    pairs = [(*one.attributes, *(pair for each in one.variants for pair in each.options)) for one in products]
    terms_here = terms_said(ctx, (word for each in pairs for pair in each for word in pair))
    said = [said_in(one, ctx.locale, terms_here) for one in products]
    if language_of(ctx.shop.languages, ctx.locale) == ctx.shop.languages[0]:
        said = [one.model_copy(update={"unsaid": ()}) for one in said]
    sold = [here for one in said if (here := sold_for(one, ctx.foreign) if ctx.foreign else one) is not None]
    skus = [each.sku for one in sold for each in one.variants]
    before = prices.lowest_before(rows_of(ctx), skus, ctx.now, ctx.foreign)
    return tuple(
        one.model_copy(update={"variants": tuple(_reduced(each, before) for each in one.variants)}) for one in sold
    )


def _reduced(one: Variant, before: Mapping[str, int]) -> Variant:
    if one.sku not in before:
        return one
    lowest = Money(amount=before[one.sku], currency=one.price.money.currency)
    return one.model_copy(update={"lowest_before": lowest})


def _written(ctx: Context, query: ProductBySlug | ProductAsWritten) -> Product:
    written = isinstance(query, ProductAsWritten)
    currencies = ctx.shop.foreign if written else (ctx.foreign,) if ctx.foreign else ()
    product = catalogue.product_by_slug(rows_of(ctx), query.slug, currencies)
    if product is None:
        raise NotFound("There is no such product.")
    return product


def _variant(ctx: Context, query: VariantBySku) -> Variant:
    row = catalogue.variants(rows_of(ctx), [query.sku]).get(query.sku)
    product = catalogue.product_by_slug(rows_of(ctx), row.product) if row and _sees(ctx, row, row.product) else None
    if product is None:
        raise NotFound("There is no such article.")
    return next(one for one in product.variants if one.sku == query.sku)


def _moved(ctx: Context, query: Moved) -> str:
    slug = catalogue.moved_to(rows_of(ctx), query.slug)
    if slug is None:
        raise NotFound("There was no such product.")
    return slug


def _levels(ctx: Context, query: StockLevels) -> tuple[StockLevel, ...]:
    if query.skus:
        return tuple(stock.levels(rows_of(ctx), query.skus).values())
    return stock.all_levels(rows_of(ctx), query.after, query.limit)


def operations() -> tuple[Operation[Any], ...]:
    """Commands about the catalogue and its stock."""
    policy = partial(Policy, who=frozenset({Who.PERMITTED, Who.SYSTEM}))
    write = policy(permission="staff.catalogue")
    return (
        Operation(command=SaveProducts, policy=write, apply=_save_products, emits=(ProductChanged,)),
        Operation(command=SaveCategories, policy=write, apply=_save_categories),
        Operation(command=SaveTerms, policy=write, apply=_save_terms),
        Operation(command=MoveProduct, policy=write, apply=_move, emits=(ProductMoved,)),
        Operation(command=SetListPrice, policy=write, apply=_set_price),
        Operation(command=RemoveListPrice, policy=write, apply=_remove_price),
        Operation(command=AdjustStock, policy=policy(permission="staff.stock"), apply=_adjust, emits=(StockAdjusted,)),
    )


def lookups() -> tuple[Lookup[Any], ...]:
    """Queries about the catalogue, open to all."""
    anyone = Policy(permission="catalogue.see", who=frozenset({Who.ANYONE}))
    staff = Policy(permission="staff.catalogue", who=frozenset({Who.PERMITTED, Who.SYSTEM}))
    return (
        Lookup(query=Categories, policy=anyone, answer=_categories),
        Lookup(query=CategoryBySlug, policy=anyone, answer=_category),
        Lookup(query=ProductBySlug, policy=anyone, answer=_product),
        Lookup(query=ProductsBySku, policy=anyone, answer=_products_of),
        Lookup(query=ProductsBySlug, policy=anyone, answer=_products),
        Lookup(query=ProductAsWritten, policy=staff, answer=_written),
        Lookup(query=VariantBySku, policy=anyone, answer=_variant),
        Lookup(query=Moved, policy=anyone, answer=_moved),
        Lookup(query=StockLevels, policy=anyone, answer=_levels),
    )
