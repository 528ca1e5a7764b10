"""Lists: what narrows them, in what order they stand, and what stands on a shelf by its rule."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any, get_args

import pytest

from ecomkit.domain import (
    AdjustStock,
    Category,
    Command,
    Done,
    FacetsOf,
    Filters,
    Listing,
    Money,
    MoveProduct,
    PriceRange,
    Product,
    Products,
    SaveCategories,
    SaveProducts,
    SaveTerms,
    SetListPrice,
    SortKey,
    Term,
    UnitPrice,
    Variant,
    parse_rule,
)
from ecomkit.shop import Shop, open_shop
from ecomkit.storage import listing
from ecomkit.storage.assortment import Assortment
from ecomkit.storage.listing import page_of, sort_name
from ecomkit.testing import Clock, make_shop
from ecomkit.testing.shops import settings_for

COLOURS = ("Blue", "Red", "Green")


def product(number: int, **given: object) -> Product:
    """The 3rd is red and of wool, costs 30.00, and there are 3 of it."""
    values: dict[str, object] = {
        "slug": f"thing-{number:02}", "name": f"Thing {number:02}", "categories": ("shelf",),
        "attributes": (("Colour", COLOURS[number % 3]), ("material", "wool" if number % 2 else "cotton"), ("care", f"Wash {number}")),
        "variants": (Variant(sku=f"T-{number:02}", price=UnitPrice(money=Money(amount=number * 1000, currency="EUR")), stock=number),),
    }  # fmt: skip
    return Product.model_validate(values | given)


def run(shop: Shop, command: Command[Any]) -> None:
    outcome = shop.run(shop.system(), command)
    assert isinstance(outcome, Done), outcome


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def shop(tmp_path: Path, clock: Clock) -> Iterator[Shop]:
    opened = make_shop(tmp_path, use=(), clock=clock, catalogue=False)
    run(
        opened,
        SaveCategories(
            categories=(Category(slug="shelf", name="Shelf"), Category(slug="sub", name="Sub", parent="shelf"))
        ),
    )
    run(opened, SaveProducts(products=tuple(product(n) for n in range(12))))
    yield opened
    opened.close()


def listed(shop: Shop, **asked: object) -> Listing:
    return shop.ask(shop.system(), Products.model_validate({"category": "shelf"} | asked))


def slugs(shop: Shop, **asked: object) -> list[int]:
    return [int(card.slug.removeprefix("thing-")) for card in listed(shop, **asked).cards]


def counts(shop: Shop, filters: Filters | None = None) -> dict[str, dict[str, int]]:
    found = shop.ask(shop.system(), FacetsOf(category="shelf", filters=filters or Filters()))
    return {one.name: {v.value: v.count for v in one.values} for one in found.facets}


def test_a_list_chooses_names_that_tell_its_products_apart(shop: Shop) -> None:
    assert counts(shop) == {"Colour": {"Blue": 4, "Red": 4, "Green": 4}, "material": {"cotton": 6, "wool": 6}}
    assert "care" not in counts(shop)


def test_values_of_one_name_are_any_and_names_are_all(shop: Shop) -> None:
    either = Filters(features=(("Colour", "Blue"), ("Colour", "Red")))
    assert slugs(shop, filters=either) == [0, 1, 3, 4, 6, 7, 9, 10]
    both = Filters(features=(("Colour", "Red"), ("material", "wool")))
    assert slugs(shop, filters=both) == [1, 7]


def test_counts_are_what_the_other_filters_leave(shop: Shop) -> None:
    after = counts(shop, Filters(features=(("Colour", "Red"),), in_stock=True))
    assert after == {"Colour": {"Blue": 3, "Red": 4, "Green": 4}, "material": {"cotton": 2, "wool": 2}}


def test_each_filter_says_how_many_there_were_without_it(shop: Shop) -> None:
    nothing = Filters(features=(("Colour", "Red"), ("material", "wool")), prices=(PriceRange(under=1000),))
    assert listed(shop, filters=nothing).count == 0
    found = shop.ask(shop.system(), FacetsOf(category="shelf", filters=nothing))
    assert found.without == (0, 0, 2)


def test_ranges_of_prices_hold_everything_once(shop: Shop) -> None:
    ranges = shop.ask(shop.system(), FacetsOf(category="shelf")).prices
    assert 2 <= len(ranges) <= 4
    found = [n for one in ranges for n in slugs(shop, filters=Filters(prices=(one.range,)))]
    assert sorted(found) == list(range(12))
    assert [one.count for one in ranges] == [len(slugs(shop, filters=Filters(prices=(one.range,)))) for one in ranges]


@pytest.mark.parametrize(
    ("sort", "first"),
    [("price", [0, 1, 2]), ("price-down", [11, 10, 9]), ("name", [0, 1, 2]), ("recommended", [1, 2, 3])],
)
def test_a_list_is_sorted(shop: Shop, sort: str, first: list[int]) -> None:
    assert slugs(shop, sort=sort)[:3] == first


def test_a_varied_list_takes_each_shelf_in_turn(shop: Shop) -> None:
    run(shop, SaveProducts(products=tuple(product(n, categories=("sub",)) for n in (4, 5))))
    assert slugs(shop, sort="varied") == [1, 4, 2, 5, 3, 6, 7, 8, 9, 10, 11, 0]
    assert slugs(shop, sort="varied", shown=("thing-01", "thing-04"))[:2] == [2, 5]
    assert slugs(shop, sort="varied", shown=("thing-01", "thing-04"))[-3:] == [1, 4, 0]


def test_a_varied_list_goes_on_behind_its_front(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    run(shop, SaveProducts(products=tuple(product(n, categories=("sub",)) for n in (4, 5))))
    monkeypatch.setattr(listing, "_FRONT", 5)
    pages, after = [], None
    for _ in range(5):
        page = listed(shop, sort="varied", limit=3, after=after)
        pages.append([int(card.slug.removeprefix("thing-")) for card in page.cards])
        after = page.after
        if after is None:
            break
    assert pages == [[1, 4, 2], [5, 3], [6, 7, 8], [9, 10, 11], [0]]


def test_what_cannot_be_had_stands_last_until_it_can(shop: Shop) -> None:
    assert slugs(shop, sort="recommended")[-1] == 0
    run(shop, AdjustStock(sku="T-00", change=1, reason="found one"))
    assert slugs(shop, sort="recommended")[0] == 0


@pytest.mark.parametrize("filters", [Filters(), Filters(prices=(PriceRange(least=2500, under=7500),))])
@pytest.mark.parametrize("few", [0, 300])
@pytest.mark.parametrize("sort", ["recommended", "price", "price-down", "newest", "name"])
def test_pages_follow_each_other_without_gap_or_repetition(
    shop: Shop, sort: str, few: int, filters: Filters, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = [card.slug for card in listed(shop, sort=sort, filters=filters, limit=100).cards]
    assert len(set(whole)) == len(whole) == (5 if filters else 12)
    monkeypatch.setattr(listing, "_FEW", few)
    seen, after = list[str](), None
    while True:
        page = listed(shop, sort=sort, filters=filters, after=after, limit=2)
        assert page.before == len(seen)
        seen += [card.slug for card in page.cards]
        after = page.after
        if after is None:
            break
        assert page.count == len(whole)
    assert seen == whole


def test_a_page_goes_on_where_it_was_when_the_product_before_it_is_renamed(shop: Shop) -> None:
    page = listed(shop, limit=5)
    run(shop, MoveProduct(slug="thing-04", to="thing-99"))
    assert slugs(shop, after=page.after, limit=2) == [5, 6]


def test_products_come_in_the_order_of_their_slugs(shop: Shop) -> None:
    asked = Products(slugs=("thing-07", "not-there", "thing-02"))
    assert [card.slug for card in shop.ask(shop.system(), asked).cards] == ["thing-07", "thing-02"]


def test_a_rule_fills_a_shelf(shop: Shop, clock: Clock) -> None:
    rules = {
        "woollen": "attribute material=wool and in_stock and price < 40", "fresh": "new", "sale": "reduced",
    }  # fmt: skip
    run(shop, SaveCategories(categories=tuple(Category(slug=s, name=s, rule=r) for s, r in rules.items())))
    assert slugs(shop, category="woollen") == [1, 3]
    assert slugs(shop, category="sale") == []
    assert slugs(shop, category="fresh") == [], "where all is new, nothing is"
    clock.forward(days=40)
    run(shop, SetListPrice(sku="T-05", price=Money(amount=1500, currency="EUR")))
    assert slugs(shop, category="woollen") == [1, 5, 3] or sorted(slugs(shop, category="woollen")) == [1, 3, 5]
    assert slugs(shop, category="sale") == [5]
    run(shop, SaveProducts(products=(product(20),)))
    assert [card.slug for card in listed(shop, category="fresh").cards] == ["thing-20"]
    assert listed(shop, category="sale").cards[0].lowest_before == Money(amount=5000, currency="EUR")


def test_a_product_is_new_only_in_a_shop_that_is_not(shop: Shop, clock: Clock) -> None:
    assert not any(card.is_new for card in listed(shop).cards)
    clock.forward(days=40)
    run(shop, SaveProducts(products=(product(20),)))
    assert [card.slug for card in listed(shop).cards if card.is_new] == ["thing-20"]


def test_names_and_values_are_said_in_the_readers_language(tmp_path: Path, clock: Clock) -> None:
    shop = open_shop(settings_for(tmp_path, languages=("en", "es")), folder=tmp_path, plugins=(), clock=clock)
    shop.migrate()
    run(shop, SaveCategories(categories=(Category(slug="shelf", name="Shelf"),)))
    run(shop, SaveProducts(products=tuple(product(n) for n in range(6))))
    run(
        shop,
        SaveTerms(
            terms=(Term(language="es", term="Colour", said="Color"), Term(language="es", term="Blue", said="Azul"))
        ),
    )
    found = shop.ask(shop.context(channel="web", actor=shop.system().actor, locale="es-ES"), FacetsOf(category="shelf"))  # type: ignore[arg-type]
    assert [(one.name, one.label) for one in found.facets if one.name == "Colour"] == [("Colour", "Color")]
    assert ("Blue", "Azul") in [(v.value, v.label) for v in found.facets[0].values]
    shop.close()


def test_the_shop_may_say_what_lists_are_narrowed_by(tmp_path: Path, clock: Clock) -> None:
    settings = settings_for(tmp_path)
    settings = settings.model_copy(update={"rules": settings.rules.model_copy(update={"facets": ("material",)})})
    shop = make_shop(tmp_path, use=(), clock=clock, settings=settings, catalogue=False)
    run(shop, SaveCategories(categories=(Category(slug="shelf", name="Shelf"),)))
    run(shop, SaveProducts(products=tuple(product(n) for n in range(4))))
    assert list(counts(shop)) == ["material"]
    shop.close()


def test_readers_find_names_where_their_alphabet_has_them() -> None:
    names = ["Oso", "Ñandú", "Nuez", "Élite", "Eco"]
    assert sorted(names, key=lambda one: sort_name(one, "es")) == ["Eco", "Élite", "Nuez", "Ñandú", "Oso"]
    assert sorted(["Zebra", "Ärla", "Apa"], key=lambda one: sort_name(one, "sv-SE")) == ["Apa", "Zebra", "Ärla"]
    assert sorted(["Zebra", "Ärla", "Apa"], key=lambda one: sort_name(one, "de")) == ["Apa", "Ärla", "Zebra"]


@pytest.mark.parametrize(
    ("rule", "said"),
    [("new and", "letter 5"), ("price 5", "letter 7"), ("fresh", "letter 1"), ('attribute a="b', "quote"), ("new or in_stock", "letter 5")],
)  # fmt: skip
def test_a_mistake_in_a_rule_is_told_with_its_place(rule: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        parse_rule(rule)
    with pytest.raises(ValueError, match=said):
        Category(slug="a", name="A", rule=rule)


def test_an_assortment_that_follows_is_one_that_was_just_read(
    shop: Shop, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever happened in whatever order: what is kept up to date has the same sets and orders as what is read anew."""
    monkeypatch.setattr(listing, "_FEW", 0)
    dice, kept = Random(7), Assortment()
    for _ in range(40):
        number, clock.now = dice.randrange(16), clock.now + timedelta(minutes=dice.randrange(90))
        changes: tuple[Command[Any], ...] = (
            SaveProducts(products=(product(number, attributes=(("Colour", dice.choice(COLOURS)),), published=dice.random() > 0.2),)),
            SaveProducts(products=(product(number, publish_at=clock.now + timedelta(hours=1)),)),
            SetListPrice(sku=f"T-{number % 12:02}", price=Money(amount=dice.randrange(1, 99999), currency="EUR")),
            AdjustStock(sku=f"T-{number % 12:02}", change=1, reason="counted"),
            SaveCategories(categories=(Category(slug=f"s{number}", name="S", parent=dice.choice((None, "shelf"))),)),
        )  # fmt: skip
        shop.run(shop.system(), dice.choice(changes))
        with shop.database.read() as rows:
            kept.refresh(rows)
            assert _said(kept, clock) == _said(_read(shop), clock)


def _read(shop: Shop) -> Assortment:
    fresh = Assortment()
    with shop.database.read() as rows:
        fresh.refresh(rows)
    return fresh


def _said(one: Assortment, clock: Clock) -> dict[str, object]:
    def names(bits: int) -> list[str]:
        return sorted(place.slug for at, place in enumerate(one.places) if place and bits >> at & 1)

    values = {(name, v): names(bits) for name in one.names() for v, bits in one.values(name).items() if bits}
    return {
        "values": values, "free": names(one.free), "present": names(one.present), "shown": names(one.shown(clock.now)[0]),
        "shelf": names(one.put_on(one.below("shelf"))), "cells": {cell: names(bits) for cell, bits in one.cells() if bits},
        "below": sorted(one.below("shelf")), "until": one.shown(clock.now)[1],
        "orders": [page_of(one, one.present, sort=s, language="es", after=None, limit=99).slugs for s in get_args(SortKey)],
    }  # fmt: skip
