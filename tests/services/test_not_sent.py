"""What is not sent: no parcel, no address, no way to deliver, and there as soon as it is settled."""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar

import pytest

from ecomkit.domain import (
    ENDLESS,
    CancelOrder,
    CheckoutOf,
    Destination,
    DispatchOrder,
    Done,
    FillCheckout,
    FulfilmentState,
    IssuedLine,
    IssueQuote,
    MarkPaid,
    Money,
    Order,
    OrderById,
    OrderState,
    Product,
    ProductAsWritten,
    RefundOrder,
    Refusal,
    Refused,
    SaveProducts,
    StockLevels,
    SupplyDue,
    UnitPrice,
    Variant,
    VariantBySku,
)
from ecomkit.errors import NotFound
from ecomkit.sdk import Context, Plugin, hookimpl, text
from ecomkit.shop import Shop
from ecomkit.testing import Clock, Till, findings, make_shop, parked_jobs, run_jobs, settings_for, staff
from tests.shops import CONSUMERS


def guide(sku: str = "GUIDE", cents: int = 900, **more: Any) -> Product:
    price = UnitPrice(money=Money(amount=cents, currency="EUR"))
    variant = Variant(sku=sku, price=price, ships=False, weight_g=9_000, **more)
    return Product(slug=sku.lower(), name="A guide", variants=(variant,))


def opened(folder: Path, *more: Any, clock: Clock | None = None, **own: Any) -> Shop:
    shop = make_shop(folder, use=(*CONSUMERS, *more), clock=clock, settings=settings_for(folder, **own))
    saved = shop.run(shop.system(), SaveProducts(products=(guide(), guide("FREE", 0), guide("FEW", 500, stock=2))))
    assert isinstance(saved, Done), saved
    return shop


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def shop(tmp_path: Path, request: pytest.FixtureRequest) -> Any:
    own = {} if request.param == "sqlite" else {"database": request.getfixturevalue("postgres_url")}
    one = opened(tmp_path, **own)
    yield one
    one.close()


def bought(shop: Shop, *skus: str, **filled: str) -> Order:
    till = Till.for_guest(shop)
    for sku in skus:
        till.put(sku)
    assert isinstance(till.fill(**filled), Done)
    placed = till.place()
    assert isinstance(placed, Done), placed
    return order_of(shop, placed.result)


def order_of(shop: Shop, key: str) -> Order:
    return shop.ask(shop.system(), OrderById(order=key))


def paid(shop: Shop, order: Order) -> Order:
    outcome = shop.run(staff(shop)(), MarkPaid(payment=order.payments[-1].id))
    assert isinstance(outcome, Done), outcome
    run_jobs(shop)
    return order_of(shop, order.id)


def test_an_order_of_which_nothing_is_sent_has_no_delivery_and_is_there_when_it_is_paid(shop: Shop) -> None:
    order = bought(shop, "GUIDE")
    quote = order.quote
    assert (quote.ships, quote.shipping, quote.totals.shipping.amount, order.promise) == (False, None, 0, None)
    assert quote.totals.payable.amount == 900
    run_jobs(shop)
    assert order_of(shop, order.id).fulfilment is FulfilmentState.TO_PREPARE, "it is not paid"
    done = paid(shop, order)
    assert (done.fulfilment, done.state) == (FulfilmentState.DELIVERED, OrderState.COMPLETED)
    assert findings(shop) == ()
    assert isinstance(shop.run(staff(shop)(), CancelOrder(order=order.id)), Refused)
    refund = RefundOrder(order=order.id, money=quote.totals.payable, reason="goodwill", key="refund-1")
    assert isinstance(shop.run(staff(shop)(), refund), Done)
    assert findings(shop) == ()


def test_what_costs_nothing_is_there_at_once(shop: Shop) -> None:
    order = bought(shop, "FREE")
    assert order.confirmed_at is not None
    run_jobs(shop)
    assert order_of(shop, order.id).fulfilment is FulfilmentState.DELIVERED
    assert findings(shop) == ()


def test_of_a_mixed_order_only_what_is_sent_weighs_and_counts_for_delivery(shop: Shop) -> None:
    till = Till.for_guest(shop)
    till.put("MUG-BONE")
    till.put("GUIDE", 10)
    till.fill()
    quote = till.quote()
    assert quote.shipping is not None
    assert (quote.shipping.key, quote.totals.shipping.amount) == ("parcel", 395), "ninety euros of files send no mug"
    assert quote.parcel_goods.amount == 1450
    placed = till.place(quote)
    assert isinstance(placed, Done)
    order = paid(shop, order_of(shop, placed.result))
    assert order.fulfilment is FulfilmentState.TO_PREPARE, "somebody packs the mug"
    assert isinstance(shop.run(staff(shop)(), DispatchOrder(order=order.id)), Done)
    assert findings(shop) == ()


