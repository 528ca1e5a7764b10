"""Products and categories on tables."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, func, insert, select, update
from sqlalchemy.engine import Row

from ecomkit.domain import (
    ENDLESS,
    Category,
    Content,
    Money,
    Picture,
    Product,
    UnitPrice,
    Variant,
    Words,
)
from ecomkit.storage.database import Rows
from ecomkit.storage.prices import FOREIGN, end_price, foreign_prices, note_price, put_price
from ecomkit.storage.tables import (
    category,
    currency_price,
    feature,
    moved,
    part,
    product,
    product_category,
    stock,
    variant,
)

__all__ = [
    "bare", "categories", "fold", "is_same", "move_product", "moved_to", "name_in", "product_by_slug", "product_of", "remove_price",
    "save_category", "save_product", "set_price", "ships_goods", "variants", "words_of",
]  # fmt: skip

_NOTHING_ELSE = Words()
_SENT = select(variant.c.sku).where(variant.c.ships).limit(1)
_CATEGORIES = select(category).order_by(category.c.position, category.c.slug)
_PRODUCT = select(product).where(product.c.slug == bindparam("slug"))
_VARIANTS = select(variant).where(variant.c.product == bindparam("product")).order_by(variant.c.position, variant.c.sku)
_IN_CATEGORIES = select(product_category.c.category).where(product_category.c.product == bindparam("product"))
_OF_PRODUCT = (
    product.c.name, product.c.words, product.c.tax_class, product.c.pictures, product.c.published, product.c.publish_at,
    product.c.withdraw_at,
)  # fmt: skip
_BY_SKU = (
    select(variant, *_OF_PRODUCT)
    .join(product, product.c.slug == variant.c.product)
    .where(variant.c.sku.in_(bindparam("skus", expanding=True)))
)
_BY_SKU_FOREIGN = (
    select(*FOREIGN, *_OF_PRODUCT)
    .select_from(variant)
    .join(currency_price, currency_price.c.sku == variant.c.sku)
    .join(product, product.c.slug == variant.c.product)
    .where(variant.c.sku.in_(bindparam("skus", expanding=True)), currency_price.c.currency == bindparam("currency"))
)
_LOWEST = select(func.min(variant.c.price)).where(variant.c.product == bindparam("product"))
_PRODUCT_OF = select(variant.c.product).where(variant.c.sku == bindparam("sku"))
_ALL_PARTS = (
    select(part)
    .join(variant, variant.c.sku == part.c.bundle)
    .where(variant.c.product == bindparam("product"))
    .order_by(part.c.bundle, part.c.sku)
)
_MOVED = select(moved.c.slug).where(moved.c.old == bindparam("old"))
_LONGEST = 255


def fold(words: str) -> str:
    """Lower case without accents: how staff look for a name or number in the list of stock."""
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
            rule=r.rule,
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


def product_by_slug(rows: Rows, slug: str, currencies: Sequence[str] = ()) -> Product | None:
    """A product with its variants, as it was written; with its prices in these currencies besides the shop's own."""
    row = rows.first(_PRODUCT, slug=slug)
    if row is None:
        return None
    own, parts = rows.all(_VARIANTS, product=slug), rows.all(_ALL_PARTS, product=slug)
    shelves = rows.all(_IN_CATEGORIES, product=slug)
    return product_of(row, own, parts, shelves, foreign_prices(rows, [one.sku for one in own], currencies))


def product_of(
    row: Row[Any], own: Sequence[Row[Any]], of_sets: Sequence[Row[Any]], shelves: Sequence[Row[Any]],
    prices: Mapping[str, Sequence[tuple[str, Money, bool]]],
) -> Product:  # fmt: skip
    """A product made of its rows: its own, its variants, their parts, its shelves, and prices in other currencies by SKU."""
    parts: dict[str, tuple[tuple[str, int], ...]] = {}
    for one in of_sets:
        parts[one.bundle] = (*parts.get(one.bundle, ()), (one.sku, one.quantity))
    return Product(
        slug=row.slug,
        name=row.name,
        description=row.description,
        categories=tuple(one.category for one in shelves),
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
                parts=parts.get(r.sku, ()),
                ships=r.ships,
                prices=tuple(
                    (code, UnitPrice(money=money, per=r.per, includes_tax=taxed))
                    for code, money, taxed in prices.get(r.sku, ())
                ),
            )  # fmt: skip
            for r in own
        ),
        created_at=row.created_at,
        updated_at=row.updated_at,
    )


def ships_goods(rows: Rows) -> bool:
    """Whether anything in the catalogue is sent."""
    return rows.first(_SENT) is not None


def moved_to(rows: Rows, slug: str) -> str | None:
    """The address that a product has now, which had this one before."""
    found: str | None = rows.scalar(_MOVED, old=slug)
    return found


def variants(rows: Rows, skus: Sequence[str], foreign: str | None = None) -> dict[str, Row[Any]]:
    """Rows of SKUs with their product's name, tax class and pictures, in one query.

    In a `foreign` currency they have their price there; those that are not sold in it are missing.
    """
    if not skus:
        return {}
    if foreign is None:
        return {row.sku: row for row in rows.all(_BY_SKU, skus=list(skus))}
    return {row.sku: row for row in rows.all(_BY_SKU_FOREIGN, skus=list(skus), currency=foreign)}


def name_in(row: Row[Any], locale: str) -> str:
    """What a product's row is called in a language."""
    name: str = words_of(row, locale).name or row.name
    return name


def words_of(row: Row[Any], locale: str) -> Words:
    """What is said of a product's row in a language; empty where nothing else is said than in the row itself.

    As `words_in`, but a list reads no more of its rows than that one language.
    """
    if row.words == "[]":
        return _NOTHING_ELSE
    known = dict(json.loads(row.words))
    said = known.get(locale) or known.get(locale.partition("-")[0])
    return Words.model_validate(said) if said else _NOTHING_ELSE


