"""Payroll: what is deducted from somebody's pay, month by month, until the employer has paid it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import bindparam, func, insert, select, update

from ecomkit.domain import (
    AccountByKey,
    MarkPaid,
    Members,
    Money,
    OrderById,
    PaymentMethod,
    PaymentRefunded,
    PaymentSettled,
    PaymentStarted,
    PaymentState,
    Success,
)
from ecomkit.errors import NotFound
from ecomkit.plugins.b2e import tables
from ecomkit.plugins.b2e.api import (
    PAYROLL,
    WALLET,
    Deduction,
    Deductions,
    MyDeductions,
    OpenPayroll,
    PayrollSettled,
    SettlePayroll,
)
from ecomkit.plugins.b2e.months import month_of
from ecomkit.plugins.b2e.people import employer_row, known_employer, worker_for, worker_of
from ecomkit.sdk import Command, Context, Event, Refuse, WriteContext, text

__all__ = [
    "deductions", "my_deductions", "note_payments", "open_payroll", "owed_by", "payroll_account", "payroll_method", "settle_payroll",
]  # fmt: skip

_PAYMENT = select(tables.payment).where(tables.payment.c.payment == bindparam("of"))
_ORIGINAL = select(tables.deduction).where(tables.deduction.c.id == bindparam("of"))
_MONTH = select(tables.deduction).where(
    tables.deduction.c.employer == bindparam("of"), tables.deduction.c.month == bindparam("in_month")
)
_UNSETTLED = _MONTH.where(tables.deduction.c.settled_at.is_(None))
_SETTLE = (
    update(tables.deduction)
    .where(
        tables.deduction.c.employer == bindparam("of"), tables.deduction.c.month == bindparam("in_month"),
        tables.deduction.c.settled_at.is_(None),
    )
    .values(settled_at=bindparam("moment"))
)  # fmt: skip
_OWED = (
    select(tables.deduction.c.kind, func.sum(tables.deduction.c.amount).label("n"))
    .where(
        tables.deduction.c.employer == bindparam("of"), tables.deduction.c.person == bindparam("who"),
        tables.deduction.c.settled_at.is_(None),
    )
    .group_by(tables.deduction.c.kind)
)  # fmt: skip


def payroll_account(employer: str, person: str) -> str:
    """The ledger account of what one person owes by payroll: below nothing, down to minus the limit."""
    return f"b2e.payroll/{employer}/{person}"


def payroll_method() -> PaymentMethod:
    """The method: internal, promised, within the limit that the employer agreed to."""
    return PaymentMethod(
        key=PAYROLL, label=text("Deducted from your pay"), success=Success.PROMISED, account=_account, opening=_opening,
        available=_available, offered=_offered, note=text("With your next payslip. Your employer sees the amount, not what you buy."),
        instructions=text("It is deducted with your next payslip."),
    )  # fmt: skip


def _account(ctx: Context) -> str | None:
    worker = worker_of(ctx)
    return payroll_account(worker.employer, worker.person) if worker is not None else None


def _opening(ctx: Context) -> Command[None] | None:
    worker = worker_of(ctx)
    return OpenPayroll(employer=worker.employer, person=worker.person) if worker is not None else None


def _offered(ctx: Context) -> bool:
    worker = worker_of(ctx)
    return worker is not None and worker.active and bool(worker.payroll)


def _available(ctx: Context) -> Money | None:
    worker = worker_of(ctx)
    if worker is None:
        return None
    try:
        account = ctx.ask(AccountByKey(account=payroll_account(worker.employer, worker.person)))
    except NotFound:
        return worker.payroll
    return worker.payroll + account.balance - account.reserved


def owed_by(ctx: Context, employer: str, person: str, currency: str) -> Money:
    """What is still to be deducted from somebody's pay."""
    found = {row.kind: int(row.n) for row in ctx.db.all(_OWED, of=employer, who=person)}
    return Money(amount=found.get("deducted", 0) - found.get("reduced", 0), currency=currency)


def open_payroll(ctx: WriteContext, command: OpenPayroll) -> None:
    """Open the account, or move its floor to today's limit: never above what is owed already."""
    worker = worker_for(ctx, known_employer(ctx, command.employer).id, command.person)
    assert worker is not None
    account = payroll_account(worker.employer, worker.person)
    limit = -worker.payroll.amount if worker.active else 0
    ctx.ledger.open(account, currency=worker.currency, owner=worker.person, floor=limit)
    there = ctx.ledger.balance(account)
    assert there is not None
    ctx.ledger.limit(account, min(limit, there.amount))


