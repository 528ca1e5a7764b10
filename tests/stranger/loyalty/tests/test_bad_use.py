"""What a plugin must not do is refused where it does it, with its name."""

from __future__ import annotations

import socket
from collections.abc import Callable, Sequence
from typing import Any, ClassVar

import pytest
from conftest import WITH, OpenShop
from sqlalchemy import Integer, String, column, table, update

from ecomkit import Plugin, hookimpl
from ecomkit.domain import Money, PlaceOrder, Posting
from ecomkit.errors import PluginError
from ecomkit.sdk import Command, Event, Letter, Operation, Policy, Who, WriteContext
from ecomkit.testing import findings, no_network_while_writing, signed_in


class Undeclared(Event):
    """Nobody said that this may happen."""

    aggregate: ClassVar[str] = "rude"
    rude: str


class Misbehave(Command[None]):
    """Do what is not allowed"""


def _write_to_core(ctx: WriteContext) -> None:
    orders = table("orders", column("id", String), column("payable", Integer))
    ctx.db.write(update(orders).values(payable=0))


def _rob(ctx: WriteContext) -> None:
    cent = Money(amount=1, currency="EUR")
    ctx.ledger.open("rude.purse", currency="EUR", owner="rude")
    ctx.ledger.post(
        Posting(key="rude.theft", debit="loyalty.issued/EUR", credit="rude.purse", money=cent, reason="mine")
    )


def _meddle(ctx: WriteContext) -> None:
    cent = Money(amount=1, currency="EUR")
    ctx.ledger.open("rude.purse", currency="EUR", owner="rude", floor=None)
    ctx.ledger.post(
        Posting(key="rude.gift", debit="rude.purse", credit="loyalty.issued/EUR", money=cent, reason="yours")
    )


def _call_out(_ctx: WriteContext) -> None:
    socket.create_connection(("127.0.0.1", 9), timeout=1).close()


def _emit(ctx: WriteContext) -> None:
    ctx.emit(Undeclared(rude="x"))


def _mail(ctx: WriteContext) -> None:
    ctx.door.send(ctx, Letter(key="x", to="a@example.com", subject="x", template="x/x", model=None, locale="en"))


def _enqueue(ctx: WriteContext) -> None:
    ctx.enqueue("nothing", {}, key="x")


ACTS: tuple[tuple[Callable[[WriteContext], None], str], ...] = (
    (_write_to_core, "table 'orders' may not be written here"),
    (_rob, "account 'loyalty.issued/EUR' is not of plugin 'rude'"),
    (_meddle, "account 'loyalty.issued/EUR' is not of plugin 'rude'"),
    (_call_out, "no network inside a transaction"),
    (_emit, "Undeclared"),
    (_mail, "no mail is sent inside a transaction"),
    (_enqueue, "plugin 'rude' has no job 'nothing'"),
)


def rude(act: Callable[[WriteContext], None], *, recording: bool) -> type[Plugin[Any]]:
    """A plugin that misbehaves in a command of its own, or while an order is placed."""

    def apply(ctx: WriteContext, _command: Misbehave) -> None:
        act(ctx)

    class Rude(Plugin):
        name = "rude"
        hook_api = 1

        @hookimpl
        def register_commands(self) -> Sequence[Operation[Any]]:
            policy = Policy(permission="rude", who=frozenset({Who.ANYONE}))
            return [Operation(command=Misbehave, policy=policy, apply=apply)]

        @hookimpl
        def record_place_order(self, ctx: WriteContext, command: PlaceOrder, events: tuple[Event, ...]) -> None:
            if recording:
                act(ctx)

    return Rude


@pytest.mark.parametrize("recording", [False, True], ids=["in its command", "in a record hook"])
@pytest.mark.parametrize(("act", "words"), ACTS, ids=[act.__name__.strip("_") for act, _ in ACTS])
def test_bad_use_is_refused_by_name_and_leaves_nothing(
    opened: OpenShop, act: Callable[[WriteContext], None], words: str, recording: bool
) -> None:
    shop = opened(*WITH, rude(act, recording=recording))
    ana = signed_in(shop)
    ana.put("LAMP")
    ana.fill()
    with no_network_while_writing(shop), pytest.raises(PluginError) as caught:
        ana.place() if recording else shop.run(ana.moment, Misbehave())
    assert caught.value.plugin == "rude"
    assert caught.value.hook == ("record_place_order" if recording else "misbehave")
    assert words in str(caught.value)
    assert findings(shop) == ()
