"""Products, categories and stock on tables."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, bindparam, delete, func, insert, or_, select, update
from sqlalchemy.engine import Row

from ecomkit.domain import (
    Category,
    Listing,
    Money,
    Picture,
    Product,
    ProductCard,
    StockLevel,
    UnitPrice,
    Variant,
    availability,
)
from ecomkit.storage.database import Rows
from ecomkit.storage.tables import category, product, product_category, reservation, stock, variant

__all__ = [
    "adjust", "categories", "dispatch", "fold", "levels", "listing", "product_by_slug", "release", "reserve", "save_category",
    "save_product", "set_price", "take_over", "variants", "reserved", "all_levels",
]  # fmt: skip

_CATEGORIES = select(category).order_by(category.c.position, category.c.slug)
_PRODUCT = select(product).where(product.c.slug == bindparam("slug"))
_VARIANTS = select(variant).where(variant.c.product == bindparam("product")).order_by(variant.c.position, variant.c.sku)
_IN_CATEGORIES = select(product_category.c.category).where(product_category.c.product == bindparam("product"))
_BY_SKU = (
    select(variant, product.c.name, product.c.tax_class, product.c.pictures)
    .join(product, product.c.slug == variant.c.product)
    .where(variant.c.sku.in_(bindparam("skus", expanding=True)))
)
_LEVELS = select(stock).where(stock.c.sku.in_(bindparam("skus", expanding=True)))
_ALL_LEVELS = select(stock).where(stock.c.sku > bindparam("after")).order_by(stock.c.sku).limit(bindparam("limit"))
_FREE = stock.c.on_hand - stock.c.reserved
_OF_SKU = update(stock).where(stock.c.sku == bindparam("of"))
_RESERVE = _OF_SKU.where(bindparam("n") <= _FREE).values(reserved=stock.c.reserved + bindparam("n"))
_RELEASE = _OF_SKU.values(reserved=stock.c.reserved - bindparam("n"))
_DISPATCH = _OF_SKU.values(on_hand=stock.c.on_hand - bindparam("n"), reserved=stock.c.reserved - bindparam("n"))
_ADJUST = _OF_SKU.where(stock.c.on_hand + bindparam("n") >= stock.c.reserved).values(
    on_hand=stock.c.on_hand + bindparam("n")
)
_RESERVED = select(reservation).where(reservation.c.owner == bindparam("owner")).order_by(reservation.c.sku)
_LOWEST = select(func.min(variant.c.price)).where(variant.c.product == bindparam("product"))
_PRODUCT_OF = select(variant.c.product).where(variant.c.sku == bindparam("sku"))


def fold(words: str) -> str:
    """Lower case without accents: how names and searches are compared."""
    return "".join(c for c in unicodedata.normalize("NFKD", words.casefold()) if not unicodedata.combining(c))


def categories(rows: Rows) -> tuple[Category, ...]:
    """All categories in their order."""
    return tuple(
        Category(slug=r.slug, name=r.name, parent=r.parent, description=r.description, tint=r.tint, position=r.position)
        for r in rows.all(_CATEGORIES)
    )


def _price(row: Row[Any]) -> UnitPrice:
    return UnitPrice(money=Money(amount=row.price, currency=row.currency), per=row.per, includes_tax=row.includes_tax)


def _picture(text: str) -> Picture | None:
    return Picture.model_validate_json(text) if text else None


def product_by_slug(rows: Rows, slug: str) -> Product | None:
    """A product with its variants."""
    row = rows.first(_PRODUCT, slug=slug)
    if row is None:
        return None
    return Product(
        slug=row.slug,
        name=row.name,
        description=row.description,
        categories=tuple(r.category for r in rows.all(_IN_CATEGORIES, product=slug)),
        tax_class=row.tax_class,
        attributes=tuple((k, v) for k, v in json.loads(row.attributes)),
        maker=row.maker,
        pictures=tuple(Picture.model_validate(p) for p in json.loads(row.pictures)),
        variants=tuple(
            Variant(
                sku=r.sku,
                options=tuple((k, v) for k, v in json.loads(r.options)),
                price=_price(r),
                weight_g=r.weight_g,
                picture=_picture(r.picture),
            )  # fmt: skip
            for r in rows.all(_VARIANTS, product=slug)
        ),
        updated_at=row.updated_at,
    )


def variants(rows: Rows, skus: Sequence[str]) -> dict[str, Row[Any]]:
    """Rows of SKUs with their product's name, tax class and pictures, in one query."""
    return {row.sku: row for row in rows.all(_BY_SKU, skus=list(skus))} if skus else {}


def levels(rows: Rows, skus: Sequence[str]) -> dict[str, StockLevel]:
    """Stock of some SKUs."""
    found = rows.all(_LEVELS, skus=list(skus)) if skus else ()
    return {r.sku: StockLevel(sku=r.sku, on_hand=r.on_hand, reserved=r.reserved) for r in found}


