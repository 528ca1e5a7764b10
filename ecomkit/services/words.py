"""Words: gettext catalogues of core and plugins, by locale."""

from __future__ import annotations

import gettext
from collections.abc import Iterable
from functools import lru_cache
from io import BytesIO
from pathlib import Path

from babel import Locale, UnknownLocaleError
from babel.languages import get_official_languages
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po

from ecomkit.domain import Context, Money, ShopFacts, Text
from ecomkit.errors import UserError
from ecomkit.kernel import Registry
from ecomkit.services.rows import rows_of
from ecomkit.storage import terms

__all__ = ["Words", "languages_known", "locale_in", "main_locale", "terms_said", "translations"]

_CORE = Path(__file__).parent.parent / "locales"


def main_locale(facts: ShopFacts) -> str:
    """The locale of the shop's first language: of the back office, and of pages where nobody asked for another."""
    return locale_in(facts, facts.languages[0])


def locale_in(facts: ShopFacts, language: str) -> str:
    """The locale of pages and letters in a language of the shop: as it is written in the shop's country.

    A language with a region of its own is taken as it stands. English in a country that speaks another language is
    British: days before months and points in amounts, which readers of English expect (`en-ES` would write "14,50 €").
    """
    return _written_in(language, facts.country)


def languages_known(facts: ShopFacts) -> tuple[str, ...]:
    """In which somebody may read: the shop's languages, and those that ecomkit itself speaks."""
    own = (path.name for path in sorted(_CORE.iterdir()) if path.name.isalpha())
    return tuple(dict.fromkeys((*facts.languages, "en", *own)))


def terms_said(ctx: Context, words: Iterable[str]) -> dict[str, str]:
    """How the reader's language says names and values of attributes and options. They are written in the shop's first one."""
    return {} if ctx.locale == main_locale(ctx.shop) else terms.terms(rows_of(ctx), ctx.locale, words)


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
def translations(locale: str, registry: Registry, shop: Path | None = None) -> gettext.NullTranslations:
    """The texts of a locale: the shop's own come first, a plugin's behind core's. English needs none: it is the message.

    `shop` is its folder: `locales/es.po` there says the shop's own texts in Spanish, and may say others' in other words.
    Raises `UserError` where that file cannot be read.
    """
    folders = [_CORE, *(path for plugin in registry.plugins if (path := plugin.resource("locales")) is not None)]
    found = _load(locale.replace("-", "_"), tuple(folders))
    return found if shop is None else _own(found, locale, shop / "locales")


def _own(behind: gettext.NullTranslations, locale: str, folder: Path) -> gettext.NullTranslations:
    """The shop's own texts in front of all others."""
    for name in (locale.partition("-")[0], locale.replace("-", "_")):
        path = folder / f"{name}.po"
        if path.is_file():
            own = _compiled(path)
            own.add_fallback(behind)
            behind = own
    return behind


def _compiled(path: Path) -> gettext.GNUTranslations:
    file = BytesIO()
    try:
        with path.open("rb") as source:
            write_mo(file, read_po(source, abort_invalid=True))
    except (PoFileError, ValueError) as error:
        raise UserError(f"{path}: {error}. Mend the file, or take it away.") from error
    file.seek(0)
    return gettext.GNUTranslations(file)


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

    def __init__(self, registry: Registry, locale: str, shop: Path | None = None) -> None:
        self._locale = locale.replace("-", "_")
        self._words = translations(locale, registry, shop)

    def say(self, words: Text) -> str:
        """A text."""
        return words.render(self._words, self)

    def money(self, value: Money, /) -> str:
        """An amount."""
        from babel.numbers import format_currency

        return str(format_currency(value.decimal(), value.currency, locale=self._locale))
