"""Consumers (B2C): anybody may buy for themselves, guest or not."""

from __future__ import annotations

from ecomkit.plugins.b2c.plugin import B2C

__all__ = ["B2C"]
