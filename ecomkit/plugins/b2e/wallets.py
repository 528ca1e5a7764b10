"""Wallets: one account a month, opened and filled before its first use, emptied when the month is over."""

from __future__ import annotations

from sqlalchemy import bindparam, insert, select, update

from ecomkit.domain import AccountByKey, Money, PaymentMethod, Posting, Shortage
from ecomkit.errors import NotFound
from ecomkit.plugins.b2e import tables
from ecomkit.plugins.b2e.amounts import amount_of
from ecomkit.plugins.b2e.api import (
    WALLET,
    AllowanceGranted,
    CloseWallet,
    GrantAllowance,
    OpenWallet,
    WalletClosed,
)
from ecomkit.plugins.b2e.people import Worker, known_employer, worker_for, worker_of
from ecomkit.sdk import Command, Context, JobContext, Refuse, WriteContext, new_id, text

__all__ = [
    "allowances", "available", "close_wallet", "employer_account", "grant_allowance", "open_wallet", "wallet_account", "wallet_method",
]  # fmt: skip

_WHOSE = (
    tables.wallet.c.employer == bindparam("of"),
    tables.wallet.c.person == bindparam("who"),
    tables.wallet.c.month == bindparam("in_month"),
)
_GRANT = select(tables.grant).where(
    tables.grant.c.employer == bindparam("of"), tables.grant.c.person == bindparam("who"), tables.grant.c.key == bindparam("grant")
)  # fmt: skip
_WALLET = select(tables.wallet).where(*_WHOSE)
_CLOSED = update(tables.wallet).where(*_WHOSE).values(closed_at=bindparam("moment"))
_SPEND = (
    update(tables.employer)
    .where(tables.employer.c.id == bindparam("of"))
    .values(spent=tables.employer.c.spent + bindparam("n"))
)
_OPEN = select(tables.wallet).where(tables.wallet.c.closed_at.is_(None)).order_by(tables.wallet.c.month)
_ACTIVE = select(tables.employee.c.employer, tables.employee.c.person).where(tables.employee.c.active)


def employer_account(employer: str) -> str:
    """Where allowances come from, and go back to: as far below nothing as the employer has spent."""
    return f"b2e.employer/{employer}"


def wallet_account(employer: str, person: str, month: str) -> str:
    """The ledger account of one person's month."""
    return f"b2e.wallet/{employer}/{person}/{month}"


def wallet_method() -> PaymentMethod:
    """The method: internal and divisible. The account is that of the current month, so a refund finds it too."""
    return PaymentMethod(
        key=WALLET, label=text("Allowance of your employer"), account=_account, opening=_opening, available=available,
        offered=_offered, divisible=True, note=text("What is left at the end of the month is not carried over."),
    )  # fmt: skip


def _account(ctx: Context) -> str | None:
    worker = worker_of(ctx)
    return wallet_account(worker.employer, worker.person, worker.month) if worker is not None else None


def _opening(ctx: Context) -> Command[None] | None:
    worker = worker_of(ctx)
    return OpenWallet(employer=worker.employer, person=worker.person) if worker is not None else None


def _offered(ctx: Context) -> bool:
    worker = worker_of(ctx)
    return worker is not None and worker.active


def available(ctx: Context) -> Money | None:
    """What the one who acts can spend now: what lies in the wallet, and the month's allowance where it is still to come."""
    worker = worker_of(ctx)
    if worker is None:
        return None
    there = _in_wallet(ctx, worker)
    due = worker.active and not _granted(ctx, worker, worker.month)
    return there + _affordable(ctx, worker) if due else there


def _in_wallet(ctx: Context, worker: Worker) -> Money:
    try:
        account = ctx.ask(AccountByKey(account=wallet_account(worker.employer, worker.person, worker.month)))
    except NotFound:
        return Money.zero(worker.currency)
    return account.balance - account.reserved


def _affordable(ctx: Context, worker: Worker) -> Money:
    """The allowance, unless the employer's budget no longer has it: then it is not granted, and not shown either."""
    row = known_employer(ctx, worker.employer)
    if row.budget is None:
        return worker.allowance
    return worker.allowance if worker.allowance.amount <= row.budget - row.spent else Money.zero(worker.currency)


def _granted(ctx: Context, worker: Worker, grant: str) -> bool:
    return ctx.db.first(_GRANT, of=worker.employer, who=worker.person, grant=grant) is not None


def open_wallet(ctx: WriteContext, command: OpenWallet) -> None:
    """Open the month's wallet and grant what is due. An employer without budget leaves it as it is, and refunds still arrive."""
    worker = _known_worker(ctx, command.employer, command.person)
    _open(ctx, worker)
    if worker.active and worker.allowance and not _granted(ctx, worker, worker.month):
        try:
            _grant(ctx, worker, worker.month, worker.allowance, "allowance of the month")
        except Shortage:
            return


