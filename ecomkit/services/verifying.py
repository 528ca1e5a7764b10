"""Verifying: the invariants of money, stock and log, checked against each other (I1–I8)."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import groupby

from sqlalchemy import case, func, literal, or_, select

from ecomkit.domain import Context, Quote, Text, text, text_count
from ecomkit.hooks import Inspection
from ecomkit.services.core import Core
from ecomkit.storage import log
from ecomkit.storage.database import Rows
from ecomkit.storage.tables import (
    account,
    event,
    held,
    ledger_hold,
    order,
    order_line,
    payment,
    posting,
    quote,
    refund,
    reservation,
    stock,
)

__all__ = ["verify"]


def verify(core: Core, ctx: Context) -> tuple[Inspection, ...]:
    """Everything that does not agree; empty on a sound shop (I8)."""
    with core.database.read() as rows:
        found = [inspection for check in _CHECKS for inspection in check(rows)]
    for answer in core.hooks.inspections():
        for inspect in answer.values:
            found += list(inspect(ctx))
    return tuple(found)


def _says(code: str, subject: object, message: Text) -> Inspection:
    return Inspection(code=code, subject=str(subject), message=message)


_LIVE = ("authorised", "promised", "paid", "partly_refunded", "refunded")


def _paid_orders(rows: Rows) -> Iterator[Inspection]:
    """I1: the payments of a confirmed order equal its total; refunds equal what payments say was given back."""
    live = func.sum(case((payment.c.state.in_(_LIVE), payment.c.amount), else_=0))
    statement = (
        select(order.c.number, order.c.payable, func.coalesce(live, 0).label("paid"))
        .select_from(order.outerjoin(payment, payment.c.order == order.c.id))
        .where(order.c.confirmed_at.is_not(None), order.c.state != "cancelled")
        .group_by(order.c.id, order.c.number, order.c.payable)
        .having(func.coalesce(live, 0) != order.c.payable)
    )
    for row in rows.each(statement):
        yield _says(
            "I1.payments",
            row.number,
            text("its payments come to %(paid)s, its total is %(payable)s", paid=int(row.paid), payable=row.payable),
        )
    done = func.coalesce(func.sum(case((refund.c.state == "done", refund.c.amount), else_=0)), 0)
    back = (
        select(payment.c.id, payment.c.refunded, done.label("done"))
        .select_from(payment.outerjoin(refund, refund.c.payment == payment.c.id))
        .group_by(payment.c.id, payment.c.refunded)
        .having(done != payment.c.refunded)
    )
    for row in rows.each(back):
        yield _says(
            "I1.refunds",
            row.id,
            text("refunds come to %(done)s, the payment says %(refunded)s", done=int(row.done), refunded=row.refunded),
        )


def _orders_and_lines(rows: Rows) -> Iterator[Inspection]:
    """An order's total is that of the quote that was placed, and it has its lines."""
    lines = func.count(order_line.c.position)
    statement = (
        select(order.c.number, quote.c.body, order.c.payable, lines.label("lines"))
        .select_from(
            order.join(quote, quote.c.id == order.c.quote).outerjoin(order_line, order_line.c.order == order.c.id)
        )
        .group_by(order.c.id, order.c.number, quote.c.body, order.c.payable)
    )
    for row in rows.each(statement):
        placed = Quote.model_validate_json(row.body)
        if placed.totals.payable.amount != row.payable or len(placed.lines) != row.lines:
            yield _says("I1.order", row.number, text("total or lines differ from the quote that was placed"))


_BACK, _CAPTURE, _RECEIPT = posting.alias("back"), posting.alias("capture"), posting.alias("receipt")
_REFUNDS = (
    select(refund.c.id, refund.c.payment, refund.c.amount, _BACK.c.amount.label("booked"))
    .select_from(refund.outerjoin(_BACK, _BACK.c.key == literal("refund/") + refund.c.id))
    .where(refund.c.state == "done", or_(_BACK.c.amount.is_(None), _BACK.c.amount != refund.c.amount))
)
_TAKEN = (
    select(payment, func.coalesce(_CAPTURE.c.amount, _RECEIPT.c.amount).label("taken"))
    .select_from(
        payment.outerjoin(_CAPTURE, _CAPTURE.c.key == literal("capture/payment/") + payment.c.id).outerjoin(
            _RECEIPT, _RECEIPT.c.key == literal("receipt/") + payment.c.id
        )
    )
    .where(payment.c.state.in_(("paid", "partly_refunded", "refunded")))
)


