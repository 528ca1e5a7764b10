"""Accounts: what their owners may know of them."""

from __future__ import annotations

from typing import Any

from sqlalchemy.engine import Row

from ecomkit.domain import Account, AccountByKey, ActorKind, Context, Money, Movement, Movements, Policy, Who
from ecomkit.errors import NotFound
from ecomkit.hooks import Lookup
from ecomkit.services.rows import rows_of
from ecomkit.storage.ledger import account_row, postings_of

__all__ = ["lookups"]


def _account(ctx: Context, query: AccountByKey) -> Account:
    row = _seen(ctx, query.account)

    def money(amount: int) -> Money:
        return Money(amount=amount, currency=row.currency)

    floor = None if row.floor is None else money(row.floor)
    return Account(key=row.key, balance=money(row.balance), reserved=money(row.reserved), floor=floor)


def _movements(ctx: Context, query: Movements) -> tuple[Movement, ...]:
    row = _seen(ctx, query.account)
    after: int = row.balance
    found = []
    for one in postings_of(rows_of(ctx), query.account, query.limit):
        signed = one.amount if one.credit == query.account else -one.amount
        money, balance = (Money(amount=amount, currency=row.currency) for amount in (signed, after))
        found.append(Movement(key=one.key, at=one.at, money=money, balance=balance, reason=one.reason))
        after -= signed
    return tuple(found)


def _seen(ctx: Context, key: str) -> Row[Any]:
    row = account_row(rows_of(ctx), key)
    if row is None or not _may_see(ctx, row.owner):
        raise NotFound("There is no such account, or it is not yours.")
    return row


def _may_see(ctx: Context, owner: str) -> bool:
    staff = "staff.payments" in ctx.actor.permissions or ctx.actor.kind is ActorKind.SYSTEM
    return staff or owner == ctx.actor.key or (ctx.buyer is not None and owner == ctx.buyer.party)


def lookups() -> tuple[Lookup[Any], ...]:
    """Queries about accounts; each limits itself to who asks."""
    anyone = Policy(permission="accounts.see", who=frozenset({Who.ANYONE}))
    return (
        Lookup(query=AccountByKey, policy=anyone, answer=_account),
        Lookup(query=Movements, policy=anyone, answer=_movements),
    )
