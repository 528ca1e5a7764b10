"""Discrepancies: seen and closed by staff."""

from __future__ import annotations

from typing import Any

from ecomkit.domain import (
    CloseDiscrepancy,
    Context,
    Discrepancies,
    Discrepancy,
    DiscrepancyClosed,
    Policy,
    Refuse,
    Who,
    WriteContext,
    text,
)
from ecomkit.hooks import Lookup, Operation
from ecomkit.services.rows import rows_of
from ecomkit.storage import discrepancies

__all__ = ["lookups", "operations"]


def _close(ctx: WriteContext, command: CloseDiscrepancy) -> None:
    note = " ".join(command.note.split())
    if len(note) < 3:
        words = text("Write what you found out, in three letters or more")
        raise Refuse.because("no_reason", words, rule="discrepancies", field="note")
    if not discrepancies.close(rows_of(ctx), command.discrepancy, ctx.now):
        words = text("There is no such open case: somebody has closed it already.")
        raise Refuse.because("not_open", words, rule="discrepancies")
    ctx.emit(DiscrepancyClosed(discrepancy=command.discrepancy, note=note))


def _found(ctx: Context, query: Discrepancies) -> tuple[Discrepancy, ...]:
    return discrepancies.found(rows_of(ctx), closed=query.closed, after=query.after, limit=query.limit)


def operations() -> tuple[Operation[Any], ...]:
    """The command that closes one: only people do, who then answer for it."""
    staff = Policy(permission="staff.payments", who=frozenset({Who.PERMITTED}))
    return (Operation(command=CloseDiscrepancy, policy=staff, apply=_close, emits=(DiscrepancyClosed,)),)


def lookups() -> tuple[Lookup[Any], ...]:
    """The query that lists them."""
    staff = Policy(permission="staff.orders", who=frozenset({Who.PERMITTED, Who.SYSTEM}))
    return (Lookup(query=Discrepancies, policy=staff, answer=_found),)