def test_what_is_collected_is_taxed_in_the_shop_and_what_is_not_sent_where_the_customer_is(tmp_path: Path) -> None:
    counter = {"key": "collect", "label": "Counter", "price": "0", "min_days": 0, "max_days": 1, "collected": True}
    rates = {"shipping": [counter], "tax": {"ES": {"standard": "21"}, "PT": {"standard": "23"}}}
    shop = opened(tmp_path, plugins={"rates": rates})
    till = Till.for_guest(shop)
    till.put("MUG-BONE")
    till.put("GUIDE")
    till.fill(shipping="collect", payment="collection", country="PT", postcode="1100-148", city="Lisboa")
    assert {tax.key: tax.code for tax in till.quote().taxes} == {
        "MUG-BONE": "ES-21", "shipping": "ES-21", "GUIDE": "PT-23",
    }  # fmt: skip
    shop.close()


def test_the_checkout_asks_for_no_street_where_nothing_is_sent(shop: Shop) -> None:
    till = Till.for_guest(shop)
    till.put("GUIDE")
    empty = till.place()
    assert isinstance(empty, Refused)
    assert [one.field for one in empty.refusals] == ["contact", "payment"]
    who = {"email": "ana@example.com", "name": "Ana Ruiz", "country": "ES", "postcode": "28013"}
    steps = {"contact": who, "payment": {"payment": "transfer"}}
    assert isinstance(shop.run(till.moment, FillCheckout(cart=till.cart, steps=steps)), Done)
    known = shop.ask(till.moment, CheckoutOf(cart=till.cart))
    assert (known.ships, known.unsent, known.addressed) == (False, True, False)
    till.put("MUG-BONE")
    more = till.place()
    assert isinstance(more, Refused)
    assert [one.field for one in more.refusals] == ["delivery", "shipping"], "a mug needs a street"


def test_there_are_enough_for_ever_unless_a_count_says_otherwise(shop: Shop) -> None:
    levels = {one.sku: one.on_hand for one in shop.ask(shop.system(), StockLevels(skus=("GUIDE", "FEW")))}
    assert levels == {"GUIDE": ENDLESS, "FEW": 2}
    till = Till.for_guest(shop)
    till.put("FEW", 3)
    till.fill()
    refused = till.place()
    assert isinstance(refused, Refused)
    assert refused.refusals[0].code == "sold_out"
    assert shop.ask(shop.system(), ProductAsWritten(slug="guide")).variants[0].ships is False


def test_an_issued_quote_knows_what_is_not_sent(shop: Shop) -> None:
    till = Till.for_guest(shop)
    price = UnitPrice(money=Money(amount=700, currency="EUR"))
    assert till.ctx.buyer is not None
    asked = IssueQuote(
        buyer=till.ctx.buyer, seller=shop.core.facts.party, source="agreed", key="issue-1",
        lines=(IssuedLine(sku="GUIDE", text="A guide", quantity=1, unit_price=price),
               IssuedLine(text="An hour of advice", quantity=1, unit_price=price)),
        destination=Destination(country="ES"), valid_until=shop.clock().replace(month=12),
    )  # fmt: skip
    issued = shop.run(shop.system(), asked)
    assert isinstance(issued, Done), issued
    assert [line.ships for line in issued.result.lines] == [False, True]


class Librarian(Plugin):
    """Supplies what is not sent."""

    name = "librarian"
    hook_api = 1
    supplied: ClassVar[list[str]] = []

    @hookimpl
    def on_supply_due(self, event: SupplyDue) -> None:
        self.supplied.append(event.order)


def test_who_supplies_is_told_once_and_only_of_orders_that_have_something_for_them(tmp_path: Path) -> None:
    shop = opened(tmp_path, Librarian)
    Librarian.supplied.clear()
    orders = [bought(shop, *skus) for skus in (("GUIDE",), ("MUG-BONE",), ("MUG-BONE", "GUIDE"))]
    run_jobs(shop)
    assert Librarian.supplied == [], "nothing is paid"
    for order in orders:
        paid(shop, order)
    assert sorted(Librarian.supplied) == sorted([orders[0].id, orders[2].id])
    shop.close()


def test_a_sku_says_what_it_is(shop: Shop) -> None:
    assert shop.ask(Till.for_guest(shop).moment, VariantBySku(sku="GUIDE")).ships is False
    for sku in ("NONE", "guide"):
        with pytest.raises(NotFound):
            shop.ask(shop.system(), VariantBySku(sku=sku))


class Inspectors(Plugin):
    """Nothing leaves before somebody looked."""

    name = "inspectors"
    hook_api = 1

    @hookimpl
    def check_dispatch_order(self, ctx: Context) -> list[Refusal]:
        return [Refusal(code="look", text=text("Somebody has to look first."), rule="inspectors")]


def test_a_plugin_that_holds_the_goods_back_does_not_hold_back_the_payment(tmp_path: Path) -> None:
    clock = Clock()
    shop = opened(tmp_path, Inspectors, clock=clock)
    order = paid(shop, bought(shop, "GUIDE"))
    assert order.confirmed_at is not None
    assert order.fulfilment is FulfilmentState.TO_PREPARE
    for _ in range(10):
        clock.forward(days=1)
        run_jobs(shop)
    assert [job.name for job in parked_jobs(shop)] == ["supply"], "it was tried again, and is shown to staff"
    assert findings(shop) == ()
    shop.close()
