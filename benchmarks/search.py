"""Search: CPU of one search, and of its page of cards, in a shop with 2,000 and with 100,000 products made by code."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from sqlalchemy import insert

from ecomkit.domain import Actor, ActorKind, Channel, IndexProducts, Products, Search, Suggest
from ecomkit.shop import Shop, open_shop
from ecomkit.storage import tables
from ecomkit.storage.database import Rows
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
_ROUNDS = 60
_AT_ONCE = 5_000


def measure(folder: Path) -> dict[str, object]:
    """Milliseconds of CPU at both sizes, and how many times more the larger one takes."""
    figures: dict[str, object] = {}
    spent: dict[str, list[float]] = {}
    for size in _SIZES:
        shop = _shop(folder / str(size), size)
        for name, work in _questions(shop).items():
            spent.setdefault(name, []).append(_cost(work))
        shop.close()
    for name, costs in spent.items():
        small, large = costs
        figures[f"{name}, CPU ms"] = (
            f"{small:.2f} at {_SIZES[0]:,}; {large:.2f} at {_SIZES[1]:,} ({large / small:.1f} times)"
        )
    return figures


def _questions(shop: Shop) -> dict[str, Callable[[], object]]:
    guest = shop.context(channel=Channel.WEB, actor=Actor(kind=ActorKind.GUEST, key="bench"))

    def search(words: str) -> Callable[[], object]:
        return lambda: shop.ask(guest, Search(words=words))

    def page(words: str) -> Callable[[], object]:
        def ask() -> object:
            found = shop.ask(guest, Search(words=words))
            return shop.ask(guest, Products(slugs=found.slugs, sort="relevance"))

        return ask

    return {
        "search, one word": search("mug"), "search, two words": search("wool jacket"), "search, a number": search("model 1234"),
        "search, a word begun": search("hea"), "search, misspelt": search("jaket"), "search, nothing": search("zzyzx"),
        "search with a page of cards": page("mug"), "suggestions": lambda: shop.ask(guest, Suggest(words="wool ja")),
    }  # fmt: skip


def _cost(work: Callable[[], object]) -> float:
    for _ in range(5):
        work()
    before = time.process_time()
    for _ in range(_ROUNDS):
        work()
    return (time.process_time() - before) / _ROUNDS * 1000


def _shop(folder: Path, size: int) -> Shop:
    """A shop whose products share a vocabulary, as those of real shops do: a common word is in one of forty."""
    folder.mkdir(parents=True)
    shop = open_shop(settings_for(folder), folder=folder, plugins=("b2c",))
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
        "slug": f"product-{n:06}", "name": name, "description": f"Model {n % 3_000}. {words}.", "tax_class": "standard",
        "attributes": "[]", "maker": f"Maker {n % 97}", "pictures": "[]", "search": name.lower(), "lowest": 1000 + n % 5_000,
        "created_at": now, "updated_at": now,
    }  # fmt: skip


def _variant(one: dict[str, object]) -> dict[str, object]:
    return {
        "sku": one["slug"], "product": one["slug"], "position": 0, "options": "[]", "price": one["lowest"], "currency": "EUR",
        "per": 1, "includes_tax": True, "weight_g": 100, "picture": "",
    }  # fmt: skip
