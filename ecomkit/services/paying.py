"""Paying: the one command for the first try and the retry, and what providers and staff say of a payment."""

from __future__ import annotations

from functools import partial
from typing import Any

from sqlalchemy import insert, select

from ecomkit.domain import (
    Context,
    MarkPaid,
    Money,
    Order,
    OrderConfirmed,
    OrderState,
    Payment,
    PaymentFailed,
    PaymentMethod,
    PaymentPlan,
    PaymentReport,
    PaymentSettled,
    PaymentStarted,
    PaymentState,
    PayOrder,
    Policy,
    ProviderAnswer,
    RefundOrder,
    Refuse,
    ReportPayment,
    StartPayment,
    Success,
    Who,
    WriteContext,
    new_id,
    split_plan,
    text,
    total,
)
from ecomkit.hooks import Operation
from ecomkit.services.core import Core
from ecomkit.services.rows import rows_of
from ecomkit.services.settling import (
    book_receipt,
    cash_account,
    expiry,
    fail_payment,
    ledger_of,
    live,
    make_ready,
    note_discrepancy,
    order_of,
    owed_account,
    sales_account,
    settle,
    was_received,
)
from ecomkit.storage import catalogue, orders
from ecomkit.storage.tables import notice

__all__ = ["operations"]


def _pay(core: Core, ctx: WriteContext, command: PayOrder) -> tuple[str, ...]:
    order = order_of(ctx, command.order)
    if order.state is not OrderState.PLACED or order.confirmed_at is not None:
        raise Refuse.because("not_payable", text("This order does not have to be paid."), rule="payment")
    for payment in live(order):
        if payment.state is not PaymentState.PAID:
            fail_payment(ctx, payment)
    paid = total((p.money for p in live(order) if p.state is PaymentState.PAID), order.quote.currency)
    parts = _parts(core, ctx, command.plan, order.quote.totals.payable - paid)
    keys = tuple(_begin(ctx, order, method, money, f"{command.key}/{i}") for i, (method, money) in enumerate(parts))
    end = expiry(ctx, [method for method, _ in parts], core.rules.payment_minutes)
    pending = PaymentState.PENDING.value
    orders.move_order(rows_of(ctx), order.id, where={"state": ("placed",)}, payment=pending, expires_at=end)
    settle(core, ctx, order.id)
    return keys


def _parts(core: Core, ctx: WriteContext, plan: PaymentPlan, payable: Money) -> list[tuple[PaymentMethod, Money]]:
    offered = core.offered_methods(ctx)
    try:
        amounts = split_plan(plan, payable)
    except ValueError as error:
        raise Refuse.because(
            "plan", text("The parts of the payment do not add up to the total."), rule="payment"
        ) from error
    found = []
    for key, money in amounts:
        method = offered.get(key)
        if method is None:
            words = text("This way to pay is not open to you. Choose another one.")
            raise Refuse.because("method", words, rule="payment_methods", field="payment")
        found.append((method, money))
    return found


def _begin(ctx: WriteContext, order: Order, method: PaymentMethod, money: Money, key: str) -> str:
    """Write a payment; an internal one reserves now, a promise is given now, all others wait."""
    payment = Payment(
        id=new_id(),
        order=order.id,
        method=method.key,
        money=money,
        state=_first_state(method),
        refunded=Money.zero(money.currency),
    )
    orders.insert_payment(rows_of(ctx), payment, key=key, now=ctx.now)
    if method.account is not None:
        make_ready(ctx, method)
        account = method.account(ctx)
        if account is None:
            words = text("There is no account to pay from.")
            raise Refuse.because("no_account", words, rule=method.key, field="payment")
        ledger_of(ctx).reserve(f"payment/{payment.id}", account, money)
    manual = method.provider is None and payment.state is PaymentState.PENDING
    ctx.emit(PaymentStarted(order=order.id, payment=payment.id, method=method.key, money=money, manual=manual))
    return payment.id


def _first_state(method: PaymentMethod) -> PaymentState:
    if method.account is not None:
        return PaymentState.AUTHORISED
    if method.provider is None and method.success is Success.PROMISED:
        return PaymentState.PROMISED
    return PaymentState.PENDING


def _start(ctx: WriteContext, command: StartPayment) -> Payment:
    payment = _payment(ctx, command.payment)
    orders.move_payment(rows_of(ctx), payment.id, before=("pending",), reference=command.reference)
    return _payment(ctx, command.payment)


def _payment(ctx: Context, key: str) -> Payment:
    payment = orders.payment_row(rows_of(ctx), key)
    if payment is None:
        raise Refuse.because("not_found", text("There is no such payment."), rule="payment")
    return payment


def _report(core: Core, ctx: WriteContext, command: ReportPayment) -> PaymentState:
    report, rows = command.report, rows_of(ctx)
    if rows.first(select(notice.c.id).where(notice.c.id == report.notice)) is not None:
        known = orders.payment_row(rows, report.payment)
        return known.state if known else PaymentState.PENDING
    rows.write(insert(notice), id=report.notice, payment=report.payment, at=ctx.now)
    payment = orders.payment_row(rows, report.payment)
    if payment is None:
        note_discrepancy(
            ctx, "unknown_payment", report.payment, f"the provider speaks of {report.reference}, which is not ours"
        )
        return PaymentState.PENDING
    if report.answer is ProviderAnswer.SUCCEEDED:
        _succeeded(core, ctx, payment, report)
    elif report.answer is ProviderAnswer.FAILED and payment.state is PaymentState.PENDING:
        _failed(ctx, payment)
    return _payment(ctx, payment.id).state


