"""Coming back: home once more under the same throttling, with what the first visit left in the browser's cache."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

from ecomkit.audit.evidence import Stage
from ecomkit.audit.loads import CUT_OFF_MS, slowed
from ecomkit.audit.look import script
from ecomkit.audit.tasks import TaskTime
from ecomkit.audit.trials import SecondVisit, second_limit

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import CDPSession, Page

    from ecomkit.audit.evidence import Load
    from ecomkit.audit.loads import Stand
    from ecomkit.audit.trying.bench import Bench
    from ecomkit.audit.walk import Walk

__all__ = ["SLOWER", "come_back", "visit_again"]

_MORE = 2
"""How many more pairs of visits are made, cold and warm, where coming back takes too long; the medians count."""

_REST_MS = 200
"""After the first visit, besides the time for which its scripts are watched: what loads late is kept too."""

SLOWER = 4
"""How many times slower the processor is than this machine's."""
_SLOW_4G = {"offline": False, "latency": 150, "downloadThroughput": 1_600_000 / 8, "uploadThroughput": 750_000 / 8}

_LOADED = "() => performance.getEntriesByType('navigation')[0]?.loadEventEnd || 0"


def come_back(walk: Walk, stand: Stand) -> None:
    """Come back to home where it was just loaded for the first time, with what that left in the browser's cache."""
    walk.back_ms = _Return(stand.page, stand.session, stand.tasks, stand.page.url, walk.driver.pace).visit()


def visit_again(bench: Bench) -> SecondVisit | None:
    """How long home takes the second time, beside its first throttled load. None where there was no first one.

    What was seen on the way will do where it is soon enough; else all is done anew, more often.
    """
    first = next((load for load in bench.evidence.loads if load.name == Stage.HOME and not load.timed_out), None)
    if first is None:
        return None
    first_ms, back_ms = float(first.load), bench.walk.back_ms
    if back_ms is not None and back_ms <= second_limit(first_ms):
        return _visits(first, first_ms, back_ms)
    with bench.context(bench.state) as context:
        bench.walk.lock.watch_load(context, payment=False)
        page = context.new_page()
        page.add_init_script(script("observe.js"))
        bench.walk.driver.pace()
        page.goto(first.url, wait_until="load", timeout=CUT_OFF_MS)
        page.wait_for_timeout(_REST_MS)
        bench.note_motion(page, first.url)
        session = context.new_cdp_session(page)
        session.send("Network.enable")
        session.send("Network.emulateNetworkConditions", _SLOW_4G)
        visitor = _Return(page, session, TaskTime(page), first.url, bench.walk.driver.pace)
        second_ms = visitor.visit()
        if second_ms > second_limit(first_ms):
            again = [(visitor.visit(cold=True), visitor.visit()) for _ in range(_MORE)]
            first_ms, second_ms = median(cold for cold, _ in again), median([second_ms, *(warm for _, warm in again)])
    return _visits(first, first_ms, second_ms)


def _visits(first: Load, first_ms: float, second_ms: float) -> SecondVisit:
    return SecondVisit(name=Stage.HOME, url=first.url, first_ms=round(first_ms), second_ms=round(second_ms))


@dataclass(frozen=True, slots=True)
class _Return:
    """Coming back to a page, as often as asked for."""

    page: Page
    session: CDPSession
    tasks: TaskTime
    url: str
    pace: Callable[[], None]

    def visit(self, *, cold: bool = False) -> float:
        """How long one visit takes, in milliseconds, less what the page waited for a processor that others had.

        `cold`: with nothing of what the browser has kept.
        """
        self.page.goto("about:blank")
        self.pace()
        self.session.send("Network.setCacheDisabled", {"cacheDisabled": cold})
        self.tasks.spell()
        with slowed(self.session, SLOWER):
            self.page.goto(self.url, wait_until="load", timeout=CUT_OFF_MS)
        took = float(self.page.evaluate(_LOADED) or CUT_OFF_MS)
        return max(0.0, took - self.tasks.spell().waited)
