"""Allowances: whose, how much, in which month, once; and prices of their own."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from ecomkit.domain import (
    AddMembership,
    Buyer,
    Cart,
    CartById,
    OrderById,
    Orders,
    Refused,
)
from ecomkit.errors import NotFound
from ecomkit.plugins.b2e import api
from ecomkit.plugins.b2e.months import days_left, last_day, month_of
from ecomkit.plugins.b2e.wallets import employer_account
from ecomkit.sdk import Command
from ecomkit.services.verifying import verify
from ecomkit.shop import Shop
from ecomkit.testing import Clock, Till
from tests.plugins.employees import (
    EMPLOYER,
    NOVEMBER,
    at_work,
    balance,
    done,
    employed,
    employer_shop,
    eur,
    plan,
    run,
    staff,
    work,
)


@pytest.fixture
def clock() -> Clock:
    return Clock(NOVEMBER)


@pytest.fixture
def shop(tmp_path: Path, clock: Clock) -> Iterator[Shop]:
    opened = employer_shop(tmp_path, clock=clock)
    yield opened
    assert verify(opened.core, opened.system()) == ()
    opened.close()


@pytest.mark.parametrize(
    ("moment", "zone", "month"),
    [
        (datetime(2026, 11, 30, 22, 59, 59, tzinfo=UTC), "Europe/Madrid", "2026-11"),
        (datetime(2026, 11, 30, 23, 0, tzinfo=UTC), "Europe/Madrid", "2026-12"),
        (datetime(2026, 11, 30, 10, 59, 59, tzinfo=UTC), "Pacific/Auckland", "2026-11"),
        (datetime(2026, 11, 30, 11, 0, tzinfo=UTC), "Pacific/Auckland", "2026-12"),
        (datetime(2026, 12, 31, 23, 30, tzinfo=UTC), "Europe/Madrid", "2027-01"),
        # Summer time ends within the first hours of the month there, and one hour runs twice.
        (datetime(2026, 11, 1, 3, 59, 59, tzinfo=UTC), "America/Havana", "2026-10"),
        (datetime(2026, 11, 1, 4, 0, tzinfo=UTC), "America/Havana", "2026-11"),
        (datetime(2026, 11, 1, 5, 30, tzinfo=UTC), "America/Havana", "2026-11"),
        # In Madrid it begins and ends in the last days of March and October.
        (datetime(2026, 3, 31, 21, 59, 59, tzinfo=UTC), "Europe/Madrid", "2026-03"),
        (datetime(2026, 3, 31, 22, 0, tzinfo=UTC), "Europe/Madrid", "2026-04"),
        (datetime(2026, 10, 31, 22, 59, 59, tzinfo=UTC), "Europe/Madrid", "2026-10"),
    ],
)
def test_a_month_turns_by_the_employers_clock(moment: datetime, zone: str, month: str) -> None:
    assert month_of(moment, zone) == month


def test_a_month_ends_on_its_last_day() -> None:
    assert last_day("2028-02") == date(2028, 2, 29)
    assert days_left(datetime(2026, 11, 30, 10, 0, tzinfo=UTC), "Pacific/Auckland", "2026-11") == 0
    assert days_left(datetime(2026, 11, 30, 12, 0, tzinfo=UTC), "Pacific/Auckland", "2026-11") == -1


def test_a_wallet_shows_the_allowance_before_anything_was_granted(shop: Shop) -> None:
    ana = employed(shop)
    wallet = ana.wallet()
    assert (wallet.free, wallet.month, wallet.last) == (eur(6000), "2026-11", date(2026, 11, 30))
    assert wallet.movements == ()
    assert ana.account("2026-11") is None


def test_the_job_grants_each_month_once(shop: Shop, clock: Clock) -> None:
    ana = employed(shop)
    for _ in range(3):
        work(shop)
        clock.forward(hours=1)
    assert ana.account("2026-11") == (6000, 0)
    assert [one.key.rsplit("/", 1)[1] for one in ana.wallet().movements] == ["2026-11"]
    clock.forward(days=9)
    work(shop)
    assert ana.account("2026-12") == (6000, 0)


def test_what_is_left_goes_back_to_the_employer_and_is_not_carried_over(shop: Shop, clock: Clock) -> None:
    ana = employed(shop)
    ana.bought(1, plan("wallet"))
    assert balance(shop, employer_account(EMPLOYER)) == (-6000, 0)
    clock.forward(days=8)
    work(shop)
    assert ana.account("2026-11") == (0, 0)
    assert ana.wallet().free == eur(6000)
    assert balance(shop, employer_account(EMPLOYER)) == (-2000 - 6000, 0)


def test_an_employer_in_another_zone_has_its_own_turn_of_the_month(tmp_path: Path) -> None:
    clock = Clock(datetime(2026, 11, 30, 10, 30, tzinfo=UTC))
    shop = employer_shop(tmp_path, clock=clock, timezone="Pacific/Auckland")
    ana = employed(shop)
    ana.bought(2, plan("wallet"))
    assert ana.wallet().free == eur(2000)
    clock.forward(hours=1)
    assert (ana.wallet().month, ana.wallet().free) == ("2026-12", eur(6000))
    ana.bought(3, plan("wallet"))
    assert (ana.account("2026-11"), ana.account("2026-12")) == ((2000, 0), (0, 0))
    shop.close()


def test_a_grant_is_given_once_by_its_key(shop: Shop) -> None:
    ana = employed(shop)
    birthday = api.GrantAllowance(
        employer=EMPLOYER, person=ana.person, grant="birthday-2026", amount="20", reason="birthday"
    )
    assert run(shop, birthday) is True
    assert run(shop, birthday) is False
    monthly = api.GrantAllowance(employer=EMPLOYER, person=ana.person, grant="2026-11")
    assert run(shop, monthly) is True
    work(shop)
    assert ana.account("2026-11") == (8000, 0)
    assert {one.reason for one in ana.wallet().movements} == {"birthday", "allowance"}


def test_the_same_key_for_somebody_else_is_another_grant(shop: Shop) -> None:
    ana, leo = employed(shop), employed(shop, "leo")
    for who in (ana, leo):
        assert run(shop, api.GrantAllowance(employer=EMPLOYER, person=who.person, grant="party", amount="5")) is True
    assert ana.account("2026-11") == leo.account("2026-11") == (500, 0)


def test_an_employee_cannot_grant_themselves_anything(shop: Shop) -> None:
    ana = employed(shop)
    commands: tuple[Command[Any], ...] = (
        api.GrantAllowance(employer=EMPLOYER, person=ana.person, grant="mine", amount="900"),
        api.OpenWallet(employer=EMPLOYER, person=ana.person),
        api.SetAllowance(employer=EMPLOYER, allowance="900"),
        api.SettlePayroll(employer=EMPLOYER, month="2026-11"),
    )
    for command in commands:
        outcome = shop.run(ana.till.moment, command)
        assert isinstance(outcome, Refused), command
        assert outcome.refusals[0].code == "not_permitted"


def test_a_changed_allowance_holds_from_the_next_month_on(shop: Shop, clock: Clock) -> None:
    ana = employed(shop)
    work(shop)
    run(shop, api.SetAllowance(employer=EMPLOYER, allowance="75"))
    run(shop, api.SetAllowance(employer=EMPLOYER, person=employed(shop, "leo").person, allowance="10"))
    work(shop)
    assert ana.wallet().free == eur(6000)
    clock.forward(days=8)
    assert (ana.wallet().free, employed(shop, "leo").wallet().free) == (eur(7500), eur(1000))


def test_somebody_who_is_stopped_spends_nothing(shop: Shop) -> None:
    ana = employed(shop)
    work(shop)
    run(shop, api.SetAllowance(employer=EMPLOYER, person=ana.person, active=False))
    outcome = ana.buy(1, plan("wallet"))
    assert isinstance(outcome, Refused)
    assert outcome.refusals[0].code == "method"
    assert not ana.wallet().active


def test_allowances_end_with_the_employers_budget(tmp_path: Path) -> None:
    shop = employer_shop(tmp_path, budget="100")
    ana, leo = employed(shop), employed(shop, "leo")
    work(shop)
    assert {ana.account("2026-11"), leo.account("2026-11")} == {(0, 0), (6000, 0)}
    poor = ana if ana.account("2026-11") == (0, 0) else leo
    assert poor.wallet().free == eur(0)
    refused = shop.run(staff(shop), api.SetBudget(employer=EMPLOYER, budget="50"))
    assert isinstance(refused, Refused)
    assert refused.refusals[0].code == "budget_spent"
    run(shop, api.SetBudget(employer=EMPLOYER, budget="120"))
    assert poor.wallet().free == eur(6000)
    poor.bought(3, plan("wallet"))
    assert poor.account("2026-11") == (0, 0)
    assert verify(shop.core, shop.system()) == ()
    shop.close()


def test_nobody_outside_has_a_wallet(shop: Shop) -> None:
    guest = Till.for_guest(shop)
    assert "wallet" not in shop.core.offered_methods(guest.moment)
    with pytest.raises(NotFound):
        shop.ask(guest.moment, api.MyWallet())
    ana = employed(shop)
    alone = Till.for_person(shop, ana.person, Buyer(party=ana.person, capacity="consumer"))
    assert not {"wallet", "payroll"} & set(shop.core.offered_methods(alone.moment))


def test_opening_an_employer_again_changes_nothing(shop: Shop) -> None:
    again = api.OpenEmployer(name="Other", country="ES", timezone="Asia/Tokyo", allowance="999", employer=EMPLOYER)
    assert done(shop.run(shop.system(), again)) == EMPLOYER
    (employer,) = shop.ask(shop.system(), api.Employers())
    assert (employer.name, employer.allowance, employer.timezone) == ("Clínica Norte", eur(6000), "Europe/Madrid")


def test_a_time_zone_has_to_exist() -> None:
    with pytest.raises(ValueError, match="is no time zone"):
        api.OpenEmployer(name="X", country="ES", timezone="Europe/Atlantis")


def test_an_amount_with_too_many_decimals_is_refused_in_words(shop: Shop) -> None:
    outcome = shop.run(staff(shop), api.SetAllowance(employer=EMPLOYER, allowance="1.005"))
    assert isinstance(outcome, Refused)
    assert outcome.refusals[0].field == "allowance"


def test_colleagues_do_not_see_each_others_orders_and_carts(shop: Shop) -> None:
    ana, leo = employed(shop), employed(shop, "leo", role=api.HR)
    order = ana.bought(1, plan("wallet"))
    assert [one.id for one in ana.ask(Orders())] == [order.id]
    assert leo.ask(Orders()) == ()
    done(ana.till.put("BOX"))
    assert isinstance(ana.ask(CartById(cart=ana.till.cart)), Cart)
    for query in (OrderById(order=order.id), CartById(cart=ana.till.cart)):
        with pytest.raises(NotFound):
            leo.ask(query)


def test_employees_pay_their_own_prices(shop: Shop) -> None:
    ana = employed(shop)
    run(shop, api.SetEmployeePrice(employer=EMPLOYER, sku="MUG-BONE", percent="12.5"))
    run(shop, api.SetEmployeePrice(employer=EMPLOYER, sku="LAMP", price="70"))
    run(shop, api.SetEmployeePrice(employer=EMPLOYER, sku="NO-SUCH-THING", percent="50"))
    for sku in ("MUG-BONE", "LAMP", "MUG-BRICK"):
        done(ana.till.put(sku))
    quote = ana.till.quote()
    assert [line.goods for line in quote.lines] == [eur(1269), eur(7000), eur(1550)]
    why = [step for step in quote.trace if step.plugin == "b2e" and step.chosen]
    assert str(why[0].reason) == "Price for people of Clínica Norte: 12.5% off"
    guest = Till.for_guest(shop)
    done(guest.put("LAMP"))
    assert guest.quote().lines[0].goods == eur(8900)


def test_a_price_that_changed_meanwhile_is_shown_not_charged(shop: Shop) -> None:
    ana = employed(shop)
    run(shop, api.SetEmployeePrice(employer=EMPLOYER, sku="BOX", percent="10"))
    quote = ana.quoted(1)
    run(shop, api.SetEmployeePrice(employer=EMPLOYER, sku="BOX"))
    outcome = ana.till.place(quote, plan=plan("wallet"))
    assert isinstance(outcome, Refused)
    assert outcome.refusals[0].code == "quote_changed"


def test_somebody_may_work_for_two_employers(shop: Shop) -> None:
    ana = employed(shop)
    opened = api.OpenEmployer(name="Faro", country="ES", timezone="Europe/Madrid", allowance="15", employer="faro")
    done(shop.run(shop.system(), opened))
    joined = AddMembership(person=ana.person, organisation="faro", capacity=api.EMPLOYEE, role=api.STAFF)
    done(shop.run(shop.system(), joined))
    assert at_work(shop, ana.person, employer="faro").wallet().free == eur(1500)
    assert ana.wallet().free == eur(6000)