def grant_allowance(ctx: WriteContext, command: GrantAllowance) -> bool:
    """Grant once by key; the wallet of the current month is opened for it."""
    worker = _known_worker(ctx, command.employer, command.person)
    if not worker.active:
        words = text("This person may not spend an allowance. Add them to the employer first.")
        raise Refuse.because("not_employed", words, rule="b2e", field="person")
    money = worker.allowance if command.amount == "" else amount_of(command.amount, worker.currency, "amount")
    if not money:
        words = text("There is no allowance to grant. Say how much.")
        raise Refuse.because("nothing", words, rule="b2e", field="amount")
    if _granted(ctx, worker, command.grant):
        return False
    _open(ctx, worker)
    _grant(ctx, worker, command.grant, money, command.reason or "allowance")
    return True


def _known_worker(ctx: WriteContext, employer: str, person: str) -> Worker:
    worker = worker_for(ctx, known_employer(ctx, employer).id, person)
    assert worker is not None
    return worker


def _open(ctx: WriteContext, worker: Worker) -> None:
    account = wallet_account(worker.employer, worker.person, worker.month)
    ctx.ledger.open(account, currency=worker.currency, owner=worker.person)
    if ctx.db.first(_WALLET, of=worker.employer, who=worker.person, in_month=worker.month) is None:
        ctx.db.write(
            insert(tables.wallet), employer=worker.employer, person=worker.person, month=worker.month, opened_at=ctx.now,
            closed_at=None,
        )  # fmt: skip


def _grant(ctx: WriteContext, worker: Worker, grant: str, money: Money, reason: str) -> None:
    """Move it from the employer. The posting's key and the row's make sure that it happens once."""
    ctx.ledger.post(
        Posting(
            key=f"b2e.grant/{worker.employer}/{worker.person}/{grant}", debit=employer_account(worker.employer),
            credit=wallet_account(worker.employer, worker.person, worker.month), money=money, reason=reason,
        )
    )  # fmt: skip
    ctx.db.write(_SPEND, of=worker.employer, n=money.amount)
    ctx.db.write(
        insert(tables.grant), employer=worker.employer, person=worker.person, key=grant, month=worker.month, amount=money.amount,
        currency=money.currency, reason=reason, at=ctx.now,
    )  # fmt: skip
    wallet = f"{worker.employer}/{worker.person}/{worker.month}"
    ctx.emit(AllowanceGranted(wallet=wallet, grant=grant, money=money, at=ctx.now))


def close_wallet(ctx: WriteContext, command: CloseWallet) -> None:
    """Give back what is free. While orders have something set aside the wallet stays open, to be looked at again."""
    worker = _known_worker(ctx, command.employer, command.person)
    if command.month >= worker.month:
        raise Refuse.because("not_over", text("This month is not over yet."), rule="b2e", field="month")
    account = wallet_account(command.employer, command.person, command.month)
    free = ctx.ledger.balance(account)
    if free is None:
        raise Refuse.because("not_found", text("There is no such wallet."), rule="b2e")
    if free:
        ctx.ledger.post(
            Posting(
                key=f"b2e.close/{new_id()}", debit=account, credit=employer_account(command.employer), money=free,
                reason="not spent by the end of the month",
            )
        )  # fmt: skip
        ctx.db.write(_SPEND, of=command.employer, n=-free.amount)
        ctx.emit(WalletClosed(wallet=f"{command.employer}/{command.person}/{command.month}", money=free))
    rest = ctx.ask(AccountByKey(account=account))
    if not rest.reserved:
        ctx.db.write(_CLOSED, of=command.employer, who=command.person, in_month=command.month, moment=ctx.now)


def allowances(ctx: JobContext, _payload: dict[str, str]) -> None:
    """The hourly round: each employer's month begins and ends by its own clock."""
    months: dict[str, str] = {}
    for row in ctx.db.all(_ACTIVE):
        worker = worker_for(ctx, row.employer, row.person)
        if worker is None:
            continue
        months[worker.employer] = worker.month
        if worker.allowance and not _granted(ctx, worker, worker.month):
            ctx.run(OpenWallet(employer=worker.employer, person=worker.person))
    for wallet in ctx.db.all(_OPEN):
        worker = worker_for(ctx, wallet.employer, wallet.person)
        if worker is not None and wallet.month < worker.month:
            ctx.run(CloseWallet(employer=wallet.employer, person=wallet.person, month=wallet.month))
