"""Jobs that come after events: of any plugin, written with the event, and never mistaken for another."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any, ClassVar

import pytest

from ecomkit.domain import Actor, ActorKind, CancelOrder, Channel, Context, Done, EventByKey, OrderPlaced, Policy, Who
from ecomkit.errors import NotFound, PluginError, StartError
from ecomkit.sdk import Command, Event, Job, JobContext, Operation, Plugin, WriteContext, hookimpl
from ecomkit.shop import Shop
from ecomkit.testing import Clock, Till, make_shop, parked_jobs, run_jobs, staff

USE = ("b2c", "rates", "transfer")


class BellRung(Event):
    """Somebody rang."""

    aggregate: ClassVar[str] = "bell"
    bell: str


class Ring(Command[None]):
    """Ring the bell"""

    bell: str


class Bell(Plugin):
    """A plugin of somebody else, with an event and a job that happens to carry the word."""

    name = "bell"
    hook_api = 1

    @hookimpl
    def register_events(self) -> Sequence[type[Event]]:
        """One."""
        return [BellRung]

    @hookimpl
    def register_commands(self) -> Sequence[Operation[Any]]:
        """One."""
        itself = Policy(permission="bell.ring", who=frozenset({Who.SYSTEM}))
        return [Operation(command=Ring, policy=itself, apply=self.ring, emits=(BellRung,))]

    @hookimpl
    def register_jobs(self) -> Sequence[Job]:
        """One that its command leaves behind."""
        return [Job(name="echo", work=lambda _ctx, payload: HEARD.append(("echo", payload["event"])))]

    def ring(self, ctx: WriteContext, command: Ring) -> None:
        """Emit, and leave a job behind."""
        ctx.emit(BellRung(bell=command.bell))
        ctx.enqueue("echo", {"event": "a word of its own"}, key=command.bell)


class Diary(Plugin):
    """Writes down what happens, whoever says it."""

    name = "diary"
    hook_api = 1

    @hookimpl
    def register_jobs(self) -> Sequence[Job]:
        """All events, and some."""
        return [
            Job(name="all", work=self.write, after=("*",)),
            Job(name="some", work=self.write, after=("order_placed", "order_cancelled"), attempts=1),
        ]

    def write(self, ctx: JobContext, payload: dict[str, str]) -> None:
        """Note the entry."""
        entry = ctx.ask(EventByKey(event=payload["event"]))
        HEARD.append((ctx.key.rpartition("/")[2], entry.name))

    @hookimpl
    def on_order_placed(self, ctx: JobContext, event: OrderPlaced) -> None:
        """A listener beside the jobs is a work of its own."""
        HEARD.append(("on", "order_placed"))


HEARD: list[tuple[str, str]] = []


@pytest.fixture
def shop(tmp_path: Path) -> Any:
    made = make_shop(tmp_path, use=(*USE, Bell, Diary))
    run_jobs(made)
    HEARD.clear()
    yield made
    made.close()


def placed(shop: Shop) -> str:
    outcome = Till.for_guest(shop).buy("LAMP")
    assert isinstance(outcome, Done)
    return outcome.result


def test_a_job_comes_after_the_events_that_it_names_and_after_all_of_them(shop: Shop) -> None:
    order = placed(shop)
    assert HEARD == []
    run_jobs(shop)
    assert sorted(HEARD) == [
        ("all", "order_placed"), ("all", "payment_started"), ("on", "order_placed"), ("some", "order_placed"),
    ]  # fmt: skip
    HEARD.clear()
    shop.run(staff(shop)(), CancelOrder(order=order))
    run_jobs(shop)
    assert ("some", "order_cancelled") in HEARD
    assert ("all", "order_cancelled") in HEARD


def test_another_plugins_event_is_heard_and_its_own_jobs_stay_its_own(shop: Shop) -> None:
    assert isinstance(shop.run(shop.system("bell"), Ring(bell="door")), Done)
    run_jobs(shop)
    assert sorted(HEARD) == [("all", "bell_rung"), ("echo", "a word of its own")]


class Grumpy(Plugin):
    """Breaks what it is asked about."""

    name = "grumpy"
    hook_api = 1

    @hookimpl
    def record_ring(self, ctx: WriteContext, command: Ring, events: Sequence[Event]) -> None:
        """After the event was written."""
        raise RuntimeError("no")


def test_what_was_rolled_back_is_never_told(tmp_path: Path) -> None:
    HEARD.clear()
    shop = make_shop(tmp_path, use=(*USE, Bell, Diary, Grumpy), catalogue=False)
    with pytest.raises(PluginError):
        shop.run(shop.system("bell"), Ring(bell="door"))
    run_jobs(shop)
    assert HEARD == []
    shop.close()


class DiaryWithoutJobs(Plugin):
    """The same plugin, after somebody took its jobs out."""

    name = "diary"
    hook_api = 1


def test_jobs_that_are_gone_are_parked_at_once(tmp_path: Path) -> None:
    shop = make_shop(tmp_path, use=(*USE, Bell, Diary))
    run_jobs(shop)
    HEARD.clear()
    placed(shop)
    shop.close()
    without = make_shop(tmp_path, use=(*USE, Bell, DiaryWithoutJobs), catalogue=False)
    run_jobs(without)
    assert {one.name for one in parked_jobs(without)} == {"all", "some", "on_order_placed"}
    assert all(one.error.startswith("Gone: ") for one in parked_jobs(without))
    assert HEARD == []
    without.close()


def test_an_entry_of_the_log_is_for_the_shop_itself(shop: Shop) -> None:
    placed(shop)
    key = _an_event(shop)
    assert shop.ask(shop.system(), EventByKey(event=key)).key == key
    for ctx in (staff(shop)(), _guest(shop)):
        with pytest.raises(NotFound):
            shop.ask(ctx, EventByKey(event=key))
    with pytest.raises(NotFound):
        shop.ask(shop.system(), EventByKey(event="none"))


def _guest(shop: Shop) -> Context:
    return shop.context(channel=Channel.WEB, actor=Actor(kind=ActorKind.GUEST, key="g"))


def _an_event(shop: Shop) -> str:
    from sqlalchemy import select

    from ecomkit.storage.tables import event

    with shop.database.read() as rows:
        return str(rows.scalar(select(event.c.id)))


def test_a_job_is_periodic_or_comes_after_events() -> None:
    with pytest.raises(ValueError, match="make two jobs of it"):
        Job(name="both", work=lambda *_: None, every=timedelta(days=1), after=("*",))


class Deaf(Plugin):
    """Waits for something that never comes."""

    name = "deaf"
    hook_api = 1

    @hookimpl
    def register_jobs(self) -> Sequence[Job]:
        """One, misspelt."""
        return [Job(name="wait", work=lambda *_: None, after=("order_place",))]


def test_an_event_that_nobody_declares_is_told_at_the_start(tmp_path: Path) -> None:
    with pytest.raises(StartError, match="Did you mean 'order_placed'") as caught:
        make_shop(tmp_path, use=(*USE, Deaf), clock=Clock())
    (problem,) = caught.value.problems
    assert (problem.code, problem.plugin) == ("event.unknown", "deaf")
    assert problem.file is not None
    assert problem.file.endswith("test_jobs_after_events.py")
