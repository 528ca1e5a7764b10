"""What is supplied at once: asked for by the consumer, kept, confirmed by letter, and the right of withdrawal that ends with it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ecomkit.domain import (
    Category,
    FillCheckout,
    MarkPaid,
    Order,
    OrderById,
    Orders,
    Product,
    Refused,
    SaveCategories,
    SaveProducts,
    Variant,
)
from ecomkit.plugins.law_eu import LawEU
from ecomkit.plugins.law_eu.api import AgreeToSupply, RightOfWithdrawal, Standing, WithdrawalOf, WithdrawFromContract
from ecomkit.plugins.law_eu.exclusions import SUPPLIED
from ecomkit.shop import Shop
from ecomkit.testing import Browser, Clock, Till, findings, make_shop, run_jobs, settings_for, staff
from tests.hooks.scene import done
from tests.plugins.law_scene import PRICE, with_guide
from tests.servers import taking_letters
from tests.shops import CONSUMERS
from tests.web.conftest import Client, Site, hidden, where

WHO = {"email": "ana@example.com", "name": "Ana Ruiz", "country": "ES", "postcode": "28013"}


def opened(folder: Path, *, smtp: str = "127.0.0.1:1", database: str = "", **settings: Any) -> Shop:
    own: dict[str, Any] = {"database": database} if database else {}
    given = settings_for(folder, mail=smtp, plugins={"law_eu": settings}, **own)
    shop = make_shop(folder, use=(*CONSUMERS, LawEU), clock=Clock(), settings=given)
    return with_guide(shop)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def shop(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Shop]:
    one = opened(tmp_path, database="" if request.param == "sqlite" else request.getfixturevalue("postgres_url"))
    yield one
    assert findings(one) == ()
    one.close()


def agree(till: Till, *, agreed: bool = True) -> None:
    given = {"supply_now": "on"} if agreed else {}
    done(till.shop.run(till.moment, FillCheckout(cart=till.cart, steps={"supply": given})))


def bought(till: Till, *skus: str) -> Order:
    for sku in skus:
        done(till.put(sku))
    done(till.fill())
    if "GUIDE" in skus:
        agree(till)
    return till.shop.ask(till.shop.system(), OrderById(order=done(till.place())))


def paid(shop: Shop, order: Order) -> RightOfWithdrawal:
    done(shop.run(staff(shop)(), MarkPaid(payment=order.payments[0].id)))
    run_jobs(shop)
    return shop.ask(shop.system(), WithdrawalOf(order=order.id))


def test_no_order_is_placed_before_the_box_is_ticked(shop: Shop) -> None:
    till = Till.for_guest(shop)
    till.put("GUIDE")
    till.fill()
    for said in (None, False):
        if said is not None:
            agree(till, agreed=said)
        refused = till.place()
        assert isinstance(refused, Refused)
        assert [(one.code, one.field) for one in refused.refusals] == [("incomplete", "supply_now")]
    agree(till)
    agree(till, agreed=False)
    assert isinstance(till.place(), Refused), "who changed their mind did not agree"
    agree(till)
    done(till.place())


def test_what_was_supplied_at_once_has_no_right_of_withdrawal_any_more(shop: Shop) -> None:
    till = Till.for_guest(shop)
    order = bought(till, "GUIDE")
    before = shop.ask(shop.system(), WithdrawalOf(order=order.id))
    assert before.standing is Standing.OPEN, "it is not supplied before it is paid"
    right = paid(shop, order)
    assert right.standing is Standing.NONE
    assert [(line.excluded, line.condition) for line in right.lines] == [(True, SUPPLIED)]
    refused = shop.run(till.moment, WithdrawFromContract(order=order.id, lines=(("GUIDE", 1),)))
    assert isinstance(refused, Refused)


def test_the_rest_of_a_mixed_order_keeps_its_right(shop: Shop) -> None:
    till = Till.for_guest(shop)
    right = paid(shop, bought(till, "GUIDE", "MUG-BONE"))
    assert right.standing is Standing.OPEN
    assert {line.key: line.excluded for line in right.lines} == {"GUIDE": True, "MUG-BONE": False}


def test_an_order_without_consent_keeps_its_right(tmp_path: Path) -> None:
    """Such as one that staff made, or one of before the plugin."""
    shop = with_guide(make_shop(tmp_path, use=CONSUMERS, catalogue=False))
    till = Till.for_guest(shop)
    done(till.put("GUIDE"))
    done(till.fill())
    order = done(till.place())
    shop.close()
    later = make_shop(tmp_path, use=(*CONSUMERS, LawEU), catalogue=False)
    right = paid(later, later.ask(later.system(), OrderById(order=order)))
    assert right.standing is Standing.OPEN
    assert [line.excluded for line in right.lines] == [False]
    later.close()


def test_each_order_has_a_consent_of_its_own(shop: Shop) -> None:
    till = Till.for_guest(shop)
    first = bought(till, "GUIDE")
    assert isinstance(shop.clock, Clock)
    shop.clock.forward(minutes=5)
    done(till.put("GUIDE"))
    done(till.fill())
    agree(till, agreed=False)
    assert isinstance(till.place(), Refused)
    assert paid(shop, first).standing is Standing.NONE, "what is said later of another order changes nothing"


def test_nobody_says_it_for_another_cart(shop: Shop) -> None:
    till, other = Till.for_guest(shop), Till.for_guest(shop)
    till.put("GUIDE")
    assert isinstance(shop.run(other.moment, AgreeToSupply(cart=till.cart, agreed=True)), Refused)


def test_what_keeps_its_right_is_not_asked_for(tmp_path: Path) -> None:
    shop = opened(tmp_path, exclusions={"files": "withdrawable"})
    till = Till.for_guest(shop)
    done(till.put("GUIDE"))
    done(till.fill())
    order = shop.ask(shop.system(), OrderById(order=done(till.place())))
    assert paid(shop, order).standing is Standing.OPEN
    shop.close()


def buy(client: Client, **given: str) -> Any:
    page = client.get("/checkout")
    form = WHO | {"payment": "transfer", "op": "pay"} | given
    form |= {"key": hidden(page.text, "key"), "shown": hidden(page.text, "shown")}
    return client.post("/checkout", form)


def test_the_box_is_never_ticked_beforehand_and_stays_as_it_was(tmp_path: Path) -> None:
    with taking_letters() as (kept, smtp):
        site = Site(opened(tmp_path, smtp=smtp), Clock())
        ana = site.client()
        ana.post("/cart/lines", {"sku": "GUIDE", "quantity": "1"})
        page = ana.get("/checkout").text
        (box,) = [part for part in page.split("<input") if 'name="supply_now"' in part]
        assert "checked" not in box.partition(">")[0]
        assert "of delivery, without a reason" not in page
        refused = buy(ana)
        assert refused.status_code == 422
        assert "Tick the box so that we may supply it at once, or take this out of the cart: Guide." in refused.text
        again = buy(ana, supply_now="on", email="no address")
        (box,) = [part for part in again.text.split("<input") if 'name="supply_now"' in part]
        assert "checked" in box.partition(">")[0], "what was ticked is not asked for twice"
        assert where(buy(ana, supply_now="on")).startswith("/orders/")
        fresh = site.client()
        fresh.post("/cart/lines", {"sku": "MUG-BONE", "quantity": "1"})
        assert 'name="supply_now"' not in fresh.get("/checkout").text
        assert "of delivery, without a reason" in fresh.get("/checkout").text
        shop = site.shop
        (order,) = shop.ask(shop.system(), Orders())
        paid(shop, shop.ask(shop.system(), OrderById(order=order.id)))
        site.close()
    (letter,) = kept.letters
    body = letter.get_body(("plain",))
    assert body is not None
    said = " ".join(str(body.get_content()).split())
    assert "you asked to be supplied at once" in said
    assert "It is only about: Guide." in said
    assert "Shipping" not in said.partition("Total with all taxes")[0]


def test_the_box_names_what_it_is_about_and_nothing_else(tmp_path: Path) -> None:
    shop = opened(tmp_path, exclusions={"gifts": "withdrawable"})
    gift = Product(
        slug="gift", name="Gift card", categories=("gifts",), variants=(Variant(sku="GIFT", price=PRICE, ships=False),)
    )
    done(shop.run(shop.system(), SaveCategories(categories=(Category(slug="gifts", name="Gifts"),))))
    done(shop.run(shop.system(), SaveProducts(products=(gift,))))
    with Browser(shop) as guest:
        for sku in ("MUG-BONE", "GUIDE", "GIFT"):
            guest.post("/cart/lines", sku=sku, quantity="1")
        guest.get("/checkout")
        assert "I lose my right of withdrawal with that. This is only about: Guide. " in guest.words()
    till = Till.for_guest(shop)
    for sku in ("MUG-BONE", "GUIDE", "GIFT"):
        done(till.put(sku))
    done(till.fill())
    refused = till.place()
    assert isinstance(refused, Refused)
    assert str(refused.text).endswith("or take this out of the cart: Guide.")
    shop.close()
