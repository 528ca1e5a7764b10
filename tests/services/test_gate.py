"""The gate: a command that waits leaves nothing half done."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, ClassVar

import pytest
from sqlalchemy import insert, select

from ecomkit.domain import (
    ApprovalNeeded,
    Buyer,
    Capacity,
    DecideApproval,
    Done,
    Held,
    HeldById,
    HeldState,
    OpenTo,
    Refusal,
    Refused,
)
from ecomkit.sdk import (
    Command,
    Context,
    MetaData,
    Operation,
    Plugin,
    Policy,
    Table,
    Who,
    WriteContext,
    hookimpl,
    key,
    new_id,
    text,
)
from ecomkit.shop import Shop
from ecomkit.testing import Till, make_shop

NOTES = Table("clubs_note", MetaData(), key("id", primary_key=True))
BOSS = frozenset({"clubs.agree"})


class JoinClub(Command[str]):
    """Join a club"""


class WriteAndJoin(Command[str]):
    """Write a note and join a club"""


class Clubs(Plugin):
    """Somebody has to agree to whoever joins."""

    name = "clubs"
    hook_api = 1
    asks: ClassVar[list[str]] = ["first"]

    @hookimpl
    def register_capacities(self) -> Sequence[Capacity]:
        """Members."""
        return [Capacity(key="member", label=text("Member"), open_to=OpenTo.PERSONS)]

    @hookimpl
    def register_tables(self) -> Sequence[Table]:
        """Notes."""
        return [NOTES]

    @hookimpl
    def register_commands(self) -> Sequence[Operation[Any]]:
        """One command inside the other."""
        policy = Policy(permission="clubs.join", who=frozenset({Who.BUYER}))
        return [
            Operation(command=JoinClub, policy=policy, apply=lambda _ctx, _command: "joined"),
            Operation(command=WriteAndJoin, policy=policy, apply=self._write_and_join),
        ]

    def _write_and_join(self, ctx: WriteContext, _command: WriteAndJoin) -> str:
        ctx.db.write(insert(NOTES), id=new_id())
        return ctx.run(JoinClub())

    @hookimpl
    def check_join_club(self, ctx: Context, command: JoinClub) -> Sequence[Refusal | ApprovalNeeded]:
        """Every rule asks."""
        return [
            ApprovalNeeded(
                code=code, text=text("Somebody has to agree."), permission="clubs.agree", approver_party="club", approver_capacity="member"
            )
            for code in self.asks
        ]  # fmt: skip


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shop]:
    monkeypatch.setattr(Clubs, "asks", ["first"])
    opened = make_shop(tmp_path, use=(Clubs,), catalogue=False)
    with opened.database.engine.connect() as connection:
        writer = connection.execution_options(writes=True)
        with writer.begin():
            NOTES.create(writer)
    yield opened
    opened.close()


def till(shop: Shop, person: str, permissions: frozenset[str] = frozenset()) -> Till:
    return Till.for_person(shop, person, Buyer(party="club" if permissions else person, capacity="member"), permissions)


def notes(shop: Shop) -> int:
    return len(shop.system().db.all(select(NOTES)))


def test_what_came_before_a_nested_command_that_waits_is_taken_back_until_the_grant(shop: Shop) -> None:
    held = shop.run(till(shop, "ana").moment, WriteAndJoin())
    assert isinstance(held, Held)
    assert notes(shop) == 0
    granted = shop.run(till(shop, "bea", BOSS).moment, DecideApproval(held=held.held, decision="grant"))
    assert granted == Done(result="joined")
    assert notes(shop) == 1


def test_the_same_key_waits_once(shop: Shop) -> None:
    first, second = (shop.run(till(shop, "ana").moment, WriteAndJoin(), key="k-1") for _ in range(2))
    assert isinstance(first, Held)
    assert first == second


def test_a_rule_that_speaks_only_at_the_grant_refuses_it_and_the_request_goes_on_waiting(shop: Shop) -> None:
    held = shop.run(till(shop, "ana").moment, WriteAndJoin())
    assert isinstance(held, Held)
    Clubs.asks.append("second")
    refused = shop.run(till(shop, "bea", BOSS).moment, DecideApproval(held=held.held, decision="grant"))
    assert isinstance(refused, Refused)
    assert [one.code for one in refused.refusals] == ["second"]
    assert shop.ask(till(shop, "ana").moment, HeldById(held=held.held)).state is HeldState.WAITING
    assert notes(shop) == 0
