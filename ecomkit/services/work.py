"""Jobs that were given up: tried again or dropped by staff."""

from __future__ import annotations

from typing import Any

from sqlalchemy import bindparam, update

from ecomkit.domain import DropJob, Policy, Refuse, RetryJob, Who, WriteContext, text
from ecomkit.hooks import Operation
from ecomkit.services.rows import rows_of
from ecomkit.storage.tables import job

__all__ = ["operations"]

_PARKED = update(job).where(job.c.id == bindparam("of"), job.c.state == "parked")
_RETRY = _PARKED.values(state="waiting", attempts=0, run_at=bindparam("at"), claimed_by=None, claimed_until=None)
_DROP = _PARKED.values(state="dropped")


def _retry(ctx: WriteContext, command: RetryJob) -> None:
    if not rows_of(ctx).write(_RETRY, of=command.job, at=ctx.now):
        raise _not_parked()


def _drop(ctx: WriteContext, command: DropJob) -> None:
    if not rows_of(ctx).write(_DROP, of=command.job):
        raise _not_parked()


def _not_parked() -> Refuse:
    return Refuse.because(
        "not_parked", text("This job is not parked: it runs, or somebody has seen to it."), rule="jobs"
    )


def operations() -> tuple[Operation[Any], ...]:
    """Commands about jobs."""
    staff = Policy(permission="staff.jobs", who=frozenset({Who.PERMITTED, Who.SYSTEM}))
    return (
        Operation(command=RetryJob, policy=staff, apply=_retry),
        Operation(command=DropJob, policy=staff, apply=_drop),
    )
