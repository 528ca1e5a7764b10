"""Sets: sold as one thing, made of others, and as many of them as their parts allow."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from ecomkit.domain import (
    AdjustStock,
    CancelOrder,
    ChangeCart,
    DispatchOrder,
    Done,
    MarkPaid,
    Money,
    OrderById,
    Product,
    ProductAsWritten,
    Products,
    Refused,
    SaveProducts,
    StockLevels,
    UnitPrice,
    Variant,
)
from ecomkit.services.verifying import verify
from ecomkit.shop import Shop
from ecomkit.storage.tables import change
from ecomkit.testing import Clock, Till, make_shop, staff
from tests.shops import CONSUMERS


def thing(slug: str, sku: str, *parts: tuple[str, int], stock: int | None = None) -> Product:
    price = UnitPrice(money=Money(amount=1000, currency="EUR"))
    return Product(slug=slug, name=slug, variants=(Variant(sku=sku, price=price, stock=stock, parts=parts),))


BREAKFAST = thing("breakfast", "SET", ("CUP", 4), ("TRAY", 1))


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    opened = make_shop(tmp_path, use=CONSUMERS, clock=Clock(), catalogue=False)
    assert saved(opened, thing("cup", "CUP", stock=10), thing("tray", "TRAY", stock=5), BREAKFAST) == 3
    yield opened
    opened.close()


def saved(shop: Shop, *products: Product) -> int:
    outcome = shop.run(shop.system(), SaveProducts(products=products))
    assert isinstance(outcome, Done), outcome
    return outcome.result


def refused(shop: Shop, product: Product) -> str:
    outcome = shop.run(shop.system(), SaveProducts(products=(product,)))
    assert isinstance(outcome, Refused)
    return outcome.refusals[0].code


def free(shop: Shop) -> dict[str, int]:
    found = shop.ask(shop.system(), StockLevels(skus=("CUP", "TRAY", "SET")))
    return {level.sku: level.on_hand - level.reserved for level in found}


def band(shop: Shop) -> str:
    cards = shop.ask(Till.for_guest(shop).moment, Products()).cards
    return next(card.band for card in cards if card.slug == "breakfast")


def version(shop: Shop, topic: str) -> str | None:
    with shop.database.read() as rows:
        found: str | None = rows.scalar(select(change.c.version).where(change.c.topic == topic))
        return found


def test_there_are_as_many_sets_as_the_parts_allow(shop: Shop) -> None:
    assert free(shop) == {"CUP": 10, "TRAY": 5, "SET": 2}
    assert band(shop) == "few"
    assert shop.ask(shop.system(), ProductAsWritten(slug="breakfast")).variants[0].parts == (("CUP", 4), ("TRAY", 1))
    assert saved(shop, BREAKFAST) == 0


def test_buying_a_set_takes_its_parts_and_cancelling_gives_them_back(shop: Shop) -> None:
    outcome = Till.for_guest(shop).buy("SET", 2)
    assert isinstance(outcome, Done)
    assert free(shop) == {"CUP": 2, "TRAY": 3, "SET": 0}
    assert band(shop) == "sold_out"
    assert verify(shop.core, shop.system()) == ()
    cancelled = shop.run(shop.system(), CancelOrder(order=outcome.result, reason="changed their mind"))
    assert isinstance(cancelled, Done), cancelled
    assert free(shop) == {"CUP": 10, "TRAY": 5, "SET": 2}
    assert verify(shop.core, shop.system()) == ()


def test_of_a_set_that_is_sent_the_parts_leave_the_house_and_the_books_say_so(shop: Shop) -> None:
    till = Till.for_guest(shop)
    till.put("SET", 1)
    till.put("CUP", 1)
    till.fill()
    outcome = till.place(till.quote())
    assert isinstance(outcome, Done)
    order = shop.ask(shop.system(), OrderById(order=outcome.result))
    for step in (MarkPaid(payment=order.payments[0].id), DispatchOrder(order=order.id)):
        done = shop.run(staff(shop)(), step)
        assert isinstance(done, Done), done
    assert free(shop) == {"CUP": 5, "TRAY": 4, "SET": 1}
    assert verify(shop.core, shop.system()) == ()
    assert saved(shop, thing("breakfast", "SET", ("CUP", 2))) == 1, "what was sent does not change with the set"
    assert verify(shop.core, shop.system()) == ()


def test_a_part_in_a_set_and_by_itself_is_never_promised_twice(shop: Shop) -> None:
    till = Till.for_guest(shop)
    till.put("SET", 2)
    till.put("CUP", 3)
    till.fill()
    outcome = till.place(till.quote())
    assert isinstance(outcome, Refused)
    assert outcome.refusals[0].code == "sold_out"
    assert free(shop) == {"CUP": 10, "TRAY": 5, "SET": 2}
    shop.run(till.moment, ChangeCart(cart=till.cart, sku="CUP", quantity=2, how="set"))
    assert isinstance(till.place(till.quote()), Done)
    assert free(shop) == {"CUP": 0, "TRAY": 3, "SET": 0}
    assert verify(shop.core, shop.system()) == ()


def test_pages_of_a_set_are_stale_when_a_part_runs_out(shop: Shop) -> None:
    before = version(shop, "stock/breakfast")
    shop.run(shop.system(), AdjustStock(sku="TRAY", change=-1, reason="broken"))
    assert version(shop, "stock/breakfast") == before, "there are as many sets as before"
    shop.run(shop.system(), AdjustStock(sku="CUP", change=-9, reason="broken"))
    assert version(shop, "stock/breakfast") != before
    assert band(shop) == "sold_out"


@pytest.mark.parametrize(
    ("product", "code"),
    [
        (thing("a", "A", ("NONE", 1)), "no_part"),
        (thing("a", "A", ("SET", 1)), "nested"),
        (thing("cup", "CUP", ("TRAY", 1)), "has_stock"),
    ],
)
def test_a_set_that_cannot_be_is_refused(shop: Shop, product: Product, code: str) -> None:
    assert refused(shop, product) == code


def test_a_set_is_not_counted_by_hand(shop: Shop) -> None:
    outcome = shop.run(shop.system(), AdjustStock(sku="SET", change=1, reason="count"))
    assert isinstance(outcome, Refused)
    assert outcome.refusals[0].code == "set"


def test_what_is_a_set_no_longer_is_counted_for_itself(shop: Shop) -> None:
    saved(shop, thing("breakfast", "SET", stock=7))
    assert free(shop) == {"CUP": 10, "TRAY": 5, "SET": 7}
