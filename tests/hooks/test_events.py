"""What plugins add to what can be asked of the shop: commands, queries, events, durable work, hooks of their own."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from types import ModuleType
from typing import Any, ClassVar

import pytest
from sqlalchemy import select

from ecomkit.domain import ApprovalNeeded, Done, OrderPlaced, PlaceOrder, Refusal, Refused
from ecomkit.errors import NotFound, PluginError
from ecomkit.sdk import (
    Command,
    Context,
    Event,
    Job,
    JobContext,
    Lookup,
    Operation,
    Plugin,
    Policy,
    Query,
    Refuse,
    Spec,
    Who,
    WriteContext,
    hookimpl,
    hookspec,
    specs_from,
    text,
)
from ecomkit.services.worker import job_context
from ecomkit.shop import Shop
from ecomkit.storage.tables import account
from ecomkit.storage.tables import event as log
from ecomkit.testing import Clock, Till, findings, run_jobs, signed_in, staff
from tests.hooks.scene import ANYONE, done, shop_with

STAFF = Policy(permission="staff.bell", who=frozenset({Who.PERMITTED, Who.SYSTEM}))


class Ring(Command[int]):
    """Ring the bell"""

    times: int = 1


class Bell(Plugin):
    """A bell that staff ring."""

    name = "bell"
    hook_api = 1

    @hookimpl
    def register_commands(self) -> Sequence[Operation[Any]]:
        return [Operation(command=Ring, policy=STAFF, apply=_ring)]


def _ring(ctx: WriteContext, command: Ring) -> int:
    if command.times > 3:
        raise Refuse.because("too_loud", text("Three times at most."), rule="bell")
    return command.times


def test_a_command_passes_the_gate_like_core_s(tmp_path: Path) -> None:
    shop = shop_with(tmp_path, Bell)
    clerk = staff(shop)
    assert done(shop.run(clerk(), Ring(times=2))) == 2
    assert [code(shop.run(clerk(), Ring(times=4))), code(shop.run(Till.for_guest(shop).moment, Ring()))] == [
        "too_loud", "not_permitted",
    ]  # fmt: skip
    assert shop.run(clerk(), Ring(times=3), key="one") == shop.run(clerk(), Ring(times=3), key="one")
    assert code(shop.run(clerk(), Ring(times=1), key="one")) == "key_reused"
    shop.close()


def code(outcome: Any) -> str:
    assert isinstance(outcome, Refused), outcome
    return outcome.refusals[0].code


class HowOften(Query[int]):
    """How often it rang."""


class Counter(Plugin):
    """Knows how often."""

    name = "counter"
    hook_api = 1

    @hookimpl
    def register_queries(self) -> Sequence[Lookup[Any]]:
        return [Lookup(query=HowOften, policy=STAFF, answer=lambda ctx, query: 7)]


def test_a_query_is_answered_to_those_it_is_for(tmp_path: Path) -> None:
    shop = shop_with(tmp_path, Counter)
    assert shop.ask(staff(shop)(), HowOften()) == 7
    with pytest.raises(NotFound):
        shop.ask(signed_in(shop).moment, HowOften())
    shop.close()


class Toll(Command[None]):
    """Toll"""


class BellTolled(Event):
    """It tolled."""

    aggregate: ClassVar[str] = "belfry"
    belfry: str


class Belfry(Plugin):
    """Says when it tolls, and hears it."""

    name = "belfry"
    hook_api = 1

    @hookimpl
    def register_events(self) -> Sequence[type[Event]]:
        return [BellTolled]

    @hookimpl
    def register_commands(self) -> Sequence[Operation[Any]]:
        return [
            Operation(
                command=Toll,
                policy=STAFF,
                emits=(BellTolled,),
                apply=lambda ctx, _: ctx.emit(BellTolled(belfry="north")),
            ),
            Operation(command=Ring, policy=STAFF, apply=_ring),
        ]

    @hookimpl
    def on_bell_tolled(self, ctx: JobContext, event: BellTolled) -> None:
        ctx.run(Ring(times=4) if event.belfry != "north" else Ring(), key=f"answer/{ctx.key}")

    @hookimpl
    def record_ring(self, ctx: WriteContext, command: Ring, events: tuple[Event, ...]) -> None:
        ctx.ledger.open("belfry.rung", currency="EUR", owner="belfry")


def test_an_event_is_logged_heard_and_part_of_a_chain_that_verifies(tmp_path: Path) -> None:
    shop = shop_with(tmp_path, Belfry)
    done(shop.run(staff(shop)(), Toll()))
    assert run_jobs(shop) > 0
    with shop.database.read() as rows:
        (entry,) = rows.all(select(log).where(log.c.aggregate == "belfry"))
        assert (entry.subject, entry.name, entry.command) == ("north", "bell_tolled", "toll")
        assert rows.scalar(select(account.c.key).where(account.c.key == "belfry.rung")) == "belfry.rung"
    assert findings(shop) == ()
    shop.close()


class Sexton(Plugin):
    """Rings once an hour."""

    name = "sexton"
    hook_api = 1

    @hookimpl
    def register_commands(self) -> Sequence[Operation[Any]]:
        return [Operation(command=Ring, policy=STAFF, apply=_ring)]

    @hookimpl
    def register_jobs(self) -> Sequence[Job]:
        return [Job(name="hour", work=lambda ctx, _: _note(ctx), every=timedelta(hours=1))]


def _note(ctx: JobContext) -> None:
    HEARD.append(ctx.key)
    ctx.run(Ring(), key=ctx.key)


HEARD: list[str] = []


def test_a_job_runs_once_a_period(tmp_path: Path) -> None:
    HEARD.clear()
    clock = Clock()
    shop = shop_with(tmp_path, Sexton, clock=clock)
    for minutes in (0, 10, 60, 20):
        clock.forward(minutes=minutes)
        run_jobs(shop)
    assert len(HEARD) == len(set(HEARD)) == 2
    shop.close()


def _perks() -> tuple[Spec, ...]:
    """The hooks of `Perks`, as its module `api` would declare them."""
    module = ModuleType("perks_api")

    def contribute_perks(ctx: Context, order: str) -> Sequence[str]:
        """What comes with an order."""
        raise NotImplementedError

    def resolve_wrapping(ctx: Context) -> str:
        """How a kind of thing is wrapped; the key is the kind."""
        raise NotImplementedError

    def ask_weather(ctx: Context) -> Sequence[str]:
        """What the sky says."""
        raise NotImplementedError

    for hook in (
        hookspec(contribute_perks),
        hookspec(resolve_wrapping),
        hookspec(fallback="review", deadline=10)(ask_weather),
    ):
        hook.__module__ = module.__name__
        setattr(module, hook.__name__, hook)
    return specs_from(module, plugin="perks")


class Ask(Command[tuple[str, ...]]):
    """Ask for perks"""

    hook: str = "contribute_perks"


class Perks(Plugin):
    """Asks others what comes with an order."""

    name = "perks"
    hook_api = 1

    @hookimpl
    def register_hooks(self) -> Sequence[Spec]:
        return _perks()

    @hookimpl
    def register_commands(self) -> Sequence[Operation[Any]]:
        return [Operation(command=Ask, policy=ANYONE, apply=_ask)]


def _ask(ctx: WriteContext, command: Ask) -> tuple[str, ...]:
    if command.hook == "ask_weather":
        return tuple(f"{a.plugin}: {v}" for a in ctx.gather("ask_weather") for v in a.values)
    return tuple(f"{a.plugin}: {v}" for a in ctx.gather(command.hook, order="o1") for v in a.values)


class Sweets(Plugin):
    """Adds sweets, wraps books, looks at the sky."""

    name = "sweets"
    hook_api = 1
    requires = ("perks",)

    @hookimpl
    def contribute_perks(self, ctx: Context, order: str) -> Sequence[str]:
        return [f"sweets for {order}"]

    @hookimpl(keys=["book"])
    def resolve_wrapping(self, ctx: Context) -> str:
        return "brown paper"

    @hookimpl
    def ask_weather(self, ctx: Context) -> Sequence[str]:
        return ["sun"]


def test_a_plugin_s_own_hooks_are_answered_by_others(tmp_path: Path) -> None:
    shop = shop_with(tmp_path, Perks, Sweets)
    guest = Till.for_guest(shop).moment
    assert done(shop.run(guest, Ask())) == ("sweets: sweets for o1",)
    assert guest.resolve("resolve_wrapping", "book") == "brown paper"
    with pytest.raises(NotFound, match="'book'"):
        guest.resolve("resolve_wrapping", "bok")
    ctx = job_context(shop.core, plugin="perks", key="x")
    assert [answer.values for answer in ctx.gather("ask_weather")] == [("sun",)]
    shop.close()


def test_a_hook_that_may_wait_for_the_network_is_not_asked_in_a_transaction(tmp_path: Path) -> None:
    shop = shop_with(tmp_path, Perks, Sweets)
    with pytest.raises(PluginError, match="no transaction waits for it"):
        shop.run(Till.for_guest(shop).moment, Ask(hook="ask_weather"))
    shop.close()


@pytest.mark.parametrize("hook", ["contribute_prices", "check_place_order", "contribute_perk"])
def test_hooks_of_core_are_called_by_core(tmp_path: Path, hook: str) -> None:
    shop = shop_with(tmp_path, Perks, Sweets)
    with pytest.raises(PermissionError, match="no enabled plugin declares"):
        Till.for_guest(shop).moment.gather(hook, order="o1")
    shop.close()


class Witness(Plugin):
    """Hears of orders."""

    name = "witness"
    hook_api = 1

    @hookimpl
    def on_order_placed(self, ctx: JobContext, event: OrderPlaced) -> None:
        SEEN.append((ctx.plugin, event.order))


SEEN: list[tuple[str, str]] = []


def test_a_listener_hears_after_the_commit_and_once(tmp_path: Path) -> None:
    SEEN.clear()
    shop = shop_with(tmp_path, Witness)
    outcome = Till.for_guest(shop).buy("LAMP")
    assert isinstance(outcome, Done)
    assert SEEN == []
    run_jobs(shop)
    run_jobs(shop)
    assert [("witness", outcome.result)] == SEEN
    shop.close()


class Curfew(Plugin):
    """Nobody buys lamps at night, and large orders are looked at."""

    name = "curfew"
    hook_api = 1

    @hookimpl
    def check_place_order(self, ctx: Context, command: PlaceOrder) -> Sequence[Refusal | ApprovalNeeded]:
        if command.reference == "night":
            return [Refusal(code="curfew", text=text("Come back in the morning."), rule="curfew")]
        return []

    @hookimpl
    def record_place_order(self, ctx: WriteContext, command: PlaceOrder, events: tuple[Event, ...]) -> None:
        (placed,) = [event for event in events if isinstance(event, OrderPlaced)]
        ctx.ledger.open(f"curfew.{placed.order}", currency="EUR", owner="curfew")


def test_a_check_refuses_before_and_a_record_writes_beside(tmp_path: Path) -> None:
    shop = shop_with(tmp_path, Curfew)
    till = Till.for_guest(shop)
    till.put("LAMP")
    till.fill()
    assert code(till.place(reference="night")) == "curfew"
    assert _accounts(shop) == []
    order = done(till.place())
    assert _accounts(shop) == [f"curfew.{order}"]
    shop.close()


def _accounts(shop: Shop) -> list[str]:
    with shop.database.read() as rows:
        return [row.key for row in rows.all(select(account).where(account.c.owner == "curfew"))]
