"""Bank transfer: the customer sends the money, staff see it come in."""

from __future__ import annotations

from ecomkit.plugins.transfer.plugin import Transfer

__all__ = ["Transfer"]
