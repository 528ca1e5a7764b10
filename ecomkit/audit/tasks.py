"""How much of the time of its tasks a page had a processor: on a busy machine the rest is waiting that says nothing of the page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import CDPSession, Page

__all__ = ["TaskTime"]


class TaskTime:
    """The tasks of a page, counted twice: by the clock, and by what the page's thread has worked.

    A throttled processor counts as work, so the share is 1 on a machine with nothing else to do.
    """

    def __init__(self, page: Page) -> None:
        self._clock, self._work = (self._counted(page, domain) for domain in ("timeTicks", "threadTicks"))

    def worked(self, tasks: Sequence[Sequence[float]]) -> list[list[float]]:
        """Tasks of [start, duration in ms] by the clock, each as long as the page's thread worked at it."""
        passed, worked = _spent(self._clock), _spent(self._work)
        share = min(1.0, worked / passed) if passed > 0 else 1.0
        return [[start, duration * share] for start, duration in tasks]

    @staticmethod
    def _counted(page: Page, domain: str) -> CDPSession:
        session = page.context.new_cdp_session(page)
        session.send("Performance.enable", {"timeDomain": domain})
        return session


def _spent(session: CDPSession) -> float:
    found = session.send("Performance.getMetrics")["metrics"]
    return float(next((one["value"] for one in found if one["name"] == "TaskDuration"), 0))
