"""How amounts and days are written where no request is at hand, and dates everywhere."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from babel.dates import format_date
from babel.numbers import format_currency

from ecomkit.domain import Money
from ecomkit.sdk import Context

__all__ = ["day", "money", "month_name", "short_day"]


def _locale(ctx: Context) -> str:
    return ctx.locale.replace("-", "_")


def money(ctx: Context, value: Money) -> str:
    """An amount in the reader's format."""
    return str(format_currency(value.decimal(), value.currency, locale=_locale(ctx)))


def day(ctx: Context, value: date) -> str:
    """A day in words: November 30."""
    return str(format_date(value, "long", locale=_locale(ctx)))


def short_day(ctx: Context, moment: datetime, timezone: str) -> str:
    """The day of a moment by the employer's clock."""
    return str(format_date(moment.astimezone(ZoneInfo(timezone)).date(), "medium", locale=_locale(ctx)))


def month_name(ctx: Context, month: str) -> str:
    """A month in words: November 2026."""
    first = date(int(month[:4]), int(month[5:]), 1)
    return str(format_date(first, "LLLL yyyy", locale=_locale(ctx)))
