"""Loyalty: points with each order, taken back on refund, spent as payment."""

from __future__ import annotations

from stranger_loyalty.plugin import Loyalty

__all__ = ["Loyalty"]
