"""ecomkit: a plugin framework, shop generator and auditor for e-commerce."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ecomkit.kernel.markers import hookimpl
from ecomkit.kernel.plugin import Plugin

if TYPE_CHECKING:
    from ecomkit.shop import Shop, open_shop

__all__ = ["Plugin", "Shop", "__version__", "hookimpl", "open_shop"]

__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    """Load the shop only when somebody opens one: it brings the database with it."""
    if name in ("Shop", "open_shop"):
        from ecomkit import shop

        return getattr(shop, name)
    raise AttributeError(f"module 'ecomkit' has no attribute {name!r}")
