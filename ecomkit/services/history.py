"""The event log, as plugins read it."""

from __future__ import annotations

from typing import Any

from ecomkit.domain import Context, EventByKey, LogEntry, Policy, Who
from ecomkit.errors import NotFound
from ecomkit.hooks import Lookup
from ecomkit.services.rows import rows_of
from ecomkit.storage import log

__all__ = ["lookups"]


def _entry(ctx: Context, query: EventByKey) -> LogEntry:
    found = log.entry(rows_of(ctx), query.event)
    if found is None:
        raise NotFound(f"There is no event {query.event}.")
    return LogEntry(
        key=found.id, name=found.name, version=found.version, aggregate=found.aggregate, subject=found.subject,
        sequence=found.sequence, at=found.at, payload=found.payload,
    )  # fmt: skip


def lookups() -> tuple[Lookup[Any], ...]:
    """Queries about the log. Only the shop itself asks them: an entry may be about anybody."""
    return (Lookup(query=EventByKey, policy=Policy(permission="log.see", who=frozenset({Who.SYSTEM})), answer=_entry),)
