"""Search: CPU of one search, and of its page of cards, in a shop with 2,000 and with 100,000 products made by code."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import insert

from benchmarks.alternating import costs
from benchmarks.engines import Databases, clock_of, settle
from ecomkit.domain import (
    Actor,
    ActorKind,
    Channel,
    FacetsOf,
    IndexProducts,
    ProductBySlug,
    Products,
    SaveProducts,
    Search,
    Suggest,
)
from ecomkit.shop import Shop, open_shop
from ecomkit.storage import tables
from ecomkit.storage.database import Rows
from ecomkit.storage.search import Postings, find
from ecomkit.testing import settings_for

__all__ = ["measure"]

_SIZES = (2_000, 100_000)
_THINGS = (
    "mug", "lamp", "chair", "table", "jacket", "hoodie", "teapot", "bowl", "plate", "backpack", "bottle", "umbrella", "wallet", "speaker",
    "mouse", "keyboard", "webcam", "fan", "notebook", "stapler", "helmet", "bucket", "drill", "crate", "bike", "mirror", "clock", "vase",
    "stool", "candle", "tray", "jar", "carafe", "suitcase", "pouch", "cap", "tote", "ladle", "bin", "cone",
)  # fmt: skip
_KINDS = (
    "wide", "small", "folding", "steel", "wooden", "linen", "wool", "cotton", "light", "heavy", "matte", "glazed", "travel", "office",
    "garden", "kitchen", "winter", "summer", "round", "tall",
)  # fmt: skip
_COLOURS = ("bone", "ink", "pine", "brick", "marigold", "cobalt", "clay", "plum", "moss", "sky", "blush", "brass")
_SYLLABLES = ("ba", "co", "di", "fe", "lu", "ma", "no", "pi", "ra", "so", "ta", "ve")
_OTHERS = tuple(a + b + c for a in _SYLLABLES for b in _SYLLABLES for c in _SYLLABLES)
_OFTEN = tuple(1 / n for n in range(10, 10 + len(_OTHERS)))
_ROUNDS = 20
_ALIKE = 40
_AT_ONCE = 5_000


def measure(folder: Path, own: Databases = lambda _name: {}) -> dict[str, object]:
    """Milliseconds of CPU at both sizes with how many products came, and how many times more the larger one takes."""
    shops = [_shop(folder / str(size), size, **own(f"search-{size}")) for size in _SIZES]
    asked = [_questions(shop) for shop in shops]
    figures: dict[str, object] = {}
    for name in asked[0]:
        works = [each[name] for each in asked]
        few, many = (work() for work in works)
        small, large = costs(works, _ROUNDS, clock=clock_of(shops))
        figures[f"{name}, CPU ms"] = (
            f"{small:.2f} at {_SIZES[0]:,} ({few}); {large:.2f} at {_SIZES[1]:,} ({many}): {large / small:.1f} times"
        )
    for shop in shops:
        shop.close()
    return figures


def _questions(shop: Shop) -> dict[str, Callable[[], int]]:
    """What is asked, each giving how many products came."""
    guest = shop.context(channel=Channel.WEB, actor=Actor(kind=ActorKind.GUEST, key="bench"))

    def search(words: str) -> Callable[[], int]:
        return lambda: len(shop.ask(guest, Search(words=words)).slugs)

    def page(words: str) -> Callable[[], int]:
        def ask() -> int:
            found = shop.ask(guest, Search(words=words))
            shop.ask(guest, FacetsOf(slugs=found.slugs))
            return shop.ask(guest, Products(slugs=found.slugs, sort="relevance")).count

        return ask

    def renamed(words: str) -> int:
        one = shop.ask(guest, ProductBySlug(slug="product-000003"))
        other = one.model_copy(update={"name": f"Renamed {random.randrange(10**6)}"})
        shop.run(shop.system(), SaveProducts(products=(other,)))
        return len(shop.ask(guest, Search(words=words)).slugs)

    def anew(words: str) -> int:
        with shop.database.read() as rows:
            return len(find(rows, words, "en", datetime.now(UTC), postings=Postings()).slugs)

    return {
        "search, one word": search("mug"), "search, two words": search("wool jacket"),
        "search, two words that 40 products have": search("alpha beta"), "search, two words, one of them rare": search("model 1234"),
        "search, one word nobody asked this process for": lambda: anew("mug"),
        "search, two words nobody asked it for": lambda: anew("wool jacket"),
        "search, two words that 40 products have, nobody asked it for": lambda: anew("alpha beta"),
        "search, misspelt, nobody asked it for": lambda: anew("jaket"),
        "search, a word begun": search("hea"), "search, misspelt": search("jaket"), "search, nothing": search("zzyzx"),
        "search, page with facets, one word": page("mug"), "search, page with facets, two words": page("wool jacket"),
        "search, page with facets, two words that 40 products have": page("alpha beta"),
        "suggestions": lambda: len(shop.ask(guest, Suggest(words="wool ja")).products),
        "a product renamed, and the search after it, two words": lambda: renamed("wool jacket"),
    }  # fmt: skip


def _shop(folder: Path, size: int, **own: Any) -> Shop:
    """A shop whose products share a vocabulary, as those of real shops do: a common word is in one of forty."""
    folder.mkdir(parents=True)
    shop = open_shop(settings_for(folder, **own), folder=folder, plugins=("b2c",))
    shop.migrate()
    chance = random.Random(7)
    for start in range(0, size, _AT_ONCE):
        shop.database.write(
            partial(_fill, chance=chance, start=start, count=min(_AT_ONCE, size - start)), durable=False
        )
    last: str | None = ""
    while last is not None:
        outcome = shop.run(shop.system(), IndexProducts(after=last, limit=_AT_ONCE))
        last = getattr(outcome, "result", None)
    settle(shop)
    return shop


def _fill(rows: Rows, *, chance: random.Random, start: int, count: int) -> None:
    now = datetime(2026, 11, 1, tzinfo=UTC)
    made = [_product(chance, n, now) for n in range(start, start + count)]
    rows.write_many(insert(tables.product), made)
    rows.write_many(insert(tables.variant), [_variant(one) for one in made])
    rows.write_many(
        insert(tables.stock), [{"sku": one["slug"], "on_hand": 9, "reserved": 0, "opening": 9} for one in made]
    )


def _product(chance: random.Random, n: int, now: datetime) -> dict[str, object]:
    kind, thing, colour = chance.choice(_KINDS), chance.choice(_THINGS), chance.choice(_COLOURS)
    words = " ".join([chance.choice(_KINDS), *chance.choices(_OTHERS, _OFTEN, k=25)])
    name = f"{kind.capitalize()} {thing} {colour} {n}"
    return {
        "slug": f"product-{n:06}", "name": name, "description": f"Model {n % 3_000}. {words}. {_halves(n)}.", "tax_class": "standard",
        "attributes": "[]", "maker": f"Maker {n % 97}", "pictures": "[]", "search": name.lower(), "lowest": 1000 + n % 5_000,
        "created_at": now, "updated_at": now,
    }  # fmt: skip


def _halves(n: int) -> str:
    """Each word is in half of the catalogue, both are in the same few products of any."""
    return "Alpha beta" if n < _ALIKE else "Alpha" if n % 2 else "Beta"


def _variant(one: dict[str, object]) -> dict[str, object]:
    return {
        "sku": one["slug"], "product": one["slug"], "position": 0, "options": "[]", "price": one["lowest"], "currency": "EUR",
        "per": 1, "includes_tax": True, "weight_g": 100, "picture": "",
    }  # fmt: skip
