"""What the gate keeps of a request, and what it does before it lets somebody in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, ClassVar

import pytest
from sqlalchemy import select

from ecomkit import Plugin, hookimpl
from ecomkit.domain import ApprovalNeeded, Context, Done, Event, Policy, Quote, Refused, RequestQuote, Sealed, Who, text
from ecomkit.sdk import Command, Operation, Value, WriteContext
from ecomkit.shop import Shop
from ecomkit.storage.tables import event, held, idempotency
from ecomkit.testing import Till, make_shop


class Voted(Event):
    """Somebody voted."""

    aggregate: ClassVar[str] = "ballot"
    anonymous: ClassVar[bool] = True
    ballot: str


class Vote(Command[Value]):
    """Vote"""

    ballot: str
    choices: tuple[Sealed, ...]


class Slip(Value):
    """What a voter holds."""

    ballot: str


class Ballots(Plugin):
    """Secret ballots, with a rule that may want a vote approved."""

    name = "ballots"
    hook_api = 1
    prepared: ClassVar[list[str]] = []
    asks: ClassVar[bool] = False

    @hookimpl
    def register_events(self) -> Sequence[type[Event]]:
        return [Voted]

    @hookimpl
    def register_commands(self) -> Sequence[Operation[Any]]:
        policy = Policy(permission="ballots.vote", who=frozenset({Who.PERMITTED}))
        return [Operation(command=Vote, policy=policy, prepare=self._prepare, apply=self._apply, emits=(Voted,))]

    def _prepare(self, ctx: Context, command: Vote) -> str:
        self.prepared.append(ctx.actor.key)
        return "counted"

    def _apply(self, ctx: WriteContext, command: Vote, _prepared: str) -> Slip:
        ctx.emit(Voted(ballot=command.ballot))
        return Slip(ballot=command.ballot)

    @hookimpl
    def check_vote(self, ctx: Context, command: Vote) -> Sequence[ApprovalNeeded]:
        need = ApprovalNeeded(
            code="odd", text=text("Odd"), permission="x", approver_party="shop", approver_capacity="staff"
        )
        return [need] if self.asks else []


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shop]:
    monkeypatch.setattr(Ballots, "prepared", [])
    opened = make_shop(tmp_path, use=("b2c", "rates", Ballots))
    yield opened
    opened.close()


def voter(shop: Shop, *permissions: str) -> Context:
    from dataclasses import replace

    from ecomkit.domain import Actor, ActorKind

    actor = Actor(kind=ActorKind.PERSON, key="ana-ruiz", permissions=frozenset(permissions))
    return replace(Till.for_guest(shop).ctx, actor=actor)


def vote() -> Vote:
    return Vote(ballot="b1", choices=(Sealed(secret="the red one"),))


def kept(shop: Shop) -> str:
    with shop.database.read() as rows:
        return str([tuple(row) for table in (event, idempotency, held) for row in rows.all(select(table))])


def test_an_anonymous_command_is_kept_without_its_actor_and_happens_once(shop: Shop) -> None:
    ctx = voter(shop, "ballots.vote")
    first, second = (shop.run(ctx, vote(), key="a-vote-of-ana") for _ in range(2))
    assert isinstance(first, Done)
    assert isinstance(second, Done)
    with shop.database.read() as rows:
        (logged,) = rows.all(select(event).where(event.c.name == "voted"))
        assert len(rows.all(select(idempotency))) == 1
    assert (logged.actor_kind, logged.actor, logged.party, logged.capacity) == ("anonymous", "", None, None)
    assert "ana-ruiz" not in kept(shop)
    assert "the red one" not in kept(shop)


def test_what_carries_something_sealed_is_not_held(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Ballots, "asks", True)
    outcome = shop.run(voter(shop, "ballots.vote"), vote())
    assert isinstance(outcome, Refused)
    assert outcome.refusals[0].code == "cannot_wait"
    assert "the red one" not in kept(shop)


def test_nobody_is_worked_for_before_they_are_let_in(shop: Shop) -> None:
    assert isinstance(shop.run(voter(shop), vote()), Refused)
    assert Ballots.prepared == []
    shop.run(voter(shop, "ballots.vote"), vote())
    assert Ballots.prepared == ["ana-ruiz"]


def test_a_repeated_request_gives_a_value_of_the_same_kind(shop: Shop) -> None:
    till = Till.for_guest(shop)
    till.put("LAMP")
    first, second = (shop.run(till.moment, RequestQuote(cart=till.cart), key="the-same-quote") for _ in range(2))
    assert isinstance(first, Done)
    assert isinstance(second, Done)
    assert isinstance(second.result, Quote)
    assert second.result == first.result
