"""Wallet, checkout, payroll office and back office, through the real app."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ecomkit.domain import AddMembership, AddOrganisation, Orders, PaymentState, RefundOrder, RegisterPerson, text
from ecomkit.plugins.b2e import api
from ecomkit.plugins.b2e.office import csv_of
from ecomkit.services.seeding import seed
from ecomkit.shop import Shop
from ecomkit.testing import Browser, Clock
from tests.plugins.employees import (
    EMPLOYER,
    NOVEMBER,
    PASSWORD,
    Job,
    done,
    employed,
    employer_shop,
    eur,
    plan,
    run,
    staff,
)

DELIVERY = {
    "email": "ana@example.com", "name": "Ana", "country": "ES", "line1": "Calle Mayor 1", "postcode": "28013", "city": "Madrid",
    "region": "", "phone": "",
}  # fmt: skip


@pytest.fixture
def clock() -> Clock:
    return Clock(NOVEMBER)


@pytest.fixture
def shop(tmp_path: Path, clock: Clock) -> Iterator[Shop]:
    opened = employer_shop(tmp_path, clock=clock)
    yield opened
    opened.close()


@pytest.fixture
def ana(shop: Shop) -> Job:
    return employed(shop)


@pytest.fixture
def browser(shop: Shop, ana: Job) -> Iterator[Browser]:
    assert ana.person
    with Browser(shop) as visitor:
        visitor.sign_in("ana@example.com", PASSWORD)
        yield visitor


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found is not None, name
    return found[1]


def test_the_wallet_says_first_what_is_left_and_until_when(ana: Job, browser: Browser) -> None:
    order = ana.bought(2, plan("wallet"))
    assert browser.get("/wallet") == 200
    words = browser.words()
    assert "€20.00 until 30 November 2026" in words
    assert words.index("until 30 November") < words.index("What it buys") < words.index("Allowance of the month")
    assert f"Order {order.number}" in words
    assert "−€40.00" in words
    assert "+€60.00" in words


def test_the_wallet_tells_its_end_by_a_date_in_the_last_days(ana: Job, browser: Browser, clock: Clock) -> None:
    browser.get("/wallet")
    assert "is not carried over" not in browser.words()
    clock.now = datetime(2026, 11, 27, 9, 0, tzinfo=UTC)
    browser.get("/wallet")
    assert "What is left ends on 30 November 2026. It is not carried over to the next month." in browser.words()
    ana.bought(3, plan("wallet"))
    browser.get("/wallet")
    assert "Nothing is left this month." in browser.words()


def test_a_blocked_wallet_says_whom_to_ask(shop: Shop, ana: Job, browser: Browser) -> None:
    run(shop, api.SetAllowance(employer=EMPLOYER, person=ana.person, active=False))
    browser.get("/wallet")
    assert "Ask the people office of Clínica Norte" in browser.words()


def test_an_older_month_is_still_there(shop: Shop, ana: Job, browser: Browser, clock: Clock) -> None:
    order = ana.bought(2, plan("wallet"))
    clock.forward(days=9)
    run(shop, RefundOrder(order=order.id, money=eur(1000), reason="scratched", key="refund-1"))
    browser.get("/wallet")
    assert "Refund: scratched" in browser.words()
    assert browser.get("/wallet?month=2026-11") == 200
    assert f"Order {order.number}" in browser.words()
    assert browser.get("/wallet?month=2026-10") == 404
    assert browser.get("/wallet?month=<b>") == 404


def test_the_front_says_whose_shop_it_is(ana: Job, browser: Browser) -> None:
    assert ana.person
    browser.get("/")
    assert "Clínica Norte · prices for its people" in browser.words()
    assert "€60.00 of allowance until 30 November 2026" in browser.words()
    assert 'data-audience="b2e"' in browser.page


def test_a_guest_sees_nothing_of_it(shop: Shop) -> None:
    with Browser(shop) as guest:
        guest.get("/")
        assert "Clínica Norte" not in guest.page
        guest.get("/wallet")
        assert "sign-in" in guest.path


def test_half_by_allowance_and_half_by_payroll_at_the_checkout(ana: Job, browser: Browser) -> None:
    """Case (b) in a browser: the part is filled in, the rest is deducted from the pay, and a second tab orders nothing."""
    done(ana.till.put("BOX", 6))
    assert browser.get("/checkout") == 200
    assert "Allowance of your employer" in browser.words()
    assert "−€60.00" in browser.words()
    form = DELIVERY | {
        "shipping": "collect", "part": "wallet", "payment": "payroll", "op": "pay", "key": hidden(browser.page, "key"),
        "shown": hidden(browser.page, "shown"),
    }  # fmt: skip
    browser.get("/checkout")
    other = form | {"key": hidden(browser.page, "key")}
    status = browser.post("/checkout", **form)
    if browser.path == "/checkout":  # the way of delivery changed what was shown: the new total is agreed to
        form |= {"shown": hidden(browser.page, "shown"), "key": hidden(browser.page, "key")}
        status = browser.post("/checkout", **form)
    assert status == 200, browser.words()
    assert browser.path.startswith("/orders/"), browser.words()
    first = browser.path
    browser.post("/checkout", **form)
    assert browser.path == first
    browser.post("/checkout", **other)
    assert not browser.path.startswith("/orders/")
    (one,) = ana.ask(Orders())
    paid = {payment.method: (payment.money, payment.state) for payment in ana.order(one.id).payments}
    assert paid == {"wallet": (eur(6000), PaymentState.PAID), "payroll": (eur(6000), PaymentState.PROMISED)}


def test_the_payroll_office_sees_amounts_and_not_what_was_bought(shop: Shop, ana: Job) -> None:
    ana.bought(3, plan("payroll"))
    employed(shop, "olga", role=api.HR)
    with Browser(shop) as office:
        office.sign_in("olga@example.com", PASSWORD)
        assert office.get("/employer/payroll") == 200
        assert "€60.00 to deduct for Clínica Norte." in office.words()
        assert "Ana" in office.words()
        assert "Box" not in office.words()
        assert office.get("/employer/payroll.csv?month=2026-11") == 200
        header, line = office.page.splitlines()
        assert header == "employee,name,month,deducted,given_back,due,currency,settled"
        assert line == f"{ana.person},Ana,2026-11,60.00,0.00,60.00,EUR,no"


def test_an_employee_sees_nobodys_payroll(browser: Browser) -> None:
    for path in ("/employer/payroll", "/employer/payroll.csv", f"/admin/b2e/payroll.csv?employer={EMPLOYER}"):
        browser.get(path)
        assert "to deduct for" not in browser.page
        assert "given_back" not in browser.page


def test_a_name_cannot_become_a_formula(shop: Shop, ana: Job) -> None:
    ana.bought(1, plan("payroll"))
    (line,) = shop.ask(staff(shop), api.Deductions(employer=EMPLOYER, month="2026-11"))
    named = line.model_copy(update={"name": '=HYPERLINK("x")'})
    assert "\"'=HYPERLINK(" in csv_of((named,))


def test_staff_see_employers_prices_and_payroll(shop: Shop, ana: Job) -> None:
    ana.bought(1, plan("payroll"))
    run(shop, api.SetEmployeePrice(employer=EMPLOYER, sku="LAMP", percent="12.5"))
    ctx = staff(shop)
    screens = {screen.key: screen for answer in shop.hooks.screens() for screen in answer.values}
    _, employers = screens["employers"].rows(ctx)
    assert employers[0][0] == "Clínica Norte"
    assert employers[0][3:5] == (eur(6_000), eur(20_000))
    assert screens["employee-prices"].rows(ctx)[1] == [("Clínica Norte", "Faro lamp", "LAMP", "−12.5%")]
    _, payroll = screens["payroll"].rows(ctx)
    assert payroll[0][:7] == (EMPLOYER, "2026-11", "Ana", eur(2_000), eur(0), eur(2_000), text("no"))


def test_the_demonstration_is_planted_twice_as_once(shop: Shop) -> None:
    first, second = seed(shop.core), seed(shop.core)
    assert first == second
    assert {"sam@example.com", "olga@example.com"} <= {one.email for one in first}
    (norte,) = [one for one in shop.ask(shop.system(), api.Employers()) if one.id == "demo-clinica-norte"]
    assert (norte.employees, norte.spent) == (3, eur(18_000))
    with Browser(shop) as sam:
        principal = next(one for one in first if one.role == "employee")
        sam.sign_in(principal.email, principal.password)
        assert sam.get(principal.page) == 200
        assert "€60.00 until" in sam.words()


def test_staff_grant_and_settle_in_the_back_office(shop: Shop, ana: Job) -> None:
    ana.bought(2, plan("payroll"))
    clerk = done(shop.run(shop.system(), RegisterPerson(email="clerk@example.com", name="Clerk", password=PASSWORD)))
    works_here = AddMembership(person=clerk, organisation=shop.core.facts.party, capacity="staff", role="manager")
    own = AddOrganisation(name="Alameda", country="ES", key=shop.core.facts.party)
    for command in (own, works_here):
        done(shop.run(shop.system(), command))
    with Browser(shop) as office:
        office.sign_in("clerk@example.com", PASSWORD, page="/admin/sign-in")
        assert office.get("/admin/x/employers") == 200
        assert "Clínica Norte" in office.words()
        given = {"employer": EMPLOYER, "person": ana.person, "grant": "birthday", "amount": "15", "reason": "birthday"}
        assert office.post("/admin/x/employers/grant_allowance", **given) == 200, office.words()
        assert ana.wallet().free == eur(7500)
        assert office.get("/admin/x/payroll") == 200
        file = re.search(r'href="(/admin/b2e/payroll.csv[^"]*)"', office.page)
        assert file is not None
        assert office.get(file[1].replace("&amp;", "&")) == 200
        assert "Ana,2026-11,40.00,0.00,40.00,EUR,no" in office.page
        assert office.post("/admin/x/payroll/settle_payroll", employer=EMPLOYER, month="2026-11") == 200
        assert office.get("/admin/x/payroll") == 200
    (line,) = shop.ask(staff(shop), api.Deductions(employer=EMPLOYER, month="2026-11"))
    assert line.settled
