"""Jobs: the port for durable asynchronous work, and its table."""

from __future__ import annotations

from ecomkit.jobs.queue import LEASE, Claimed, Gone, Queue

__all__ = ["LEASE", "Claimed", "Gone", "Queue"]
