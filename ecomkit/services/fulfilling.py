"""Fulfilling, cancelling, expiring and refunding orders."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from ecomkit.domain import (
    CancelOrder,
    Context,
    DeliverOrder,
    DispatchOrder,
    ExpireOrder,
    FinishRefund,
    FulfilmentState,
    Money,
    NoteDelay,
    Order,
    OrderCancelled,
    OrderDelivered,
    OrderDispatched,
    OrderExpired,
    OrderIsLate,
    OrderRefunded,
    OrderState,
    Payment,
    PaymentFailed,
    PaymentRefunded,
    PaymentReturned,
    PaymentState,
    Policy,
    Posting,
    RefundOrder,
    Refuse,
    Who,
    WriteContext,
    may_move,
    new_id,
    split_refund,
    text,
    total,
)
from ecomkit.hooks import Operation
from ecomkit.services.core import Core
from ecomkit.services.rows import rows_of
from ecomkit.services.settling import (
    DEAD,
    as_buyer,
    cash_account,
    fail_payment,
    ledger_of,
    live,
    make_ready,
    open_own,
    order_of,
    owed_account,
    sales_account,
    was_received,
    was_taken,
)
from ecomkit.storage import orders, stock

__all__ = ["give_back", "local_day", "operations"]


def _dispatch(ctx: WriteContext, command: DispatchOrder) -> None:
    order = order_of(ctx, command.order)
    if order.confirmed_at is None:
        raise Refuse.because("not_paid", text("The order is not paid yet."), rule="fulfilment")
    _move(ctx, order, FulfilmentState.DISPATCHED, tracking=command.tracking)
    gone = stock.dispatch(rows_of(ctx), f"order/{order.id}")
    ctx.emit(OrderDispatched(order=order.id, stock=tuple(gone.items())))


def _deliver(ctx: WriteContext, command: DeliverOrder) -> None:
    order = order_of(ctx, command.order)
    if order.fulfilment is not FulfilmentState.DISPATCHED:
        raise Refuse.because("not_dispatched", text("The order was not dispatched yet."), rule="fulfilment")
    _move(ctx, order, FulfilmentState.DELIVERED)
    orders.move_order(rows_of(ctx), order.id, where={"state": ("placed",)}, state="completed")
    ctx.emit(OrderDelivered(order=order.id))


def _note_delay(ctx: WriteContext, command: NoteDelay) -> None:
    order = order_of(ctx, command.order)
    today = local_day(ctx)
    waits = order.state is OrderState.PLACED and order.fulfilment is FulfilmentState.TO_PREPARE
    if order.confirmed_at is not None and waits and order.promise is not None and order.promise < today:
        _move(ctx, order, FulfilmentState.LATE)
        ctx.emit(OrderIsLate(order=order.id))


def local_day(ctx: Context) -> date:
    """Which day it is where the shop is: a promise holds until its end."""
    return ctx.now.astimezone(ZoneInfo(ctx.shop.timezone)).date()


def _move(ctx: WriteContext, order: Order, after: FulfilmentState, **values: object) -> None:
    where = {"fulfilment": (order.fulfilment.value,), "state": ("placed", "completed")}
    known = may_move(order.fulfilment, after)
    if not known or not orders.move_order(rows_of(ctx), order.id, where=where, fulfilment=after.value, **values):
        raise Refuse.because("state", text("The order has moved on meanwhile. Look at it again."), rule="fulfilment")


def _cancel(ctx: WriteContext, command: CancelOrder) -> None:
    order = order_of(ctx, command.order)
    sent = order.fulfilment not in (FulfilmentState.TO_PREPARE, FulfilmentState.LATE)
    if sent or not orders.move_order(rows_of(ctx), order.id, where={"state": ("placed",)}, state="cancelled"):
        raise Refuse.because("state", text("This order can no longer be cancelled."), rule="orders")
    _let_go(ctx, order, PaymentState.FAILED)
    _refund_rest(ctx, order.id, reason="order cancelled", key=f"cancel/{order.id}")
    if order.payments and not live(order_of(ctx, order.id)):
        orders.move_order(rows_of(ctx), order.id, where={}, payment=PaymentState.FAILED.value)
    ctx.emit(OrderCancelled(order=order.id, reason=command.reason))


_TAKEN = (PaymentState.PAID, PaymentState.PROMISED, PaymentState.PARTLY_REFUNDED)


def _let_go(ctx: WriteContext, order: Order, state: PaymentState) -> None:
    """Free stock and reserved money; promises that nothing was taken on end here."""
    stock.release(rows_of(ctx), f"order/{order.id}")
    for payment in live(order):
        promise = payment.state is PaymentState.PROMISED and not was_taken(ctx, payment)
        if promise or payment.state in (PaymentState.PENDING, PaymentState.AUTHORISED):
            fail_payment(ctx, payment, state)


def _expire(ctx: WriteContext, command: ExpireOrder) -> None:
    order = order_of(ctx, command.order)
    if order.expires_at is None or order.expires_at >= ctx.now or order.confirmed_at is not None:
        return
    if orders.move_order(
        rows_of(ctx), order.id, where={"state": ("placed",)}, state="cancelled", payment="expired", expires_at=None
    ):
        _let_go(ctx, order, PaymentState.EXPIRED)
        _refund_rest(ctx, order.id, reason="order expired", key=f"expire/{order.id}")
        ctx.emit(OrderExpired(order=order.id))


def _refund_rest(ctx: WriteContext, key_of_order: str, *, reason: str, key: str) -> bool:
    """Give back all that was taken and is not on its way back yet; false where there is nothing."""
    order = order_of(ctx, key_of_order)
    taken = (_with_pending(ctx, payment).left for payment in order.payments if payment.state in _TAKEN)
    money = total(taken, order.quote.currency)
    if money:
        ctx.run(RefundOrder(order=order.id, money=money, reason=reason, key=key))
    return bool(money)


def _refund(core: Core, ctx: WriteContext, command: RefundOrder) -> str:
    order = order_of(ctx, command.order)
    if order.state is OrderState.PLACED and order.confirmed_at is None:
        words = text("This order is not paid yet: cancel it, and what was paid of it goes back.")
        raise Refuse.because("not_paid", words, rule="refund")
    payments = [_with_pending(ctx, payment) for payment in live(order) if payment.state in _TAKEN]
    try:
        parts = split_refund(command.money, payments)
    except ValueError as error:
        words = text("At most what was paid and not yet given back can be refunded.")
        raise Refuse.because("refund", words, rule="refund", field="money") from error
    key = new_id()
    for payment, money in zip(payments, parts, strict=True):
        if money:
            give_back(core, ctx, payment, money, key=f"{command.key}/{payment.id}", reason=command.reason)
    ctx.emit(OrderRefunded(order=order.id, refund=key, money=command.money, reason=command.reason))
    return key


def _with_pending(ctx: WriteContext, payment: Payment) -> Payment:
    """A payment as if refunds on their way had arrived."""
    pending = Money(amount=orders.unfinished_refunds(rows_of(ctx), payment.id), currency=payment.money.currency)
    return payment.model_copy(update={"refunded": payment.refunded + pending})


def give_back(core: Core, ctx: WriteContext, payment: Payment, money: Money, *, key: str, reason: str) -> None:
    """Send money of one payment back, once a key: by a job where somebody outside has to be asked, else at once."""
    if orders.refund_with_key(rows_of(ctx), key):
        words = text("This request was sent before with other content.")
        raise Refuse.because("key_reused", words, rule="idempotency")
    refund = new_id()
    orders.insert_refund(
        rows_of(ctx),
        {
            "id": refund, "order": payment.order, "payment": payment.id, "amount": money.amount, "currency": money.currency,
            "state": "pending", "key": key, "reason": reason, "created_at": ctx.now,
        },
    )  # fmt: skip
    method = core.methods.get(payment.method)
    outside = method.provider is not None if method is not None else payment.reference is not None
    if outside:
        ctx.enqueue("refund", {"refund": refund}, key=refund)
    else:
        ctx.run(FinishRefund(refund=refund))


def _finish_refund(core: Core, ctx: WriteContext, command: FinishRefund) -> None:
    """Book a refund where it came from; a wallet's into the account that is its own today."""
    rows = rows_of(ctx)
    refund = orders.refund_row(rows, command.refund)
    if refund is None or not orders.finish_refund(rows, command.refund, "done"):
        return
    payment, order = orders.payment_row(rows, refund.payment), order_of(ctx, refund.order)
    assert payment is not None
    money = Money(amount=refund.amount, currency=refund.currency)
    if was_taken(ctx, payment):
        back = _back_account(core, ctx, order, payment)
        sales = sales_account(money.currency)
        open_own(ctx, sales, currency=money.currency)
        ledger_of(ctx).post(
            Posting(key=f"refund/{refund.id}", debit=sales, credit=back, money=money, reason=refund.reason)
        )
    late = payment.state in DEAD
    if not orders.add_refunded(rows, payment.id, money.amount, late=late):
        raise Refuse.because("refund", text("More than was paid would go back."), rule="refund")
    said = PaymentReturned if late else PaymentRefunded
    ctx.emit(said(order=order.id, payment=payment.id, refund=refund.id, method=payment.method, money=money))
    _note_state(ctx, order, late=late)


