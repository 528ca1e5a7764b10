"""Words: gettext catalogues of core and plugins, by locale."""

from __future__ import annotations

import gettext
from functools import lru_cache
from pathlib import Path

from ecomkit.kernel import Registry

__all__ = ["translations"]

_CORE = Path(__file__).parent.parent / "locales"


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
