"""Letters about orders that do not go as they should: late, cancelled, not paid, and money that goes back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from ecomkit.domain import (
    Actor,
    ActorKind,
    AdjustStock,
    CancelOrder,
    Channel,
    Command,
    Done,
    FinishRefund,
    MarkPaid,
    Money,
    Order,
    OrderById,
    PaymentReport,
    ProviderAnswer,
    RefundOrder,
    ReportPayment,
    new_id,
)
from ecomkit.shop import Shop
from ecomkit.storage.tables import refund
from ecomkit.testing import Clock, Till, make_shop, run_jobs, settings_for, staff
from tests.servers import LetterSink, taking_letters

USE = ("b2c", "rates", "transfer", "demo_payments", "order_mails")


@dataclass
class Scene:
    shop: Shop
    clock: Clock
    kept: LetterSink
    told: int = field(default=0)

    def bought(self, sku: str = "LAMP", payment: str = "transfer", *, paid: bool = False) -> Order:
        placed = Till.for_guest(self.shop).buy(sku, payment=payment)
        assert isinstance(placed, Done)
        order = self.shop.ask(self.shop.system(), OrderById(order=placed.result))
        if paid:
            self.clerk(MarkPaid(payment=order.payments[0].id))
        self.news()
        return order

    def clerk(self, command: Command[Any]) -> None:
        assert isinstance(self.shop.run(staff(self.shop)(), command), Done)

    def news(self) -> list[tuple[str, str]]:
        """Subject and words of the letters that came since this was asked last."""
        run_jobs(self.shop)
        letters, self.told = self.kept.letters[self.told :], len(self.kept.letters)
        found = []
        for letter in letters:
            plain, html = (letter.get_body((kind,)) for kind in ("plain", "html"))
            assert plain is not None
            assert html is not None
            found.append((str(letter["Subject"]), " ".join(str(plain.get_content()).split())))
        return found


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    clock = Clock()
    with taking_letters() as (kept, smtp):
        shop = make_shop(tmp_path, use=USE, settings=settings_for(tmp_path, mail=smtp), clock=clock)
        yield Scene(shop, clock, kept)
        shop.close()


def test_who_paid_nothing_reads_that_the_order_is_cancelled_and_nothing_goes_back(scene: Scene) -> None:
    order = scene.bought()
    scene.clerk(CancelOrder(order=order.id, reason="they called"))
    ((subject, said),) = scene.news()
    assert subject == f"Order {order.number} is cancelled"
    assert "Nothing was paid, so nothing goes back." in said
    assert "they called" not in said, "what staff note is theirs"
    assert "Calle Mayor" not in said, "nothing goes there"


def test_who_paid_reads_in_one_letter_that_it_is_cancelled_and_all_goes_back(scene: Scene) -> None:
    order = scene.bought(paid=True)
    scene.clerk(CancelOrder(order=order.id))
    ((_, said),) = scene.news()
    assert f"All that was paid, €{order.quote.totals.payable.decimal()}, goes back" in said


def test_each_part_that_is_refunded_has_a_letter_of_its_own(scene: Scene) -> None:
    order = scene.bought(paid=True)
    for cents in (500, 700):
        scene.clerk(
            RefundOrder(order=order.id, money=Money(amount=cents, currency="EUR"), reason="scratched", key=new_id())
        )
    first, second = scene.news()
    assert first[0] == second[0] == f"Refund for order {order.number}"
    assert "€5.00 goes back to where it came from" in first[1]
    assert "€7.00 goes back to where it came from" in second[1]


def test_who_did_not_pay_in_time_reads_that_the_order_has_ended(scene: Scene) -> None:
    order = scene.bought(payment="card")
    scene.clock.forward(minutes=61)
    ((subject, said),) = scene.news()
    assert subject == f"Order {order.number} was not paid in time"
    assert "Nothing was paid" in said


def test_money_that_came_too_late_is_told_when_it_goes_back(scene: Scene) -> None:
    order = scene.bought(payment="card")
    scene.clock.forward(minutes=61)
    scene.news()
    scene.clerk(AdjustStock(sku="LAMP", change=-3, reason="broken"))
    payment = order.payments[0]
    told = PaymentReport(
        notice=new_id(), payment=payment.id, reference="pay_1", answer=ProviderAnswer.SUCCEEDED, money=payment.money
    )
    provider = scene.shop.context(channel=Channel.API, actor=Actor(kind=ActorKind.PROVIDER, key="card"))
    assert isinstance(scene.shop.run(provider, ReportPayment(report=told)), Done)
    with scene.shop.database.read() as rows:
        (back,) = rows.all(select(refund.c.id))
    assert isinstance(scene.shop.run(scene.shop.system(), FinishRefund(refund=back.id)), Done)
    ((subject, said),) = scene.news()
    assert subject == f"Order {order.number}: a payment goes back"
    assert f"A payment of €{payment.money.decimal()} arrived when nothing was due any more" in said


def test_who_waits_for_goods_reads_that_they_are_late(scene: Scene) -> None:
    order = scene.bought(paid=True)
    assert order.promise is not None
    scene.clock.forward(days=(order.promise - scene.clock().date()).days + 1)
    ((subject, said),) = scene.news()
    assert subject == f"Order {order.number} is late"
    assert f"It was promised for {order.promise:%A} {order.promise.day} {order.promise:%B}." in said
    assert "It arrives by" not in said


def test_nobody_is_told_how_to_pay_an_order_that_is_no_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shop = make_shop(tmp_path, use=("b2c", "rates", "transfer", "order_mails"))
    sent: list[object] = []
    monkeypatch.setattr(type(shop.core.post), "__call__", lambda _post, letter: sent.append(letter))
    gone, open_still = Till.for_guest(shop).buy("LAMP"), Till.for_guest(shop).buy("LAMP")
    assert isinstance(gone, Done)
    assert isinstance(open_still, Done)
    assert isinstance(shop.run(staff(shop)(), CancelOrder(order=gone.result)), Done)
    run_jobs(shop)
    keys = [getattr(letter, "key", "") for letter in sent]
    assert sorted(keys) == sorted([f"{open_still.result}/waiting", f"{gone.result}/cancelled"])
    shop.close()
