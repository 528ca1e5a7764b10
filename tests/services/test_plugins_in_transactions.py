"""What a plugin's part in a command does to the whole of it, and what is left when the plugin is gone."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from ecomkit import Plugin, hookimpl
from ecomkit.domain import (
    Actor,
    ActorKind,
    Channel,
    Done,
    Event,
    Money,
    Order,
    OrderById,
    Orders,
    PaymentReport,
    PaymentState,
    PlaceOrder,
    ProviderAnswer,
    RefundOrder,
    Refused,
    ReportPayment,
    StartPayment,
    new_id,
)
from ecomkit.sdk import Command, JobContext, Operation, Policy, Refuse, Who, WriteContext, text
from ecomkit.services.worker import job_context
from ecomkit.shop import Shop
from ecomkit.testing import Till, findings, make_shop, parked_jobs, run_jobs, signed_in, staff
from tests.shops import CONSUMERS

CENT = Money(amount=1, currency="EUR")


class Note(Command[str]):
    """Write a note"""


class Recorder(Plugin):
    """Writes along with each order, or refuses to."""

    name = "recorder"
    hook_api = 1

    @hookimpl
    def register_commands(self) -> Sequence[Operation[Any]]:
        signed = Policy(permission="note", who=frozenset({Who.PERSON, Who.SYSTEM}))
        return [Operation(command=Note, policy=signed, apply=lambda ctx, _: new_id())]

    @hookimpl
    def record_place_order(self, ctx: WriteContext, command: PlaceOrder, events: tuple[Event, ...]) -> None:
        if command.reference == "refuse":
            raise Refuse.because("full", text("There is no room left."), rule="recorder")
        if command.reference == "short":
            ctx.ledger.open("recorder.purse", currency="EUR", owner="recorder")
            ctx.ledger.reserve("recorder.x", "recorder.purse", CENT)


@pytest.mark.parametrize(("reference", "code"), [("refuse", "full"), ("short", "too_little")])
def test_what_a_record_hook_refuses_is_refused_whole(tmp_path: Path, reference: str, code: str) -> None:
    shop = make_shop(tmp_path, use=("b2c", "rates", "transfer", Recorder))
    till = Till.for_guest(shop)
    till.put("LAMP")
    till.fill()
    outcome = till.place(reference=reference)
    assert isinstance(outcome, Refused)
    assert outcome.refusals[0].code == code
    assert isinstance(till.place(), Done)
    assert findings(shop) == ()
    shop.close()


def test_a_command_for_persons_sends_guests_to_sign_in(tmp_path: Path) -> None:
    shop = make_shop(tmp_path, use=("b2c", "rates", "transfer", Recorder))
    assert isinstance(shop.run(signed_in(shop).moment, Note()), Done)
    outcome = shop.run(Till.for_guest(shop).moment, Note())
    assert isinstance(outcome, Refused)
    assert outcome.refusals[0].code == "sign_in"
    shop.close()


def test_a_job_runs_a_command_once_by_key(tmp_path: Path) -> None:
    shop = make_shop(tmp_path, use=("b2c", "rates", "transfer", Recorder))
    ctx: JobContext = job_context(shop.core, plugin="recorder", key="x")
    first = ctx.run(Note(), key="the-one")
    assert ctx.run(Note(), key="the-one") == first
    assert ctx.run(Note()) != first
    shop.close()


def test_a_plugin_sees_all_orders_and_a_stranger_none(tmp_path: Path) -> None:
    shop = make_shop(tmp_path, use=CONSUMERS)
    guest = Till.for_guest(shop)
    assert isinstance(guest.buy("LAMP"), Done)
    assert len(shop.ask(shop.system("recorder"), Orders())) == 1
    assert shop.ask(Till.for_guest(shop).moment, Orders()) == ()
    shop.close()


def _card_order(shop: Shop) -> Order:
    till = Till.for_guest(shop)
    placed = till.buy("LAMP", payment="card")
    assert isinstance(placed, Done)
    order = shop.ask(shop.system(), OrderById(order=placed.result))
    (payment,) = order.payments
    assert isinstance(shop.run(shop.system(), StartPayment(payment=payment.id, reference="pay_1")), Done)
    said = PaymentReport(
        notice="n1", payment=payment.id, reference="pay_1", answer=ProviderAnswer.SUCCEEDED, money=payment.money
    )
    provider = shop.context(channel=Channel.API, actor=Actor(kind=ActorKind.PROVIDER, key="card"))
    assert isinstance(shop.run(provider, ReportPayment(report=said)), Done)
    return order


def test_a_refund_through_a_provider_that_is_gone_waits_in_sight_of_the_staff(tmp_path: Path) -> None:
    shop = make_shop(tmp_path, use=("b2c", "rates", "demo_payments"))
    order = _card_order(shop)
    shop.close()
    shop = make_shop(tmp_path, use=("b2c", "rates", "transfer"), catalogue=False)
    refund = RefundOrder(order=order.id, money=CENT, reason="scratch", key=new_id())
    assert isinstance(shop.run(staff(shop)(), refund), Done)
    run_jobs(shop)
    assert shop.ask(shop.system(), OrderById(order=order.id)).payment is PaymentState.PAID
    (parked,) = parked_jobs(shop)
    assert parked.name == "refund"
    assert "payment method 'card' is gone" in parked.error
    assert findings(shop) == ()
    shop.close()
