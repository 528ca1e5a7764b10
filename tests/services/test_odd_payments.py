"""Money that comes late, twice, from the wrong side, or goes back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from ecomkit.domain import (
    AccountByKey,
    Actor,
    ActorKind,
    CancelOrder,
    Channel,
    Done,
    MarkPaid,
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
    RefundOrder,
    Refused,
    ReportPayment,
    StartPayment,
    StockLevels,
    new_id,
    split_refund,
)
from ecomkit.shop import Shop
from ecomkit.storage.tables import discrepancy, refund
from ecomkit.testing import Clock, Till, findings, make_shop, run_jobs, staff

USE = ("b2c", "rates", "demo_payments", "transfer", "collection")


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def shop(tmp_path: Path, clock: Clock) -> Any:
    opened = make_shop(tmp_path, use=USE, clock=clock)
    yield opened
    assert findings(opened) == ()
    opened.close()


def eur(cents: int) -> Money:
    return Money(amount=cents, currency="EUR")


def plan(*parts: tuple[str, int | None]) -> PaymentPlan:
    return PaymentPlan(parts=tuple(PaymentPart(method=m, money=None if c is None else eur(c)) for m, c in parts))


def tell(
    shop: Shop, payment: Payment, answer: str = "succeeded", *, notice: str = "", by: str = "demo_payments"
) -> None:
    said = PaymentReport(
        notice=notice or new_id(), payment=payment.id, reference=f"pay_{payment.id}", answer=ProviderAnswer(answer),
        money=payment.money,
    )  # fmt: skip
    ctx = shop.context(channel=Channel.API, actor=Actor(kind=ActorKind.PROVIDER, key=by))
    assert isinstance(shop.run(ctx, ReportPayment(report=said)), Done)


def bought(shop: Shop, payment: str = "card", shipping: str = "parcel") -> tuple[Till, Order]:
    till = Till.for_guest(shop)
    outcome = till.buy("LAMP", payment=payment, shipping=shipping)
    assert isinstance(outcome, Done), outcome
    return till, again(shop, outcome.result)


def again(shop: Shop, order: Order | str) -> Order:
    return shop.ask(shop.system(), OrderById(order=order if isinstance(order, str) else order.id))


def pay(till: Till, order: Order, how: PaymentPlan, key: str = "") -> Any:
    return till.shop.run(till.moment, PayOrder(order=order.id, plan=how, key=key or new_id()))


def refunds(shop: Shop) -> list[tuple[str, int, str]]:
    with shop.database.read() as rows:
        return [(row.payment, row.amount, row.state) for row in rows.all(select(refund))]


def balance(shop: Shop, account: str) -> int:
    return shop.ask(shop.system(), AccountByKey(account=account)).balance.amount


def test_money_that_comes_twice_goes_back_to_where_the_second_came_from(shop: Shop) -> None:
    till, order = bought(shop)
    assert isinstance(pay(till, order, plan(("transfer", None))), Done)
    card, transfer = again(shop, order).payments
    shop.run(staff(shop)(), MarkPaid(payment=transfer.id))
    tell(shop, card)
    tell(shop, card)
    assert refunds(shop) == [(card.id, card.money.amount, "pending")]
    after = again(shop, order)
    assert (after.payment, after.state) == (PaymentState.PAID, OrderState.PLACED)
    assert after.payments[1].refunded == eur(0)


def test_late_money_does_not_block_an_order_of_which_a_part_is_paid(shop: Shop) -> None:
    till, order = bought(shop)
    (whole,) = order.payments
    assert isinstance(pay(till, order, plan(("card", 5000), ("transfer", None))), Done)
    _, part, rest = again(shop, order).payments
    tell(shop, part)
    tell(shop, whole)
    assert refunds(shop) == [(whole.id, whole.money.amount, "pending")]
    shop.run(staff(shop)(), MarkPaid(payment=rest.id))
    assert again(shop, order).payment is PaymentState.PAID


def test_late_money_for_an_order_whose_part_went_back_goes_back_too(shop: Shop, clock: Clock) -> None:
    till, order = bought(shop)
    (whole,) = order.payments
    assert isinstance(pay(till, order, plan(("card", 5000), ("transfer", None))), Done)
    _, part, _ = again(shop, order).payments
    tell(shop, part)
    clock.forward(days=8)
    run_jobs_without_gateway(shop)
    tell(shop, whole)
    after = again(shop, order)
    assert after.state is OrderState.CANCELLED
    assert {payment for payment, _, _ in refunds(shop)} == {part.id, whole.id}


def run_jobs_without_gateway(shop: Shop) -> None:
    shop.worker.plan()
    shop.worker.run_ready()


def test_a_transfer_that_comes_after_the_term_takes_stock_again_or_is_noted_as_given_back(
    shop: Shop, clock: Clock
) -> None:
    _, first = bought(shop, "transfer")
    clock.forward(days=8)
    run_jobs(shop)
    assert again(shop, first).payment is PaymentState.EXPIRED
    assert isinstance(shop.run(staff(shop)(), MarkPaid(payment=first.payments[0].id)), Done)
    after = again(shop, first)
    assert (after.state, after.payment) == (OrderState.PLACED, PaymentState.PAID)
    _, second = bought(shop, "transfer")
    clock.forward(days=8)
    run_jobs(shop)
    assert isinstance(Till.for_guest(shop).buy("LAMP", 2, payment="transfer"), Done)
    assert isinstance(shop.run(staff(shop)(), MarkPaid(payment=second.payments[0].id)), Done)
    assert str(again(shop, second).word) == "Cancelled and refunded"
    assert isinstance(shop.run(staff(shop)(), MarkPaid(payment=second.payments[0].id)), Refused)


def test_a_cancelled_promise_leaves_no_trace_in_the_books(shop: Shop) -> None:
    _, order = bought(shop, "collection", shipping="collect")
    assert order.confirmed_at is not None
    assert isinstance(shop.run(staff(shop)(), CancelOrder(order=order.id)), Done)
    assert (again(shop, order).payment, refunds(shop)) == (PaymentState.FAILED, [])
    assert str(again(shop, order).word) == "Cancelled"


def test_what_is_left_of_a_promise_is_paid_and_the_books_say_what_came(shop: Shop) -> None:
    _, order = bought(shop, "collection", shipping="collect")
    less = RefundOrder(order=order.id, money=eur(900), reason="a scratch", key=new_id())
    assert isinstance(shop.run(staff(shop)(), less), Done)
    mark = MarkPaid(payment=order.payments[0].id)
    assert isinstance(shop.run(staff(shop)(), mark), Done)
    assert isinstance(shop.run(staff(shop)(), mark), Refused)
    assert balance(shop, "sales/EUR") == 8900 - 900


def test_an_order_is_cancelled_while_a_refund_is_on_its_way(shop: Shop) -> None:
    _, order = bought(shop)
    tell(shop, order.payments[0])
    part = RefundOrder(order=order.id, money=eur(1000), reason="a scratch", key=new_id())
    assert isinstance(shop.run(staff(shop)(), part), Done)
    assert isinstance(shop.run(staff(shop)(), CancelOrder(order=order.id)), Done)
    assert sum(amount for _, amount, _ in refunds(shop)) == order.quote.totals.payable.amount


def test_an_order_that_is_paid_in_part_is_cancelled_not_refunded(shop: Shop) -> None:
    till, order = bought(shop)
    assert isinstance(pay(till, order, plan(("card", 5000), ("transfer", None))), Done)
    tell(shop, again(shop, order).payments[1])
    refused = shop.run(staff(shop)(), RefundOrder(order=order.id, money=eur(5000), reason="oh no", key=new_id()))
    assert isinstance(refused, Refused)
    assert refused.refusals[0].code == "not_paid"


def test_a_delivered_order_cannot_be_paid_at_the_counter_afterwards(shop: Shop) -> None:
    till, order = bought(shop)
    outcome = pay(till, order, plan(("collection", None)))
    assert isinstance(outcome, Refused)
    assert outcome.refusals[0].rule == "collection"
    assert again(shop, order).confirmed_at is None


def test_one_key_of_two_customers_is_two_payments_and_on_one_order_is_refused(shop: Shop) -> None:
    (one, first), (two, second) = bought(shop), bought(shop)
    for till, order in ((one, first), (two, second)):
        assert isinstance(pay(till, order, plan(("transfer", None)), key="the-same-key"), Done)
    twice = shop.run(shop.system(), PayOrder(order=first.id, plan=plan(("card", None)), key="the-same-key"))
    assert isinstance(twice, Refused)
    assert twice.refusals[0].code == "key_reused"


def test_a_refund_by_another_clerk_under_the_same_key_is_refused(shop: Shop) -> None:
    _, order = bought(shop)
    tell(shop, order.payments[0])
    asked = RefundOrder(order=order.id, money=eur(100), reason="a scratch", key="refund-once")
    assert isinstance(shop.run(staff(shop)(), asked), Done)
    outcome = shop.run(shop.system(), asked)
    assert isinstance(outcome, Refused)
    assert outcome.refusals[0].code == "key_reused"


def test_a_refund_in_another_currency_is_refused(shop: Shop) -> None:
    _, order = bought(shop)
    tell(shop, order.payments[0])
    yen = Money(amount=100, currency="JPY")
    with pytest.raises(ValueError, match="currency"):
        split_refund(yen, list(again(shop, order).payments))
    outcome = shop.run(staff(shop)(), RefundOrder(order=order.id, money=yen, reason="a scratch", key=new_id()))
    assert isinstance(outcome, Refused)


def test_a_provider_says_nothing_of_payments_that_others_take(shop: Shop) -> None:
    _, order = bought(shop, "transfer")
    tell(shop, order.payments[0])
    _, card = bought(shop)
    tell(shop, card.payments[0], by="another_provider")
    assert {again(shop, one).payment for one in (order, card)} == {PaymentState.PENDING}
    with shop.database.read() as rows:
        assert len(rows.all(select(discrepancy))) == 2


def test_a_customer_does_not_say_under_which_reference_a_payment_was_taken(shop: Shop) -> None:
    till, order = bought(shop)
    outcome = shop.run(till.moment, StartPayment(payment=order.payments[0].id, reference="pay_of_somebody_else"))
    assert isinstance(outcome, Refused)
    assert again(shop, order).payments[0].reference is None


def test_a_replaced_payment_that_was_taken_in_silence_is_found_and_given_back(shop: Shop, clock: Clock) -> None:
    """The customer paid on the old page, and no webhook ever came (I7)."""
    till, order = bought(shop)
    (old,) = order.payments
    assert isinstance(pay(till, order, plan(("transfer", None))), Done)
    shop.run(staff(shop)(), MarkPaid(payment=again(shop, order).payments[1].id))
    asked: list[str] = []
    provider: Any = shop.core.methods["card"].provider

    def ask(payment: Payment) -> tuple[ProviderAnswer, Money]:
        asked.append(payment.id)
        return ProviderAnswer.SUCCEEDED, payment.money

    provider.ask = ask
    for _ in range(2):
        clock.forward(seconds=30)
        run_jobs_without_gateway(shop)
    assert asked == [old.id]
    assert [payment for payment, _, _ in refunds(shop)] == [old.id]


def test_one_payment_that_cannot_be_asked_for_does_not_keep_the_others_waiting(shop: Shop, clock: Clock) -> None:
    orders = [bought(shop)[1] for _ in range(3)]
    trouble = orders[1].payments[0].id
    provider: Any = shop.core.methods["card"].provider

    def ask(payment: Payment) -> tuple[ProviderAnswer, Money]:
        if payment.id == trouble:
            raise KeyError("amount")
        return ProviderAnswer.SUCCEEDED, payment.money

    provider.ask = ask
    clock.forward(seconds=30)
    run_jobs_without_gateway(shop)
    after = [again(shop, order).payment for order in orders]
    assert after == [PaymentState.PAID, PaymentState.PENDING, PaymentState.PAID]


def test_a_silent_provider_is_not_asked_for_every_payment_there_is(shop: Shop, clock: Clock) -> None:
    tills = [Till.for_guest(shop) for _ in range(6)]
    assert all(isinstance(till.buy("MUG-BONE", payment="card"), Done) for till in tills)
    asked: list[str] = []
    provider: Any = shop.core.methods["card"].provider

    def ask(payment: Payment) -> tuple[ProviderAnswer, Money]:
        asked.append(payment.id)
        return ProviderAnswer.UNKNOWN, payment.money

    provider.ask = ask
    clock.forward(seconds=30)
    run_jobs_without_gateway(shop)
    assert len(asked) == 3


def test_a_quote_is_placed_once(shop: Shop) -> None:
    till, order = bought(shop, "transfer")
    till.put("LAMP")
    outcome = till.place(order.quote, key=new_id())
    assert isinstance(outcome, Refused)
    assert outcome.refusals[0].code == "placed"
    (level,) = shop.ask(shop.system(), StockLevels(skus=("LAMP",)))
    assert level.reserved == 1
