"""Holding: who asked is let in by themselves at the grant, and what comes to nothing is given back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from ecomkit.domain import (
    Actor,
    ActorKind,
    AddMembership,
    AddOrganisation,
    ApprovalNeeded,
    Buyer,
    Capacity,
    CartById,
    Channel,
    Context,
    DecideApproval,
    Done,
    ErasePerson,
    ExpireHeld,
    Held,
    HeldById,
    HeldCommand,
    HeldState,
    OpenTo,
    QuoteById,
    Refused,
    Role,
    StockLevels,
)
from ecomkit.sdk import Command, Operation, Plugin, Policy, Who, WriteContext, hookimpl, text
from ecomkit.shop import Shop
from ecomkit.storage.tables import held as held_table
from ecomkit.testing import Clock, Till, findings, make_shop, signed_in

CLUB = Buyer(party="club", capacity="member")


class Spend(Command[str]):
    """Spend the club's money"""


class Club(Plugin):
    """Members spend what their role allows, once somebody agrees; each order has to be agreed to as well."""

    name = "club"
    hook_api = 1

    @hookimpl
    def register_capacities(self) -> Sequence[Capacity]:
        return [Capacity(key="member", label=text("Member"), open_to=OpenTo.MEMBERS)]

    @hookimpl
    def register_roles(self) -> Sequence[Role]:
        spends = frozenset({"club.spend"})
        return [
            Role(capacity="member", key="treasurer", label=text("Treasurer"), permissions=spends),
            Role(capacity="member", key="guest", label=text("Guest"), permissions=frozenset()),
        ]

    @hookimpl
    def register_commands(self) -> Sequence[Operation[Any]]:
        """A policy that lets the system in, too: a body that runs the command would vouch for it."""
        spend = Policy(permission="club.spend", who=frozenset({Who.PERMITTED, Who.SYSTEM}))
        return [Operation(command=Spend, policy=spend, apply=self._spend)]

    def _spend(self, ctx: WriteContext, _command: Spend) -> str:
        return "spent"

    @hookimpl
    def check_spend(self) -> Sequence[ApprovalNeeded]:
        return [_need()]

    @hookimpl
    def check_place_order(self) -> Sequence[ApprovalNeeded]:
        return [_need()]


def _need() -> ApprovalNeeded:
    return ApprovalNeeded(
        code="club", text=text("Ask."), permission="club.agree", approver_party="club", approver_capacity="member"
    )


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def shop(tmp_path: Path, clock: Clock) -> Iterator[Shop]:
    opened = make_shop(tmp_path, use=("b2c", "rates", "transfer", Club), clock=clock)
    assert isinstance(opened.run(opened.system(), AddOrganisation(name="Club", country="ES", key="club")), Done)
    yield opened
    assert findings(opened) == ()
    opened.close()


def boss(shop: Shop) -> Context:
    actor = Actor(kind=ActorKind.PERSON, key="boss", permissions=frozenset({"club.agree"}))
    return shop.context(channel=Channel.WEB, actor=actor, buyer=CLUB)


def give_role(shop: Shop, person: str, role: str) -> None:
    added = AddMembership(person=person, organisation="club", capacity="member", role=role)
    assert isinstance(shop.run(shop.system(), added), Done)


def spend(shop: Shop) -> tuple[str, str]:
    """The treasurer's key, and that of their request."""
    person = signed_in(shop).ctx.actor.key
    give_role(shop, person, "treasurer")
    asker = Till.for_person(shop, person, CLUB, frozenset({"club.spend"}))
    waits = shop.run(asker.moment, Spend())
    assert isinstance(waits, Held)
    return person, waits.held


def decide(shop: Shop, held: str, decision: str = "grant") -> Any:
    return shop.run(
        boss(shop), DecideApproval.model_validate({"held": held, "decision": decision, "reason": "so be it"})
    )


def request_of(shop: Shop, held: str) -> HeldCommand:
    return shop.ask(boss(shop), HeldById(held=held))


def test_what_somebody_agreed_to_is_done_as_who_asked(shop: Shop) -> None:
    _, held = spend(shop)
    assert decide(shop, held) == Done(result="spent")


def test_an_approval_does_not_stand_for_a_permission_that_was_lost_meanwhile(shop: Shop) -> None:
    person, held = spend(shop)
    give_role(shop, person, "guest")
    refused = decide(shop, held)
    assert isinstance(refused, Refused)
    assert str(refused.text) == "The role of who asked for this no longer allows it."
    assert request_of(shop, held).state is HeldState.WAITING


def test_the_request_of_somebody_who_left_is_refused_in_words_whatever_was_decided(shop: Shop) -> None:
    person, held = spend(shop)
    shop.run(shop.system(), ErasePerson(person=person))
    assert decide(shop, held) == Done(result="")
    told = request_of(shop, held)
    assert (told.state, told.reason) == (HeldState.REFUSED, "Who asked for this no longer acts there.")


def ordered(shop: Shop) -> tuple[Till, HeldCommand]:
    till = signed_in(shop)
    till.put("LAMP", 2)
    waits = till.buy("MUG-BONE", 3)
    assert isinstance(waits, Held)
    assert shop.ask(till.moment, CartById(cart=till.cart)).lines == ()
    return till, shop.ask(till.moment, HeldById(held=waits.held))


def lying(shop: Shop, till: Till) -> dict[str, int]:
    return {line.sku: line.quantity for line in shop.ask(till.moment, CartById(cart=till.cart)).lines}


def reserved(shop: Shop) -> int:
    return sum(level.reserved for level in shop.ask(shop.system(), StockLevels(skus=("LAMP", "MUG-BONE"))))


@pytest.mark.parametrize("how", ["refuse", "expire"])
def test_goods_go_back_to_the_cart_and_prices_are_fixed_no_longer(shop: Shop, clock: Clock, how: str) -> None:
    till, held = ordered(shop)
    if how == "refuse":
        decide(shop, held.id, "refuse")
    else:
        clock.forward(days=30)
        shop.run(shop.system(), ExpireHeld(held=held.id))
    assert lying(shop, till) == {"LAMP": 2, "MUG-BONE": 3}
    assert shop.ask(till.moment, QuoteById(quote=held.subject or "")).valid_until < shop.clock()
    assert reserved(shop) == 0
    again = till.place(shop.ask(till.moment, QuoteById(quote=held.subject or "")))
    assert isinstance(again, Refused)
    assert again.refusals[0].code == "quote_expired"


def test_what_was_put_into_the_cart_since_is_left_as_it_is(shop: Shop) -> None:
    till, held = ordered(shop)
    till.put("LAMP", 1)
    decide(shop, held.id, "refuse")
    assert lying(shop, till) == {"LAMP": 1, "MUG-BONE": 3}


@pytest.mark.parametrize("how", ["refuse", "expire"])
def test_a_request_that_an_update_made_unreadable_is_let_go_and_its_stock_is_free(
    shop: Shop, clock: Clock, how: str
) -> None:
    _, held = ordered(shop)
    shop.core.database.write(lambda rows: rows.write(update(held_table).values(payload='{"quote": 1}')))
    refused = decide(shop, held.id)
    assert isinstance(refused, Refused)
    assert refused.refusals[0].code == "plugin_gone"
    if how == "refuse":
        assert isinstance(decide(shop, held.id, "refuse"), Done)
    else:
        clock.forward(days=30)
        assert isinstance(shop.run(shop.system(), ExpireHeld(held=held.id)), Done)
    assert request_of(shop, held.id).state is not HeldState.WAITING
    assert reserved(shop) == 0
