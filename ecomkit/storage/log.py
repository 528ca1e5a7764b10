"""The event log: append-only, one hash chain for each thing that events happen to."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NamedTuple

from sqlalchemy import bindparam, select
from sqlalchemy.engine import Row

from ecomkit.domain import Context, Event, Text, hook_name, new_id, text
from ecomkit.domain.value import ensure_fits
from ecomkit.storage.database import Rows
from ecomkit.storage.tables import event as table

__all__ = ["Logged", "append", "broken_chains", "entry", "history"]

_LONGEST_SUBJECT = 120
_LAST = (
    select(table.c.sequence, table.c.hash)
    .where(table.c.aggregate == bindparam("aggregate"), table.c.subject == bindparam("subject"))
    .order_by(table.c.sequence.desc())
    .limit(1)
)
_INSERT = table.insert()
_ONE = select(table).where(table.c.id == bindparam("id"))
_HISTORY = (
    select(table)
    .where(table.c.aggregate == bindparam("aggregate"), table.c.subject == bindparam("subject"))
    .order_by(table.c.sequence)
)
_ALL = select(table).order_by(table.c.aggregate, table.c.subject, table.c.sequence)


class _Tip(NamedTuple):
    """The last event of a chain."""

    sequence: int
    hash: str


@dataclass(frozen=True, slots=True)
class Logged:
    """An event as it stands in the log."""

    id: str
    aggregate: str
    subject: str
    name: str
    version: int
    payload: str
    actor_kind: str
    actor: str
    channel: str
    command: str
    at: datetime
    sequence: int


def append(rows: Rows, ctx: Context, event: Event, *, command: str, caused_by: str | None) -> str:
    """Write an event behind the last one of its chain; gives its key."""
    ensure_fits("the subject of an event", event.subject(), _LONGEST_SUBJECT)
    last = rows.first(_LAST, aggregate=event.aggregate, subject=event.subject())
    sequence = last.sequence + 1 if last else 1
    values: dict[str, object] = {
        "id": new_id(),
        "aggregate": event.aggregate,
        "subject": event.subject(),
        "sequence": sequence,
        "name": hook_name(type(event)),
        "version": event.version,
        "payload": event.model_dump_json(),
        **_who(ctx, event),
        "channel": ctx.channel.value,
        "command": command,
        "caused_by": caused_by,
        "at": ctx.now,
        "previous": last.hash if last else "",
    }
    written = _hash(values)
    rows.write(_INSERT, **values, hash=written)
    tip = _Tip(sequence, written)
    rows.know(_LAST, tip, aggregate=event.aggregate, subject=event.subject())
    return str(values["id"])


def _who(ctx: Context, event: Event) -> dict[str, object]:
    if event.anonymous:
        return {"actor_kind": "anonymous", "actor": "", "party": None, "capacity": None}
    return {
        "actor_kind": ctx.actor.kind.value,
        "actor": ctx.actor.key,
        "party": ctx.buyer.party if ctx.buyer else None,
        "capacity": ctx.buyer.capacity if ctx.buyer else None,
    }


def _hash(values: dict[str, object]) -> str:
    at = values["at"]
    moment = at.astimezone(UTC).isoformat(timespec="microseconds") if isinstance(at, datetime) else str(at)
    names = (
        "previous", "id", "aggregate", "subject", "sequence", "name", "version", "payload", "actor_kind", "actor", "party",
        "capacity", "channel", "command", "caused_by",
    )  # fmt: skip
    text = "\x1f".join([*(str(values[n]) for n in names), moment])
    return hashlib.sha256(text.encode()).hexdigest()


def _logged(row: Row[tuple[object, ...]]) -> Logged:
    return Logged(
        row.id,
        row.aggregate,
        row.subject,
        row.name,
        row.version,
        row.payload,
        row.actor_kind,
        row.actor,
        row.channel,
        row.command,
        row.at,
        row.sequence,
    )


def entry(rows: Rows, key: str) -> Logged | None:
    """One event of the log."""
    row = rows.first(_ONE, id=key)
    return _logged(row) if row else None


def history(rows: Rows, aggregate: str, subject: str) -> tuple[Logged, ...]:
    """What happened to one thing, in order."""
    return tuple(_logged(row) for row in rows.all(_HISTORY, aggregate=aggregate, subject=subject))


def broken_chains(rows: Rows) -> Iterator[tuple[str, str, Text]]:
    """Chains that do not verify (I6): aggregate, subject, and what is wrong with which event."""
    before: tuple[str, str] | None = None
    sequence, previous = 0, ""
    for row in rows.each(_ALL):
        if (row.aggregate, row.subject) != before:
            before, sequence, previous = (row.aggregate, row.subject), 0, ""
        sequence += 1
        if row.sequence != sequence or row.previous != previous:
            yield row.aggregate, row.subject, text("event %(event)s does not follow the one before it", event=row.id)
        elif row.hash != _hash(dict(row._mapping)):
            yield row.aggregate, row.subject, text("event %(event)s was changed after it was written", event=row.id)
        sequence, previous = row.sequence, row.hash