def _money_booked(rows: Rows) -> Iterator[Inspection]:
    """I1: each payment taken stands in the ledger, once; of a promise that nothing was taken on, so does nothing."""
    owed: dict[str, int] = {}
    for row in rows.each(_REFUNDS):
        if row.booked is None:
            owed[row.payment] = owed.get(row.payment, 0) + row.amount
        else:
            yield _says(
                "I1.ledger", row.id, text("a refund of %(amount)s is booked with another amount", amount=row.amount)
            )
    for row in rows.each(_TAKEN):
        unbooked = owed.get(row.id, 0)
        promise = row.taken is None and row.state != "paid" and unbooked == row.refunded
        if not promise and (row.taken or 0) + unbooked != row.amount:
            words = text(
                "a payment of %(amount)s by %(method)s, or its refund, is not booked",
                amount=row.amount,
                method=row.method,
            )
            yield _says("I1.ledger", row.id, words)


def _late_money(rows: Rows) -> Iterator[Inspection]:
    """I1: money that came for a payment which had come to nothing is on its way back, all of it."""
    back = func.coalesce(func.sum(refund.c.amount), 0).label("back")
    statement = (
        select(payment.c.id, posting.c.amount, back)
        .select_from(
            payment.join(posting, posting.c.key == literal("receipt/") + payment.c.id).outerjoin(
                refund, refund.c.payment == payment.c.id
            )
        )
        .where(payment.c.state.in_(("failed", "expired")))
        .group_by(payment.c.id, posting.c.amount)
    )
    for row in rows.each(statement):
        if row.amount != row.back:
            yield _says(
                "I1.late",
                row.id,
                text("%(amount)s came late, %(back)s of it goes back", amount=row.amount, back=int(row.back)),
            )


def _stock(rows: Rows) -> Iterator[Inspection]:
    """I2: nothing below zero, and reserved is what somebody holds."""
    held_now = (
        select(reservation.c.sku, func.sum(reservation.c.quantity).label("n")).group_by(reservation.c.sku).subquery()
    )
    statement = select(stock, func.coalesce(held_now.c.n, 0).label("held")).select_from(
        stock.outerjoin(held_now, held_now.c.sku == stock.c.sku)
    )
    for row in rows.each(statement):
        if row.on_hand < 0 or row.reserved < 0 or row.reserved > row.on_hand:
            yield _says(
                "I2.stock",
                row.sku,
                text("on hand %(on_hand)s, reserved %(reserved)s", on_hand=row.on_hand, reserved=row.reserved),
            )
        if row.reserved != row.held:
            words = text(
                "reserved says %(reserved)s, live reservations come to %(held)s",
                reserved=row.reserved,
                held=int(row.held),
            )
            yield _says("I2.reserved", row.sku, words)


_DISPATCHED = (event.c.aggregate == "order", event.c.name == "order_dispatched")
_SENT_UNSAID = (
    select(order_line.c.sku, func.sum(order_line.c.quantity).label("n"))
    .join(event, event.c.subject == order_line.c.order)
    .where(*_DISPATCHED, event.c.version == 1, order_line.c.sku.is_not(None))
    .group_by(order_line.c.sku)
)
"""Of orders sent before the log said what that took from the stock."""


def _stock_flow(rows: Rows) -> Iterator[Inspection]:
    """I2: opening stock + corrections − dispatched = on hand."""
    changed: dict[str, int] = {}
    for row in rows.each(select(event.c.payload).where(event.c.name == "stock_adjusted")):
        change = json.loads(row.payload)
        changed[change["stock"]] = changed.get(change["stock"], 0) + change["change"]
    gone: Counter[str] = Counter({row.sku: row.n for row in rows.each(_SENT_UNSAID)})
    for row in rows.each(select(event.c.payload).where(*_DISPATCHED, event.c.version > 1)):
        gone.update(dict(json.loads(row.payload)["stock"]))
    for row in rows.each(select(stock)):
        expected = row.opening + changed.get(row.sku, 0) - gone[row.sku]
        if row.on_hand != expected:
            words = text(
                "on hand %(on_hand)s, but opening, corrections and dispatches give %(expected)s",
                on_hand=row.on_hand, expected=expected,
            )  # fmt: skip
            yield _says("I2.flow", row.sku, words)


