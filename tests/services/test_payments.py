"""What a provider says of a payment: before, after, twice, wrong, too late (case g)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from ecomkit.domain import (
    Actor,
    ActorKind,
    AdjustStock,
    Channel,
    Done,
    Money,
    Order,
    OrderById,
    OrderState,
    Payment,
    PaymentPart,
    PaymentPlan,
    PaymentReport,
    PaymentState,
    PayOrder,
    ProviderAnswer,
    Refused,
    ReportPayment,
    StockLevels,
    new_id,
)
from ecomkit.services.verifying import verify
from ecomkit.shop import Shop
from ecomkit.storage.tables import discrepancy, event, job
from ecomkit.testing import Clock, Till, make_shop

USE = ("b2c", "rates", "demo_payments", "transfer", "order_mails")


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def shop(tmp_path: Path, clock: Clock) -> Any:
    opened = make_shop(tmp_path, use=USE, clock=clock)
    yield opened
    assert verify(opened.core, opened.system()) == ()
    opened.close()


def report(
    shop: Shop, payment: Payment, answer: str = "succeeded", *, notice: str = "", cents: int | None = None
) -> Any:
    """The provider's word, as a verified webhook brings it."""
    money = payment.money if cents is None else Money(amount=cents, currency="EUR")
    said = PaymentReport(
        notice=notice or new_id(), payment=payment.id, reference="pay_1", answer=ProviderAnswer(answer), money=money
    )
    ctx = shop.context(channel=Channel.API, actor=Actor(kind=ActorKind.PROVIDER, key="card"))
    return shop.run(ctx, ReportPayment(report=said))


def bought(shop: Shop, sku: str = "LAMP", quantity: int = 1) -> tuple[Till, Order]:
    till = Till.for_guest(shop)
    outcome = till.buy(sku, quantity, payment="card")
    assert isinstance(outcome, Done), outcome
    return till, shop.ask(shop.system(), OrderById(order=outcome.result))


def again(shop: Shop, order: Order) -> Order:
    return shop.ask(shop.system(), OrderById(order=order.id))


def confirmations(shop: Shop) -> int:
    with shop.database.read() as rows:
        return int(rows.scalar(select(func.count()).select_from(event).where(event.c.name == "order_confirmed")))


def expire(shop: Shop, clock: Clock) -> None:
    clock.forward(minutes=61)
    shop.worker.plan()
    shop.worker.run_ready()


def free(shop: Shop, sku: str) -> int:
    (level,) = shop.ask(shop.system(), StockLevels(skus=(sku,)))
    return level.on_hand - level.reserved


def test_a_success_confirms_the_order_once_however_often_it_is_told(shop: Shop) -> None:
    _, order = bought(shop)
    for notice in ("n1", "n1", "n2"):
        assert isinstance(report(shop, order.payments[0], notice=notice), Done)
    assert again(shop, order).payment is PaymentState.PAID
    assert confirmations(shop) == 1


def test_a_failure_leaves_the_order_open_for_another_method(shop: Shop) -> None:
    till, order = bought(shop)
    report(shop, order.payments[0], "failed")
    assert str(again(shop, order).word) == "Payment failed"
    plan = PaymentPlan(parts=(PaymentPart(method="transfer"),))
    assert isinstance(shop.run(till.moment, PayOrder(order=order.id, plan=plan, key=new_id())), Done)
    assert str(again(shop, order).word) == "Waiting for payment"
    assert free(shop, "LAMP") == 2


def test_a_failure_told_after_the_success_changes_nothing(shop: Shop) -> None:
    _, order = bought(shop)
    report(shop, order.payments[0])
    report(shop, order.payments[0], "failed")
    assert again(shop, order).payment is PaymentState.PAID


def test_another_amount_is_parked_not_booked(shop: Shop) -> None:
    _, order = bought(shop)
    report(shop, order.payments[0], cents=1)
    assert again(shop, order).payment is PaymentState.PENDING
    with shop.database.read() as rows:
        (row,) = rows.all(select(discrepancy))
    assert (row.kind, row.subject) == ("amount", f"payment/{order.payments[0].id}")


def test_a_payment_nobody_knows_is_parked(shop: Shop) -> None:
    _, order = bought(shop)
    report(shop, order.payments[0].model_copy(update={"id": "nobody"}))
    with shop.database.read() as rows:
        assert [row.kind for row in rows.all(select(discrepancy))] == ["unknown_payment"]


def test_money_after_expiry_takes_stock_again_where_there_is_some(shop: Shop, clock: Clock) -> None:
    _, order = bought(shop)
    expire(shop, clock)
    assert again(shop, order).state is OrderState.CANCELLED
    assert free(shop, "LAMP") == 3
    report(shop, order.payments[0])
    after = again(shop, order)
    assert (after.state, after.payment, free(shop, "LAMP")) == (OrderState.PLACED, PaymentState.PAID, 2)
    assert confirmations(shop) == 1


def test_money_after_expiry_goes_back_where_the_stock_is_gone(shop: Shop, clock: Clock) -> None:
    _, order = bought(shop, quantity=3)
    expire(shop, clock)
    shop.run(shop.system(), AdjustStock(sku="LAMP", change=-1, reason="broken in the window"))
    report(shop, order.payments[0])
    assert again(shop, order).state is OrderState.CANCELLED
    with shop.database.read() as rows:
        (row,) = rows.all(select(job).where(job.c.name == "refund"))
    assert row.state == "waiting"


def test_money_on_a_payment_that_another_method_replaced_confirms_and_lets_the_other_go(shop: Shop) -> None:
    till, order = bought(shop)
    plan = PaymentPlan(parts=(PaymentPart(method="transfer"),))
    shop.run(till.moment, PayOrder(order=order.id, plan=plan, key=new_id()))
    report(shop, order.payments[0])
    after = again(shop, order)
    assert [payment.state for payment in after.payments] == [PaymentState.PAID, PaymentState.FAILED]
    assert confirmations(shop) == 1


def test_a_customer_cannot_report_or_refund(shop: Shop) -> None:
    till, order = bought(shop)
    said = PaymentReport(
        notice="mine",
        payment=order.payments[0].id,
        reference="x",
        answer=ProviderAnswer.SUCCEEDED,
        money=order.payments[0].money,
    )
    outcome = shop.run(till.moment, ReportPayment(report=said))
    assert isinstance(outcome, Refused)
    assert outcome.refusals[0].code == "not_permitted"


def test_a_method_that_the_shop_does_not_offer_is_refused(shop: Shop) -> None:
    till = Till.for_guest(shop)
    till.put("LAMP")
    till.fill()
    outcome = till.place(plan=PaymentPlan(parts=(PaymentPart(method="free_lunch"),)))
    assert isinstance(outcome, Refused)
    assert outcome.refusals[0].code == "method"
    assert free(shop, "LAMP") == 3