def _note_state(ctx: WriteContext, order: Order, *, late: bool) -> None:
    """What the order as a whole says of its money; what came late says nothing of an order that goes on."""
    if late and order.state is not OrderState.CANCELLED:
        return
    kept = [payment.left for payment in orders.payments_of(rows_of(ctx), order.id) if payment.state in _TAKEN]
    whole = PaymentState.PARTLY_REFUNDED if total(kept, order.quote.currency) else PaymentState.REFUNDED
    orders.move_order(rows_of(ctx), order.id, where={}, payment=whole.value)


def _back_account(core: Core, ctx: WriteContext, order: Order, payment: Payment) -> str:
    method = core.methods.get(payment.method)
    received = was_received(ctx, payment)
    if method is not None and method.account is not None and not method.back_where_taken and not received:
        buyer = as_buyer(ctx, order)
        make_ready(buyer, method)
        account = method.account(buyer)
        if account is not None and ledger_of(ctx).balance(account) is not None:
            return account
    taken_from = owed_account(ctx, payment)
    if taken_from is not None and not received:
        return taken_from  # its plugin or whose it was is gone, but the account is core's: nothing is lost
    cash = cash_account(payment.method, payment.money.currency)
    open_own(ctx, cash, currency=payment.money.currency)
    return cash


