"""The worker: runs jobs and tells plugins of events, outside transactions, until it is stopped."""

from __future__ import annotations

import logging
import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from sqlalchemy import bindparam, select

from ecomkit.domain import Actor, ActorKind, Channel, JobContext, new_id
from ecomkit.errors import NotFinished
from ecomkit.jobs import LEASE, Claimed, Gone, Queue
from ecomkit.jobs.queue import put
from ecomkit.services.core import Core
from ecomkit.services.gate import Gate
from ecomkit.services.reader import Outside
from ecomkit.services.words import main_locale
from ecomkit.storage import log
from ecomkit.storage.database import RETRIED, Rows
from ecomkit.storage.tables import job as table

__all__ = ["Worker", "job_context"]

_LOG = logging.getLogger("ecomkit.worker")
_PLANNED = select(table.c.key).where(table.c.key.in_(bindparam("keys", expanding=True)))
_FIRST_WAIT = 2
_LONGEST_WAIT = 3600
_EVENT_ATTEMPTS = 8
_AWAY = 2.0
# A worker that is killed for other reasons counts an attempt, too: a job is given up on much later than by failing.
_LIVES = 3


def job_context(core: Core, *, plugin: str, key: str) -> JobContext:
    """The moment in which a plugin's job, listener or seed runs: outside transactions, as the plugin itself."""
    return JobContext(
        shop=core.facts, channel=Channel.JOB, actor=Actor(kind=ActorKind.SYSTEM, key=plugin), buyer=None,
        locale=main_locale(core.facts), currency=core.facts.currency, now=core.clock(), db=Outside(core.database), door=Gate(core),
        plugin=plugin, key=key,
    )  # fmt: skip


class Worker:
    """Claims jobs in batches and runs them one by one. Several workers may run beside each other."""

    def __init__(self, core: Core) -> None:
        self._core = core
        self._clock = core.clock
        self._queue = Queue(core.database, f"{socket.gethostname()}/{os.getpid()}/{new_id()[-6:]}")

    def run_until(self, stopped: threading.Event, *, pause: float = 0.25) -> None:
        """Work until `stopped` is set; a job that is running is finished first."""
        while not stopped.is_set():
            try:
                self.plan()
                wait = 0.0 if self.run_ready() else pause
            except (*RETRIED, NotFinished) as error:
                _LOG.warning("the database cannot be used just now: %s", error)
                wait = max(pause, _AWAY)
            if wait:
                self._core.post.hang_up()
                stopped.wait(wait)

    def plan(self) -> None:
        """Put periodic jobs into the queue: one for each period, by key, whichever worker comes first."""
        now = self._clock()
        with self._core.database.read() as rows:
            wanted = self._core.periods(now)
            known = {row.key for row in rows.all(_PLANNED, keys=list(wanted))}
        missing = {key: name for key, name in wanted.items() if key not in known}
        if missing:
            self._core.database.write(lambda rows: self._put(rows, missing, now))

    def _put(self, rows: Rows, missing: dict[str, tuple[str, str]], now: datetime) -> None:
        for key, (plugin, name) in missing.items():
            put(rows, plugin=plugin, name=name, payload={}, key=key, run_at=now)

    def run_ready(self) -> int:
        """Run what is due; gives how many jobs were claimed."""
        start = self._clock()
        claimed = self._queue.claim(start)
        if not claimed:
            return 0
        with self._grip() as held:
            for one in claimed:
                if self._clock() - start > LEASE / 3 and not self._queue.keep(one, self._clock()):
                    continue
                held[:] = [one]
                try:
                    self._run(one)
                except Exception as error:  # noqa: BLE001 - an observer's failure is isolated, retried, then parked
                    self._failed(one, error)
                else:
                    self._queue.finish([one])
        return len(claimed)

    @contextmanager
    def _grip(self) -> Iterator[list[Claimed]]:
        """Hold on to the job in the list while it takes its time, so that nobody does it a second time beside this one."""
        over, held = threading.Event(), list[Claimed]()

        def keep() -> None:
            while not over.wait(LEASE.total_seconds() / 3):
                for one in tuple(held):
                    try:
                        self._queue.keep(one, self._clock())
                    except (*RETRIED, NotFinished) as error:
                        _LOG.warning("job %s/%s could not be held on to: %s", one.plugin, one.name, error)

        thread = threading.Thread(target=keep, name="ecomkit-grip", daemon=True)
        thread.start()
        try:
            yield held
        finally:
            over.set()
            thread.join()

    def _run(self, one: Claimed) -> None:
        if one.attempts > _LIVES * self._most(one):
            raise Gone("the worker ended each time it came to this job: look at what it does, then start it again")
        job = self._core.jobs.get((one.plugin, one.name))
        if job is not None:
            job.work(self._context(one), one.payload)
        elif one.name.startswith("on_") and "event" in one.payload:
            self._tell(one)
        else:
            raise Gone(f"job {one.name!r} of plugin {one.plugin!r} is gone: enable the plugin again, or drop the job")

    def _tell(self, one: Claimed) -> None:
        with self._core.database.read() as rows:
            logged = log.entry(rows, one.payload["event"])
        kind = self._core.events.get(logged.name) if logged else None
        if logged is None or kind is None:
            raise Gone(f"event {one.payload['event']} is of a kind that no enabled plugin declares")
        listener = next((i for i in self._core.hooks.listeners(kind) if i.plugin == one.plugin), None)
        if listener is None:
            raise Gone(f"plugin {one.plugin!r} no longer listens to {logged.name}: enable it again, or drop the job")
        listener.call(ctx=self._context(one), event=kind.model_validate_json(logged.payload))

    def _context(self, one: Claimed) -> JobContext:
        return job_context(self._core, plugin=one.plugin, key=one.key)

    def _most(self, one: Claimed) -> int:
        job = self._core.jobs.get((one.plugin, one.name))
        return job.attempts if job else _EVENT_ATTEMPTS

    def _failed(self, one: Claimed, error: Exception) -> None:
        why = f"{type(error).__name__}: {error}"[:2000]
        wait = min(_LONGEST_WAIT, _FIRST_WAIT * 4 ** (one.attempts - 1))
        again = (
            self._clock() + timedelta(seconds=wait)
            if one.attempts < self._most(one) and not isinstance(error, Gone)
            else None
        )
        _LOG.warning("job %s/%s failed (%d): %s", one.plugin, one.name, one.attempts, why)
        self._queue.fail(one, why, again_at=again)
