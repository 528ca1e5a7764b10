"""How letters and pages of the pack write days, moments and amounts in the reader's language."""

from __future__ import annotations

import gettext
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_time
from babel.numbers import format_currency

from ecomkit.domain import Money
from ecomkit.sdk import Context, Text

__all__ = ["Speech"]

_LOCALES = Path(__file__).parent / "locales"


class Speech:
    """The words of one locale. Letters are written by jobs, where no page is asked for them."""

    def __init__(self, ctx: Context, locale: str = "") -> None:
        self.tag = locale or ctx.locale
        self._locale = self.tag.replace("-", "_")
        self._zone = ZoneInfo(ctx.shop.timezone)
        self._said = _translations(self._locale)
        self.words = self._said.gettext

    def money(self, value: Money, /) -> str:
        """An amount."""
        return str(format_currency(value.decimal(), value.currency, locale=self._locale))

    def say(self, words: Text) -> str:
        """A text of this pack."""
        return words.render(self._said, self)

    def day(self, day: date) -> str:
        """A day in words."""
        return str(format_date(day, "long", locale=self._locale))

    def moment(self, moment: datetime) -> str:
        """A day and a time, as the shop's clock shows it."""
        day = self.day(moment.astimezone(self._zone).date())
        return f"{day}, {format_time(moment.astimezone(self._zone), 'HH:mm', locale=self._locale)}"

    def exact(self, moment: datetime) -> str:
        """A day and a time to the second, with the zone: what a letter has to prove."""
        day = self.day(moment.astimezone(self._zone).date())
        return f"{day}, {format_time(moment.astimezone(self._zone), 'HH:mm:ss z', locale=self._locale)}"

    def country(self, code: str) -> str:
        """A country."""
        return str(Locale.parse(self._locale).territories.get(code, code))


@lru_cache(maxsize=16)
def _translations(locale: str) -> gettext.NullTranslations:
    return gettext.translation("ecomkit", _LOCALES, [locale, locale.partition("_")[0]], fallback=True)
