"""Products and categories on tables."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, delete, func, insert, or_, select, update
from sqlalchemy.engine import Row

from ecomkit.domain import (
    Category,
    Content,
    Listing,
    Money,
    Picture,
    Product,
    ProductCard,
    UnitPrice,
    Variant,
    Words,
    availability,
    words_in,
)
from ecomkit.storage.database import Rows
from ecomkit.storage.prices import lowest_before, note_price
from ecomkit.storage.tables import (
    category,
    feature,
    moved,
    product,
    product_category,
    stock,
    variant,
)

__all__ = [
    "bare", "categories", "fold", "listing", "move_product", "moved_to", "name_in", "product_by_slug", "save_category", "save_product",
    "set_price", "variants",
]  # fmt: skip

_CATEGORIES = select(category).order_by(category.c.position, category.c.slug)
_PRODUCT = select(product).where(product.c.slug == bindparam("slug"))
_VARIANTS = select(variant).where(variant.c.product == bindparam("product")).order_by(variant.c.position, variant.c.sku)
_IN_CATEGORIES = select(product_category.c.category).where(product_category.c.product == bindparam("product"))
_BY_SKU = (
    select(
        variant,
        product.c.name,
        product.c.words,
        product.c.tax_class,
        product.c.pictures,
        product.c.published,
        product.c.publish_at,
        product.c.withdraw_at,
    )
    .join(product, product.c.slug == variant.c.product)
    .where(variant.c.sku.in_(bindparam("skus", expanding=True)))
)
_LOWEST = select(func.min(variant.c.price)).where(variant.c.product == bindparam("product"))
_PRODUCT_OF = select(variant.c.product).where(variant.c.sku == bindparam("sku"))
_MOVED = select(moved.c.slug).where(moved.c.old == bindparam("old"))
_NEXT_SHOWN = select(func.min(product.c.publish_at)).where(product.c.publish_at > bindparam("now"))
_NEXT_GONE = select(func.min(product.c.withdraw_at)).where(product.c.withdraw_at > bindparam("now"))
_LONGEST = 255


def fold(words: str) -> str:
    """Lower case without accents: how names and searches are compared."""
    return "".join(c for c in unicodedata.normalize("NFKD", words.casefold()) if not unicodedata.combining(c))


def categories(rows: Rows) -> tuple[Category, ...]:
    """All categories in their order."""
    return tuple(
        Category(
            slug=r.slug,
            name=r.name,
            parent=r.parent,
            description=r.description,
            tint=r.tint,
            position=r.position,
            words=_words_of(r.words),
        )
        for r in rows.all(_CATEGORIES)
    )


def _price(row: Row[Any]) -> UnitPrice:
    return UnitPrice(money=Money(amount=row.price, currency=row.currency), per=row.per, includes_tax=row.includes_tax)


def _picture(text: str) -> Picture | None:
    return Picture.model_validate_json(text) if text else None


def _words_of(text: str) -> tuple[tuple[str, Words], ...]:
    return tuple((language, Words.model_validate(said)) for language, said in json.loads(text)) if text != "[]" else ()


def _content(row: Row[Any]) -> Content | None:
    return Content(amount=row.content_amount, unit=row.content_unit) if row.content_amount else None


def product_by_slug(rows: Rows, slug: str) -> Product | None:
    """A product with its variants, as it was written."""
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
        maker_contact=row.maker_contact,
        responsible=row.responsible,
        warnings=row.warnings,
        words=_words_of(row.words),
        related=tuple(json.loads(row.related)),
        alternatives=tuple(json.loads(row.alternatives)),
        published=row.published,
        publish_at=row.publish_at,
        withdraw_at=row.withdraw_at,
        pictures=tuple(Picture.model_validate(p) for p in json.loads(row.pictures)),
        variants=tuple(
            Variant(
                sku=r.sku,
                options=tuple((k, v) for k, v in json.loads(r.options)),
                price=_price(r),
                weight_g=r.weight_g,
                picture=_picture(r.picture),
                content=_content(r),
            )  # fmt: skip
            for r in rows.all(_VARIANTS, product=slug)
        ),
        created_at=row.created_at,
        updated_at=row.updated_at,
    )


def moved_to(rows: Rows, slug: str) -> str | None:
    """The address that a product has now, which had this one before."""
    found: str | None = rows.scalar(_MOVED, old=slug)
    return found


def variants(rows: Rows, skus: Sequence[str]) -> dict[str, Row[Any]]:
    """Rows of SKUs with their product's name, tax class and pictures, in one query."""
    return {row.sku: row for row in rows.all(_BY_SKU, skus=list(skus))} if skus else {}


