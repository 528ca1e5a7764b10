"""Payment on account: a promise within the company's credit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import select

from ecomkit.domain import (
    Account,
    AccountByKey,
    ApprovalNeeded,
    Buyer,
    PaymentMethod,
    PlaceOrder,
    QuoteById,
    Refusal,
    Success,
    split_plan,
)
from ecomkit.errors import NotFound
from ecomkit.plugins.b2b import tables
from ecomkit.plugins.b2b.api import ACCOUNT
from ecomkit.plugins.b2b.companies import company_of, credit_account, purchaser
from ecomkit.sdk import Context, Inspection, text, text_count

__all__ = ["account_method", "check_credit", "inspect_credit"]

_COMPANIES = select(tables.company).order_by(tables.company.c.id)


def account_method(days: int) -> PaymentMethod:
    """The method: internal, reserved on the ledger by core's guard, promised, never expiring."""
    return PaymentMethod(
        key=ACCOUNT, label=text("On account"), success=Success.PROMISED, account=_account, offered=_offered,
        note=text_count(
            "Invoiced to your company, to be paid within %(number)s day.",
            "Invoiced to your company, to be paid within %(number)s days.", days,
        ),
        instructions=text_count(
            "The invoice goes to your company. Please pay it within %(number)s day.",
            "The invoice goes to your company. Please pay it within %(number)s days.", days,
        ),
    )  # fmt: skip


def _account(ctx: Context) -> str | None:
    buyer = purchaser(ctx)
    return credit_account(buyer.party) if buyer is not None and company_of(ctx, buyer.party) is not None else None


def _offered(ctx: Context) -> bool:
    buyer = purchaser(ctx)
    company = company_of(ctx, buyer.party) if buyer is not None else None
    return company is not None and company.credit_limit > 0


def check_credit(ctx: Context, buyer: Buyer, command: PlaceOrder) -> Sequence[Refusal | ApprovalNeeded]:
    """Say in words what the ledger's guard would refuse; checked again when a held order is approved."""
    try:
        parts = dict(split_plan(command.plan, ctx.ask(QuoteById(quote=command.quote)).totals.payable))
        account: Account = ctx.ask(AccountByKey(account=credit_account(buyer.party)))
    except (ValueError, NotFound):
        return []
    asked = parts.get(ACCOUNT)
    if asked is None or account.free is None or asked.currency != account.free.currency or asked <= account.free:
        return []
    words = text(
        "%(asked)s is more than the credit that your company has left: %(left)s.", asked=asked, left=account.free
    )
    return [Refusal(code="credit", text=words, rule="b2b.credit", field="payment")]


def inspect_credit(ctx: Context) -> Iterator[Inspection]:
    """`ecomkit verify`: the limit of each company is the floor of its account, and what it owes lies above it."""
    for row in ctx.db.all(_COMPANIES):
        try:
            account: Account = ctx.ask(AccountByKey(account=credit_account(row.id)))
        except NotFound:
            yield Inspection(
                code="b2b.credit", subject=row.id, message=text("the company has no account on the ledger")
            )
            continue
        if account.floor is None or account.floor.amount != -row.credit_limit:
            floor = "–" if account.floor is None else str(account.floor)
            message = text(
                "the credit limit is %(limit)s, the floor of its account %(floor)s", limit=row.credit_limit, floor=floor
            )
            yield Inspection(code="b2b.credit", subject=row.id, message=message)