def operations(core: Core) -> tuple[Operation[Any], ...]:
    """Commands about what follows a sale."""
    staff = Policy(permission="staff.orders", who=frozenset({Who.PERMITTED, Who.SYSTEM}))
    cancel = Policy(permission="staff.orders", who=frozenset({Who.BUYER, Who.PERMITTED, Who.SYSTEM}), owned="order")
    refund = Policy(permission="staff.payments", who=frozenset({Who.PERMITTED, Who.SYSTEM}))
    system = Policy(permission="orders.expire", who=frozenset({Who.SYSTEM}))
    emits = (OrderCancelled, PaymentFailed)
    return (
        Operation(command=DispatchOrder, policy=staff, apply=_dispatch, emits=(OrderDispatched,)),
        Operation(command=DeliverOrder, policy=staff, apply=_deliver, emits=(OrderDelivered,)),
        Operation(command=NoteDelay, policy=system, apply=_note_delay, emits=(OrderIsLate,)),
        Operation(command=CancelOrder, policy=cancel, apply=_cancel, emits=emits),
        Operation(command=ExpireOrder, policy=system, apply=_expire, emits=(OrderExpired, PaymentFailed)),
        Operation(command=RefundOrder, policy=refund, apply=partial(_refund, core), emits=(OrderRefunded,)),
        Operation(
            command=FinishRefund,
            policy=system,
            apply=partial(_finish_refund, core),
            emits=(PaymentRefunded, PaymentReturned),
        ),
    )
