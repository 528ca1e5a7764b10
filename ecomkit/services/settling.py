"""Settling: what happens to an order when its payments move."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import select

from ecomkit.domain import (
    Actor,
    ActorKind,
    Context,
    Order,
    OrderConfirmed,
    OrderState,
    Payment,
    PaymentFailed,
    PaymentMethod,
    PaymentSettled,
    PaymentState,
    Posting,
    Refuse,
    Success,
    SupplyDue,
    Text,
    WriteContext,
    text,
    total,
)
from ecomkit.services.core import Core
from ecomkit.services.rows import rows_of
from ecomkit.storage import discrepancies, orders
from ecomkit.storage.ledger import TableLedger, was_posted
from ecomkit.storage.tables import ledger_hold

__all__ = [
    "DEAD", "as_buyer", "book_receipt", "cash_account", "expiry", "fail_payment", "ledger_of", "live", "note_discrepancy", "open_own",
    "order_of", "make_ready", "owed_account", "sales_account", "settle", "was_received", "was_taken",
]  # fmt: skip

DEAD = (PaymentState.FAILED, PaymentState.EXPIRED)
"""States of payments that came to nothing. Money that comes all the same and is not wanted leaves them as they are."""


def ledger_of(ctx: WriteContext) -> TableLedger:
    """Core's own ledger: it captures and releases for all plugins."""
    return TableLedger(rows_of(ctx), "core", ctx.now)


def sales_account(currency: str) -> str:
    """Where money from sales goes."""
    return f"sales/{currency}"


def cash_account(method: str, currency: str) -> str:
    """Where money from outside comes in, by payment method."""
    return f"cash/{method}/{currency}"


def open_own(ctx: WriteContext, *accounts: str, currency: str) -> None:
    """Open core's accounts where they are not; they have no floor."""
    for account in accounts:
        ledger_of(ctx).open(account, currency=currency, owner=ctx.shop.party, floor=None)


def order_of(ctx: Context, key: str) -> Order:
    """An order inside a transaction. Raises `Refuse`."""
    order = orders.order_by(rows_of(ctx), key=key)
    if order is None:
        raise Refuse.because("not_found", text("There is no such order."), rule="orders")
    return order


def live(order: Order) -> list[Payment]:
    """Payments that did not come to nothing."""
    return [payment for payment in order.payments if payment.state not in DEAD]


def as_buyer(ctx: WriteContext, order: Order) -> WriteContext:
    """The same transaction seen by who placed the order: whose wallet a refund goes to does not depend on the clerk."""
    buyer = replace(ctx, actor=Actor(kind=ActorKind.PERSON, key=order.placed_by), buyer=order.buyer)
    return buyer.trading_in(order.quote.currency)


def expiry(ctx: Context, methods: list[PaymentMethod], minutes: int) -> datetime | None:
    """When an unpaid order is let go: after the shortest term of what it waits for; never, where one waits for ever."""
    waits = [m for m in methods if m.account is None and m.success is not Success.PROMISED]
    if not waits:
        return None
    return ctx.now + min(method.term or timedelta(minutes=minutes) for method in waits)


def make_ready(ctx: WriteContext, method: PaymentMethod) -> None:
    """Let the plugin open its account, and put there what is due, before core takes from it or gives back to it."""
    command = method.opening(ctx) if method.opening is not None else None
    if command is not None:
        ctx.run(command)


def settle(core: Core, ctx: WriteContext, key: str) -> None:
    """Look at all payments of an order: when each is settled, capture what was reserved and confirm, exactly once (I3)."""
    order = order_of(ctx, key)
    payments = live(order)
    sum_settled = total((p.money for p in payments if p.state.settled), order.quote.currency)
    if sum_settled != order.quote.totals.payable or order.state is OrderState.CANCELLED:
        return
    for payment in payments:
        if payment.state is PaymentState.AUTHORISED:
            _capture(core, ctx, payment)
    states = {payment.state for payment in orders.payments_of(rows_of(ctx), key) if payment.state.settled}
    whole = PaymentState.PAID if states <= {PaymentState.PAID} else PaymentState.PROMISED
    if PaymentState.PARTLY_REFUNDED in states:
        whole = PaymentState.PARTLY_REFUNDED
    orders.move_order(rows_of(ctx), key, where={"state": ("placed", "completed")}, payment=whole.value, expires_at=None)
    if orders.confirm_order(rows_of(ctx), key, ctx.now, order.promise_from(ctx.now)):
        ctx.emit(OrderConfirmed(order=key, payable=order.quote.totals.payable))
        if any(not line.ships for line in order.quote.lines):
            ctx.emit(SupplyDue(order=key))
        if not order.quote.ships:
            ctx.enqueue("supply", {"order": key}, key=key)


def _capture(core: Core, ctx: WriteContext, payment: Payment) -> None:
    """Turn an internal reservation into a sale."""
    currency = payment.money.currency
    open_own(ctx, sales_account(currency), currency=currency)
    ledger_of(ctx).capture(f"payment/{payment.id}", sales_account(currency))
    method = core.methods.get(payment.method)
    promised = method is not None and method.success is Success.PROMISED
    state = PaymentState.PROMISED if promised else PaymentState.PAID
    orders.move_payment(rows_of(ctx), payment.id, before=("authorised",), state=state.value)
    ctx.emit(
        PaymentSettled(order=payment.order, payment=payment.id, method=payment.method, state=state, money=payment.money)
    )


def book_receipt(ctx: WriteContext, payment: Payment, debit: str, credit: str) -> None:
    """Book money that came from outside, once: all of a payment but what was given back of a promise before."""
    open_own(ctx, debit, credit, currency=payment.money.currency)
    ledger_of(ctx).post(
        Posting(key=f"receipt/{payment.id}", debit=debit, credit=credit, money=payment.left, reason=payment.method)
    )


def was_received(ctx: WriteContext, payment: Payment) -> bool:
    """Whether money for a payment came from outside: a promise that was kept, too."""
    return was_posted(rows_of(ctx), f"receipt/{payment.id}")


def was_taken(ctx: WriteContext, payment: Payment) -> bool:
    """Whether anything was booked for a payment; a promise to pay at the counter is nobody's money yet."""
    return was_received(ctx, payment) or was_posted(rows_of(ctx), f"capture/payment/{payment.id}")


def owed_account(ctx: WriteContext, payment: Payment) -> str | None:
    """The account that a payment was taken from; a promise fills it up again when its money comes."""
    key = f"payment/{payment.id}"
    account: str | None = rows_of(ctx).scalar(select(ledger_hold.c.account).where(ledger_hold.c.key == key))
    return account


def fail_payment(ctx: WriteContext, payment: Payment, state: PaymentState = PaymentState.FAILED) -> None:
    """Let a payment go that was not taken: what it had reserved is free again."""
    if orders.move_payment(rows_of(ctx), payment.id, before=("pending", "authorised", "promised"), state=state.value):
        ledger_of(ctx).release(f"payment/{payment.id}")
        ctx.emit(PaymentFailed(order=payment.order, payment=payment.id, method=payment.method))


def note_discrepancy(ctx: WriteContext, kind: str, subject: str, message: Text) -> None:
    """Park something that does not agree, in sight of the staff."""
    discrepancies.note(rows_of(ctx), kind, subject, message, ctx.now)
