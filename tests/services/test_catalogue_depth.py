"""Products in other languages, drafts and schedules, addresses that move, and what things cost before."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import update

from ecomkit.domain import (
    Categories,
    Category,
    Content,
    Context,
    Done,
    Money,
    Moved,
    MoveProduct,
    Picture,
    Product,
    ProductAsWritten,
    ProductBySlug,
    Products,
    ProductsBySku,
    Refused,
    SaveCategories,
    SaveProducts,
    SaveTerms,
    SetListPrice,
    Term,
    UnitPrice,
    Variant,
    Words,
    price_per_measure,
)
from ecomkit.errors import NotFound
from ecomkit.shop import Shop
from ecomkit.storage.tables import product
from ecomkit.testing import Clock, Till, make_shop
from tests.shops import CONSUMERS


def euros(cents: int) -> Money:
    return Money(amount=cents, currency="EUR")


def mug(**changes: Any) -> Product:
    parts = tuple(
        Variant(sku=f"MUG-{c[:3].upper()}", options=(("Colour", c),), price=UnitPrice(money=euros(1450)), stock=9)
        for c in ("Bone", "Brick")
    )
    given = {
        "slug": "mug", "name": "Mug", "description": "Holds tea.", "categories": ("table",), "attributes": (("material", "Stoneware"),),
        "words": (("es", Words(name="Taza", description="Para el té.")), ("fr", Words(name="Tasse"))), "variants": parts,
    }  # fmt: skip
    return Product(**(given | changes))


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def shop(tmp_path: Path, clock: Clock) -> Iterator[Shop]:
    opened = make_shop(tmp_path, use=CONSUMERS, clock=clock, catalogue=False)
    shelf = Category(slug="table", name="Table", words=(("es", Words(name="Mesa")),))
    assert isinstance(opened.run(opened.system(), SaveCategories(categories=(shelf,))), Done)
    save(opened, mug())
    yield opened
    opened.close()


def save(shop: Shop, *products: Product) -> int:
    outcome = shop.run(shop.system(), SaveProducts(products=products))
    assert isinstance(outcome, Done)
    return outcome.result


def reader(shop: Shop, locale: str = "en-GB") -> Context:
    return replace(Till.for_guest(shop).moment, locale=locale)


def names(shop: Shop, locale: str = "en-GB") -> list[str]:
    return [card.name for card in shop.ask(reader(shop, locale), Products()).cards]


def test_a_reader_is_told_in_their_language_and_else_in_the_main_one(shop: Shop) -> None:
    terms = (Term(language="es", term="Colour", said="Color"), Term(language="es", term="Bone", said="Hueso"))
    assert shop.run(shop.system(), SaveTerms(terms=terms)) == Done(result=2)
    assert shop.run(shop.system(), SaveTerms(terms=terms)) == Done(result=0)
    spanish = shop.ask(reader(shop, "es-ES"), ProductBySlug(slug="mug"))
    assert (spanish.name, spanish.description) == ("Taza", "Para el té.")
    assert [one.options for one in spanish.variants] == [(("Color", "Hueso"),), (("Color", "Brick"),)]
    french = shop.ask(reader(shop, "fr-FR"), ProductBySlug(slug="mug"))
    assert (french.name, french.description) == ("Tasse", "Holds tea.")
    assert shop.ask(reader(shop), ProductBySlug(slug="mug")).name == "Mug"
    assert (names(shop, "es-ES"), names(shop, "de-DE")) == (["Taza"], ["Mug"])
    assert [one.name for one in shop.ask(reader(shop, "es-ES"), Categories())] == ["Mesa"]


def test_articles_are_named_by_their_products_in_the_readers_language(shop: Shop) -> None:
    save(
        shop,
        mug(
            slug="jug",
            name="Jug",
            words=(("es", Words(name="Jarra")),),
            variants=(mug().variants[0].model_copy(update={"sku": "JUG"}),),
        ),
    )
    save(shop, mug(slug="new-mug", published=False, variants=(mug().variants[0].model_copy(update={"sku": "NEW"}),)))
    asked = ProductsBySku(skus=("JUG", "MUG-BON", "MUG-BRI", "NEW", "NOTHING"))
    assert [one.name for one in shop.ask(reader(shop, "es-ES"), asked)] == ["Jarra", "Taza"]
    assert shop.ask(reader(shop), ProductsBySku(skus=())) == ()


def test_a_quote_names_its_lines_in_the_language_it_was_asked_in(shop: Shop) -> None:
    shop.run(shop.system(), SaveTerms(terms=(Term(language="es", term="Bone", said="Hueso"),)))
    guest = Till.for_guest(shop)
    till = replace(guest, ctx=replace(guest.ctx, locale="es-ES"))
    till.put("MUG-BON")
    till.fill()
    assert [line.text for line in till.quote().lines] == ["Taza, Hueso"]


def test_saving_the_same_product_again_changes_nothing_in_any_language(shop: Shop) -> None:
    assert save(shop, mug()) == 0
    assert save(shop, mug(words=(("es", Words(name="Tazón")),))) == 1
    assert shop.ask(shop.system(), ProductAsWritten(slug="mug")).words == (("es", Words(name="Tazón")),)


def test_a_draft_is_seen_by_nobody_but_who_writes_it_or_holds_its_link(shop: Shop) -> None:
    save(shop, mug(published=False))
    guest = Till.for_guest(shop)
    assert names(shop) == []
    with pytest.raises(NotFound):
        shop.ask(guest.moment, ProductBySlug(slug="mug"))
    with pytest.raises(NotFound):
        shop.ask(guest.moment, ProductAsWritten(slug="mug"))
    assert shop.ask(shop.system(), ProductBySlug(slug="mug")).published is False
    assert [card.slug for card in shop.ask(shop.system(), Products(hidden=True)).cards] == ["mug"]
    assert shop.ask(guest.moment, Products(hidden=True)).cards == ()
    opened = replace(guest.moment, proofs=guest.moment.proofs | {"product/mug"})
    assert shop.ask(opened, ProductBySlug(slug="mug")).name == "Mug"


def test_what_is_not_shown_cannot_be_bought(shop: Shop) -> None:
    till = Till.for_guest(shop)
    till.put("MUG-BON")
    till.fill()
    save(shop, mug(published=False))
    with pytest.raises(AssertionError, match="no longer sold"):
        till.quote()


def test_a_schedule_shows_and_takes_away_by_itself(shop: Shop, clock: Clock) -> None:
    now = clock()
    save(shop, mug(publish_at=now + timedelta(hours=1), withdraw_at=now + timedelta(hours=3)))
    assert names(shop) == []
    assert shop.ask(reader(shop), Products()).until == now + timedelta(hours=1)
    clock.forward(hours=1)
    assert names(shop) == ["Mug"]
    assert shop.ask(reader(shop), Products()).until == now + timedelta(hours=3)
    clock.forward(hours=2)
    assert names(shop) == []
    assert shop.ask(reader(shop), Products()).until is None


def test_an_old_address_leads_to_the_new_one_however_often_it_moves(shop: Shop) -> None:
    for before, after in (("mug", "cup"), ("cup", "beaker")):
        assert shop.run(shop.system(), MoveProduct(slug=before, to=after)) == Done(result=None)
    ctx = reader(shop)
    assert [shop.ask(ctx, Moved(slug=old)) for old in ("mug", "cup")] == ["beaker", "beaker"]
    moved = shop.ask(ctx, ProductBySlug(slug="beaker"))
    assert [one.sku for one in moved.variants] == ["MUG-BON", "MUG-BRI"]
    assert moved.categories == ("table",)
    with pytest.raises(NotFound):
        shop.ask(ctx, ProductBySlug(slug="mug"))
    with pytest.raises(NotFound):
        shop.ask(ctx, Moved(slug="beaker"))


def test_who_names_a_product_goes_on_doing_so_when_it_moves(shop: Shop) -> None:
    lamp = Variant(sku="LAMP", price=UnitPrice(money=euros(1)), stock=1)
    save(shop, mug(slug="lamp", related=("mug", "mug-tree"), alternatives=("mug",), variants=(lamp,)))
    shop.run(shop.system(), MoveProduct(slug="mug", to="cup"))
    found = shop.ask(reader(shop), ProductBySlug(slug="lamp"))
    assert (found.related, found.alternatives) == (("cup", "mug-tree"), ("cup",))


def test_an_address_that_is_used_again_leads_nowhere_else(shop: Shop) -> None:
    shop.run(shop.system(), MoveProduct(slug="mug", to="cup"))
    other = mug(variants=(Variant(sku="OTHER", price=UnitPrice(money=euros(1)), stock=1),))
    save(shop, other)
    with pytest.raises(NotFound):
        shop.ask(reader(shop), Moved(slug="mug"))


@pytest.mark.parametrize(("slug", "to", "code"), [("mug", "lamp", "taken"), ("nothing", "cup", "not_found")])
def test_a_move_that_cannot_be_is_refused(shop: Shop, slug: str, to: str, code: str) -> None:
    save(shop, mug(slug="lamp", variants=(Variant(sku="LAMP", price=UnitPrice(money=euros(1)), stock=1),)))
    outcome = shop.run(shop.system(), MoveProduct(slug=slug, to=to))
    assert isinstance(outcome, Refused)
    assert outcome.refusals[0].code == code


@pytest.mark.parametrize("hours", [0, -1])
def test_a_product_that_would_never_be_shown_is_refused(shop: Shop, clock: Clock, hours: int) -> None:
    begins = clock() + timedelta(days=2)
    never = mug(publish_at=begins, withdraw_at=begins + timedelta(hours=hours))
    outcome = shop.run(shop.system(), SaveProducts(products=(never,)))
    assert isinstance(outcome, Refused)
    assert [(one.code, one.field) for one in outcome.refusals] == [("never_shown", "withdraw_at")]


def test_one_that_stands_like_that_already_can_still_be_changed(shop: Shop, clock: Clock) -> None:
    begins = clock() + timedelta(days=2)
    stands = update(product).where(product.c.slug == "mug")
    shop.database.write(lambda rows: rows.write(stands, publish_at=begins, withdraw_at=begins))
    assert save(shop, mug(name="Cup", publish_at=begins, withdraw_at=begins)) == 1


def reduced(shop: Shop) -> Money | None:
    return shop.ask(reader(shop), ProductBySlug(slug="mug")).variants[0].lowest_before


def test_a_reduction_stands_beside_the_lowest_price_of_the_thirty_days_before(shop: Shop, clock: Clock) -> None:
    def cost(cents: int, **later: float) -> None:
        assert isinstance(shop.run(shop.system(), SetListPrice(sku="MUG-BON", price=euros(cents))), Done)
        clock.forward(**later)

    assert reduced(shop) is None
    clock.forward(days=40)
    cost(1200, days=5)
    assert reduced(shop) == euros(1450)
    cost(1900, days=10)
    assert reduced(shop) is None, "a price that went up is no reduction"
    cost(1300, days=1)
    assert reduced(shop) is None, "it cost 12.00 eleven days before: 13.00 is no reduction from 19.00"
    cost(1100, days=1)
    assert reduced(shop) == euros(1200), "lowering in steps counts from the first of them"
    clock.forward(days=30)
    assert reduced(shop) is None, "after 30 days the new price is the price"


def test_a_list_says_the_same_reduction_as_the_product(shop: Shop, clock: Clock) -> None:
    clock.forward(days=1)
    shop.run(shop.system(), SetListPrice(sku="MUG-BON", price=euros(1000)))
    card = shop.ask(reader(shop), Products()).cards[0]
    assert (card.price.money, card.lowest_before) == (euros(1000), euros(1450))


@pytest.mark.parametrize(
    ("cents", "amount", "unit", "expected"),
    [(250, 500, "g", (500, "kg")), (199, 750, "ml", (265, "l")), (1000, 3, "piece", (333, "piece")), (1, 3000, "mm", (0, "m"))],
)  # fmt: skip
def test_the_price_of_a_measure(cents: int, amount: int, unit: Any, expected: tuple[int, str]) -> None:
    money, measure = price_per_measure(euros(cents), Content(amount=amount, unit=unit))
    assert (money.amount, measure) == expected


@given(st.integers(0, 10**9), st.integers(1, 10**6))
def test_the_price_of_a_measure_is_never_half_a_unit_off(cents: int, grams: int) -> None:
    money, _ = price_per_measure(euros(cents), Content(amount=grams, unit="g"))
    assert abs(2 * (money.amount * grams - cents * 1000)) <= grams


def test_pictures_and_warnings_are_told_in_the_reader_s_language_and_fall_back(shop: Shop) -> None:
    price = UnitPrice(money=Money(amount=900, currency="EUR"))
    bone, plain = Picture(name="mug-bone", alt="A bone white mug"), Picture(name="mug-plain", alt="Mug")
    side = Picture(name="mug-side", alt="The mug from the side")
    spanish = Words(name="Taza", warnings="Quema.", alts=(("mug-bone", "Una taza blanco hueso"),))
    product = Product(
        slug="told", name="Mug", warnings="It burns.", words=(("es", spanish), ("fr", Words(name="Tasse"))),
        pictures=(bone, plain, side), variants=(Variant(sku="TOLD", price=price, picture=bone),),
    )  # fmt: skip
    assert isinstance(shop.run(shop.system(), SaveProducts(products=(product,))), Done)
    found = shop.ask(reader(shop, "es-ES"), ProductBySlug(slug="told"))
    assert found.warnings == "Quema."
    assert [one.alt for one in found.pictures] == ["Una taza blanco hueso", "Taza", "The mug from the side"]
    assert found.variants[0].picture is not None
    assert found.variants[0].picture.alt == "Una taza blanco hueso"
    french = shop.ask(reader(shop, "fr-FR"), ProductBySlug(slug="told"))
    assert (french.warnings, french.pictures[0].alt, french.pictures[1].alt) == (
        "It burns.",
        "A bone white mug",
        "Tasse",
    )
    english = shop.ask(reader(shop), ProductBySlug(slug="told"))
    assert (english.warnings, [one.alt for one in english.pictures]) == (
        "It burns.", ["A bone white mug", "Mug", "The mug from the side"],
    )  # fmt: skip
    cards = {card.slug: card for card in shop.ask(reader(shop, "es-ES"), Products()).cards}
    assert cards["told"].picture is not None
    assert cards["told"].picture.alt == "Una taza blanco hueso"
