"""Months: when an allowance begins and ends, in the employer's time zone."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, datetime
from zoneinfo import ZoneInfo

__all__ = ["days_left", "last_day", "month_of"]


def month_of(now: datetime, timezone: str) -> str:
    """The calendar month of a moment as the clock on that wall says: `2026-11`."""
    return f"{now.astimezone(ZoneInfo(timezone)):%Y-%m}"


def last_day(month: str) -> date:
    """The last day of a month."""
    year, number = int(month[:4]), int(month[5:])
    return date(year, number, monthrange(year, number)[1])


def days_left(now: datetime, timezone: str, month: str) -> int:
    """How many days after today a month has; less than none once it is over."""
    return (last_day(month) - now.astimezone(ZoneInfo(timezone)).date()).days
