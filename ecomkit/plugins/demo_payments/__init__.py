"""Card payments by the demo gateway, or by any provider that speaks its protocol."""

from __future__ import annotations

from ecomkit.plugins.demo_payments.plugin import DemoPayments

__all__ = ["DemoPayments"]
