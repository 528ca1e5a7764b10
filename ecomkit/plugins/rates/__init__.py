"""Rates: tax and shipping by country, region and weight, from the shop's settings."""

from __future__ import annotations

from ecomkit.plugins.rates.plugin import Rates

__all__ = ["Rates"]
