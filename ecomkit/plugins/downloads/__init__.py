"""Downloads: files that an order brings, for as often and as long as the shop says."""

from __future__ import annotations

from ecomkit.plugins.downloads.plugin import Downloads

__all__ = ["Downloads"]
