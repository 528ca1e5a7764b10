"""Companies (B2B): several people buy for one company, at its prices, within its limits, on its account."""

from __future__ import annotations

from ecomkit.plugins.b2b.plugin import B2B

__all__ = ["B2B"]
