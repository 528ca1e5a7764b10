"""Lists: CPU of a category with its facets, filtered and sorted, in a shop with 2,000 and with 100,000 products made by code."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import insert

from benchmarks.alternating import costs
from benchmarks.engines import Databases, clock_of, settle
from ecomkit.domain import (
    Actor,
    ActorKind,
    Category,
    Channel,
    FacetsOf,
    Filters,
    Money,
    PriceRange,
    Products,
    SaveCategories,
    SetListPrice,
)
from ecomkit.shop import Shop, open_shop
from ecomkit.storage import tables
from ecomkit.storage.database import Rows
from ecomkit.testing import settings_for

__all__ = ["measure"]

_SIZES = (2_000, 100_000)
_SHELVES = 12
_NAMES = {
    "Colour": ("Bone", "Ink", "Pine", "Brick", "Marigold", "Cobalt", "Clay", "Plum", "Moss", "Sky", "Blush", "Brass"),
    "Material": ("Wool", "Cotton", "Linen", "Steel", "Wood", "Stoneware"), "Size": ("XS", "S", "M", "L", "XL"),
    "Pattern": ("Plain", "Striped", "Checked", "Dotted"), "Season": ("Summer", "Winter", "All year"),
    "Made in": ("Spain", "Portugal", "Mexico", "Italy", "France", "Poland", "Japan", "Peru"),
}  # fmt: skip
_ROUNDS, _TIMES = 20, 15
_AT_ONCE = 5_000
_NONE = Filters()
_NOW = datetime(2026, 11, 1, tzinfo=UTC)


def measure(folder: Path, own: Databases = lambda _name: {}) -> dict[str, object]:
    """Milliseconds of CPU at both sizes, and how many times more the larger one takes."""
    shops = [_shop(folder / f"lists-{size}", size, **own(f"lists-{size}")) for size in _SIZES]
    asked = [_questions(shop) for shop in shops]
    figures: dict[str, object] = {}
    for name in asked[0]:
        works = [each[name] for each in asked]
        rounds, times = (1, 1) if name == _FIRST else (_ROUNDS, _TIMES)
        small, large = costs(works, rounds, times, clock_of(shops))
        figures[f"{name}, CPU ms"] = (
            f"{small:.2f} at {_SIZES[0]:,}; {large:.2f} at {_SIZES[1]:,} ({large / small:.1f} times)"
        )
    for shop in shops:
        shop.close()
    return figures


_FIRST = "the first list of a process"


def _questions(shop: Shop) -> dict[str, Callable[[], object]]:
    guest = shop.context(channel=Channel.WEB, actor=Actor(kind=ActorKind.GUEST, key="bench"))

    def page(filters: Filters = _NONE, sort: str = "recommended", after: str | None = None) -> Callable[[], object]:
        facets = FacetsOf(category="shelf-3", filters=filters)
        cards = Products.model_validate({"category": "shelf-3", "filters": filters, "sort": sort, "after": after})
        return lambda: (shop.ask(guest, facets), shop.ask(guest, cards))

    one = Filters(features=(("Colour", "Pine"), ("Colour", "Sky")))
    wide = [("Colour", value) for value in _NAMES["Colour"][:4]] + [
        ("Material", value) for value in _NAMES["Material"][:3]
    ]
    several = Filters(features=tuple(wide), in_stock=True)
    price = Filters(prices=(PriceRange(least=2000, under=4000),))
    whole = Products(sort="price", after="900.product-000900")

    def changed() -> object:
        price = Money(amount=random.randrange(1000, 6000), currency="EUR")
        shop.run(shop.system(), SetListPrice(sku="product-000003", price=price))
        return page()()

    return {
        _FIRST: page(), "a category with its facets": page(), "filtered by colour": page(one), "filtered by three names": page(several),
        "filtered by price, cheapest first": page(price, "price"), "page 10 by name": page(sort="name", after="100.product-000100"),
        "all products, far down": lambda: shop.ask(guest, whole), "a price written, and the list after it": changed,
    }  # fmt: skip


def _shop(folder: Path, size: int, **own: Any) -> Shop:
    """Twelve shelves, six features on each product; it opened long ago, as far as its changes go."""
    folder.mkdir(parents=True)
    shop = open_shop(settings_for(folder, **own), folder=folder, plugins=("b2c",))
    shop.migrate()
    shelves = tuple(Category(slug=f"shelf-{n}", name=f"Shelf {n}") for n in range(_SHELVES))
    shop.run(shop.system(), SaveCategories(categories=shelves))
    chance = random.Random(7)
    for start in range(0, size, _AT_ONCE):
        shop.database.write(
            partial(_fill, chance=chance, start=start, count=min(_AT_ONCE, size - start)), durable=False
        )
    settle(shop)
    return shop


def _fill(rows: Rows, *, chance: random.Random, start: int, count: int) -> None:
    made = [_product(chance, n) for n in range(start, start + count)]
    slugs = [str(one["slug"]) for one in made]
    rows.write_many(insert(tables.product), made)
    rows.write_many(insert(tables.variant), [_variant(one) for one in made])
    rows.write_many(
        insert(tables.stock),
        [{"sku": slug, "on_hand": chance.choice((0, 3, 9, 9, 9)), "reserved": 0, "opening": 9} for slug in slugs],
    )
    rows.write_many(
        insert(tables.feature),
        [{"name": n, "value": chance.choice(v), "product": slug} for slug in slugs for n, v in _NAMES.items()],
    )
    rows.write_many(
        insert(tables.product_category),
        [{"product": slug, "category": f"shelf-{int(slug[-6:]) % _SHELVES}"} for slug in slugs],
    )


def _product(chance: random.Random, n: int) -> dict[str, object]:
    created = _NOW - timedelta(minutes=chance.randrange(1_000_000))
    return {
        "slug": f"product-{n:06}", "name": f"Thing {chance.randrange(10**6)}", "description": "", "tax_class": "standard",
        "attributes": "[]", "maker": "", "pictures": "[]", "search": "", "lowest": 1000 + chance.randrange(8_000), "created_at": created,
        "updated_at": created,
    }  # fmt: skip


def _variant(one: dict[str, object]) -> dict[str, object]:
    return {
        "sku": one["slug"], "product": one["slug"], "position": 0, "options": "[]", "price": one["lowest"], "currency": "EUR",
        "per": 1, "includes_tax": True, "weight_g": 100, "picture": "",
    }  # fmt: skip
