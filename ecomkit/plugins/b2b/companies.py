"""Companies: opening them, and what is known of one."""

from __future__ import annotations

from typing import Any

from sqlalchemy import bindparam, insert, select, update

from ecomkit.domain import (
    Account,
    AccountByKey,
    AddMembership,
    AddOrganisation,
    Buyer,
    Hat,
    Hats,
    Member,
    Members,
    Money,
    PersonByLogin,
    parse_amount,
)
from ecomkit.errors import NotFound
from ecomkit.plugins.b2b import tables
from ecomkit.plugins.b2b.api import (
    PURCHASER,
    AddCompanyMember,
    AskForReference,
    Companies,
    Company,
    CompanyOpened,
    Credit,
    CreditLimitSet,
    OpenCompany,
    SetCreditLimit,
)
from ecomkit.sdk import Context, Refuse, WriteContext, text

__all__ = [
    "add_member", "all_companies", "ask_for_reference", "company_by", "company_of", "credit_account", "hat_of", "known", "members_of",
    "open_company", "purchaser", "set_credit_limit", "written",
]  # fmt: skip

_COMPANY = select(tables.company).where(tables.company.c.id == bindparam("id"))
_COMPANIES = select(tables.company).order_by(tables.company.c.name, tables.company.c.id).limit(500)
_MOVE = update(tables.company).where(tables.company.c.id == bindparam("of"))


def credit_account(company: str) -> str:
    """The ledger account of what a company owes: below nothing, down to minus its limit."""
    return f"b2b.credit/{company}"


def purchaser(ctx: Context) -> Buyer | None:
    """For which company the actor buys now, or None in any other hat."""
    return ctx.buyer if ctx.buyer is not None and ctx.buyer.capacity == PURCHASER else None


def hat_of(ctx: Context, buyer: Buyer) -> Hat | None:
    """The hat that the actor wears for a company; None where the membership has ended."""
    return next((hat for hat in ctx.ask(Hats()) if hat.buyer == buyer), None)


def members_of(ctx: Context, company: str) -> tuple[Member, ...]:
    """Who buys for a company, as far as the asker may know."""
    try:
        return tuple(one for one in ctx.ask(Members(organisation=company)) if one.capacity == PURCHASER)
    except NotFound:
        return ()


def company_of(ctx: Context, key: str) -> Any:
    """The bare row of a company, or None."""
    return ctx.db.first(_COMPANY, id=key)


def known(ctx: Context, key: str) -> Any:
    """The bare row of a company. Raises `Refuse`."""
    row = company_of(ctx, key)
    if row is None:
        raise Refuse.because("unknown_company", text("There is no company with this key."), rule="b2b", field="company")
    return row


def written(amount: str, currency: str, field: str) -> Money:
    """An amount as somebody wrote it. Raises `Refuse` for decimals that the currency does not have."""
    try:
        return parse_amount(amount, currency)
    except ValueError as error:
        words = text("Write the amount with as many decimals as %(currency)s has.", currency=currency)
        raise Refuse.because("amount", words, rule="b2b", field=field) from error


def open_company(ctx: WriteContext, command: OpenCompany) -> str:
    """Write the organisation, its company row, and the account that it may owe on."""
    if command.company and company_of(ctx, command.company) is not None:
        return command.company
    credit = written(command.credit, ctx.shop.currency, "credit")
    key = ctx.run(AddOrganisation(name=command.name, country=command.country, key=command.company))
    ctx.db.write(
        insert(tables.company), id=key, name=command.name, credit_limit=credit.amount, currency=credit.currency,
        reference_required=command.reference_required, opened_at=ctx.now,
    )  # fmt: skip
    ctx.ledger.open(credit_account(key), currency=credit.currency, owner=key, floor=-credit.amount)
    ctx.emit(CompanyOpened(company=key, credit=credit))
    return key


def add_member(ctx: WriteContext, command: AddCompanyMember) -> str:
    """Give somebody who has an account the hat of a purchaser."""
    company = known(ctx, command.company)
    try:
        person = ctx.ask(PersonByLogin(email=command.email))
    except NotFound:
        person = None
    if person is None:
        words = text("Nobody has an account with this address yet. They register first.")
        raise Refuse.because("unknown_person", words, rule="b2b", field="email")
    return ctx.run(AddMembership(person=person, organisation=company.id, capacity=PURCHASER, role=command.role))


def set_credit_limit(ctx: WriteContext, command: SetCreditLimit) -> None:
    """Move the floor of the account, but not above what is owed."""
    company = known(ctx, command.company)
    limit = written(command.limit, company.currency, "limit")
    balance = ctx.ledger.balance(credit_account(company.id))
    if balance is not None and -balance > limit:
        words = text("The company owes %(used)s. The limit cannot be lower until that is paid.", used=-balance)
        raise Refuse.because("owed", words, rule="b2b.credit", field="limit")
    ctx.db.write(_MOVE, of=company.id, credit_limit=limit.amount)
    ctx.ledger.limit(credit_account(company.id), -limit.amount)
    ctx.emit(CreditLimitSet(company=company.id, limit=limit))


def ask_for_reference(ctx: WriteContext, command: AskForReference) -> None:
    """Write whether orders need a purchase-order number."""
    ctx.db.write(_MOVE, of=known(ctx, command.company).id, reference_required=command.required)


def company_by(ctx: Context, row: Any) -> Company:
    """A company with its credit as it stands on the ledger."""
    account: Account = ctx.ask(AccountByKey(account=credit_account(row.id)))
    limit = Money(amount=row.credit_limit, currency=row.currency)
    left = account.free if account.free is not None else limit
    credit = Credit(limit=limit, used=account.reserved - account.balance, left=left)
    return Company(id=row.id, name=row.name, reference_required=row.reference_required, credit=credit)


def all_companies(ctx: Context, _query: Companies) -> tuple[Company, ...]:
    """Every company, for staff."""
    return tuple(company_by(ctx, row) for row in ctx.db.all(_COMPANIES))
