"""The queue: job rows written with the change that asked for them, claimed in batches by workers."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete, func, insert, or_, select, update

from ecomkit.domain import new_id
from ecomkit.storage.database import Database, Rows
from ecomkit.storage.tables import job

__all__ = ["LEASE", "Claimed", "Gone", "Queue", "forget", "put", "put_after"]

_KNOWN = select(job.c.id).where(job.c.key == bindparam("key"))
_NEW = insert(job)
_IS_READY = or_(
    (job.c.state == "waiting") & (job.c.run_at <= bindparam("now")),
    (job.c.state == "running") & (job.c.claimed_until < bindparam("now")),
)
_READY = select(job).where(_IS_READY).order_by(job.c.run_at, job.c.id).limit(bindparam("limit"))
_CLAIM = (
    update(job)
    .where(job.c.id == bindparam("of"), job.c.attempts == bindparam("before"), _IS_READY)
    .values(
        state="running", attempts=job.c.attempts + 1, claimed_by=bindparam("worker"), claimed_until=bindparam("until")
    )
)
_MINE = update(job).where(
    job.c.id == bindparam("of"), job.c.claimed_by == bindparam("worker"), job.c.state == "running"
)
_KEEP = _MINE.values(claimed_until=bindparam("until"))
_DONE = _MINE.values(state="done", error="", claimed_until=None)
_AGAIN = _MINE.values(state="waiting", run_at=bindparam("at"), error=bindparam("why"), claimed_until=None)
_PARK = _MINE.values(state="parked", error=bindparam("why"), claimed_until=None)
LEASE = timedelta(seconds=60)
"""For how long a job is a worker's own, unless it says that it is still at it."""


class Gone(LookupError):
    """Work that nobody can do while a plugin is away: parked at once, for trying again would not help."""


@dataclass(frozen=True, slots=True)
class Claimed:
    """A job that a worker has for itself for a while. `attempts` counts this one."""

    id: str
    plugin: str
    name: str
    payload: dict[str, str]
    key: str
    run_at: datetime
    attempts: int


def put(rows: Rows, *, plugin: str, name: str, payload: Mapping[str, str], key: str, run_at: datetime) -> None:
    """Leave a job behind in the running transaction; a second one with the same key is the same job."""
    if rows.first(_KNOWN, key=key) is None:
        rows.write(_NEW, **_waiting(plugin, name, payload, key, run_at))


def put_after(rows: Rows, event: str, followers: Iterable[tuple[str, str, str]], run_at: datetime) -> None:
    """Leave the jobs behind that follow an event just written: plugin, name and what tells it from the event's other jobs."""
    payload = {"event": event}
    rows.write_many(
        _NEW, [_waiting(plugin, name, payload, f"{event}/{key}", run_at) for plugin, name, key in followers]
    )


def _waiting(plugin: str, name: str, payload: Mapping[str, str], key: str, run_at: datetime) -> dict[str, object]:
    return {
        "id": new_id(), "plugin": plugin, "name": name, "payload": json.dumps(dict(payload)), "key": key, "run_at": run_at,
        "state": "waiting", "attempts": 0, "error": "",
    }  # fmt: skip


def forget(rows: Rows, before: datetime, but: Collection[str]) -> int:
    """Delete jobs done or dropped long ago, but those whose key still says that they were (a period that is not over)."""
    old = delete(job).where(job.c.state.in_(("done", "dropped")), job.c.run_at < before, job.c.key.not_in(list(but)))
    return rows.write(old)


class Queue:
    """What a worker does with the job table."""

    def __init__(self, database: Database, worker: str) -> None:
        self._database = database
        self._worker = worker

    def claim(self, now: datetime, limit: int = 20) -> tuple[Claimed, ...]:
        """Take jobs that are due, and those whose worker went silent. Two workers never hold one job."""
        with self._database.read() as rows:
            ready = rows.all(_READY, now=now, limit=limit)
        if not ready:
            return ()

        def take(rows: Rows) -> tuple[Claimed, ...]:
            until = now + LEASE
            mine = [
                row for row in ready
                if rows.write(_CLAIM, of=row.id, before=row.attempts, worker=self._worker, until=until, now=now)
            ]  # fmt: skip
            return tuple(
                Claimed(r.id, r.plugin, r.name, json.loads(r.payload), r.key, r.run_at, r.attempts + 1) for r in mine
            )

        return self._database.write(take)

    def keep(self, one: Claimed, now: datetime) -> bool:
        """Say that a job is still worked on; false where it was taken for lost, and another worker has it."""

        def note(rows: Rows) -> bool:
            return bool(rows.write(_KEEP, of=one.id, worker=self._worker, until=now + LEASE))

        return self._database.write(note)

    def finish(self, done: Sequence[Claimed]) -> None:
        """Note that jobs are done, in one commit."""

        def note(rows: Rows) -> None:
            for one in done:
                rows.write(_DONE, of=one.id, worker=self._worker)

        if done:
            self._database.write(note)

    def fail(self, one: Claimed, why: str, *, again_at: datetime | None) -> None:
        """Note a failure: tried again at a later time, or parked in sight of the staff."""

        def note(rows: Rows) -> None:
            if again_at is None:
                rows.write(_PARK, of=one.id, worker=self._worker, why=why)
            else:
                rows.write(_AGAIN, of=one.id, worker=self._worker, why=why, at=again_at)

        self._database.write(note)

    def depth(self) -> dict[str, int]:
        """How many jobs there are in each state."""
        with self._database.read() as rows:
            found = rows.all(select(job.c.state, func.count().label("n")).group_by(job.c.state))
        return {row.state: row.n for row in found}
