"""Jobs: the port for durable asynchronous work, and its table."""

from __future__ import annotations

from ecomkit.jobs.queue import Claimed, Queue

__all__ = ["Claimed", "Queue"]