def _reservations(rows: Rows) -> Iterator[Inspection]:
    """I2: whoever holds stock is an order that was not sent, or a command that waits."""
    orders = select((literal("order/") + order.c.id).label("owner")).where(
        order.c.state == "placed", order.c.fulfilment.in_(("to_prepare", "late"))
    )
    waits = select((literal("held/") + held.c.id).label("owner")).where(held.c.state == "waiting")
    alive = orders.union_all(waits).subquery()
    statement = select(reservation.c.owner).where(reservation.c.owner.not_in(select(alive.c.owner))).distinct()
    for row in rows.each(statement):
        yield _says("I2.owner", row.owner, text("holds stock, but is neither an open order nor a waiting request"))


def _confirmations(rows: Rows) -> Iterator[Inspection]:
    """I3: a confirmed order has one confirmation in its log, an unconfirmed one none."""
    count = func.count(event.c.id)
    statement = (
        select(order.c.number, order.c.confirmed_at, count.label("n"))
        .select_from(
            order.outerjoin(
                event,
                (event.c.subject == order.c.id) & (event.c.name == "order_confirmed") & (event.c.aggregate == "order"),
            )
        )
        .group_by(order.c.id, order.c.number, order.c.confirmed_at)
    )
    for row in rows.each(statement):
        if row.n != (1 if row.confirmed_at else 0):
            yield _says(
                "I3.confirmation",
                row.number,
                text_count("%(number)s confirmation in the log", "%(number)s confirmations in the log", row.n),
            )


def _accounts(rows: Rows) -> Iterator[Inspection]:
    """I5: each account's balance is what its postings come to; reserved is what its live holds come to; no floor is broken."""
    sums: dict[str, int] = {}
    for row in rows.each(select(posting)):
        sums[row.debit] = sums.get(row.debit, 0) - row.amount
        sums[row.credit] = sums.get(row.credit, 0) + row.amount
    live = select(ledger_hold.c.account, func.sum(ledger_hold.c.amount).label("n")).where(ledger_hold.c.state == "live")
    held_now = {row.account: row.n for row in rows.each(live.group_by(ledger_hold.c.account))}
    for row in rows.each(select(account)):
        if row.balance != sums.get(row.key, 0):
            words = text("balance %(balance)s, postings come to %(sum)s", balance=row.balance, sum=sums.get(row.key, 0))
            yield _says("I5.balance", row.key, words)
        if row.reserved != held_now.get(row.key, 0):
            live_holds = int(held_now.get(row.key, 0))
            words = text("reserved %(reserved)s, live holds come to %(held)s", reserved=row.reserved, held=live_holds)
            yield _says("I5.reserved", row.key, words)
        if row.floor is not None and row.balance - row.reserved < row.floor:
            words = text("%(free)s is below its floor %(floor)s", free=row.balance - row.reserved, floor=row.floor)
            yield _says("I5.floor", row.key, words)
    for key in sums.keys() - {row.key for row in rows.each(select(account.c.key))}:
        yield _says("I5.account", key, text("has postings, but is no account"))


def _chains(rows: Rows) -> Iterator[Inspection]:
    """I6: the hash chain of each aggregate verifies."""
    for aggregate, subject, message in log.broken_chains(rows):
        yield _says("I6.chain", f"{aggregate}/{subject}", message)


_WITH_EVENTS = (
    select(order.c.id, order.c.number, order.c.state, order.c.fulfilment, event.c.name)
    .select_from(order.outerjoin(event, (event.c.aggregate == "order") & (event.c.subject == order.c.id)))
    .order_by(order.c.id)
)


def _logged_states(rows: Rows) -> Iterator[Inspection]:
    """I6: each order has its placing in the log, and a state that its log leads to."""
    for _, group in groupby(rows.each(_WITH_EVENTS), key=lambda row: row.id):
        found = list(group)
        row, said = found[0], {one.name for one in found}
        wanted = {"order_placed"} | _WANTED.get(row.fulfilment, set())
        if row.state == "cancelled" and not said & {"order_cancelled", "order_expired"}:
            wanted |= {"order_cancelled"}
        for name in sorted(wanted - said):
            yield _says("I6.state", row.number, text("its state says %(event)s, its log does not", event=name))


_WANTED = {"dispatched": {"order_dispatched"}, "delivered": {"order_dispatched", "order_delivered"}}
_CHECKS: tuple[Callable[[Rows], Iterator[Inspection]], ...] = (
    _paid_orders, _orders_and_lines, _money_booked, _late_money, _stock, _stock_flow, _reservations, _confirmations, _accounts, _chains,
    _logged_states,
)  # fmt: skip
