"""The log: one entry for each event, the same for all channels and plugins."""

from __future__ import annotations

from datetime import datetime

from ecomkit.domain.command import Query
from ecomkit.domain.value import Value

__all__ = ["EventByKey", "LogEntry"]


class LogEntry(Value):
    """An event as it was written: keys and amounts, never personal data, and nobody who did it.

    `name` is that of its class in hooks (`order_placed`), `payload` its fields as JSON in their `version`; it stays readable
    when the plugin of the class is gone. `sequence` counts the events of one thing (`aggregate`, `subject`) from 1.
    """

    key: str
    name: str
    version: int
    aggregate: str
    subject: str
    sequence: int
    at: datetime
    payload: str


class EventByKey(Query[LogEntry]):
    """An entry of the event log, for jobs that come after events. Raises `NotFound`."""

    event: str
