"""How a locale says sizes, counts and days of downloads."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache
from gettext import NullTranslations, translation
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from babel.dates import format_date
from babel.numbers import format_decimal

from ecomkit.plugins.downloads.api import Download
from ecomkit.sdk import Context

__all__ = ["Speech"]

_UNITS: Final = ("B", "kB", "MB", "GB")


class Speech:
    """Words in the language of a context, or in another one."""

    def __init__(self, ctx: Context, locale: str = "") -> None:
        self._ctx = ctx
        self.locale = (locale or ctx.locale).replace("-", "_")
        self._said = _translations(self.locale)

    def words(self, msgid: str) -> str:
        """A sentence of this plugin."""
        return self._said.gettext(msgid)

    def size(self, size: int) -> str:
        """A number of bytes, as people read it."""
        thousands = min((len(str(size)) - 1) // 3, len(_UNITS) - 1)
        value = Decimal(size).scaleb(-3 * thousands)
        return f"{format_decimal(round(value, 1), locale=self.locale)} {_UNITS[thousands]}"

    def note(self, one: Download) -> str:
        """How often and until when a file can be fetched, or why not."""
        if one.revoked:
            return self.words("No longer part of the order")
        if one.until is not None and one.until <= self._ctx.now:
            return self.words("The time for it is over")
        said = []
        if one.left is not None:
            counted = self._said.ngettext("%(num)s download left", "%(num)s downloads left", one.left)
            said.append(counted % {"num": format_decimal(one.left, locale=self.locale)})
        if one.until is not None:
            day = one.until.astimezone(ZoneInfo(self._ctx.shop.timezone))
            said.append(self.words("until %(day)s") % {"day": format_date(day, "long", locale=self.locale)})
        return ", ".join(said)


@lru_cache(maxsize=16)
def _translations(locale: str) -> NullTranslations:
    return translation("ecomkit", Path(__file__).parent / "locales", [locale], fallback=True)
