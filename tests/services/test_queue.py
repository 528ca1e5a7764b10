"""Jobs that take long, kill their worker, or are done."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select, update

from ecomkit.domain import Done, ExpireOrder, OrderById, OrderState, Refusal, RequestQuote
from ecomkit.hooks import Job
from ecomkit.jobs import LEASE, Gone, Queue
from ecomkit.jobs.queue import put
from ecomkit.sdk import Context, JobContext, Plugin, hookimpl
from ecomkit.services.worker import Worker
from ecomkit.shop import Shop
from ecomkit.storage.tables import contact, job, quote
from ecomkit.testing import Clock, Till, make_shop, parked_jobs, run_jobs, signed_in


class Chores(Plugin):
    """Work that a test looks at."""

    name = "chores"
    hook_api = 1

    @hookimpl
    def register_jobs(self) -> Sequence[Job]:
        """One that takes time, one that trips, one a quarter."""
        return [
            Job(name="slow", work=self.slow),
            Job(name="trips", work=self.trip),
            Job(name="rarely", work=self.slow, every=timedelta(days=90)),
        ]

    def slow(self, ctx: JobContext, payload: dict[str, str]) -> None:
        """Count each run; the clock goes on meanwhile."""
        DONE.append(ctx.key)
        CLOCKS[-1].forward(seconds=50)

    def trip(self, ctx: JobContext, payload: dict[str, str]) -> None:
        """An answer from outside lacks what was expected: tomorrow it may be there."""
        payload["amount"]

    @hookimpl
    def check_expire_order(self, ctx: Context, command: ExpireOrder) -> Sequence[Refusal]:
        """One order always makes trouble."""
        if command.order in TROUBLE:
            raise RuntimeError("trouble")
        return []


DONE: list[str] = []
CLOCKS: list[Clock] = []
TROUBLE: set[str] = set()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def shop(tmp_path: Path, clock: Clock) -> Any:
    DONE.clear()
    TROUBLE.clear()
    CLOCKS[:] = [clock]
    opened = make_shop(tmp_path, use=("b2c", "rates", "transfer", Chores), clock=clock)
    yield opened
    opened.close()


def leave(shop: Shop, name: str, *keys: str) -> None:
    def write(rows: Any) -> None:
        for key in keys:
            put(rows, plugin="chores", name=name, payload={}, key=key, run_at=shop.clock())

    shop.database.write(write)


def states(shop: Shop, name: str) -> list[str]:
    with shop.database.read() as rows:
        return [row.state for row in rows.all(select(job.c.state).where(job.c.name == name).order_by(job.c.key))]


def test_jobs_that_wait_behind_slow_ones_are_not_done_a_second_time_by_another_worker(shop: Shop, clock: Clock) -> None:
    leave(shop, "slow", "a", "b", "c")
    first, second = Worker(shop.core), Worker(shop.core)
    takes = {"a": 50, "b": 30, "c": 0}

    def work(ctx: JobContext, _payload: dict[str, str]) -> None:
        DONE.append(ctx.key)
        clock.forward(seconds=takes[ctx.key])
        if ctx.key == "b":
            second.run_ready()

    jobs: Any = shop.core.jobs
    jobs["chores", "slow"] = Job(name="slow", work=work)
    first.run_ready()
    assert sorted(DONE) == ["a", "b", "c"]
    assert states(shop, "slow") == ["done", "done", "done"]


def test_what_is_done_is_noted_before_the_next_begins(shop: Shop) -> None:
    leave(shop, "slow", "a", "b")
    seen: list[list[str]] = []
    jobs: Any = shop.core.jobs
    jobs["chores", "slow"] = Job(name="slow", work=lambda _ctx, _payload: seen.append(sorted(states(shop, "slow"))))
    shop.worker.run_ready()
    assert seen == [["running", "running"], ["done", "running"]]


def test_a_worker_that_says_it_is_still_at_it_keeps_its_job(shop: Shop, clock: Clock) -> None:
    """Also against one that saw the lease run out a moment before."""
    leave(shop, "slow", "a")
    owner, other = Queue(shop.database, "owner"), Queue(shop.database, "other")
    (mine,) = owner.claim(clock.now)
    clock.forward(seconds=LEASE.total_seconds() + 1)
    database: Any = shop.database
    write = database.write

    def say_so_first(work: Any) -> Any:
        database.write = write
        assert owner.keep(mine, clock.now)
        return write(work)

    database.write = say_so_first
    assert other.claim(clock.now) == ()
    assert not other.keep(mine, clock.now)


def test_a_missing_key_in_an_answer_is_tried_again_not_parked(shop: Shop, clock: Clock) -> None:
    leave(shop, "trips", "a")
    run_jobs(shop)
    assert states(shop, "trips") == ["waiting"]
    assert parked_jobs(shop) == ()


def test_a_job_that_ends_its_worker_every_time_is_parked_in_the_end(shop: Shop, clock: Clock) -> None:
    leave(shop, "slow", "a")
    killed = update(job).where(job.c.key == "a").values(state="running", attempts=99, claimed_until=clock.now)
    shop.database.write(lambda rows: rows.write(killed))
    clock.forward(seconds=1)
    shop.worker.run_ready()
    (parked,) = parked_jobs(shop)
    assert (parked.name, DONE) == ("slow", [])
    assert Gone.__name__ in parked.error


def test_a_claim_lasts_until_its_lease_is_over(shop: Shop, clock: Clock) -> None:
    leave(shop, "slow", "a")
    killed = update(job).where(job.c.key == "a").values(state="running", attempts=1, claimed_until=clock.now + LEASE)
    shop.database.write(lambda rows: rows.write(killed))
    assert shop.worker.run_ready() == 0
    clock.forward(seconds=LEASE.total_seconds() + 1)
    assert shop.worker.run_ready() == 1


def test_one_order_in_trouble_does_not_keep_the_others_from_expiring(shop: Shop, clock: Clock) -> None:
    placed = [Till.for_guest(shop).buy("MUG-BONE") for _ in range(4)]
    keys = [outcome.result for outcome in placed if isinstance(outcome, Done)]
    TROUBLE.update(keys[:2])
    clock.forward(days=8)
    run_jobs(shop)
    after = [shop.ask(shop.system(), OrderById(order=key)).state for key in keys]
    assert after == [OrderState.PLACED, OrderState.PLACED, OrderState.CANCELLED, OrderState.CANCELLED]


def test_jobs_done_long_ago_are_forgotten_but_not_the_one_of_a_period_that_goes_on(shop: Shop, clock: Clock) -> None:
    run_jobs(shop)
    before = counted(shop, clock.now)
    period = next(iter(shop.core.periods(clock.now)), "")
    assert period
    clock.now = _start_of_period(clock.now, 90)
    run_jobs(shop)
    runs = len(DONE)
    for _ in range(3):
        clock.forward(days=20)
        run_jobs(shop)
    assert len(DONE) == runs
    assert counted(shop, clock.now - timedelta(days=30)) < before
    assert states(shop, "rarely")[-1] == "done"


def _start_of_period(now: datetime, days: int) -> datetime:
    span = timedelta(days=days).total_seconds()
    return datetime.fromtimestamp((now.timestamp() // span + 1) * span, tz=now.tzinfo)


def counted(shop: Shop, before: datetime) -> int:
    with shop.database.read() as rows:
        found = select(func.count()).select_from(job).where(job.c.state == "done", job.c.run_at <= before)
        return int(rows.scalar(found))


def test_what_a_guest_wrote_and_never_ordered_with_is_forgotten(shop: Shop, clock: Clock) -> None:
    """Keys carry the real time, so the clock is turned far ahead of it."""
    ordered, left = Till.for_guest(shop), Till.for_guest(shop)
    assert isinstance(ordered.buy("LAMP"), Done)
    left.put("MUG-BONE")
    left.fill()
    shop.run(left.moment, RequestQuote(cart=left.cart))
    clock.now = datetime(2099, 1, 1, tzinfo=clock.now.tzinfo)
    run_jobs(shop)
    with shop.database.read() as rows:
        assert len(rows.all(select(contact))) == 1
        assert len(rows.all(select(quote))) == 1


def test_a_person_keeps_their_contact(shop: Shop, clock: Clock) -> None:
    ana = signed_in(shop)
    ana.put("LAMP")
    ana.fill()
    clock.now = datetime(2099, 1, 1, tzinfo=clock.now.tzinfo)
    run_jobs(shop)
    with shop.database.read() as rows:
        assert len(rows.all(select(contact))) == 1
