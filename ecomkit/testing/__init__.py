"""The public kit for plugin and shop authors: real shops in a temporary folder, a clock to turn, jobs, books and a browser."""

from __future__ import annotations

from ecomkit.testing.browsing import Browser
from ecomkit.testing.faults import FaultPoints
from ecomkit.testing.network import no_network_while_writing
from ecomkit.testing.running import PASSWORD, ParkedJob, findings, parked_jobs, plant, run_jobs, signed_in, staff
from ecomkit.testing.shops import Clock, Till, make_shop, settings_for

__all__ = [
    "Browser",
    "Clock",
    "FaultPoints",
    "PASSWORD",
    "ParkedJob",
    "Till",
    "findings",
    "make_shop",
    "no_network_while_writing",
    "parked_jobs",
    "plant",
    "run_jobs",
    "settings_for",
    "signed_in",
    "staff",
]