def all_levels(rows: Rows, after: str | None, limit: int) -> tuple[StockLevel, ...]:
    """A page of stock, by SKU."""
    found = rows.all(_ALL_LEVELS, after=after or "", limit=limit)
    return tuple(StockLevel(sku=r.sku, on_hand=r.on_hand, reserved=r.reserved) for r in found)


def _below(rows: Rows, slug: str) -> list[str]:
    """A category and all below it."""
    children: dict[str | None, list[str]] = {}
    for one in categories(rows):
        children.setdefault(one.parent, []).append(one.slug)
    found, todo = [], [slug]
    while todo:
        found.append(todo.pop())
        todo += [child for child in children.get(found[-1], ()) if child not in found]
    return found


_SORTS = {"name": (product.c.name, product.c.slug), "price": (product.c.lowest, product.c.slug)}


def listing(rows: Rows, *, of: str | None, search: str | None, after: str | None, sort: str, limit: int) -> Listing:
    """A page of product cards: of a category and all below it, of a search, or all."""
    chosen = select(product.c.slug)
    if of is not None:
        within = select(product_category.c.product).where(product_category.c.category.in_(_below(rows, of)))
        chosen = chosen.where(product.c.slug.in_(within))
    for word in fold(search or "").split()[:8]:
        chosen = chosen.where(product.c.search.contains(word, autoescape=True))
    count = rows.scalar(select(func.count()).select_from(chosen.subquery()))
    first, second = _SORTS.get(sort, _SORTS["name"])
    if after:
        start = rows.first(select(first.label("value")).where(product.c.slug == after))
        if start is not None:
            chosen = chosen.where(or_(first > start.value, and_(first == start.value, second > after)))
    slugs = [row.slug for row in rows.all(chosen.order_by(first, second).limit(limit + 1))]
    more = len(slugs) > limit
    return Listing(cards=_cards(rows, slugs[:limit]), count=count, after=slugs[limit - 1] if more else None)


_CARDS: Select[Any] = (
    select(variant, product.c.name, product.c.pictures, stock.c.on_hand, stock.c.reserved)
    .join(product, product.c.slug == variant.c.product)
    .join(stock, stock.c.sku == variant.c.sku, isouter=True)
    .where(variant.c.product.in_(bindparam("slugs", expanding=True)))
    .order_by(variant.c.position, variant.c.sku)
)
_TINTS = (
    select(product_category.c.product, category.c.tint)
    .join(category, category.c.slug == product_category.c.category)
    .where(product_category.c.product.in_(bindparam("slugs", expanding=True)))
    .order_by(category.c.position)
)


def _cards(rows: Rows, slugs: Sequence[str]) -> tuple[ProductCard, ...]:
    if not slugs:
        return ()
    groups: dict[str, list[Row[Any]]] = {slug: [] for slug in slugs}
    for row in rows.all(_CARDS, slugs=list(slugs)):
        groups[row.product].append(row)
    tints = {row.product: row.tint for row in reversed(rows.all(_TINTS, slugs=list(slugs)))}
    return tuple(_card(group, tints.get(slug, "stone")) for slug, group in groups.items() if group)


def _card(group: Sequence[Row[Any]], tint: str) -> ProductCard:
    cheapest = min(group, key=lambda row: row.price)
    pictures = json.loads(group[0].pictures)
    picture = _picture(group[0].picture) or (Picture.model_validate(pictures[0]) if pictures else None)
    free = sum((row.on_hand or 0) - (row.reserved or 0) for row in group)
    return ProductCard(
        slug=cheapest.product, name=cheapest.name, price=_price(cheapest), several=any(r.price != cheapest.price for r in group),
        picture=picture, sku=cheapest.sku, tint=tint, band=availability(free).band,
    )  # fmt: skip


def save_category(rows: Rows, one: Category) -> None:
    """Write a category, new or known by its slug."""
    values = one.model_dump(exclude={"slug"})
    if not rows.write(update(category).where(category.c.slug == one.slug), **values):
        rows.write(insert(category), slug=one.slug, **values)
    rows.touch("categories")


def save_product(rows: Rows, one: Product, now: datetime) -> bool:
    """Write a product with its variants; gives whether anything was different. Stock of a known SKU stays."""
    before = product_by_slug(rows, one.slug)
    if before is not None and _same(before, one):
        return False
    values = {
        "name": one.name, "description": one.description, "tax_class": one.tax_class, "maker": one.maker,
        "attributes": json.dumps(one.attributes, ensure_ascii=False),
        "pictures": json.dumps([p.model_dump() for p in one.pictures], ensure_ascii=False),
        "search": fold(" ".join([one.name, one.maker, *(v.sku for v in one.variants), *_words(one), one.description])),
        "lowest": min(v.price.money.amount for v in one.variants),
    }  # fmt: skip
    if before is None:
        rows.write(insert(product), slug=one.slug, created_at=now, updated_at=now, **values)
    else:
        rows.write(update(product).where(product.c.slug == one.slug), updated_at=now, **values)
        rows.write(delete(variant).where(variant.c.product == one.slug))
        rows.write(delete(product_category).where(product_category.c.product == one.slug))
    rows.write_many(insert(product_category), [{"product": one.slug, "category": slug} for slug in one.categories])
    for position, each in enumerate(one.variants):
        _save_variant(rows, one.slug, position, each)
    rows.touch(f"product/{one.slug}")
    rows.touch("products")
    return True


