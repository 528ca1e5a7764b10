"""How much of the time of its tasks a page had a processor: on a busy machine the rest is waiting that says nothing of the page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from playwright.sync_api import CDPSession, Page

__all__ = ["Spell", "TaskTime"]


class Spell(NamedTuple):
    """The tasks of a page over a while, in milliseconds: as the clock ran, and as its thread worked."""

    passed: float
    worked: float

    @property
    def waited(self) -> float:
        """How long the tasks waited for a processor."""
        return max(0.0, self.passed - self.worked)

    @property
    def share(self) -> float:
        """What part of the time they had one; 1 where there were none."""
        return min(1.0, self.worked / self.passed) if self.passed > 0 else 1.0


class TaskTime:
    """The tasks of a page, counted twice: by the clock, and by what the page's thread has worked.

    A throttled processor counts as work, so nothing waits on a machine with nothing else to do.
    """

    def __init__(self, page: Page) -> None:
        self._clock, self._work = (self._counted(page, domain) for domain in ("timeTicks", "threadTicks"))
        self._told = Spell(0, 0)

    def spell(self) -> Spell:
        """The tasks since this was asked last."""
        before, self._told = self._told, Spell(_spent(self._clock), _spent(self._work))
        if self._told.passed < before.passed or self._told.worked < before.worked:
            return self._told  # the page has moved to another process, which counts from the beginning
        return Spell(self._told.passed - before.passed, self._told.worked - before.worked)

    def worked(self, tasks: Sequence[Sequence[float]]) -> list[list[float]]:
        """Tasks of [start, duration in ms] by the clock, each as long as the page's thread worked at it."""
        share = self.spell().share
        return [[start, duration * share] for start, duration in tasks]

    @staticmethod
    def _counted(page: Page, domain: str) -> CDPSession:
        session = page.context.new_cdp_session(page)
        session.send("Performance.enable", {"timeDomain": domain})
        return session


def _spent(session: CDPSession) -> float:
    found = session.send("Performance.getMetrics")["metrics"]
    return 1000 * float(next((one["value"] for one in found if one["name"] == "TaskDuration"), 0))
