"""Work: what staff may do about jobs that were given up."""

from __future__ import annotations

from ecomkit.domain.command import Command

__all__ = ["DropJob", "RetryJob"]


class RetryJob(Command[None]):
    """Try again

    A parked job runs again at once, with all its attempts before it.
    """

    job: str


class DropJob(Command[None]):
    """Drop a job

    A parked job that nobody needs any more; it stays in the table as dropped.
    """

    job: str