def _words(one: Product) -> Iterable[str]:
    return (value for each in one.variants for _, value in each.options)


def _same(before: Product, after: Product) -> bool:
    known = {v.sku for v in before.variants}
    bare = tuple(v.model_copy(update={"stock": None}) for v in after.variants)
    clean = after.model_copy(
        update={"updated_at": None, "variants": bare, "categories": tuple(sorted(after.categories))}
    )
    before = before.model_copy(update={"updated_at": None, "categories": tuple(sorted(before.categories))})
    return before == clean and all(v.sku in known for v in after.variants)


def _save_variant(rows: Rows, slug: str, position: int, one: Variant) -> None:
    _take_away(rows, one.sku, to=slug)
    rows.write(
        insert(variant), sku=one.sku, product=slug, position=position, options=json.dumps(one.options, ensure_ascii=False),
        price=one.price.money.amount, currency=one.price.money.currency, per=one.price.per, includes_tax=one.price.includes_tax,
        weight_g=one.weight_g, picture=one.picture.model_dump_json() if one.picture else "",
    )  # fmt: skip
    if rows.first(select(stock.c.sku).where(stock.c.sku == one.sku)) is None:
        rows.write(insert(stock), sku=one.sku, on_hand=one.stock or 0, reserved=0, opening=one.stock or 0)


def _take_away(rows: Rows, sku: str, *, to: str) -> None:
    """Let a SKU go from the product that it was a variant of; a product without any is none."""
    before = rows.scalar(_PRODUCT_OF, sku=sku)
    rows.write(delete(variant).where(variant.c.sku == sku))
    if before is None or before == to:
        return
    lowest = rows.scalar(_LOWEST, product=before)
    if lowest is None:
        rows.write(delete(product_category).where(product_category.c.product == before))
        rows.write(delete(product).where(product.c.slug == before))
    else:
        rows.write(update(product).where(product.c.slug == before), lowest=lowest)
    rows.touch(f"product/{before}")


def set_price(rows: Rows, sku: str, price: Money) -> bool:
    """Write the list price of a SKU."""
    slug = rows.scalar(_PRODUCT_OF, sku=sku)
    if slug is None:
        return False
    rows.write(update(variant).where(variant.c.sku == sku), price=price.amount, currency=price.currency)
    rows.write(update(product).where(product.c.slug == slug), lowest=rows.scalar(_LOWEST, product=slug))
    rows.touch(f"product/{slug}")
    rows.touch("products")
    return True


def adjust(rows: Rows, sku: str, change: int) -> StockLevel | None:
    """Correct the count of a SKU, never below what is reserved; None where the guard said no."""
    if not rows.write(_ADJUST, of=sku, n=change):
        return None
    _touch_band(rows, sku, change)
    return levels(rows, [sku])[sku]


def reserve(rows: Rows, owner: str, quantities: Mapping[str, int]) -> str | None:
    """Set stock aside for an order or a held command; gives the first SKU that has too little, or None when all went well.

    The guard is in the statement: whatever else runs, no piece is promised twice (I2). SKUs go in their order, so that two
    baskets never wait for each other.
    """
    for sku, quantity in sorted(quantities.items()):
        if not rows.write(_RESERVE, of=sku, n=quantity):
            return sku
        rows.write(insert(reservation), owner=owner, sku=sku, quantity=quantity)
        _touch_band(rows, sku, -quantity)
    return None


def take_over(rows: Rows, before: str, after: str) -> None:
    """Let another owner have a reservation as it is."""
    rows.write(update(reservation).where(reservation.c.owner == before), owner=after)


def reserved(rows: Rows, owner: str) -> dict[str, int]:
    """What an owner has set aside."""
    return {row.sku: row.quantity for row in rows.all(_RESERVED, owner=owner)}


def release(rows: Rows, owner: str) -> None:
    """Give back what was set aside."""
    for sku, quantity in reserved(rows, owner).items():
        rows.write(_RELEASE, of=sku, n=quantity)
        _touch_band(rows, sku, quantity)
    rows.write(delete(reservation).where(reservation.c.owner == owner))


def dispatch(rows: Rows, owner: str) -> None:
    """What was set aside leaves the house."""
    for sku, quantity in reserved(rows, owner).items():
        rows.write(_DISPATCH, of=sku, n=quantity)
    rows.write(delete(reservation).where(reservation.c.owner == owner))


def _touch_band(rows: Rows, sku: str, change: int) -> None:
    """Pages say a band, not a count: only when the band moved is a page stale."""
    level = levels(rows, [sku]).get(sku)
    slug = rows.scalar(_PRODUCT_OF, sku=sku)
    if level is None or slug is None:
        return
    free = level.on_hand - level.reserved
    if availability(free) != availability(free - change):
        rows.touch(f"stock/{slug}")
        if availability(free).band != availability(free - change).band:
            rows.touch("products")
