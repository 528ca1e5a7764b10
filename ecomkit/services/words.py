"""Words: gettext catalogues of core and plugins, by locale."""

from __future__ import annotations

import gettext
from functools import lru_cache
from pathlib import Path

from babel import Locale, UnknownLocaleError
from babel.languages import get_official_languages

from ecomkit.domain import Context, Money, ShopFacts, Text
from ecomkit.kernel import Registry

__all__ = ["Words", "main_locale", "translations"]

_CORE = Path(__file__).parent.parent / "locales"


def main_locale(facts: ShopFacts) -> str:
    """The locale of pages and letters: the shop's first language as it is written in the shop's country.

    A language with a region of its own is taken as it stands. English in a country that speaks another language is
    British: days before months and points in amounts, which readers of English expect (`en-ES` would write "14,50 €").
    """
    return _written_in(facts.languages[0], facts.country)


@lru_cache(maxsize=64)
def _written_in(language: str, country: str) -> str:
    if not language.isalpha():
        return language
    if language == "en" and "en" not in get_official_languages(country, de_facto=True):
        country = "GB"
    try:
        Locale.parse(f"{language}_{country}")
    except (UnknownLocaleError, ValueError):
        return language
    return f"{language}-{country}"


@lru_cache(maxsize=64)
def translations(locale: str, registry: Registry) -> gettext.NullTranslations:
    """The texts of a locale: a plugin's own catalogue comes behind core's. English needs none: it is the message."""
    folders = [_CORE, *(path for plugin in registry.plugins if (path := plugin.resource("locales")) is not None)]
    return _load(locale.replace("-", "_"), tuple(folders))


@lru_cache(maxsize=64)
def _load(locale: str, folders: tuple[Path, ...]) -> gettext.NullTranslations:
    merged = gettext.NullTranslations()
    for folder in reversed(folders):
        found = gettext.translation("ecomkit", folder, [locale, locale.partition("_")[0]], fallback=True)
        if isinstance(found, gettext.GNUTranslations):
            found.add_fallback(merged)
            merged = found
    return merged


class Words:
    """What a service says itself, in the reader's language: choices of a step, for page, API and agents alike."""

    def __init__(self, registry: Registry, ctx: Context) -> None:
        self._locale = ctx.locale.replace("-", "_")
        self._translate = translations(ctx.locale, registry).gettext

    def say(self, words: Text) -> str:
        """A text."""
        return words.render(self._translate, self)

    def money(self, value: Money, /) -> str:
        """An amount."""
        from babel.numbers import format_currency

        return str(format_currency(value.decimal(), value.currency, locale=self._locale))
