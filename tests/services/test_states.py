"""States: whatever happens to an order, in whatever turn, each of its steps stands in the tables."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from ecomkit.domain import (
    AdjustStock,
    CancelOrder,
    Command,
    DeliverOrder,
    DispatchOrder,
    Done,
    FulfilmentState,
    MarkPaid,
    Money,
    Order,
    OrderById,
    PaymentPart,
    PaymentPlan,
    PaymentReport,
    PaymentState,
    PayOrder,
    ProviderAnswer,
    RefundOrder,
    ReportPayment,
    new_id,
    states_before,
)
from ecomkit.shop import Shop
from ecomkit.storage import orders
from ecomkit.storage.tables import event
from ecomkit.testing import Clock, Till, findings, make_shop, run_jobs, staff

USE = ("b2c", "rates", "demo_payments", "transfer", "collection")
CENTS = Money(amount=100, currency="EUR")


class Life:
    """One order of a guest, and what may happen to it."""

    def __init__(self, shop: Shop, clock: Clock, *, shipping: str = "collect") -> None:
        self.shop, self.clock = shop, clock
        self.till = Till.for_guest(shop)
        outcome = self.till.buy("MUG-BONE", shipping=shipping, payment="card")
        assert isinstance(outcome, Done), outcome
        self.key = outcome.result

    def order(self) -> Order:
        return self.shop.ask(self.shop.system(), OrderById(order=self.key))

    def clerk(self, command: Command[Any]) -> None:
        self.shop.run(staff(self.shop, "staff.orders", "staff.payments")(), command)

    def pay(self, *methods: str) -> None:
        first = [PaymentPart(method=method, money=CENTS) for method in methods[1:]]
        plan = PaymentPlan(parts=(*first, PaymentPart(method=methods[0])))
        self.shop.run(self.till.moment, PayOrder(order=self.key, plan=plan, key=new_id()))

    def told(self, answer: str, turn: int) -> None:
        cards = [payment for payment in self.order().payments if payment.method == "card"]
        if cards:
            one = cards[turn]
            said = PaymentReport(
                notice=new_id(), payment=one.id, reference="p", answer=ProviderAnswer(answer), money=one.money
            )
            self.shop.run(self.shop.system(), ReportPayment(report=said))

    def seen(self, turn: int) -> None:
        self.clerk(MarkPaid(payment=self.order().payments[turn].id))

    def refund(self, money: Money) -> None:
        self.clerk(RefundOrder(order=self.key, money=money, reason="they asked", key=new_id()))

    def wait(self) -> None:
        self.clock.forward(days=15)
        run_jobs(self.shop)


HAPPENINGS: dict[str, Callable[[Life], object]] = {
    "card": lambda life: life.pay("card"),
    "transfer": lambda life: life.pay("transfer"),
    "counter": lambda life: life.pay("collection"),
    "transfer and counter": lambda life: life.pay("transfer", "collection"),
    "card succeeds": lambda life: life.told("succeeded", -1),
    "first card succeeds": lambda life: life.told("succeeded", 0),
    "card fails": lambda life: life.told("failed", -1),
    "money is seen": lambda life: life.seen(-1),
    "first money is seen": lambda life: life.seen(0),
    "a part goes back": lambda life: life.refund(CENTS),
    "all goes back": lambda life: life.refund(life.order().quote.totals.payable),
    "cancel": lambda life: life.clerk(CancelOrder(order=life.key)),
    "dispatch": lambda life: life.clerk(DispatchOrder(order=life.key)),
    "deliver": lambda life: life.clerk(DeliverOrder(order=life.key)),
    "time": lambda life: life.wait(),
}


@pytest.fixture(scope="module")
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory, clock: Clock) -> Iterator[Shop]:
    opened = make_shop(tmp_path_factory.mktemp("states"), use=USE, clock=clock)
    assert isinstance(opened.run(opened.system(), AdjustStock(sku="MUG-BONE", change=9000, reason="plenty")), Done)
    yield opened
    assert findings(opened) == ()
    opened.close()


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(happening=st.lists(st.sampled_from(sorted(HAPPENINGS)), min_size=2, max_size=7))
def test_every_step_that_the_services_make_is_in_the_tables(shop: Shop, clock: Clock, happening: list[str]) -> None:
    life = Life(shop, clock)
    stands = [life.order()]
    for name in happening:
        HAPPENINGS[name](life)
        stands.append(life.order())
    for before, after in pairwise(stands):
        assert before.fulfilment.value in states_before(after.fulfilment)
        for was, became in zip(before.payments, after.payments, strict=False):
            assert was.state.value in states_before(became.state)


def bought(tmp_path: Path) -> tuple[Shop, Life]:
    clock = Clock()
    shop = make_shop(tmp_path, use=USE, clock=clock)
    return shop, Life(shop, clock)


def test_a_step_that_no_table_knows_is_an_error_that_names_it(tmp_path: Path) -> None:
    shop, life = bought(tmp_path)
    with pytest.raises(ValueError, match="no step from placed, pending, to_prepare to delivered"):
        shop.core.database.write(lambda rows: orders.move_order(rows, life.key, where={}, fulfilment="delivered"))
    payment = life.order().payments[0].id
    with pytest.raises(ValueError, match="no step from pending to refunded"):
        shop.core.database.write(lambda rows: orders.move_payment(rows, payment, before=("pending",), state="refunded"))
    shop.close()


def test_a_step_that_somebody_else_took_first_is_just_not_taken(tmp_path: Path) -> None:
    shop, life = bought(tmp_path)
    life.clerk(CancelOrder(order=life.key))
    moved = shop.core.database.write(
        lambda rows: orders.move_order(rows, life.key, where={"state": ("placed",)}, state="completed")
    )
    assert moved is False
    shop.close()


def test_an_order_that_was_refunded_before_it_is_cancelled_says_so(tmp_path: Path) -> None:
    shop, life = bought(tmp_path)
    life.pay("transfer")
    life.seen(-1)
    life.refund(life.order().quote.totals.payable)
    life.clerk(CancelOrder(order=life.key))
    assert life.order().payment is PaymentState.REFUNDED
    assert str(life.order().word) == "Cancelled and refunded"
    shop.close()


def test_a_paid_order_that_did_not_leave_by_the_promised_day_is_late_and_can_still_leave(tmp_path: Path) -> None:
    clock = Clock()
    shop = make_shop(tmp_path, use=USE, clock=clock)
    life = Life(shop, clock, shipping="parcel")
    promise = life.order().promise
    assert promise is not None
    life.told("succeeded", -1)
    clock.forward(days=(promise - clock().date()).days)
    run_jobs(shop)
    assert life.order().fulfilment is FulfilmentState.TO_PREPARE
    clock.forward(days=1)
    run_jobs(shop)
    assert str(life.order().word) == "Delayed"
    with shop.database.read() as rows:
        assert len(rows.all(select(event).where(event.c.name == "order_is_late"))) == 1
    life.clerk(DispatchOrder(order=life.key))
    assert life.order().fulfilment is FulfilmentState.DISPATCHED
    shop.close()


def test_who_pays_days_later_waits_days_longer_and_never_until_a_sunday(tmp_path: Path) -> None:
    clock = Clock()
    shop = make_shop(tmp_path, use=USE, clock=clock)
    till = Till.for_guest(shop)
    outcome = till.buy("MUG-BONE", payment="transfer")
    assert isinstance(outcome, Done)

    def order() -> Order:
        return shop.ask(shop.system(), OrderById(order=outcome.result))

    placed = order()
    assert placed.promise is not None
    days = 6 - placed.promise.isoweekday()  # a Saturday
    clock.forward(days=days)
    assert isinstance(shop.run(staff(shop)(), MarkPaid(payment=placed.payments[0].id)), Done)
    promise = order().promise
    assert promise is not None
    assert (promise - placed.promise).days == days + 2
    assert promise.isoweekday() == 1
    shop.close()
