"""Reviews: what customers said of a product, brought along from elsewhere."""

from __future__ import annotations

from ecomkit.plugins.reviews.plugin import Reviews

__all__ = ["Reviews"]
