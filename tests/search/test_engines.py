"""Both engines find the same, in the same order."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from ecomkit.domain import Category, Done, Money, Product, SaveCategories, SaveProducts, Search, UnitPrice, Variant
from ecomkit.shop import Shop
from ecomkit.storage.search import index_products
from ecomkit.testing import Clock, make_shop, settings_for

THINGS = ("mug", "lamp", "hoodie", "heavy bowl", "t-shirt", "lenses", "health watch", "heater 1.5 l")
WORDS = ("wide", "heavy", "lens", "steel", "wool", "headlight", "mugs", "backpack", "cup of tea", "A-p-7")
ASKED = (
    "mug", "mugs", "hea", "he", "lens", "lenses", "wide mug", "cup", "rucksack", "tea cup", "a-p-7", "A-p-1", "heater 1,5 l", "tshirt",
    "t shirt", "wolo lamp", "laamp", "steel zzz heavy", "stell hoody", "home", "wool he", "back", "lamp wide heavy steel wool",
)  # fmt: skip


@pytest.fixture
def shops(tmp_path: Path, postgres_url: str) -> Iterator[tuple[Shop, ...]]:
    """The same catalogue on SQLite and on PostgreSQL."""
    opened = tuple(_shop(tmp_path / name, own) for name, own in (("one", {}), ("other", {"database": postgres_url})))
    yield opened
    for shop in opened:
        shop.close()


def _shop(folder: Path, own: dict[str, str]) -> Shop:
    folder.mkdir()
    settings = settings_for(folder, **own)  # type: ignore[arg-type]
    shop = make_shop(folder, use=("b2c",), settings=settings, catalogue=False, clock=Clock())
    (folder / "catalogue").mkdir()
    (folder / "catalogue" / "synonyms.csv").write_text("en,mug,cup,tea cup\nen,backpack,rucksack\n", "utf-8")
    for command in (
        SaveCategories(categories=(Category(slug="home", name="Home and headwear"),)),
        SaveProducts(products=tuple(_product(random.Random(n), n) for n in range(160))),
    ):
        assert isinstance(shop.run(shop.system(), command), Done)
    shop.database.write(lambda rows: index_products(rows, ["p-3", "p-30", "p-90"], ["en"], {"p-3": 9, "p-90": 2}))
    return shop


def _product(chance: random.Random, n: int) -> Product:
    price = UnitPrice(money=Money(amount=1000, currency="EUR"))
    return Product(
        slug=f"p-{n}", name=f"{chance.choice(WORDS).capitalize()} {chance.choice(THINGS)}", published=n % 9 != 0,
        description=" ".join(chance.sample((*WORDS, *THINGS), k=4)), categories=("home",) if n % 4 == 0 else (),
        variants=(Variant(sku=f"A-p-{n}", price=price, stock=n % 3),),
    )  # fmt: skip


def test_both_engines_find_the_same(shops: tuple[Shop, ...]) -> None:
    for words in ASKED:
        one, other = (shop.ask(shop.system(), Search(words=words)) for shop in shops)
        assert one.slugs, words
        assert one == other, words
