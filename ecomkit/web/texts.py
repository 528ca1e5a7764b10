"""Text pages: what the shop writes in `pages/*.md`, and what stands there until it does, in each of its languages."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from markupsafe import Markup

from ecomkit.domain import address_in, language_of, text
from ecomkit.settings import Settings
from ecomkit.web.markdown import title_of, to_html

__all__ = ["TextPages", "Written"]

Speak = Callable[[str], Callable[[str], str]]
"""Gives, for a language, what says a message in it."""

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_TAKEN: Final = frozenset({
    "cart", "checkout", "account", "admin", "search", "returns", "contact", "orders", "held", "static", "media", "api", "webhooks",
    "healthz", "metrics", "index",
})  # fmt: skip
_LEGAL: Final = ("shipping", "privacy", "terms")


@dataclass(frozen=True, slots=True)
class Written:
    """A page of text."""

    slug: str
    title: str
    body: Markup


class TextPages:
    """The pages of a shop by slug. Files are read at start; shipping, privacy and terms are always there.

    `pages/about.es.md` is the page `about` in Spanish; where there is none, the main language's stands in for it.
    """

    def __init__(self, folder: Path, settings: Settings, speak: Speak) -> None:
        self._languages = settings.shop.languages
        self._said = {one: self._pages(folder, settings, one, speak(one)) for one in self._languages}
        self.pages = self._said[self._languages[0]]

    def _pages(self, folder: Path, settings: Settings, language: str, say: Callable[[str], str]) -> dict[str, Written]:
        def here(path: str) -> str:
            return address_in(self._languages, path, language)

        texts = {slug: _draft(slug, settings, say) for slug in _LEGAL}
        for path in sorted(folder.glob("*.md")) if folder.is_dir() else ():
            if _SLUG.fullmatch(path.stem) and path.stem not in {*_TAKEN, *self._languages}:
                said = path.with_name(f"{path.stem}.{language}.md")
                texts[path.stem] = (said if said.is_file() else path).read_text("utf-8")
        return {
            slug: Written(slug, title_of(text) or slug.capitalize(), to_html(text, here))
            for slug, text in texts.items()
        }

    def page(self, slug: str, locale: str) -> Written | None:
        """A page as a reader of that locale is shown it."""
        return self._said[language_of(self._languages, locale)].get(slug)

    def more(self, locale: str) -> Sequence[Written]:
        """Pages besides those that every shop has."""
        said = self._said[language_of(self._languages, locale)]
        return tuple(page for slug, page in said.items() if slug not in _LEGAL)


_SHIPPING: Final = text(
    "# Shipping\n\nWe deliver to: %(countries)s. Cost and arrival date are shown on each product and in the cart, before we ask "
    "for any personal data.",
)
_PRIVACY: Final = text(
    "# Privacy\n\n%(seller)s keeps what an order needs: name, address, email, and a phone number if you give one. We pass it on "
    "only to who delivers and who takes the payment. Cookies: one for your cart, one when you sign in, and one for a message shown "
    "once. None of them follows you elsewhere.\n\nYou can ask what we keep, and have it erased.",
)
_MARKET_COOKIE: Final = text("One more keeps the country and currency that you chose.")
_REACH: Final = text("Write to [%(email)s](mailto:%(email)s).")
_TERMS: Final = text(
    "# Terms of sale\n\nYou buy from %(seller)s. The price you see at the button is the price you pay, taxes and shipping included. "
    "We confirm every order by mail.",
)


def _draft(slug: str, settings: Settings, say: Callable[[str], str]) -> str:
    shop, identity = settings.shop, settings.identity
    seller = identity.company or shop.name
    if slug == "shipping":
        others = (country for one in settings.markets.values() for country in one.countries)
        return say(_SHIPPING.msgid) % {"countries": ", ".join(dict.fromkeys((shop.country, *shop.countries, *others)))}
    if slug == "terms":
        return say(_TERMS.msgid) % {"seller": f"{seller}, {identity.address}" if identity.address else seller}
    reach = f" {say(_REACH.msgid) % {'email': identity.email}}" if identity.email else ""
    chosen = f" {say(_MARKET_COOKIE.msgid)}" if settings.markets else ""
    return say(_PRIVACY.msgid) % {"seller": seller} + chosen + reach
