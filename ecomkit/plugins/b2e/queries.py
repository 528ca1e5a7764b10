"""The wallet as a value: what page, API and agents are told."""

from __future__ import annotations

from sqlalchemy import bindparam, select

from ecomkit.domain import AccountByKey, Money, Movement, Movements
from ecomkit.errors import NotFound
from ecomkit.plugins.b2e import tables
from ecomkit.plugins.b2e.api import MyWallet, Wallet
from ecomkit.plugins.b2e.months import last_day
from ecomkit.plugins.b2e.payroll import owed_by
from ecomkit.plugins.b2e.people import Worker, worker_of
from ecomkit.plugins.b2e.wallets import available, wallet_account
from ecomkit.sdk import Context

__all__ = ["my_wallet"]

_MONTHS = (
    select(tables.wallet.c.month)
    .where(tables.wallet.c.employer == bindparam("of"), tables.wallet.c.person == bindparam("who"))
    .order_by(tables.wallet.c.month.desc())
    .limit(12)
)
_ORDERS = select(tables.payment.c.payment, tables.payment.c.number).where(
    tables.payment.c.payment.in_(bindparam("payments", expanding=True))
)
_CAPTURE = "capture/payment/"


def my_wallet(ctx: Context, query: MyWallet) -> Wallet:
    """One's own wallet of a month. One that was not opened yet holds what it will be opened with."""
    worker = worker_of(ctx)
    if worker is None:
        raise NotFound("You do not act for an employer that has an account here.")
    month = query.month or worker.month
    months = tuple(row.month for row in ctx.db.all(_MONTHS, of=worker.employer, who=worker.person))
    current = month == worker.month
    if not current and month not in months:
        raise NotFound("There is no wallet of this month.")
    free, reserved = _amounts(ctx, worker, month)
    movements = _movements(ctx, worker, month)
    if current:
        free = available(ctx) or free
    return Wallet(
        employer=worker.employer, employer_name=worker.name, month=month, last=last_day(month), free=free, reserved=reserved,
        current=current, active=worker.active, allowance=worker.allowance,
        payroll=owed_by(ctx, worker.employer, worker.person, worker.currency) if worker.payroll else None,
        months=months if worker.month in months else (worker.month, *months), movements=movements, orders=_orders(ctx, movements),
    )  # fmt: skip


def _amounts(ctx: Context, worker: Worker, month: str) -> tuple[Money, Money]:
    try:
        account = ctx.ask(AccountByKey(account=wallet_account(worker.employer, worker.person, month)))
    except NotFound:
        return Money.zero(worker.currency), Money.zero(worker.currency)
    return account.balance - account.reserved, account.reserved


def _movements(ctx: Context, worker: Worker, month: str) -> tuple[Movement, ...]:
    try:
        return ctx.ask(Movements(account=wallet_account(worker.employer, worker.person, month)))
    except NotFound:
        return ()


def _orders(ctx: Context, movements: tuple[Movement, ...]) -> tuple[tuple[str, str], ...]:
    """The order number behind each posting that paid for one."""
    payments = [one.key.removeprefix(_CAPTURE) for one in movements if one.key.startswith(_CAPTURE)]
    if not payments:
        return ()
    return tuple((f"{_CAPTURE}{row.payment}", row.number) for row in ctx.db.all(_ORDERS, payments=payments))
