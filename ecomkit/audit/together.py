"""Doing several things in one browser at the same time: while one waits for its page, another goes on."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from contextlib import suppress

from greenlet import GreenletExit, getcurrent, greenlet  # type: ignore[import-untyped]

__all__ = ["together"]


def together(jobs: list[Callable[[], None]], lanes: int) -> None:
    """Do all jobs, so many at a time, each on pages of its own. They take turns wherever they wait for the browser.

    An error of one is raised when the others are done; an interruption ends them all. To be called by who started the browser.
    """
    if lanes < 2 or len(jobs) < 2:
        for job in jobs:
            job()
        return
    _Lanes(jobs).run(min(lanes, len(jobs)))


class _Lanes:
    """Threads of control that share the driver's one loop, as its own event listeners do."""

    def __init__(self, jobs: list[Callable[[], None]]) -> None:
        self._jobs = deque(jobs)
        self._loop = asyncio.get_running_loop()
        self._here = getcurrent()
        self._working = self._waiting = False
        self._open: list[greenlet] = []
        self._errors: list[BaseException] = []

    def run(self, lanes: int) -> None:
        begun = self._loop.call_soon(self._begin, lanes - 1)
        self._working = True
        try:
            self._work()
        except BaseException as error:  # noqa: BLE001 - it is raised when the other lanes have come to an end
            self._stop(error)
        self._working = False
        begun.cancel()
        while self._open:
            try:
                self._wait()
            except BaseException as error:  # noqa: BLE001 - who waits here may be interrupted too
                self._stop(error)
        if self._errors:
            raise next((e for e in self._errors if not isinstance(e, Exception)), self._errors[0])

    def _begin(self, lanes: int) -> None:
        """Called by the loop: each lane runs until it waits for the first time."""
        for _ in range(lanes):
            lane = greenlet(self._lane)
            self._open.append(lane)
            lane.switch()

    def _lane(self) -> None:
        try:
            self._work()
        except GreenletExit:
            pass
        except BaseException as error:  # noqa: BLE001 - it is raised where the lanes come together
            self._stop(error)
            if self._working:
                self._loop.call_soon(self._here.throw, error)
        finally:
            with suppress(ValueError):  # where the driver is gone, nobody waits for a lane any more
                self._open.remove(getcurrent())
            self._loop.call_soon(self._wake)

    def _work(self) -> None:
        while self._jobs:
            job = self._jobs.popleft()
            try:
                job()
            except Exception as error:  # noqa: BLE001 - the other jobs are done all the same
                self._errors.append(error)

    def _stop(self, error: BaseException) -> None:
        """An interruption: nothing more is begun, and who waits is told to come to an end."""
        self._errors.append(error)
        self._jobs.clear()
        me = getcurrent()
        for lane in self._open:
            if lane is not me:
                self._loop.call_soon(self._end, lane)

    def _end(self, lane: greenlet) -> None:
        if not lane.dead:
            lane.throw()

    def _wait(self) -> None:
        """Let the loop go on until a lane has come to an end. Where the driver is gone none ever will."""
        driver = self._open[0].parent
        if driver is None or driver.dead:
            self._open.clear()
            return
        self._waiting = True
        try:
            driver.switch()
        finally:
            self._waiting = False

    def _wake(self) -> None:
        if self._waiting:
            self._here.switch()
