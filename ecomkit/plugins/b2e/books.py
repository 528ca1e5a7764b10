"""`ecomkit verify`: grants and deductions against the ledger (I8)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from sqlalchemy import select

from ecomkit.domain import AccountByKey, Movements
from ecomkit.errors import NotFound
from ecomkit.plugins.b2e import tables
from ecomkit.plugins.b2e.payroll import payroll_account
from ecomkit.plugins.b2e.wallets import employer_account, wallet_account
from ecomkit.sdk import Context, Inspection, Text, text

__all__ = ["inspect_books"]


def inspect_books(ctx: Context) -> Iterator[Inspection]:
    """Each grant is booked, once, in its month; what is to be deducted is what payroll accounts owe."""
    yield from _grants(ctx)
    yield from _payroll(ctx)
    for row in ctx.db.all(select(tables.employer)):
        account = employer_account(row.id)
        if _balance(ctx, account) != -row.spent:
            balance = _balance(ctx, account)
            said = "–" if balance is None else balance
            words = text("it spent %(spent)s, its account says %(balance)s", spent=row.spent, balance=said)
            yield _says("b2e.employer", row.id, words)


def _grants(ctx: Context) -> Iterator[Inspection]:
    granted: dict[str, dict[str, int]] = defaultdict(dict)
    for row in ctx.db.all(select(tables.grant)):
        account = wallet_account(row.employer, row.person, row.month)
        granted[account][f"b2e.grant/{row.employer}/{row.person}/{row.key}"] = row.amount
    for row in ctx.db.all(select(tables.wallet)):
        account = wallet_account(row.employer, row.person, row.month)
        try:
            movements = ctx.ask(Movements(account=account, limit=500))
        except NotFound:
            yield _says("b2e.wallet", account, text("the wallet has no account on the ledger"))
            continue
        booked = {one.key: one.money.amount for one in movements if one.key.startswith("b2e.grant/")}
        if len(movements) < 500 and booked != granted.get(account, {}):
            words = text(
                "granted are %(granted)s, booked %(booked)s", granted=str(granted.get(account, {})), booked=str(booked)
            )
            yield _says("b2e.grant", account, words)


def _payroll(ctx: Context) -> Iterator[Inspection]:
    owed: dict[tuple[str, str], int] = defaultdict(int)
    for row in ctx.db.all(select(tables.deduction).where(tables.deduction.c.kind != "repaid")):
        sign = 1 if row.kind == "deducted" else -1
        owed[row.employer, row.person] += sign * row.amount if row.settled_at is None else 0
    for (employer, person), amount in owed.items():
        balance = _balance(ctx, payroll_account(employer, person))
        if balance != -amount:
            said = "–" if balance is None else balance
            words = text("to be deducted are %(amount)s, the account says %(balance)s", amount=amount, balance=said)
            yield _says("b2e.payroll", person, words)


def _balance(ctx: Context, account: str) -> int | None:
    try:
        return ctx.ask(AccountByKey(account=account)).balance.amount
    except NotFound:
        return None


def _says(code: str, subject: str, message: Text) -> Inspection:
    return Inspection(code=code, subject=subject, message=message)