def name_in(row: Row[Any], locale: str) -> str:
    """What a product's row is called in a language."""
    name: str = words_in(_words_of(row.words), locale).name or row.name
    return name


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


def shown_at(now: datetime) -> ColumnElement[bool]:
    """The condition of what customers see."""
    begun = or_(product.c.publish_at.is_(None), product.c.publish_at <= now)
    return and_(product.c.published, begun, or_(product.c.withdraw_at.is_(None), product.c.withdraw_at > now))


def next_change(rows: Rows, now: datetime) -> datetime | None:
    """When a schedule shows or takes away a product next."""
    moments = (rows.scalar(one, now=now) for one in (_NEXT_SHOWN, _NEXT_GONE))
    return min((moment for moment in moments if moment is not None), default=None)


def listing(
    rows: Rows, *, of: str | None, search: str | None, after: str | None, sort: str, limit: int, now: datetime,
    locale: str, hidden: bool = False,
) -> Listing:  # fmt: skip
    """A page of product cards, as a reader of the locale is told: of a category and all below it, of a search, or all."""
    chosen = select(product.c.slug) if hidden else select(product.c.slug).where(shown_at(now))
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
    return Listing(
        cards=_cards(rows, slugs[:limit], now, locale), count=count, after=slugs[limit - 1] if more else None,
        until=None if hidden else next_change(rows, now),
    )  # fmt: skip


_CARDS: Select[Any] = (
    select(
        variant,
        product.c.name,
        product.c.words,
        product.c.pictures,
        product.c.created_at,
        product.c.updated_at,
        stock.c.on_hand,
        stock.c.reserved,
    )
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


def _cards(rows: Rows, slugs: Sequence[str], now: datetime, locale: str) -> tuple[ProductCard, ...]:
    if not slugs:
        return ()
    groups: dict[str, list[Row[Any]]] = {slug: [] for slug in slugs}
    for row in rows.all(_CARDS, slugs=list(slugs)):
        groups[row.product].append(row)
    tints = {row.product: row.tint for row in reversed(rows.all(_TINTS, slugs=list(slugs)))}
    cheapest = {slug: min(group, key=lambda row: row.price) for slug, group in groups.items() if group}
    before = lowest_before(rows, [row.sku for row in cheapest.values()], now)
    return tuple(
        _card(groups[slug], row, tints.get(slug, "stone"), before.get(row.sku), locale)
        for slug, row in cheapest.items()
    )


def _card(group: Sequence[Row[Any]], cheapest: Row[Any], tint: str, before: int | None, locale: str) -> ProductCard:
    pictures = json.loads(group[0].pictures)
    picture = _picture(group[0].picture) or (Picture.model_validate(pictures[0]) if pictures else None)
    free = sum((row.on_hand or 0) - (row.reserved or 0) for row in group)
    return ProductCard(
        slug=cheapest.product, name=name_in(cheapest, locale), price=_price(cheapest),
        several=any(r.price != cheapest.price for r in group), picture=picture, sku=cheapest.sku, tint=tint,
        band=availability(free).band, lowest_before=None if before is None else Money(amount=before, currency=cheapest.currency),
        created_at=cheapest.created_at, updated_at=cheapest.updated_at,
    )  # fmt: skip


def save_category(rows: Rows, one: Category) -> None:
    """Write a category, new or known by its slug."""
    values = one.model_dump(exclude={"slug", "words"}) | {"words": _written(one.words)}
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
        "maker_contact": one.maker_contact, "responsible": one.responsible, "warnings": one.warnings, "words": _written(one.words),
        "related": json.dumps(one.related), "alternatives": json.dumps(one.alternatives), "published": one.published,
        "publish_at": one.publish_at, "withdraw_at": one.withdraw_at,
    }  # fmt: skip
    if before is None:
        rows.write(insert(product), slug=one.slug, created_at=now, updated_at=now, **values)
    else:
        rows.write(update(product).where(product.c.slug == one.slug), updated_at=now, **values)
        rows.write(delete(variant).where(variant.c.product == one.slug))
        rows.write(delete(product_category).where(product_category.c.product == one.slug))
        rows.write(delete(feature).where(feature.c.product == one.slug))
    rows.write(delete(moved).where(moved.c.old == one.slug))
    rows.write_many(insert(product_category), [{"product": one.slug, "category": slug} for slug in one.categories])
    rows.write_many(insert(feature), [{"product": one.slug, "name": n, "value": v} for n, v in _features(one)])
    for position, each in enumerate(one.variants):
        _save_variant(rows, one.slug, position, each, now)
    rows.touch(f"product/{one.slug}")
    rows.touch("products")
    return True


