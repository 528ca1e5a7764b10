"""From a cart to an order, and what becomes of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ecomkit.domain import (
    Actor,
    ActorKind,
    CancelOrder,
    Channel,
    ChooseShipping,
    Context,
    DispatchOrder,
    Done,
    MarkPaid,
    Money,
    Order,
    OrderById,
    OrderState,
    PaymentPart,
    PaymentPlan,
    PaymentState,
    PayOrder,
    ProductBySlug,
    RefundOrder,
    Refused,
    RequestQuote,
    SetListPrice,
    StockLevels,
    new_id,
)
from ecomkit.errors import NotFound
from ecomkit.shop import Shop
from ecomkit.testing import Clock, Till, make_shop, settings_for
from tests.shops import CONSUMERS


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def shop(tmp_path: Path, clock: Clock, request: pytest.FixtureRequest) -> Any:
    own = {} if request.param == "sqlite" else {"database": request.getfixturevalue("postgres_url")}
    opened = make_shop(tmp_path, use=CONSUMERS, clock=clock, settings=settings_for(tmp_path, **own))
    yield opened
    opened.close()


def staff(shop: Shop) -> Context:
    permissions = frozenset({"staff.orders", "staff.payments", "staff.stock", "staff.catalogue"})
    return shop.context(channel=Channel.STAFF, actor=Actor(kind=ActorKind.PERSON, key="clerk", permissions=permissions))


def order_of(shop: Shop, outcome: Any) -> Order:
    assert isinstance(outcome, Done), outcome
    return shop.ask(shop.system(), OrderById(order=outcome.result))


def stock(shop: Shop, sku: str) -> tuple[int, int]:
    (level,) = shop.ask(shop.system(), StockLevels(skus=(sku,)))
    return level.on_hand, level.reserved


def test_a_guest_buys_by_transfer_and_the_stock_is_set_aside(shop: Shop) -> None:
    order = order_of(shop, Till.for_guest(shop).buy("MUG-BONE", 2))
    assert order.quote.totals.payable == Money(amount=2 * 1450 + 395, currency="EUR")
    assert order.quote.totals.tax == Money(amount=503 + 69, currency="EUR")
    assert (order.payment, order.state) == (PaymentState.PENDING, OrderState.PLACED)
    assert str(order.word) == "Waiting for payment"
    assert stock(shop, "MUG-BONE") == (50, 2)


def test_staff_mark_a_transfer_as_paid_and_dispatch(shop: Shop) -> None:
    order = order_of(shop, Till.for_guest(shop).buy("MUG-BONE", 2))
    early = shop.run(staff(shop), DispatchOrder(order=order.id))
    assert isinstance(early, Refused)
    assert isinstance(shop.run(staff(shop), MarkPaid(payment=order.payments[0].id)), Done)
    assert isinstance(shop.run(staff(shop), DispatchOrder(order=order.id, tracking="X1")), Done)
    after = shop.ask(shop.system(), OrderById(order=order.id))
    assert (after.payment, str(after.word), after.tracking) == (PaymentState.PAID, "On its way", "X1")
    assert stock(shop, "MUG-BONE") == (48, 0)


def test_the_same_key_places_one_order(shop: Shop) -> None:
    till = Till.for_guest(shop)
    till.put("LAMP")
    till.fill()
    quote, key = till.quote(), new_id()
    first, second = till.place(quote, key=key), till.place(quote, key=key)
    assert isinstance(first, Done)
    assert first == second
    assert stock(shop, "LAMP") == (3, 1)


def test_more_than_there_is_is_refused_with_the_number_left(shop: Shop) -> None:
    outcome = Till.for_guest(shop).buy("LAMP", 4)
    assert isinstance(outcome, Refused)
    assert (outcome.refusals[0].code, str(outcome.text)) == ("sold_out", "There are only 3 of Faro lamp left.")
    assert stock(shop, "LAMP") == (3, 0)


def test_an_unpaid_order_expires_and_gives_its_stock_back(shop: Shop, clock: Clock) -> None:
    order = order_of(shop, Till.for_guest(shop).buy("LAMP", 3))
    assert stock(shop, "LAMP") == (3, 3)
    clock.forward(days=7, minutes=1)
    shop.worker.plan()
    shop.worker.run_ready()
    after = shop.ask(shop.system(), OrderById(order=order.id))
    assert (after.state, after.payment, str(after.word)) == (
        OrderState.CANCELLED,
        PaymentState.EXPIRED,
        "Expired unpaid",
    )
    assert stock(shop, "LAMP") == (3, 0)


def test_a_price_that_changed_meanwhile_is_shown_not_charged(shop: Shop) -> None:
    till = Till.for_guest(shop)
    till.put("LAMP")
    till.fill()
    quote = till.quote()
    shop.run(staff(shop), SetListPrice(sku="LAMP", price=Money(amount=9900, currency="EUR")))
    outcome = till.place(quote)
    assert isinstance(outcome, Refused)
    assert outcome.refusals[0].code == "quote_changed"
    assert till.quote().digest() != quote.digest()


def test_a_quote_expires(shop: Shop, clock: Clock) -> None:
    till = Till.for_guest(shop)
    till.put("LAMP")
    till.fill()
    quote = till.quote()
    clock.forward(minutes=31)
    outcome = till.place(quote)
    assert isinstance(outcome, Refused)
    assert outcome.refusals[0].code == "quote_expired"


def test_a_cart_that_changed_in_another_tab_is_not_placed_unseen(shop: Shop) -> None:
    till = Till.for_guest(shop)
    till.put("LAMP")
    till.fill()
    quote = till.quote()
    till.put("MUG-BONE")
    outcome = till.place(quote)
    assert isinstance(outcome, Refused)
    assert outcome.refusals[0].code == "cart_changed"


def test_an_incomplete_checkout_says_what_is_missing(shop: Shop) -> None:
    till = Till.for_guest(shop)
    till.put("LAMP")
    outcome = till.place()
    assert isinstance(outcome, Refused)
    assert [refusal.field for refusal in outcome.refusals] == ["delivery", "shipping", "payment"]


def test_collection_is_a_promise_that_confirms_at_once_and_needs_collecting(shop: Shop) -> None:
    delivered = Till.for_guest(shop).buy("LAMP", payment="collection")
    assert isinstance(delivered, Refused)
    assert delivered.refusals[0].rule == "collection"
    order = order_of(shop, Till.for_guest(shop).buy("LAMP", payment="collection", shipping="collect"))
    assert order.payment is PaymentState.PROMISED
    assert order.confirmed_at is not None
    assert order.expires_at is None


def test_a_cancelled_order_gives_money_and_stock_back(shop: Shop) -> None:
    order = order_of(shop, Till.for_guest(shop).buy("LAMP"))
    shop.run(staff(shop), MarkPaid(payment=order.payments[0].id))
    assert isinstance(shop.run(staff(shop), CancelOrder(order=order.id, reason="changed my mind")), Done)
    after = shop.ask(shop.system(), OrderById(order=order.id))
    assert (after.state, after.payment) == (OrderState.CANCELLED, PaymentState.REFUNDED)
    assert after.payments[0].refunded == after.payments[0].money
    assert stock(shop, "LAMP") == (3, 0)


def test_no_more_than_was_paid_goes_back(shop: Shop) -> None:
    order = order_of(shop, Till.for_guest(shop).buy("LAMP"))
    shop.run(staff(shop), MarkPaid(payment=order.payments[0].id))

    def refund(cents: int, key: str) -> Any:
        money = Money(amount=cents, currency="EUR")
        return shop.run(staff(shop), RefundOrder(order=order.id, money=money, reason="damaged", key=key))

    assert isinstance(refund(5000, "refund-1"), Done)
    assert isinstance(refund(5000, "refund-1"), Done)
    assert isinstance(refund(4000, "refund-2"), Refused)
    after = shop.ask(shop.system(), OrderById(order=order.id))
    assert after.payments[0].refunded == Money(amount=5000, currency="EUR")
    assert after.payment is PaymentState.PARTLY_REFUNDED


def test_an_order_is_paid_by_another_method_after_a_first_try(shop: Shop) -> None:
    till = Till.for_guest(shop)
    order = order_of(shop, till.buy("LAMP", shipping="collect"))
    plan = PaymentPlan(parts=(PaymentPart(method="collection"),))
    outcome = shop.run(till.moment, PayOrder(order=order.id, plan=plan, key=new_id()))
    assert isinstance(outcome, Done), outcome
    after = shop.ask(shop.system(), OrderById(order=order.id))
    assert [p.state for p in after.payments] == [PaymentState.FAILED, PaymentState.PROMISED]
    assert after.confirmed_at is not None


def test_somebody_elses_order_reads_like_none(shop: Shop) -> None:
    order = order_of(shop, Till.for_guest(shop).buy("LAMP"))
    stranger = Till.for_guest(shop)
    with pytest.raises(NotFound):
        shop.ask(stranger.moment, OrderById(order=order.id))
    outcome = shop.run(stranger.moment, CancelOrder(order=order.id))
    assert isinstance(outcome, Refused)
    assert outcome.refusals[0].code == "not_found"


def test_a_stranger_cannot_change_somebody_elses_cart(shop: Shop) -> None:
    victim, stranger = Till.for_guest(shop), Till.for_guest(shop)
    victim.put("LAMP")
    outcome = shop.run(stranger.moment, ChooseShipping(cart=victim.cart, option="parcel"))
    assert isinstance(outcome, Refused)


def test_without_plugins_the_shop_shows_its_catalogue_and_refuses_every_order(tmp_path: Path) -> None:
    bare = make_shop(tmp_path, use=())
    till = Till.for_guest(bare)
    till.put("LAMP")
    outcome = bare.run(till.moment, RequestQuote(cart=till.cart))
    assert isinstance(outcome, Refused)
    assert "No rule of this shop lets anybody buy" in str(outcome.text)
    assert bare.ask(till.moment, ProductBySlug(slug="faro-lamp")).name == "Faro lamp"
    bare.close()


def test_tax_on_top_and_region_rates_for_the_united_states(shop: Shop) -> None:
    till = Till.for_guest(shop)
    till.put("LAMP")
    till.fill(country="US", region="NY", postcode="10001", city="New York", shipping="abroad")
    quote = till.quote()
    assert {tax.rate for tax in quote.taxes} == {8875}
    assert quote.totals.payable == Money(amount=8900 + 1450, currency="EUR")


def test_every_price_says_why(shop: Shop) -> None:
    till = Till.for_guest(shop)
    till.put("LAMP")
    till.fill()
    phases = [(step.phase, step.plugin, step.rule) for step in till.quote().trace]
    assert ("base", "catalogue", "list_price") in phases
    assert ("shipping", "rates", "parcel") in phases
    assert ("tax", "rates", "ES-21") in phases
