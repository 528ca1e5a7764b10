"""Payment on collection: the customer pays where they collect."""

from __future__ import annotations

from ecomkit.plugins.collection.plugin import Collection

__all__ = ["Collection"]
