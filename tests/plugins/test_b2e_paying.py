"""Paying with an allowance and from the pay: parts, retries, refunds, months that end in between."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecomkit.domain import (
    CancelOrder,
    Checkout,
    CheckoutOf,
    DeliverOrder,
    DispatchOrder,
    MarkPaid,
    Money,
    OrderState,
    Payment,
    PaymentState,
    PayOrder,
    PlaceOrder,
    RefundOrder,
    Refused,
    new_id,
    split_plan,
    split_refund,
)
from ecomkit.plugins.b2e import api
from ecomkit.plugins.b2e.payroll import payroll_account
from ecomkit.services.steps import steps_for
from ecomkit.services.verifying import verify
from ecomkit.shop import Shop
from ecomkit.testing import Clock
from tests.plugins.employees import (
    EMPLOYER,
    NOVEMBER,
    Job,
    balance,
    done,
    employed,
    employer_shop,
    eur,
    plan,
    report,
    run,
    staff,
    work,
)


@pytest.fixture
def clock() -> Clock:
    return Clock(NOVEMBER)


@pytest.fixture
def shop(tmp_path: Path, clock: Clock) -> Iterator[Shop]:
    opened = employer_shop(tmp_path, clock=clock)
    yield opened
    assert verify(opened.core, opened.system()) == ()
    opened.close()


@pytest.fixture
def ana(shop: Shop) -> Job:
    return employed(shop)


def owed(job: Job) -> tuple[int, int] | None:
    return balance(job.shop, payroll_account(EMPLOYER, job.person))


def refund(shop: Shop, order: str, cents: int) -> None:
    run(shop, RefundOrder(order=order, money=eur(cents), reason="damaged", key=new_id()))


def by_method(job: Job, order: str) -> dict[str, Payment]:
    return {payment.method: payment for payment in job.order(order).payments}


def due(shop: Shop, month: str = "2026-11") -> dict[str, Money]:
    lines = shop.ask(staff(shop), api.Deductions(employer=EMPLOYER, month=month))
    return {f"{line.name}{' settled' if line.settled else ''}": line.due for line in lines}


def test_half_by_allowance_and_half_by_payroll_in_two_tabs(shop: Shop, ana: Job) -> None:
    """Case (b): both tabs show the same order; sending it twice is one order, and the second tab learns of it."""
    tab_one, tab_two = ana.quoted(4), ana.quoted(4)
    halves = plan("payroll", wallet=4000)
    key = new_id()
    first = done(shop.run(ana.till.moment, PlaceOrder(quote=tab_one.id, plan=halves, key=key)))
    again = done(shop.run(ana.till.moment, PlaceOrder(quote=tab_one.id, plan=halves, key=key)))
    second = shop.run(ana.till.moment, PlaceOrder(quote=tab_two.id, plan=halves, key=new_id()))
    assert first == again
    assert isinstance(second, Refused)
    assert second.refusals[0].code == "cart_changed"
    order = ana.order(first)
    assert {m: (p.money, p.state) for m, p in by_method(ana, first).items()} == {
        "wallet": (eur(4000), PaymentState.PAID), "payroll": (eur(4000), PaymentState.PROMISED),
    }  # fmt: skip
    assert order.confirmed_at is not None
    assert (ana.account("2026-11"), owed(ana)) == ((2000, 0), (-4000, 0))


def test_the_payment_step_is_filled_in_with_the_allowance(shop: Shop, ana: Job) -> None:
    (step,) = (
        one for one in steps_for(shop.core, ana.till.moment, Checkout(cart=ana.till.cart)) if one.key == "payment"
    )
    done(ana.till.put("BOX"))
    checkout = ana.ask(CheckoutOf(cart=ana.till.cart))
    with shop.database.read() as rows:
        ctx = replace(ana.till.moment, db=rows)
        values, choices = step.values(ctx, checkout), step.choices(ctx, checkout)
    assert values == {"part": "wallet", "part_amount": "6000", "currency": "EUR"}
    assert [(one.value, one.price) for one in choices["part"]] == [("wallet", "€60.00")]
    assert [one.value for one in choices["payment"]] == ["payroll", "transfer", "collection", "card"]


def test_more_allowance_than_the_order_costs_pays_it_all(ana: Job) -> None:
    order = ana.bought(1, plan("card", wallet=6000))
    assert {m: p.money for m, p in by_method(ana, order.id).items()} == {"wallet": eur(2000)}
    assert order.confirmed_at is not None


def test_more_than_the_allowance_is_refused_and_nothing_is_kept(ana: Job) -> None:
    outcome = ana.buy(4, plan("wallet"))
    assert isinstance(outcome, Refused)
    assert outcome.refusals[0].code == "too_little"
    assert ana.wallet().free == eur(6000)
    assert ana.account("2026-11") is None


def test_the_pay_is_deducted_up_to_its_limit(shop: Shop, ana: Job) -> None:
    ana.bought(9, plan("payroll"))
    outcome = ana.buy(2, plan("payroll"))
    assert isinstance(outcome, Refused)
    assert outcome.refusals[0].code == "too_little"
    run(shop, api.SetAllowance(employer=EMPLOYER, payroll="300"))
    ana.bought(2, plan("payroll"))
    run(shop, api.SetAllowance(employer=EMPLOYER, payroll="50"))
    assert isinstance(ana.buy(1, plan("payroll")), Refused)
    assert owed(ana) == (-22_000, 0)


def test_an_employer_without_payroll_offers_none(tmp_path: Path) -> None:
    shop = employer_shop(tmp_path, payroll="0")
    assert "payroll" not in shop.core.offered_methods(employed(shop).till.moment)
    shop.close()


def test_a_reservation_of_november_captured_in_december_stays_novembers(shop: Shop, ana: Job, clock: Clock) -> None:
    clock.now = datetime(2026, 11, 28, 9, 0, tzinfo=UTC)
    order = ana.bought(5, plan("transfer", wallet=6000))
    assert ana.account("2026-11") == (6000, 6000)
    clock.forward(days=2, hours=14)  # 30 November, 23:00 in UTC, is December in Madrid
    work(shop)
    assert ana.wallet().month == "2026-12"
    assert ana.account("2026-11") == (6000, 6000)
    run(shop, MarkPaid(payment=by_method(ana, order.id)["transfer"].id))
    assert (ana.account("2026-11"), ana.account("2026-12")) == ((0, 0), (6000, 0))
    assert ana.order(order.id).confirmed_at is not None


def test_when_the_card_finally_fails_the_allowance_is_free_again(shop: Shop, ana: Job) -> None:
    order = ana.bought(5, plan("card", wallet=6000))
    assert ana.account("2026-11") == (6000, 6000)
    done(report(shop, by_method(ana, order.id)["card"], "failed"))
    assert ana.account("2026-11") == (6000, 0)
    assert by_method(ana, order.id)["wallet"].state is PaymentState.FAILED
    retry = PayOrder(order=order.id, plan=plan("payroll", wallet=3000), key=new_id())
    done(shop.run(ana.till.moment, retry))
    assert (ana.account("2026-11"), owed(ana)) == ((3000, 0), (-7000, 0))
    assert due(shop) == {"Ana": eur(7000)}


def test_a_released_reservation_of_november_does_not_become_decembers(shop: Shop, ana: Job, clock: Clock) -> None:
    ana.bought(5, plan("transfer", wallet=6000))
    clock.forward(days=8)
    clock.forward(minutes=1)
    for _ in range(2):
        work(shop)
        clock.forward(hours=1)
    assert (ana.account("2026-11"), ana.account("2026-12")) == ((0, 0), (6000, 0))


def test_payroll_beside_a_card_becomes_due_when_the_card_is_paid(shop: Shop, ana: Job) -> None:
    order = ana.bought(5, plan("card", payroll=6000))
    assert (owed(ana), due(shop)) == ((0, 6000), {})
    done(report(shop, by_method(ana, order.id)["card"]))
    assert (owed(ana), due(shop)) == ((-6000, 0), {"Ana": eur(6000)})


def test_a_refund_goes_back_in_proportion(shop: Shop, ana: Job) -> None:
    order = ana.bought(3, plan("payroll", wallet=1999))
    refund(shop, order.id, 1000)
    paid = by_method(ana, order.id)
    # 1999 and 4001 of 6000: 333.17 and 666.83, so the largest remainder goes to payroll.
    assert (paid["wallet"].refunded, paid["payroll"].refunded) == (eur(333), eur(667))
    assert (ana.account("2026-11"), owed(ana)) == ((6000 - 1999 + 333, 0), (-4001 + 667, 0))
    refund(shop, order.id, 5000)
    assert (ana.account("2026-11"), owed(ana)) == ((6000, 0), (0, 0))
    assert ana.order(order.id).payment is PaymentState.REFUNDED
    assert due(shop) == {"Ana": eur(0)}


def test_a_refund_in_december_goes_to_decembers_wallet(shop: Shop, ana: Job, clock: Clock) -> None:
    order = ana.bought(2, plan("wallet"))
    clock.forward(days=8)
    work(shop)
    refund(shop, order.id, 1500)
    assert (ana.account("2026-11"), ana.account("2026-12")) == ((0, 0), (7500, 0))
    assert ana.wallet().movements[0].reason == "damaged"


def test_a_refund_in_january_opens_that_months_wallet_by_itself(shop: Shop, ana: Job, clock: Clock) -> None:
    clock.now = datetime(2026, 12, 31, 22, 59, tzinfo=UTC)
    order = ana.bought(3, plan("wallet"))
    assert ana.account("2026-12") == (0, 0)
    clock.forward(minutes=1)
    assert ana.account("2027-01") is None
    refund(shop, order.id, 6000)
    assert (ana.account("2026-12"), ana.account("2027-01")) == ((0, 0), (12_000, 0))


def test_a_refund_finds_the_wallet_of_somebody_who_left(shop: Shop, ana: Job, clock: Clock) -> None:
    order = ana.bought(2, plan("wallet"))
    run(shop, api.SetAllowance(employer=EMPLOYER, person=ana.person, active=False))
    clock.forward(days=8)
    refund(shop, order.id, 4000)
    assert ana.account("2026-12") == (4000, 0)


def test_a_cancelled_order_gives_all_of_it_back(shop: Shop, ana: Job) -> None:
    order = ana.bought(4, plan("payroll", wallet=5000))
    done(shop.run(ana.till.moment, CancelOrder(order=order.id)))
    assert ana.order(order.id).state is OrderState.CANCELLED
    assert (ana.account("2026-11"), owed(ana), due(shop)) == ((6000, 0), (0, 0), {"Ana": eur(0)})


def test_a_colleague_cannot_cancel_it(shop: Shop, ana: Job) -> None:
    order = ana.bought(1, plan("wallet"))
    outcome = shop.run(employed(shop, "leo").till.moment, CancelOrder(order=order.id))
    assert isinstance(outcome, Refused)
    assert outcome.refusals[0].code == "not_found"


def test_a_settled_payroll_is_paid_once_and_may_be_used_again(shop: Shop, ana: Job, clock: Clock) -> None:
    order = ana.bought(9, plan("payroll"))
    run(shop, DispatchOrder(order=order.id))
    run(shop, DeliverOrder(order=order.id))
    clock.forward(days=8)
    settle = api.SettlePayroll(employer=EMPLOYER, month="2026-11")
    assert run(shop, settle) == eur(18_000)
    assert run(shop, settle) == eur(0)
    assert (owed(ana), due(shop)) == ((0, 0), {"Ana settled": eur(18_000)})
    assert ana.order(order.id).payment is PaymentState.PAID
    ana.bought(9, plan("payroll"))
    assert due(shop, "2026-12") == {"Ana": eur(18_000)}


def test_what_was_given_back_before_is_not_settled(shop: Shop, ana: Job) -> None:
    order = ana.bought(4, plan("payroll"))
    refund(shop, order.id, 3000)
    assert run(shop, api.SettlePayroll(employer=EMPLOYER, month="2026-11")) == eur(5000)
    assert owed(ana) == (0, 0)
    assert ana.order(order.id).payment is PaymentState.PARTLY_REFUNDED


def test_what_comes_back_after_it_was_settled_lessens_the_next_pay(shop: Shop, ana: Job, clock: Clock) -> None:
    order = ana.bought(4, plan("payroll"))
    run(shop, api.SettlePayroll(employer=EMPLOYER, month="2026-11"))
    clock.forward(days=8)
    refund(shop, order.id, 1000)
    refund(shop, order.id, 500)
    assert owed(ana) == (0, 0)
    ana.bought(1, plan("payroll"))
    assert due(shop, "2026-12") == {"Ana": eur(500)}
    assert run(shop, api.SettlePayroll(employer=EMPLOYER, month="2026-12")) == eur(500)
    assert owed(ana) == (0, 0)


def test_a_month_that_has_not_begun_is_not_settled(shop: Shop) -> None:
    outcome = shop.run(staff(shop), api.SettlePayroll(employer=EMPLOYER, month="2027-03"))
    assert isinstance(outcome, Refused)
    assert outcome.refusals[0].code == "not_begun"


def test_wallets_hold_money_and_no_other_number(ana: Job) -> None:
    wallet = ana.wallet()
    amounts = [wallet.free, wallet.reserved, wallet.allowance, *(one.money for one in wallet.movements)]
    assert {money.currency for money in amounts} == {"EUR"}


@given(total=st.integers(1, 10**6), wallet=st.integers(1, 10**6))
def test_a_plan_with_a_rest_always_comes_to_the_total(total: int, wallet: int) -> None:
    parts = split_plan(plan("card", wallet=wallet), eur(total))
    assert sum(money.amount for _, money in parts) == total
    assert dict(parts)["wallet"] == eur(min(total, wallet))


@settings(max_examples=100)
@given(
    parts=st.lists(st.integers(1, 10**5), min_size=1, max_size=4),
    asked=st.lists(st.integers(1, 10**5), max_size=6),
)
def test_part_refunds_never_exceed_a_payment_and_come_to_the_whole(parts: list[int], asked: list[int]) -> None:
    payments = [
        Payment(id=str(i), order="o", method=f"m{i}", money=eur(n), state=PaymentState.PAID, refunded=eur(0))
        for i, n in enumerate(parts)
    ]
    left = sum(parts)
    for wanted in [*asked, left]:
        amount = min(wanted, left)
        if not amount:
            break
        shares = split_refund(eur(amount), payments)
        assert sum(share.amount for share in shares) == amount
        payments = [p.model_copy(update={"refunded": p.refunded + s}) for p, s in zip(payments, shares, strict=True)]
        assert all(0 <= p.refunded.amount <= p.money.amount for p in payments)
        left -= amount
