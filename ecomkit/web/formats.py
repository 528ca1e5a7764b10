"""Formats: how amounts, days and moments are written in a locale. Cached, since a page writes many of them."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_interval, format_skeleton, format_time
from babel.numbers import format_currency, format_decimal

from ecomkit.domain import Money, ShippingOption

__all__ = ["Formats", "in_short"]


@lru_cache(maxsize=8192)
def _money(amount: int, currency: str, locale: str) -> str:
    return str(format_currency(Money(amount=amount, currency=currency).decimal(), currency, locale=locale))


@lru_cache(maxsize=4096)
def _number(value: int, locale: str) -> str:
    return str(format_decimal(value, locale=locale))


@lru_cache(maxsize=1024)
def _tenths(value: int, locale: str) -> str:
    return str(format_decimal(Decimal(value).scaleb(-1), format="0.0", locale=locale))


def in_short(text: str, most: int = 160) -> str:
    """The first words of a text, on one line."""
    words = " ".join(text.split())
    return words if len(words) <= most else words[:most].rpartition(" ")[0] + "…"


@lru_cache(maxsize=1024)
def _day(day: date, locale: str) -> str:
    return str(format_skeleton("EEEEdMMM", day, locale=locale))


@lru_cache(maxsize=1024)
def _span(first: date, last: date, locale: str) -> str:
    return str(format_interval(first, last, "MMMEd", locale=locale))


@lru_cache(maxsize=16)
def _territories(locale: str) -> dict[str, str]:
    return dict(Locale.parse(locale).territories)


class Formats:
    """The formats of one locale and time zone."""

    def __init__(self, locale: str, timezone: str) -> None:
        self.locale = locale.replace("-", "_")
        self._zone = ZoneInfo(timezone)

    def money(self, value: Money, /) -> str:
        """An amount: €14.90."""
        return _money(value.amount, value.currency, self.locale)

    def number(self, value: int) -> str:
        """A whole number with its separators."""
        return _number(value, self.locale)

    def tenths(self, value: int) -> str:
        """A number with one decimal, given in tenths: 4.7."""
        return _tenths(value, self.locale)

    def day(self, value: date) -> str:
        """A day, with its weekday, since people plan by weekdays."""
        return _day(value, self.locale)

    def moment(self, value: datetime) -> str:
        """A moment in the shop's time zone, to the minute."""
        here = value.astimezone(self._zone)
        return f"{format_date(here, 'medium', locale=self.locale)}, {format_time(here, 'short', locale=self.locale)}"

    def days(self, option: ShippingOption) -> str:
        """When it is promised to arrive: a day, or from one to another."""
        if option.earliest == option.latest:
            return self.day(option.latest)
        return _span(option.earliest, option.latest, self.locale)

    def country(self, code: str) -> str:
        """A country's name."""
        return _territories(self.locale).get(code, code)

    def language(self, code: str) -> str:
        """What the reader calls a language: `Spanish`."""
        return Locale.parse(code, sep="-").get_display_name(self.locale) or code
