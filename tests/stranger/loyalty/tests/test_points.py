"""Points come with an order, go with a refund, pay for things, and lapse."""

from __future__ import annotations

import pytest
from story import buy, euros, order_of, paid_with, points_of, refund

from ecomkit import Shop
from ecomkit.domain import CancelOrder, Done, ErasePerson, Movements, PaymentState, PersonById, Refused, SaveProfile
from ecomkit.testing import Clock, Till, findings, parked_jobs, plant, run_jobs, signed_in, staff


@pytest.fixture(autouse=True)
def sound(shop: Shop) -> object:
    """After each test the books agree and no job was given up on."""
    yield
    assert findings(shop) == ()
    assert parked_jobs(shop) == ()


def test_the_installed_wheel_is_what_runs(shop: Shop) -> None:
    assert "stranger_loyalty" in type(shop.registry.plugin("loyalty")).__module__


def test_an_order_brings_two_points_for_each_whole_euro_once_it_is_paid(shop: Shop) -> None:
    ana = signed_in(shop)
    ana.put("MUG-BONE")
    ana.fill()
    order_of(shop, ana.place())
    run_jobs(shop)
    assert points_of(shop, ana) == 0
    paid = buy(shop, ana, "MUG-BONE")
    assert paid.quote.totals.payable == euros(1845)
    assert points_of(shop, ana) == 36


def test_a_guest_gets_none(shop: Shop) -> None:
    guest = Till.for_guest(shop)
    buy(shop, guest, "LAMP")
    assert points_of(shop, guest) == 0


def test_a_part_refund_takes_the_points_of_that_part(shop: Shop) -> None:
    ana = signed_in(shop)
    order = buy(shop, ana, "LAMP")
    assert points_of(shop, ana) == 178
    assert isinstance(refund(shop, order, 4450), Done)
    assert points_of(shop, ana) == 89
    assert isinstance(refund(shop, order, 4450), Done)
    assert points_of(shop, ana) == 0


def test_cancelling_takes_all_of_them(shop: Shop) -> None:
    ana = signed_in(shop)
    order = buy(shop, ana, "LAMP")
    assert isinstance(shop.run(staff(shop)(), CancelOrder(order=order.id)), Done)
    run_jobs(shop)
    assert points_of(shop, ana) == 0


def test_points_pay_a_part_and_bring_none_for_it(shop: Shop) -> None:
    ana = signed_in(shop)
    buy(shop, ana, "LAMP")
    order = buy(shop, ana, "MUG-BONE", plan=paid_with(500))
    assert {p.method: (p.money, p.state) for p in order.payments} == {
        "points": (euros(500), PaymentState.PAID),
        "transfer": (euros(1345), PaymentState.PAID),
    }
    assert points_of(shop, ana) == 178 - 100 + 26


def test_a_refund_of_an_order_paid_in_part_by_points_gives_that_part_back_as_points(shop: Shop) -> None:
    ana = signed_in(shop)
    buy(shop, ana, "LAMP")
    order = buy(shop, ana, "MUG-BONE", plan=paid_with(500))
    refund(shop, order, 1845)
    assert points_of(shop, ana) == 178


def test_what_was_spent_meanwhile_is_forgiven_never_taken_below_zero(shop: Shop) -> None:
    ana = signed_in(shop)
    order = buy(shop, ana, "LAMP")
    buy(shop, ana, "MUG-BONE", plan=paid_with(885))
    assert points_of(shop, ana) == 178 - 177 + 19
    refund(shop, order, 8900)
    assert points_of(shop, ana) == 0
    header, rows = shop.hooks.screens()[0].values[0].rows(staff(shop)())
    assert [str(words) for words in header] == ["Member", "Points", "Forgiven"]
    assert [row[1:] for row in rows] == [("0", "158")]


def test_points_pay_all_of_an_order(shop: Shop) -> None:
    ana = signed_in(shop)
    buy(shop, ana, "LAMP", 3)
    before = points_of(shop, ana)
    order = buy(shop, ana, "MUG-BONE", plan=paid_with(rest="points"))
    assert order.payment is PaymentState.PAID
    assert points_of(shop, ana) == before - 369


def test_more_than_the_balance_is_refused_and_nothing_is_written(shop: Shop) -> None:
    ana = signed_in(shop)
    buy(shop, ana, "MUG-BONE")
    ana.put("LAMP")
    ana.fill()
    outcome = ana.place(plan=paid_with(5000))
    assert isinstance(outcome, Refused)
    assert outcome.refusals[0].code == "too_little"


def test_two_tabs_cannot_spend_the_same_points(shop: Shop) -> None:
    ana = signed_in(shop)
    buy(shop, ana, "MUG-BONE", 2)
    for tab in ("MUG-BONE", "MUG-BRICK"):
        ana.put(tab)
        ana.fill()
        last = ana.place(plan=paid_with(300))
    assert isinstance(last, Refused)


def test_without_a_balance_points_are_no_way_to_pay(shop: Shop) -> None:
    for till in (signed_in(shop), Till.for_guest(shop)):
        till.put("LAMP")
        till.fill()
        outcome = till.place(plan=paid_with(rest="points"))
        assert isinstance(outcome, Refused)
        assert outcome.refusals[0].code == "method"


def test_points_lapse_once_after_the_silence_of_the_settings(shop: Shop, clock: Clock) -> None:
    ana = signed_in(shop)
    buy(shop, ana, "MUG-BONE")
    clock.forward(days=729)
    run_jobs(shop)
    assert points_of(shop, ana) == 36
    clock.forward(days=2)
    for _ in range(2):
        run_jobs(shop)
    assert points_of(shop, ana) == 0
    clock.forward(days=1)
    run_jobs(shop)
    lapsed = [
        m
        for m in shop.ask(ana.moment, Movements(account=f"loyalty.points/{ana.ctx.actor.key}"))
        if m.reason == "lapsed"
    ]
    assert [m.money for m in lapsed] == [euros(-180)]


def test_erasing_a_person_takes_name_and_points(shop: Shop) -> None:
    ana = signed_in(shop)
    buy(shop, ana, "MUG-BONE")
    fields = (("loyalty.club_name", "Ana R."),)
    assert isinstance(shop.run(ana.moment, SaveProfile(person=ana.ctx.actor.key, fields=fields)), Done)
    assert shop.ask(ana.moment, PersonById(person=ana.ctx.actor.key)).fields == fields
    assert isinstance(shop.run(ana.moment, ErasePerson(person=ana.ctx.actor.key)), Done)
    run_jobs(shop)
    assert points_of(shop, ana) == 0


def test_planting_twice_is_planting_once(shop: Shop) -> None:
    for _ in range(2):
        (paula,) = [principal for principal in plant(shop) if principal.role == "loyalty member"]
    assert paula.page == "/loyalty"
    _, rows = shop.hooks.screens()[0].values[0].rows(staff(shop)())
    assert [row[1] for row in rows] == ["500"]