def note_payments(ctx: WriteContext, events: Sequence[Event]) -> None:
    """Keep up with payments: whose they are, what they add to a pay's deductions, and what takes away from them."""
    for event in events:
        if isinstance(event, PaymentStarted) and event.method in (WALLET, PAYROLL):
            _started(ctx, event)
        elif isinstance(event, PaymentSettled) and event.method == PAYROLL and event.state is PaymentState.PROMISED:
            _deduct(ctx, event.payment, event.payment, "deducted", event.money, None)
        elif isinstance(event, PaymentRefunded) and event.method == PAYROLL:
            original = ctx.db.first(_ORIGINAL, of=event.payment)
            if original is not None and original.settled_at is None:
                _deduct(ctx, event.refund, event.payment, "reduced", event.money, original.month)
            elif original is not None:
                _deduct(ctx, event.refund, event.payment, "repaid", event.money, None)


def _started(ctx: WriteContext, event: PaymentStarted) -> None:
    order = ctx.ask(OrderById(order=event.order))
    ctx.db.write(
        insert(tables.payment), payment=event.payment, order=order.id, number=order.number, employer=order.buyer.party,
        person=order.placed_by, method=event.method,
    )  # fmt: skip


def _deduct(ctx: WriteContext, key: str, payment: str, kind: str, money: Money, month: str | None) -> None:
    row = ctx.db.first(_PAYMENT, of=payment)
    employer = employer_row(ctx, row.employer) if row is not None else None
    if row is None or employer is None:
        return
    ctx.db.write(
        insert(tables.deduction), id=key, payment=payment, employer=row.employer, person=row.person,
        month=month or month_of(ctx.now, employer.timezone), kind=kind, amount=money.amount, currency=money.currency, at=ctx.now,
        settled_at=None,
    )  # fmt: skip


def settle_payroll(ctx: WriteContext, command: SettlePayroll) -> Money:
    """Mark as paid what employees owed for the month, net of what they gave back; each once."""
    employer = known_employer(ctx, command.employer)
    if command.month > month_of(ctx.now, employer.timezone):
        raise Refuse.because("not_begun", text("This month has not begun."), rule="b2e", field="month")
    rows = ctx.db.all(_UNSETTLED, of=employer.id, in_month=command.month)
    owed: dict[str, int] = defaultdict(int)
    for row in rows:
        if row.kind != "repaid":
            owed[row.payment] += row.amount if row.kind == "deducted" else -row.amount
    for payment, amount in owed.items():
        if amount > 0:
            ctx.run(MarkPaid(payment=payment, note=f"payroll {command.month}"))
    if ctx.db.write(_SETTLE, of=employer.id, in_month=command.month, moment=ctx.now) != len(rows):
        words = text("Something was bought or given back meanwhile. Settle again.")
        raise Refuse.because("moved", words, rule="b2e")
    sums = sum(owed.values()) - sum(row.amount for row in rows if row.kind == "repaid")
    money = Money(amount=sums, currency=employer.currency)
    if rows:
        ctx.emit(PayrollSettled(employer=employer.id, month=command.month, money=money))
    return money


def deductions(ctx: Context, query: Deductions) -> tuple[Deduction, ...]:
    """What is due, for staff."""
    return _deductions(ctx, query.employer, query.month)


def my_deductions(ctx: Context, query: MyDeductions) -> tuple[Deduction, ...]:
    """What is due, for the payroll office of one's own employer."""
    worker = worker_of(ctx)
    if worker is None:
        raise NotFound("You do not act for an employer that has an account here.")
    return _deductions(ctx, worker.employer, query.month)


def _deductions(ctx: Context, employer: str, month: str) -> tuple[Deduction, ...]:
    """One line a person, by name; what was settled apart from what is not."""
    found: dict[tuple[str, bool], list[Any]] = defaultdict(list)
    for row in ctx.db.all(_MONTH, of=employer, in_month=month):
        found[row.person, row.settled_at is not None].append(row)
    names = _names(ctx, employer) if found else {}
    lines = [
        Deduction(
            person=person, name=names.get(person, ""), month=month, settled=settled,
            deducted=_sum(rows, rows[0].currency, "deducted"), given_back=_sum(rows, rows[0].currency, "reduced", "repaid"),
        )
        for (person, settled), rows in found.items()
    ]  # fmt: skip
    return tuple(sorted(lines, key=lambda line: (line.name, line.person, line.settled)))


def _names(ctx: Context, employer: str) -> dict[str, str]:
    try:
        return {member.person: member.name for member in ctx.ask(Members(organisation=employer))}
    except NotFound:
        return {}


def _sum(rows: Sequence[Any], currency: str, *kinds: str) -> Money:
    return Money(amount=sum(row.amount for row in rows if row.kind in kinds), currency=currency)