def _words(one: Product) -> Iterable[str]:
    return (value for each in one.variants for _, value in each.options)


def _written(words: Sequence[tuple[str, Words]]) -> str:
    return json.dumps([(language, said.model_dump()) for language, said in words], ensure_ascii=False)


def _features(one: Product) -> list[tuple[str, str]]:
    """What a list can be narrowed by: attributes and choices, each value once."""
    pairs = (*one.attributes, *(pair for each in one.variants for pair in each.options))
    return sorted({(name, value) for name, value in pairs if len(name) <= _LONGEST and len(value) <= _LONGEST})


def _same(before: Product, after: Product) -> bool:
    known = {v.sku for v in before.variants}
    return bare(before) == bare(after) and all(v.sku in known for v in after.variants)


def bare(one: Product) -> Product:
    """What was written of it, without what the shop adds."""
    told: dict[str, object] = {"stock": None, "lowest_before": None}
    parts = tuple(v.model_copy(update=told) for v in one.variants)
    changes = {"created_at": None, "updated_at": None, "variants": parts, "categories": tuple(sorted(one.categories))}
    return one.model_copy(update=changes)


def _save_variant(rows: Rows, slug: str, position: int, one: Variant, now: datetime) -> None:
    note_price(rows, one.sku, one.price.money.amount, now)
    _take_away(rows, one.sku, to=slug)
    rows.write(
        insert(variant), sku=one.sku, product=slug, position=position, options=json.dumps(one.options, ensure_ascii=False),
        price=one.price.money.amount, currency=one.price.money.currency, per=one.price.per, includes_tax=one.price.includes_tax,
        weight_g=one.weight_g, picture=one.picture.model_dump_json() if one.picture else "",
        content_amount=one.content.amount if one.content else None, content_unit=one.content.unit if one.content else None,
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
        rows.write(delete(feature).where(feature.c.product == before))
        rows.write(delete(product).where(product.c.slug == before))
    else:
        rows.write(update(product).where(product.c.slug == before), lowest=lowest)
    rows.touch(f"product/{before}")


def move_product(rows: Rows, slug: str, to: str) -> bool:
    """Give a product another address, to which the old one leads from now on; false where there is no such product."""
    if not rows.write(update(product).where(product.c.slug == slug), slug=to):
        return False
    for table in (variant, product_category, feature):
        rows.write(update(table).where(table.c.product == slug), product=to)
    rows.write(delete(moved).where(moved.c.old == to))
    rows.write(update(moved).where(moved.c.slug == slug), slug=to)
    rows.write(insert(moved), old=slug, slug=to)
    for topic in (f"product/{slug}", f"product/{to}", "products"):
        rows.touch(topic)
    return True


def set_price(rows: Rows, sku: str, price: Money, now: datetime) -> bool:
    """Write the list price of a SKU."""
    slug = rows.scalar(_PRODUCT_OF, sku=sku)
    if slug is None:
        return False
    note_price(rows, sku, price.amount, now)
    rows.write(update(variant).where(variant.c.sku == sku), price=price.amount, currency=price.currency)
    rows.write(update(product).where(product.c.slug == slug), lowest=rows.scalar(_LOWEST, product=slug))
    rows.touch(f"product/{slug}")
    rows.touch("products")
    return True
