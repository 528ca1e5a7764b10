"""ecomkit: a plugin framework, shop generator and auditor for e-commerce."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ecomkit.kernel.markers import hookimpl
    from ecomkit.kernel.plugin import Plugin
    from ecomkit.shop import Shop, open_shop

__all__ = ["Plugin", "Shop", "__version__", "hookimpl", "open_shop"]

__version__ = "0.1.0"

_PLACES = {
    "Plugin": "ecomkit.kernel.plugin",
    "Shop": "ecomkit.shop",
    "hookimpl": "ecomkit.kernel.markers",
    "open_shop": "ecomkit.shop",
}


def __getattr__(name: str) -> Any:
    """Load a name when it is first asked for, so that `ecomkit --help` costs no more than click does."""
    if name in _PLACES:
        return getattr(import_module(_PLACES[name]), name)
    raise AttributeError(f"module 'ecomkit' has no attribute {name!r}")
