"""Held commands on tables."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.engine import Row

from ecomkit.domain import ApprovalNeeded, Buyer, HeldCommand, HeldCommands, HeldState, Money
from ecomkit.storage.database import Rows
from ecomkit.storage.tables import held

__all__ = ["decide", "due", "held_by", "held_of", "held_row", "insert_held", "is_waiting_for", "note_result", "waiting"]

_HELD = select(held).where(held.c.id == bindparam("id"))
_NEEDS = TypeAdapter(tuple[ApprovalNeeded, ...])
_ABOUT = select(held.c.id).where(held.c.subject == bindparam("subject"), held.c.state == "waiting")
_DUE = select(held.c.id).where(held.c.state == "waiting", held.c.deadline < bindparam("now")).limit(100)


def insert_held(rows: Rows, values: dict[str, object], needs: tuple[ApprovalNeeded, ...]) -> None:
    """Write a held command."""
    rows.write(insert(held), **values, needs=_NEEDS.dump_json(needs).decode(), state="waiting", reason="")


def is_waiting_for(rows: Rows, subject: str) -> bool:
    """Whether a command about this waits already."""
    return rows.first(_ABOUT, subject=subject) is not None


def held_row(rows: Rows, key: str) -> Row[Any] | None:
    """The bare row, with the payload."""
    return rows.first(_HELD, id=key)


def _held(row: Row[Any]) -> HeldCommand:
    payable = Money(amount=row.payable, currency=row.currency) if row.payable is not None else None
    return HeldCommand(
        id=row.id, number=row.number, command=row.command, subject=row.subject, payable=payable, asked_by=row.asked_by,
        buyer=Buyer(party=row.party, capacity=row.capacity), state=HeldState(row.state), needs=_NEEDS.validate_json(row.needs),
        held_at=row.held_at, deadline=row.deadline, decided_by=row.decided_by, reason=row.reason, result=row.result,
    )  # fmt: skip


def held_by(rows: Rows, key: str) -> HeldCommand | None:
    """One held command."""
    row = held_row(rows, key)
    return _held(row) if row else None


def held_of(rows: Rows, asked_by: str, buyer: Buyer, query: HeldCommands) -> tuple[HeldCommand, ...]:
    """What somebody asked for and for whom, newest first."""
    chosen = select(held).where(
        held.c.asked_by == asked_by, held.c.party == buyer.party, held.c.capacity == buyer.capacity
    )
    return _some(rows, chosen, query)


def waiting(rows: Rows, buyer: Buyer | None, query: HeldCommands) -> tuple[HeldCommand, ...]:
    """What is put to those who act for a party (None: to anybody), newest first."""
    chosen = select(held)
    if buyer is not None:
        chosen = chosen.where(held.c.approver_party == buyer.party, held.c.approver_capacity == buyer.capacity)
    return _some(rows, chosen, query)


def _some(rows: Rows, chosen: Any, query: HeldCommands) -> tuple[HeldCommand, ...]:
    if query.state is not None:
        chosen = chosen.where(held.c.state == query.state.value)
    if query.after is not None:
        chosen = chosen.where(held.c.id < query.after)
    return tuple(_held(row) for row in rows.all(chosen.order_by(held.c.id.desc()).limit(query.limit)))


def decide(rows: Rows, key: str, state: HeldState, *, by: str, reason: str) -> bool:
    """Decide on a command that still waits; true for exactly one of several who try."""
    statement = update(held).where(held.c.id == key, held.c.state == "waiting")
    return bool(rows.write(statement, state=state.value, decided_by=by, reason=reason))


def note_result(rows: Rows, key: str, result: str) -> None:
    """Note what came of it."""
    rows.write(update(held).where(held.c.id == key), result=result)


def due(rows: Rows, now: datetime) -> tuple[str, ...]:
    """Held commands whose deadline has passed."""
    return tuple(row.id for row in rows.all(_DUE, now=now))
