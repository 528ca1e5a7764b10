"""The period of withdrawal: its last day, counted as Regulation (EEC, Euratom) 1182/71 counts days."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

__all__ = ["last_day"]

_SATURDAY = 5


def last_day(delivered: datetime, days: int, timezone: str) -> date:
    """The last day on which a consumer may withdraw.

    The day of delivery is not counted; a period that would end on a Saturday or Sunday ends on the Monday after it (art. 3(4)).
    Public holidays differ from town to town and are left out; whoever is late by one is let in by staff.
    """
    day = delivered.astimezone(ZoneInfo(timezone)).date() + timedelta(days=days)
    while day.weekday() >= _SATURDAY:
        day += timedelta(days=1)
    return day
