"""The site: one shop on the web, with everything that its pages are made of."""

from __future__ import annotations

import hashlib
import hmac
from collections import Counter
from collections.abc import Callable
from gettext import NullTranslations
from types import SimpleNamespace
from urllib.parse import urlsplit

from ecomkit.domain import new_token
from ecomkit.services.core import Core
from ecomkit.services.words import locale_in, translations
from ecomkit.settings import Settings
from ecomkit.shop import Shop
from ecomkit.web.cache import PageCache
from ecomkit.web.lanes import Lanes
from ecomkit.web.limits import Limiter
from ecomkit.web.models.frame import Paths, Visitor
from ecomkit.web.pictures import Pictures
from ecomkit.web.rendering import Templates, static_folders
from ecomkit.web.static import StaticFiles
from ecomkit.web.texts import TextPages

__all__ = ["Site", "metrics_token"]

_PATHS = Paths()


def metrics_token(secret: str) -> str:
    """What `/metrics` asks of a caller from another machine: `Authorization: Bearer <this>`."""
    return hmac.new(secret.encode(), b"metrics", hashlib.sha256).hexdigest()


class Site:
    """A shop on the web. `dev` shows why a price is what it is, and reads templates again when they change."""

    def __init__(self, shop: Shop, *, dev: bool = False) -> None:
        self.shop = shop
        self.dev = dev
        plugins = shop.registry.plugins
        self.static = StaticFiles(static_folders(shop.folder, plugins), self._own_files("css"))
        self.templates = Templates(shop.folder, shop.registry, self.static.url, shop.settings.shop.languages, dev=dev)
        self.pictures = Pictures(shop.folder / "catalogue" / "pictures")
        self.texts = TextPages(shop.folder / "pages", shop.settings, self._speak)
        self.lanes = Lanes(sqlite=shop.database.is_sqlite)
        self.cache = PageCache(shop.clock)
        self.sign_ins = Limiter(shop.clock)
        self.ways_back = Limiter(shop.clock, most=5)
        self.counters: Counter[str] = Counter()
        self.stylesheets = tuple(self.static.url(name) for name in self.static.sheets)
        self.scripts = tuple(self.static.url(name) for name in self._own_files("js") if name in self.static)
        self.providers = tuple(
            sorted({origin for one in self.core.methods.values() if (origin := _origin(one.provider))})
        )

    @property
    def core(self) -> Core:
        """What commands and queries go by."""
        return self.shop.core

    @property
    def settings(self) -> Settings:
        """The shop's settings."""
        return self.shop.settings

    @property
    def secure(self) -> bool:
        """Whether customers reach it by TLS."""
        return self.settings.shop.url.startswith("https:")

    def _speak(self, language: str) -> Callable[[str], str]:
        return self.words(locale_in(self.core.facts, language)).gettext

    def words(self, locale: str) -> NullTranslations:
        """What the pages of a locale say."""
        return translations(locale, self.shop.registry, self.shop.folder)

    def new_token(self) -> str:
        """An unguessable token."""
        return new_token()

    def cart_link(self, locale: str, visitor: Visitor) -> bytes:
        """The link to a cart as it stands in the header of every page."""
        return self.templates.cart_link(SimpleNamespace(visitor=visitor, paths=_PATHS), locale=locale).encode()

    def _own_files(self, kind: str) -> tuple[str, ...]:
        """Each plugin's `static/<plugin>.<kind>` and the shop's `theme/static/theme.<kind>` are on every page."""
        return (*(f"{plugin.name}/{plugin.name}.{kind}" for plugin in self.shop.registry.plugins), f"theme.{kind}")


def _origin(provider: object) -> str:
    """Where a provider's own pages are: forms may lead there (CSP `form-action` holds for redirects too)."""
    parts = urlsplit(str(getattr(provider, "origin", "") or ""))
    return f"{parts.scheme}://{parts.netloc}" if parts.scheme in ("http", "https") and parts.netloc else ""
