"""What plugins hold for approval: asked for once, decided by who could agree, carried out with the plugin's rights."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from ecomkit.domain import (
    Actor,
    ActorKind,
    ApprovalNeeded,
    Buyer,
    Channel,
    DecideApproval,
    Destination,
    Done,
    Held,
    IssuedLine,
    IssueQuote,
    Money,
    Refused,
    StockLevels,
    UnitPrice,
)
from ecomkit.sdk import Command, Job, Operation, Plugin, Policy, Who, WriteContext, hookimpl, text
from ecomkit.testing import findings, make_shop, signed_in
from tests.shops import CONSUMERS


class Boss(Plugin):
    """Each order needs the boss to agree."""

    name = "boss"
    hook_api = 1

    @hookimpl
    def check_place_order(self) -> Sequence[ApprovalNeeded]:
        return [
            ApprovalNeeded(
                code="boss", text=text("Ask the boss."), permission="agree", approver_party="boss", approver_capacity="consumer"
            )
        ]  # fmt: skip


def test_what_waits_for_approval_is_not_asked_for_a_second_time(tmp_path: Path) -> None:
    shop = make_shop(tmp_path, use=(*CONSUMERS, Boss))
    ana = signed_in(shop)
    assert ana.ctx.buyer is not None
    line = IssuedLine(
        sku="LAMP", text="Lamp", quantity=1, unit_price=UnitPrice(money=Money(amount=5000, currency="EUR"))
    )
    issued = IssueQuote(
        buyer=ana.ctx.buyer, seller="shop", source="offer", lines=(line,), destination=Destination(country="ES"),
        valid_until=shop.clock() + timedelta(days=9), key="offer-1",
    )  # fmt: skip
    quote = shop.run(shop.system(), issued)
    assert isinstance(quote, Done)
    assert isinstance(ana.place(quote.result), Held)
    again = ana.place(quote.result)
    assert isinstance(again, Refused)
    assert [refusal.code for refusal in again.refusals] == ["waits"]
    (level,) = shop.ask(shop.system(), StockLevels(skus=("LAMP",)))
    assert level.reserved == 1
    shop.close()


class Auditors(Plugin):
    """Each order needs somebody else to agree, too."""

    name = "auditors"
    hook_api = 1

    @hookimpl
    def check_place_order(self) -> Sequence[ApprovalNeeded]:
        return [
            ApprovalNeeded(
                code="audit", text=text("Ask them."), permission="agree", approver_party="auditors", approver_capacity="consumer"
            )
        ]  # fmt: skip


def test_what_nobody_could_agree_to_alone_does_not_wait(tmp_path: Path) -> None:
    shop = make_shop(tmp_path, use=(*CONSUMERS, Boss, Auditors))
    outcome = signed_in(shop).buy("LAMP")
    assert isinstance(outcome, Refused)
    assert [refusal.code for refusal in outcome.refusals] == ["several_sides"]
    assert findings(shop) == ()
    shop.close()


class Favour(Command[None]):
    """Ask for a favour"""

    favour: str


class Favours(Plugin):
    """Somebody is asked for a favour, and thinks about it."""

    name = "favours"
    hook_api = 1

    @hookimpl
    def register_jobs(self) -> Sequence[Job]:
        return [Job(name="remind", work=lambda _ctx, _payload: None)]

    @hookimpl
    def register_commands(self) -> Sequence[Operation[Any]]:
        anyone = Policy(permission="favours", who=frozenset({Who.ANYONE}))
        return [
            Operation(command=Favour, policy=anyone, apply=lambda _ctx, _command: None, hold=self._hold, let_go=self._let_go)
        ]  # fmt: skip

    @hookimpl
    def check_favour(self) -> Sequence[ApprovalNeeded]:
        return [
            ApprovalNeeded(
                code="favour", text=text("Ask her."), permission="agree", approver_party="bea", approver_capacity="consumer"
            )
        ]  # fmt: skip

    def _hold(self, ctx: WriteContext, command: Favour, held: str, deadline: datetime) -> str:
        ctx.ledger.open(f"favours.kept/{held}", currency="EUR", owner=ctx.actor.key)
        ctx.enqueue("remind", {"held": held}, key=held, run_at=deadline)
        return command.favour

    def _let_go(self, ctx: WriteContext, command: Favour, held: str) -> None:
        ctx.ledger.open(f"sales/{command.favour}", currency="EUR", owner="shop")


def test_a_plugin_s_holding_has_the_plugin_s_rights_and_no_more(tmp_path: Path) -> None:
    shop = make_shop(tmp_path, use=(*CONSUMERS, Favours))
    held = shop.run(signed_in(shop).moment, Favour(favour="a-lift"))
    assert isinstance(held, Held)
    bea = shop.context(
        channel=Channel.WEB, actor=Actor(kind=ActorKind.PERSON, key="bea", permissions=frozenset({"agree"})),
        buyer=Buyer(party="bea", capacity="consumer"),
    )  # fmt: skip
    with pytest.raises(PermissionError, match="is not of plugin 'favours'"):
        shop.run(bea, DecideApproval(held=held.held, decision="refuse"))
    shop.close()
