"""Employees (B2E): people of an employer buy with a monthly allowance, at prices of their own."""

from __future__ import annotations

from ecomkit.plugins.b2e.plugin import B2E

__all__ = ["B2E"]
