"""Plugins in a shop of two markets: what was agreed, given or saved in one currency says nothing in another."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from ecomkit.domain import (
    DecideApproval,
    Done,
    FillCheckout,
    Held,
    MarkPaid,
    Money,
    OrderById,
    PaymentPart,
    PaymentPlan,
    Product,
    Refused,
    SaveProducts,
    UnitPrice,
    Variant,
    new_id,
)
from ecomkit.plugins.b2b import api as b2b
from ecomkit.plugins.gift_cards import api as cards
from ecomkit.plugins.promotions import api as promotions
from ecomkit.sdk import Sealed
from ecomkit.services.verifying import verify
from ecomkit.shop import Shop
from ecomkit.testing import Till, make_shop, settings_for
from tests.plugins.companies import DELIVERY, Firm, done, make_firm, staff
from tests.services.test_markets import MARKETS, RATES

PLUGINS = ("b2c", "b2b", "rates", "transfer", "collection", "gift_cards", "promotions")
THERE = DELIVERY | {"country": "US", "region": "NY", "postcode": "10001"}


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    settings = settings_for(tmp_path, plugins={"rates": RATES}, markets=MARKETS, countries=("ES", "PT"))
    opened = make_shop(tmp_path, use=PLUGINS, settings=settings, catalogue=False)
    dollars = UnitPrice(money=Money(amount=11000, currency="USD"), includes_tax=False)
    lamp = Variant(
        sku="LAMP", price=UnitPrice(money=Money(amount=9000, currency="EUR")), stock=50, prices=(("USD", dollars),)
    )
    done(opened.run(opened.system(), SaveProducts(products=(Product(slug="lamp", name="Lamp", variants=(lamp,)),))))
    yield opened
    assert not verify(opened.core, opened.system())
    opened.close()


@pytest.fixture
def firm(shop: Shop) -> Firm:
    return make_firm(shop)


def abroad(till: Till) -> Till:
    """The same visitor in the market of the United States."""
    return replace(till, ctx=replace(till.ctx, market=till.shop.core.facts.market("us"), currency="USD"))


def ready(till: Till, *, payment: str = "transfer", quantity: int = 1) -> Till:
    done(till.put("LAMP", quantity))
    there = till.ctx.market is not None
    steps = {
        "delivery": THERE if there else DELIVERY, "shipping": {"shipping": "air" if there else "parcel"}, "payment": {"payment": payment},
    }  # fmt: skip
    done(till.shop.run(till.moment, FillCheckout(cart=till.cart, steps=steps)))
    return till


def offered(till: Till) -> set[str]:
    with till.shop.database.read() as rows:
        return set(till.shop.core.offered_methods(replace(till.moment, db=rows)))


def refused(outcome: object) -> list[str]:
    assert isinstance(outcome, Refused), outcome
    return [refusal.code for refusal in outcome.refusals]


def test_a_contract_price_holds_in_its_currency(firm: Firm) -> None:
    firm.staff(b2b.SetContractPrice(company=firm.key, contract="2026-04", sku="LAMP", price="80.00"))
    here = ready(firm.till(firm.buyer))
    assert str(here.quote().totals.goods) == "80.00 EUR"
    assert str(abroad(here).quote().totals.goods) == "110.00 USD"


def test_credit_in_euros_pays_no_dollars(firm: Firm) -> None:
    till = firm.till(firm.buyer)
    assert "account" in offered(till)
    assert "account" not in offered(abroad(till))
    there = abroad(till)
    done(there.put("LAMP"))
    steps = {"delivery": THERE, "shipping": {"shipping": "air"}, "payment": {"payment": "account"}}
    assert refused(firm.shop.run(there.moment, FillCheckout(cart=there.cart, steps=steps))) == ["method"]


def test_a_limit_in_euros_lets_no_dollars_through_alone(firm: Firm) -> None:
    assert isinstance(ready(firm.till(firm.buyer)).place(), Done)
    outcome = ready(abroad(firm.till(firm.buyer))).place()
    assert isinstance(outcome, Held), outcome
    approver = firm.till(firm.approver)
    granted = done(firm.shop.run(approver.moment, DecideApproval(held=outcome.held, decision="grant", reason="")))
    order = firm.shop.ask(firm.shop.system(), OrderById(order=granted))
    assert order.quote.currency == "USD"
    assert [str(payment.money) for payment in order.payments] == ["119.76 USD"]
    clerk = staff(firm.shop, "staff.payments")
    done(firm.shop.run(clerk, MarkPaid(payment=order.payments[0].id)))


def test_a_gift_card_is_spent_in_its_currency(shop: Shop) -> None:
    clerk = staff(shop, cards.PERMISSION)
    code = str(done(shop.run(clerk, cards.IssueGiftCard(amount="50"))).secret)
    till = Till.for_guest(shop, "us")
    entered = done(shop.run(till.moment, cards.EnterGiftCard(cart=till.cart, code=Sealed(secret=code))))
    assert entered.code == "currency"
    ready(till)
    plan = PaymentPlan(
        parts=(
            PaymentPart(method=cards.METHOD, money=Money(amount=1000, currency="USD")),
            PaymentPart(method="transfer"),
        )
    )
    assert refused(till.place(plan=plan)) == ["method"]
    at_home = replace(till, ctx=replace(till.ctx, market=None, currency="EUR"))
    answer = done(shop.run(at_home.moment, cards.EnterGiftCard(cart=till.cart, code=Sealed(secret=code))))
    assert answer.code == "entered"
    assert cards.METHOD in offered(at_home)
    assert cards.METHOD not in offered(till)


def test_an_amount_off_is_for_its_currency_and_a_percentage_for_all(shop: Shop) -> None:
    clerk = staff(shop, promotions.PERMISSION)
    done(shop.run(clerk, promotions.SavePromotion(name="Five off", kind="amount", amount="5.00")))
    done(shop.run(clerk, promotions.SavePromotion(name="Ten", kind="percent", percent="10")))
    here = ready(Till.for_guest(shop))
    assert str(here.quote().totals.goods) == "76.50 EUR"
    assert str(abroad(here).quote().totals.goods) == "99.00 USD"


def test_the_same_key_in_another_currency_is_another_request(shop: Shop) -> None:
    till, key = ready(Till.for_guest(shop)), new_id()
    first = till.place(key=key)
    assert isinstance(first, Done)
    assert refused(ready(abroad(till)).place(key=key)) == ["key_reused"]
