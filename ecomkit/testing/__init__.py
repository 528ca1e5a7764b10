"""The public kit for plugin and shop authors: real shops in a temporary folder, a clock to turn, and sign-ins."""

from __future__ import annotations

from ecomkit.testing.faults import FaultPoints
from ecomkit.testing.shops import Clock, Till, make_shop, settings_for

__all__ = ["Clock", "FaultPoints", "Till", "make_shop", "settings_for"]
