"""Promotions: rules that lower prices in the cart, coupons, and how often each may be used."""

from __future__ import annotations

from ecomkit.plugins.promotions.plugin import Promotions

__all__ = ["Promotions"]
