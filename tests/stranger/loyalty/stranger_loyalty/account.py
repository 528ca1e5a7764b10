"""The account on the ledger: whose it is, and what it holds."""

from __future__ import annotations

from ecomkit.domain import Account, AccountByKey, ActorKind, Money
from ecomkit.errors import NotFound
from ecomkit.sdk import Context

__all__ = ["ISSUED", "METHOD", "account_of", "free_on", "shopper"]

METHOD = "points"
ISSUED = "loyalty.issued"
"""The other side of all points: what the shop still owes its members stands there below nothing."""


def account_of(person: str) -> str:
    """The account of a person's points."""
    return f"loyalty.points/{person}"


def shopper(ctx: Context) -> str | None:
    """The signed-in person who buys for themselves; None for guests and for who acts for an organisation."""
    if ctx.actor.kind is not ActorKind.PERSON or ctx.buyer is None or ctx.buyer.party != ctx.actor.key:
        return None
    return ctx.actor.key


def free_on(ctx: Context, person: str) -> Money:
    """What can be spent, in the shop's currency: nothing without an account."""
    try:
        account: Account = ctx.ask(AccountByKey(account=account_of(person)))
    except NotFound:
        return Money.zero(ctx.currency)
    return account.free or Money.zero(ctx.currency)
