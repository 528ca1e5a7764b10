"""The index says what the catalogue says, whatever was changed; words find what they mean. On both engines."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text

from ecomkit.domain import (
    AdjustStock,
    BestSellers,
    Category,
    Done,
    IndexProducts,
    Money,
    MoveProduct,
    Product,
    SaveCategories,
    SaveProducts,
    SaveTerms,
    Search,
    SetListPrice,
    Suggest,
    Term,
    UnitPrice,
    Variant,
    Words,
)
from ecomkit.shop import Shop
from ecomkit.storage.search import entry
from ecomkit.testing import make_shop, settings_for


@pytest.fixture(params=["sqlite", "postgresql"])
def shop(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Shop]:
    own = {} if request.param == "sqlite" else {"database": request.getfixturevalue("postgres_url")}
    settings = settings_for(tmp_path, languages=("en", "es"), **own)
    opened = make_shop(tmp_path, use=("b2c",), settings=settings, catalogue=False)
    done(opened, SaveCategories(categories=(Category(slug="home", name="Home", words=(("es", Words(name="Hogar")),)),)))
    done(opened, SaveProducts(products=(MUG, LAMP, BOTTLE, SHIRT)))
    yield opened
    opened.close()


def done(shop: Shop, command: Any) -> Any:
    outcome = shop.run(shop.system(), command)
    assert isinstance(outcome, Done), outcome
    return outcome.result


def variant(sku: str, *options: tuple[str, str], stock: int = 9) -> Variant:
    return Variant(sku=sku, price=UnitPrice(money=Money(amount=1000, currency="EUR")), options=options, stock=stock)


MUG = Product(
    slug="loma-mug", name="Loma mug", description="A wide mug of stoneware.", categories=("home",), maker="Barro Sur",
    words=(("es", Words(name="Taza Loma", description="Una taza ancha de gres.")),),
    variants=(variant("LOMA-BON", ("Colour", "Bone")), variant("LOMA-BRI", ("Colour", "Brick"))),
)  # fmt: skip
LAMP = Product(
    slug="faro-lamp", name="Faro lamp", description="Stands next to a mug.", categories=("home",),
    words=(("es", Words(name="Lámpara Faro")),), variants=(variant("LAMP"),),
)  # fmt: skip
BOTTLE = Product(slug="rio-bottle", name="Río bottle 1.5 l", variants=(variant("BOTTLE-15"),))
SHIRT = Product(
    slug="tee", name="Linen t-shirt", words=(("es", Words(name="Camiseta de lino")),), variants=(variant("TEE"),)
)


def found(shop: Shop, words: str, locale: str = "en-GB") -> tuple[str, ...]:
    slugs: tuple[str, ...] = answer(shop, words, locale).slugs
    return slugs


def answer(shop: Shop, words: str, locale: str = "en-GB") -> Any:
    ctx = shop.context(channel=shop.system().channel, actor=shop.system().actor, locale=locale)
    return shop.ask(ctx, Search(words=words))


MEANT = {
    "mugs": "loma-mug", "MUG": "loma-mug", "stoneware": "loma-mug", "barro": "loma-mug", "brick mug": "loma-mug",
    "LOMA-BRI": "loma-mug", "loma-b": "loma-mug", "1,5 L": "rio-bottle", "rio 1.5l": "rio-bottle", "lam": "faro-lamp",
    "tshirt": "tee", "t shirt": "tee", "T-Shirts": "tee", "the mug for home": "loma-mug",
}  # fmt: skip
MEANT_ES = {
    "tazas": "loma-mug", "taza de gres": "loma-mug", "lampara": "faro-lamp", "lámparas": "faro-lamp", "camisetas": "tee",
    "hogar taza": "loma-mug", "rio": "rio-bottle", "lamp": "faro-lamp",
}  # fmt: skip


def test_words_find_their_product_in_both_languages(shop: Shop) -> None:
    assert {words: found(shop, words)[:1] for words in MEANT} == {words: (slug,) for words, slug in MEANT.items()}
    assert {words: found(shop, words, "es-ES")[:1] for words in MEANT_ES} == {w: (s,) for w, s in MEANT_ES.items()}


def test_a_name_counts_more_than_a_description(shop: Shop) -> None:
    assert found(shop, "mug") == ("loma-mug", "faro-lamp")


def test_one_mistake_is_forgiven_and_told(shop: Shop) -> None:
    told = answer(shop, "lampra", "es-ES")
    assert (told.slugs, told.meant) == (("faro-lamp",), "lámpara")
    assert answer(shop, "botle").meant == "bottle"


def test_what_no_product_has_together_is_found_in_part(shop: Shop) -> None:
    told = answer(shop, "linen lamp")
    assert set(told.slugs) == {"tee", "faro-lamp"}
    assert told.partly
    assert answer(shop, "xyzzy lamp").slugs == ("faro-lamp",)
    assert answer(shop, "xyzzy") == answer(shop, "  ")


def test_synonyms_of_the_shop_are_found(shop: Shop) -> None:
    path = shop.folder / "catalogue" / "synonyms.csv"
    path.parent.mkdir(exist_ok=True)
    path.write_text("language,words\nen,mug,cup,beaker\nes,camiseta,playera\n", encoding="utf-8")
    assert found(shop, "cups")[:1] == found(shop, "beaker")[:1] == ("loma-mug",)
    assert found(shop, "playeras", "es-ES") == ("tee",)
    assert found(shop, "playera") == ()


def test_what_is_sold_out_comes_last_and_comes_back(shop: Shop) -> None:
    twin = MUG.model_copy(update={"slug": "alba-mug", "name": "Alba mug", "variants": (variant("ALBA"),)})
    done(shop, SaveProducts(products=(twin,)))
    assert found(shop, "mug")[:2] == ("loma-mug", "alba-mug")
    for sku in ("LOMA-BON", "LOMA-BRI"):
        done(shop, AdjustStock(sku=sku, change=-9, reason="counted"))
    assert found(shop, "mug")[:2] == ("alba-mug", "loma-mug")
    done(shop, AdjustStock(sku="LOMA-BRI", change=3, reason="counted"))
    assert found(shop, "mug")[:2] == ("loma-mug", "alba-mug")


def test_a_draft_is_not_found(shop: Shop) -> None:
    done(shop, SaveProducts(products=(MUG.model_copy(update={"published": False}),)))
    assert "loma-mug" not in found(shop, "mug")


def test_what_a_language_says_of_a_value_is_found(shop: Shop) -> None:
    done(shop, SaveTerms(terms=(Term(language="es", term="Brick", said="Ladrillo"),)))
    assert found(shop, "taza ladrillo", "es-ES") == ("loma-mug",)


def test_a_shelf_with_another_name_is_found_by_it(shop: Shop) -> None:
    done(shop, SaveCategories(categories=(Category(slug="home", name="Kitchen"),)))
    assert set(found(shop, "kitchen")) == {"loma-mug", "faro-lamp"}
    assert found(shop, "home") == ()


def test_suggestions_are_called_what_the_reader_calls_them(shop: Shop) -> None:
    ctx = shop.context(channel=shop.system().channel, actor=shop.system().actor, locale="es-ES")
    told = shop.ask(ctx, Suggest(words="hog"))
    assert [one.name for one in told.categories] == ["Hogar"]
    assert {one.name for one in told.products} == {"Taza Loma", "Lámpara Faro"}


def contents(shop: Shop) -> dict[tuple[str, str], dict[str, Any]]:
    with shop.database.read() as rows:
        return {(row.product, row.language): dict(row._mapping) | {"id": 0} for row in rows.all(select(entry))}


def rebuild(shop: Shop) -> None:
    last: str | None = ""
    while last is not None:
        last = done(shop, IndexProducts(after=last, limit=3))


@pytest.mark.parametrize("seed", range(2))
def test_the_index_is_what_a_new_one_would_be_after_any_changes(shop: Shop, seed: int) -> None:
    chance = random.Random(seed)
    slugs = ["loma-mug", "faro-lamp", "rio-bottle", "tee"]
    for step in range(25):
        slug = chance.choice(slugs)
        made = Product(
            slug=slug, name=f"{chance.choice(['Red', 'Blue'])} {slug} {step}", published=chance.random() > 0.2,
            categories=chance.choice([("home",), ()]), attributes=(("Material", chance.choice(["Clay", "Oak"])),),
            variants=tuple(variant(f"S-{chance.randrange(9)}") for _ in range(1)), words=chance.choice([(), MUG.words]),
        )  # fmt: skip
        other = f"p-{step}"
        command: Any = chance.choice(
            [
                SaveProducts(products=(made,)), MoveProduct(slug=slug, to=other),
                SaveTerms(terms=(Term(language="es", term=chance.choice(["Clay", "Oak"]), said=f"Algo {step}"),)),
                SaveCategories(categories=(Category(slug="home", name=f"Home {step}"),)),
                SetListPrice(sku="LAMP", price=Money(amount=step, currency="EUR")),
                AdjustStock(sku=f"S-{chance.randrange(9)}", change=chance.choice([-9, 4]), reason="counted"),
            ]
        )  # fmt: skip
        outcome = shop.run(shop.system(), command)
        if isinstance(command, MoveProduct) and isinstance(outcome, Done):
            slugs[slugs.index(slug)] = other
    kept = contents(shop)
    with shop.database.engine.begin() as connection:
        connection.execute(text("DELETE FROM search_entry"))
    rebuild(shop)
    assert contents(shop) == kept
    if shop.database.is_sqlite:
        with shop.database.engine.connect() as connection:
            connection.exec_driver_sql("INSERT INTO search_words (search_words, rank) VALUES ('integrity-check', 1)")


def test_a_word_that_nothing_says_any_more_is_forgotten_when_the_index_is_made_anew(shop: Shop) -> None:
    done(shop, SaveProducts(products=(LAMP.model_copy(update={"name": "Faro light", "words": ()}),)))
    rebuild(shop)
    assert answer(shop, "lampp").meant is None


def test_what_sells_comes_first(shop: Shop) -> None:
    slugs: tuple[str, ...] = shop.ask(shop.system(), BestSellers())
    assert set(slugs) == {"loma-mug", "faro-lamp", "rio-bottle", "tee"}