def _succeeded(core: Core, ctx: WriteContext, payment: Payment, report: PaymentReport) -> None:
    if report.money != payment.money:
        message = f"the provider took {report.money}, asked was {payment.money}"
        note_discrepancy(ctx, "amount", f"payment/{payment.id}", message)
        return
    was = payment.state
    if not orders.move_payment(
        rows_of(ctx), payment.id, before=("pending", "failed", "expired"), state="paid", reference=report.reference
    ):
        return
    currency = payment.money.currency
    book_receipt(ctx, payment, cash_account(payment.method, currency), sales_account(currency))
    state = PaymentState.PAID
    ctx.emit(
        PaymentSettled(order=payment.order, payment=payment.id, method=payment.method, state=state, money=payment.money)
    )
    order = order_of(ctx, payment.order)
    if was is PaymentState.PENDING and order.state is OrderState.PLACED:
        settle(core, ctx, order.id)
    else:
        _came_late(core, ctx, order, payment)


def _came_late(core: Core, ctx: WriteContext, order: Order, payment: Payment) -> None:
    """Money for an order that expired takes stock again where it pays for all of it; else it goes back."""
    whole = payment.money == order.quote.totals.payable
    expired = order.state is OrderState.CANCELLED and order.payment is PaymentState.EXPIRED
    if order.state is OrderState.PLACED and order.confirmed_at is None and whole:
        for other in live(order):
            if other.id != payment.id:
                fail_payment(ctx, other)
        settle(core, ctx, order.id)
        return
    if expired and whole and _restock(ctx, order):
        where = {"state": ("cancelled",)}
        orders.move_order(rows_of(ctx), order.id, where=where, state="placed", payment="pending")
        settle(core, ctx, order.id)
        return
    ctx.run(RefundOrder(order=order.id, money=payment.money, reason="paid too late", key=f"late/{payment.id}"))


def _restock(ctx: WriteContext, order: Order) -> bool:
    """Take stock again, all of it or nothing."""
    wanted: dict[str, int] = {}
    for line in order.quote.lines:
        if line.sku is not None:
            wanted[line.sku] = wanted.get(line.sku, 0) + line.quantity
    levels = catalogue.levels(rows_of(ctx), list(wanted))
    if any(sku not in levels or levels[sku].on_hand - levels[sku].reserved < n for sku, n in wanted.items()):
        return False
    return catalogue.reserve(rows_of(ctx), f"order/{order.id}", wanted) is None


def _failed(ctx: WriteContext, payment: Payment) -> None:
    """One failed for good: the others are let go, and the order waits for a retry until it expires."""
    for other in live(order_of(ctx, payment.order)):
        if other.state is not PaymentState.PAID:
            fail_payment(ctx, other)
    orders.move_order(rows_of(ctx), payment.order, where={"state": ("placed",)}, payment="failed")


def _mark_paid(core: Core, ctx: WriteContext, command: MarkPaid) -> None:
    payment = _payment(ctx, command.payment)
    method = core.methods.get(payment.method)
    owed = owed_account(ctx, payment)
    in_part = payment.state is PaymentState.PARTLY_REFUNDED and owed is not None and not was_received(ctx, payment)
    waits = payment.state in (PaymentState.PENDING, PaymentState.PROMISED) or in_part
    if not waits or (method and method.provider):
        raise Refuse.because("not_payable", text("This payment cannot be marked as paid."), rule="payment")
    currency = payment.money.currency
    book_receipt(ctx, payment, cash_account(payment.method, currency), owed or sales_account(currency))
    orders.move_payment(rows_of(ctx), payment.id, before=("pending", "promised"), state="paid")
    state = PaymentState.PARTLY_REFUNDED if in_part else PaymentState.PAID
    ctx.emit(
        PaymentSettled(order=payment.order, payment=payment.id, method=payment.method, state=state, money=payment.left)
    )
    settle(core, ctx, payment.order)


def operations(core: Core) -> tuple[Operation[Any], ...]:
    """Commands about payments."""
    own = Policy(permission="orders.pay", who=frozenset({Who.BUYER, Who.SYSTEM}), owned="order")
    start = Policy(permission="payments.start", who=frozenset({Who.BUYER, Who.SYSTEM}), owned="payment")
    provider = Policy(permission="payments.report", who=frozenset({Who.PROVIDER, Who.SYSTEM}))
    staff = Policy(permission="staff.payments", who=frozenset({Who.PERMITTED}))
    moved = (PaymentStarted, PaymentFailed, PaymentSettled, OrderConfirmed)
    return (
        Operation(command=PayOrder, policy=own, apply=partial(_pay, core), emits=moved),
        Operation(command=StartPayment, policy=start, apply=_start),
        Operation(command=ReportPayment, policy=provider, apply=partial(_report, core), emits=moved),
        Operation(command=MarkPaid, policy=staff, apply=partial(_mark_paid, core), emits=moved),
    )
