"""Paying: the one command for the first try and the retry, and what providers and staff say of a payment."""

from __future__ import annotations

from functools import partial
from typing import Any

from sqlalchemy import bindparam, insert, select

from ecomkit.domain import (
    ActorKind,
    Context,
    MarkPaid,
    Money,
    Order,
    OrderConfirmed,
    OrderState,
    Payment,
    PaymentCameLate,
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
    Refuse,
    ReportPayment,
    StartPayment,
    Success,
    SupplyDue,
    Who,
    WriteContext,
    new_id,
    split_plan,
    text,
    total,
)
from ecomkit.hooks import Operation
from ecomkit.services.core import Core
from ecomkit.services.fulfilling import give_back
from ecomkit.services.rows import rows_of
from ecomkit.services.settling import (
    DEAD,
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
from ecomkit.storage import orders, stock, tables
from ecomkit.storage.tables import notice

__all__ = ["operations"]

_CURRENCY = select(tables.order.c.currency).where(tables.order.c.id == bindparam("key"))


def _pay(core: Core, ctx: WriteContext, command: PayOrder) -> tuple[str, ...]:
    order = order_of(ctx, command.order)
    if order.state is not OrderState.PLACED or order.confirmed_at is not None:
        raise Refuse.because("not_payable", text("This order does not have to be paid."), rule="payment")
    if orders.payment_with_key(rows_of(ctx), _key(order, command, 0)):
        words = text("This request was sent before with other content.")
        raise Refuse.because("key_reused", words, rule="idempotency")
    for payment in live(order):
        if payment.state is not PaymentState.PAID:
            fail_payment(ctx, payment)
    paid = total((p.money for p in live(order) if p.state is PaymentState.PAID), order.quote.currency)
    parts = _parts(core, ctx, order, command.plan, order.quote.totals.payable - paid)
    keys = tuple(_begin(ctx, order, part, _key(order, command, i)) for i, part in enumerate(parts))
    end = expiry(ctx, [method for method, _ in parts], core.rules.payment_minutes)
    pending = PaymentState.PENDING.value
    orders.move_order(rows_of(ctx), order.id, where={"state": ("placed",)}, payment=pending, expires_at=end)
    nothing_to_wait_for = not parts  # a gift: nothing is left to pay
    if nothing_to_wait_for or paid or any(_first_state(method).settled for method, _ in parts):
        settle(core, ctx, order.id)
    return keys


def _currency(ctx: Context, command: PayOrder) -> str | None:
    found: str | None = rows_of(ctx).scalar(_CURRENCY, key=command.order)
    return found


def _key(order: Order, command: PayOrder, part: int) -> str:
    return f"{order.id}/{command.key}/{part}"


def _parts(
    core: Core, ctx: WriteContext, order: Order, plan: PaymentPlan, payable: Money
) -> list[tuple[PaymentMethod, Money]]:
    """The plan's methods with their amounts. Accounts are spent by whose order it is: a refund goes back to them alone."""
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
        if method is None or (method.account is not None and not _is_theirs(core, ctx, order)):
            words = text("This way to pay is not open to you. Choose another one.")
            raise Refuse.because("method", words, rule="payment_methods", field="payment")
        found.append((method, money))
    return found


def _is_theirs(core: Core, ctx: Context, order: Order) -> bool:
    """Whether the order is of who pays, not just one whose token they hold."""
    made = order.buyer.capacity not in core.personal or ctx.actor.key == order.placed_by
    return made and ctx.buyer == order.buyer


def _begin(ctx: WriteContext, order: Order, part: tuple[PaymentMethod, Money], key: str) -> str:
    """Write a payment; an internal one reserves now, a promise is given now, all others wait."""
    method, money = part
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
    payment, reference = _payment(ctx, command.payment), command.reference
    if orders.move_payment(rows_of(ctx), payment.id, before=("pending",), reference=reference):
        return payment.model_copy(update={"reference": reference})
    return payment


def _payment(ctx: Context, key: str) -> Payment:
    payment = orders.payment_row(rows_of(ctx), key)
    if payment is None:
        raise Refuse.because("not_found", text("There is no such payment."), rule="payment")
    return payment


def _report(core: Core, ctx: WriteContext, command: ReportPayment) -> PaymentState:
    report, rows = command.report, rows_of(ctx)
    payment = orders.payment_row(rows, report.payment)
    key = f"{payment.method if payment else ctx.actor.key}/{report.notice}"
    if rows.first(select(notice.c.id).where(notice.c.id == key)) is not None:
        return payment.state if payment else PaymentState.PENDING
    rows.write(insert(notice), id=key, payment=report.payment, at=ctx.now)
    if payment is None or not _speaks_for(core, ctx, payment):
        note_discrepancy(
            ctx, "unknown_payment", report.payment,
            text("the provider speaks of %(reference)s, which is not ours", reference=str(report.reference)),
        )  # fmt: skip
        return PaymentState.PENDING
    if report.answer is ProviderAnswer.SUCCEEDED:
        _succeeded(core, ctx, payment, report)
    elif report.answer is ProviderAnswer.FAILED and payment.state is PaymentState.PENDING:
        _failed(ctx, payment)
    return _payment(ctx, payment.id).state


def _speaks_for(core: Core, ctx: Context, payment: Payment) -> bool:
    """Whether a provider is the one that takes this payment: nobody says that another one's money has come."""
    method = core.methods.get(payment.method)
    if method is None or method.provider is None:
        return False
    theirs = (payment.method, core.method_owners.get(payment.method))
    return ctx.actor.kind is ActorKind.SYSTEM or ctx.actor.key in theirs


def _succeeded(core: Core, ctx: WriteContext, payment: Payment, report: PaymentReport) -> None:
    if report.money != payment.money:
        message = text("the provider took %(taken)s, asked was %(asked)s", taken=report.money, asked=payment.money)
        note_discrepancy(ctx, "amount", f"payment/{payment.id}", message)
        return
    if payment.state is PaymentState.PENDING or (payment.state in DEAD and not was_received(ctx, payment)):
        _receive(core, ctx, payment, report.reference)


def _receive(core: Core, ctx: WriteContext, payment: Payment, reference: str | None) -> None:
    """Book money that came from outside. What the order has no use for any more goes back the way it came."""
    order, currency = order_of(ctx, payment.order), payment.money.currency
    known = reference or payment.reference
    wanted = payment.state is PaymentState.PENDING or _still_wanted(ctx, order, payment)
    book_receipt(ctx, payment, cash_account(payment.method, currency), sales_account(currency))
    after = PaymentState.PAID if wanted else payment.state
    orders.move_payment(
        rows_of(ctx), payment.id, before=("pending", "failed", "expired"), state=after.value, reference=known
    )
    if not wanted:
        ctx.emit(PaymentCameLate(order=order.id, payment=payment.id, method=payment.method, money=payment.money))
        late = payment.model_copy(update={"reference": known})
        give_back(core, ctx, late, payment.money, key=f"late/{payment.id}", reason="paid too late")
        return
    ctx.emit(
        PaymentSettled(order=order.id, payment=payment.id, method=payment.method, state=after, money=payment.money)
    )
    settle(core, ctx, order.id)


def _still_wanted(ctx: WriteContext, order: Order, payment: Payment) -> bool:
    """Whether money that came late is taken: where it pays for all of it, nothing else was taken, and there is stock."""
    others = [other for other in live(order) if other.id != payment.id]
    if payment.money != order.quote.totals.payable or any(other.state in _HAD_MONEY for other in others):
        return False
    if order.state is OrderState.PLACED and order.confirmed_at is None:
        for other in others:
            fail_payment(ctx, other)
        return True
    expired = order.state is OrderState.CANCELLED and order.payment is PaymentState.EXPIRED
    if not expired or not _restock(ctx, order):
        return False
    return orders.move_order(rows_of(ctx), order.id, where={"state": ("cancelled",)}, state="placed", payment="pending")


_HAD_MONEY = (PaymentState.PAID, PaymentState.PARTLY_REFUNDED, PaymentState.REFUNDED)


def _restock(ctx: WriteContext, order: Order) -> bool:
    """Take stock again, all of it or nothing."""
    wanted = order.quote.quantities
    levels = stock.levels(rows_of(ctx), list(wanted))
    if any(sku not in levels or levels[sku].on_hand - levels[sku].reserved < n for sku, n in wanted.items()):
        return False
    if stock.reserve(rows_of(ctx), f"order/{order.id}", wanted) is None:
        return True
    stock.release(rows_of(ctx), f"order/{order.id}")
    return False


def _failed(ctx: WriteContext, payment: Payment) -> None:
    """One failed for good: the others are let go, and the order waits for a retry until it expires."""
    for other in live(order_of(ctx, payment.order)):
        if other.state is not PaymentState.PAID:
            fail_payment(ctx, other)
    orders.move_order(rows_of(ctx), payment.order, where={"state": ("placed",)}, payment="failed")


def _mark_paid(core: Core, ctx: WriteContext, command: MarkPaid) -> None:
    payment = _payment(ctx, command.payment)
    method = core.methods.get(payment.method)
    owed, received = owed_account(ctx, payment), was_received(ctx, payment)
    promise = method is not None and method.success is Success.PROMISED
    in_part = payment.state is PaymentState.PARTLY_REFUNDED and promise and not received
    late = payment.state in DEAD and owed is None and not received
    waits = payment.state in (PaymentState.PENDING, PaymentState.PROMISED) or in_part or late
    if not waits or (method and method.provider):
        raise Refuse.because("not_payable", text("This payment cannot be marked as paid."), rule="payment")
    if late:
        _receive(core, ctx, payment, None)
        return
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
    provider = Policy(permission="payments.report", who=frozenset({Who.PROVIDER, Who.SYSTEM}))
    staff = Policy(permission="staff.payments", who=frozenset({Who.PERMITTED}))
    moved = (PaymentStarted, PaymentFailed, PaymentSettled, PaymentCameLate, OrderConfirmed, SupplyDue)
    return (
        Operation(command=PayOrder, policy=own, apply=partial(_pay, core), emits=moved, currency=_currency),
        Operation(command=StartPayment, policy=provider, apply=_start, draft=True),
        Operation(command=ReportPayment, policy=provider, apply=partial(_report, core), emits=moved),
        Operation(command=MarkPaid, policy=staff, apply=partial(_mark_paid, core), emits=moved),
    )
