"""Mexican consumer law: what art. 76 bis of the LFPC asks of a shop on line."""

from __future__ import annotations

from ecomkit.plugins.law_mx.plugin import LawMX

__all__ = ["LawMX"]
