"""What `ecomkit verify` checks: the points that an order is said to have stand on the ledger."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from sqlalchemy import select

from ecomkit.domain import Movements
from ecomkit.errors import NotFound
from ecomkit.sdk import Context, Inspection
from stranger_loyalty.account import account_of
from stranger_loyalty.settings import LoyaltySettings
from stranger_loyalty.table import grant, member

__all__ = ["inspect_points"]

_MOST = 500


def inspect_points(settings: LoyaltySettings, ctx: Context) -> Iterator[Inspection]:
    """Each member's grants against the postings of their orders. An account too busy to be read whole is left out."""
    for row in ctx.db.all(select(member.c.person).order_by(member.c.person)):
        try:
            moved = ctx.ask(Movements(account=account_of(row.person), limit=_MOST))
        except NotFound:
            yield Inspection(
                code="loyalty.account", subject=row.person, message="the member has no account on the ledger"
            )
            continue
        if len(moved) < _MOST:
            booked: Counter[str] = Counter()
            for one in moved:
                parts = one.key.split("/")
                if parts[0] == "loyalty.order":
                    booked[parts[1]] += one.money.amount
            yield from _compare(settings, ctx, row.person, booked)


def _compare(settings: LoyaltySettings, ctx: Context, person: str, booked: Counter[str]) -> Iterator[Inspection]:
    for row in ctx.db.all(select(grant).where(grant.c.person == person)):
        said = settings.worth(row.points, ctx.shop.currency).amount
        if booked[row.order] != said:
            message = f"it has {row.points} points worth {said}, the ledger says {booked[row.order]}"
            yield Inspection(code="loyalty.points", subject=row.number, message=message)
