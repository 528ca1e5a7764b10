"""Discrepancies on tables."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, insert, select, update
from sqlalchemy.engine import Row

from ecomkit.domain import Discrepancy, Text, new_id
from ecomkit.storage.database import Rows
from ecomkit.storage.tables import discrepancy, event, order, payment

__all__ = ["close", "found", "note"]

_PAYMENT = func.replace(discrepancy.c.subject, "payment/", "")
_FOUND = (
    select(
        discrepancy, order.c.id.label("order"), order.c.number, event.c.payload, event.c.actor
    )
    .select_from(
        discrepancy.outerjoin(payment, payment.c.id == _PAYMENT)
        .outerjoin(order, order.c.id == payment.c.order)
        .outerjoin(
            event,
            and_(
                event.c.aggregate == "discrepancy", event.c.subject == discrepancy.c.id,
                event.c.name == "discrepancy_closed",
            ),
        )
    )
    .order_by(discrepancy.c.id.desc())
)  # fmt: skip


def note(rows: Rows, kind: str, about: str, message: Text, now: datetime) -> str:
    """Write down what does not agree, to be said to whoever reads it; gives its key."""
    key = new_id()
    rows.write(
        insert(discrepancy), id=key, kind=kind, subject=about, message=message.model_dump_json(), at=now, closed_at=None
    )
    return key


def close(rows: Rows, key: str, now: datetime) -> bool:
    """Close one that is open; true for exactly one of several who try."""
    open_one = update(discrepancy).where(discrepancy.c.id == key, discrepancy.c.closed_at.is_(None))
    return bool(rows.write(open_one, closed_at=now))


def found(rows: Rows, *, closed: bool, after: str | None, limit: int) -> tuple[Discrepancy, ...]:
    """Open or closed ones, newest first, with their orders and with who closed them, in one query."""
    chosen = discrepancy.c.closed_at.is_not(None) if closed else discrepancy.c.closed_at.is_(None)
    statement = _FOUND.where(chosen).limit(limit)
    if after:
        statement = statement.where(discrepancy.c.id < after)
    return tuple(_discrepancy(row) for row in rows.all(statement))


def _discrepancy(row: Row[Any]) -> Discrepancy:
    said = json.loads(row.payload)["note"] if row.payload else ""
    return Discrepancy(
        id=row.id, kind=row.kind, about=row.subject, message=_message(row.message), at=row.at, closed_at=row.closed_at, order=row.order,
        order_number=row.number or "", note=said, closed_by=row.actor,
    )  # fmt: skip


def _message(kept: str) -> Text:
    """The words as they were kept; older ones are an English sentence."""
    return Text.model_validate_json(kept) if kept.startswith('{"msgid"') else Text(msgid=kept)
