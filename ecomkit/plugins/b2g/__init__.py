"""Public buyers (B2G): price contests with sealed bids, opened by two people after the deadline."""

from __future__ import annotations

from ecomkit.plugins.b2g.plugin import B2G

__all__ = ["B2G"]