def save_category(rows: Rows, one: Category) -> None:
    """Write a category, new or known by its slug."""
    values = one.model_dump(exclude={"slug", "words"}) | {"words": _written(one.words)}
    if not rows.write(update(category).where(category.c.slug == one.slug), **values):
        rows.write(insert(category), slug=one.slug, **values)
    rows.touch("categories")


def save_product(rows: Rows, one: Product, now: datetime, currencies: Sequence[str] = ()) -> bool:
    """Write a product with its variants; gives whether anything was different. Stock of a known SKU stays.

    `currencies` are those besides the shop's own: prices in any other are left alone.
    """
    before = product_by_slug(rows, one.slug, currencies)
    if before is not None and is_same(before, one):
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
        rows.write(delete(part).where(part.c.bundle.in_(select(variant.c.sku).where(variant.c.product == one.slug))))
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
    return json.dumps(
        [(language, said.model_dump(exclude_defaults=True)) for language, said in words], ensure_ascii=False
    )


def _features(one: Product) -> list[tuple[str, str]]:
    """What a list can be narrowed by: attributes and choices, each value once."""
    pairs = (*one.attributes, *(pair for each in one.variants for pair in each.options))
    return sorted({(name, value) for name, value in pairs if len(name) <= _LONGEST and len(value) <= _LONGEST})


def is_same(before: Product, after: Product) -> bool:
    """Whether saving the second changes nothing of the first."""
    known = {v.sku: dict(v.prices) for v in before.variants}
    return bare(before) == bare(after) and all(
        v.sku in known and all(known[v.sku].get(code) == price for code, price in v.prices) for v in after.variants
    )


def bare(one: Product) -> Product:
    """What was written of it, without what the shop adds."""
    told: dict[str, object] = {"stock": None, "lowest_before": None, "prices": ()}
    parts = tuple(v.model_copy(update=told | {"parts": tuple(sorted(v.parts))}) for v in one.variants)
    changes = {
        "created_at": None,
        "updated_at": None,
        "unsaid": (),
        "variants": parts,
        "categories": tuple(sorted(one.categories)),
    }
    return one.model_copy(update=changes)


def _save_variant(rows: Rows, slug: str, position: int, one: Variant, now: datetime) -> None:
    note_price(rows, one.sku, one.price.money.amount, now)
    _take_away(rows, one.sku, to=slug)
    rows.write(
        insert(variant), sku=one.sku, product=slug, position=position, options=json.dumps(one.options, ensure_ascii=False),
        price=one.price.money.amount, currency=one.price.money.currency, per=one.price.per, includes_tax=one.price.includes_tax,
        weight_g=one.weight_g, picture=one.picture.model_dump_json() if one.picture else "",
        content_amount=one.content.amount if one.content else None, content_unit=one.content.unit if one.content else None,
        ships=one.ships,
    )  # fmt: skip
    for code, price in one.prices:
        if price is None:
            end_price(rows, one.sku, code)
        else:
            put_price(rows, one.sku, price, now)
    rows.write_many(insert(part), [{"bundle": one.sku, "sku": sku, "quantity": n} for sku, n in one.parts])
    if one.parts:
        rows.write(delete(stock).where(stock.c.sku == one.sku, stock.c.on_hand == 0))
    elif rows.first(select(stock.c.sku).where(stock.c.sku == one.sku)) is None:
        opening = one.stock if one.stock is not None else 0 if one.ships else ENDLESS
        rows.write(insert(stock), sku=one.sku, on_hand=opening, reserved=0, opening=opening)


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
    _name_anew(rows, slug, to)
    rows.write(delete(moved).where(moved.c.old == to))
    rows.write(update(moved).where(moved.c.slug == slug), slug=to)
    rows.write(insert(moved), old=slug, slug=to)
    for topic in (f"product/{slug}", f"product/{to}", "products"):
        rows.touch(topic)
    return True


def _name_anew(rows: Rows, slug: str, to: str) -> None:
    """Products that name a moved one beside themselves go on doing so."""
    old, new = json.dumps(slug), json.dumps(to)
    for column in (product.c.related, product.c.alternatives):
        naming = column.contains(old, autoescape=True)
        for row in rows.all(select(product.c.slug).where(naming)):
            rows.touch(f"product/{row.slug}")
        rows.write(update(product).where(naming).values({column: func.replace(column, old, new)}))


def remove_price(rows: Rows, sku: str, currency: str) -> bool:
    """Take the list price of a SKU in another currency away; false where there is none."""
    slug = rows.scalar(_PRODUCT_OF, sku=sku)
    if slug is None or not end_price(rows, sku, currency):
        return False
    rows.touch(f"product/{slug}")
    rows.touch("products")
    return True


def set_price(rows: Rows, sku: str, price: Money, now: datetime, *, includes_tax: bool | None = None) -> bool:
    """Write the list price of a SKU; with `includes_tax` it is one in another currency."""
    slug = rows.scalar(_PRODUCT_OF, sku=sku)
    if slug is None:
        return False
    if includes_tax is not None:
        put_price(rows, sku, UnitPrice(money=price, includes_tax=includes_tax), now)
        rows.touch(f"product/{slug}")
        rows.touch("products")
        return True
    note_price(rows, sku, price.amount, now)
    rows.write(update(variant).where(variant.c.sku == sku), price=price.amount, currency=price.currency)
    rows.write(update(product).where(product.c.slug == slug), lowest=rows.scalar(_LOWEST, product=slug))
    rows.touch(f"product/{slug}")
    rows.touch("products")
    return True
