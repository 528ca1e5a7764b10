"""What the shops of many tests are made of."""

from __future__ import annotations

__all__ = ["CONSUMERS"]

CONSUMERS = ("b2c", "rates", "transfer", "collection")
"""Anybody buys for themselves, by transfer or at the counter."""
