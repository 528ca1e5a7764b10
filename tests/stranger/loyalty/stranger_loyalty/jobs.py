"""Work that nobody asks for: points lapse, and what was missed while the plugin was switched off is made up for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import select

from ecomkit.sdk import Job, JobContext
from stranger_loyalty.commands import LapsePoints, SettlePoints
from stranger_loyalty.table import grant, member

__all__ = ["jobs"]

_REFUNDABLE = timedelta(days=90)


def _lapse(ctx: JobContext, _payload: dict[str, str]) -> None:
    for row in ctx.db.all(select(member.c.person).order_by(member.c.person)):
        ctx.run(LapsePoints(person=row.person))


def _catch_up(ctx: JobContext, _payload: dict[str, str]) -> None:
    """Refunds of days without the plugin told it nothing: look at recent orders again."""
    recent = select(grant.c.order).where(grant.c.settled_at > ctx.now - _REFUNDABLE).order_by(grant.c.order)
    for row in ctx.db.all(recent):
        ctx.run(SettlePoints(order=row.order))


def jobs() -> Sequence[Job]:
    """Both once a day."""
    day = timedelta(days=1)
    return [Job(name="catch_up", work=_catch_up, every=day), Job(name="lapse", work=_lapse, every=day)]
