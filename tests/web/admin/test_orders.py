"""Orders in the back office: who they are for, what happened to them, and what is done about them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from ecomkit.domain import ErasePerson, Parcel, PersonByLogin, ShippingOption, new_id
from ecomkit.sdk import Context, Plugin, hookimpl
from ecomkit.testing import Clock, make_shop, settings_for
from tests.shops import CONSUMERS
from tests.web.admin.conftest import PASSWORD, admin_page_of_first_order, at_work, counted, done, employ, order_a_lamp
from tests.web.conftest import Client, Site, hidden, where


def pay(clerk: Client, page: str) -> None:
    clerk.post(f"{page}/paid", {"payment": hidden(clerk.get(page).text, "payment")})
    clerk.get(page)


def test_an_order_is_paid_dispatched_and_delivered(site: Site, clerk: Client) -> None:
    customer = site.client()
    order = order_a_lamp(customer)
    page = admin_page_of_first_order(clerk)
    shown = clerk.get(page).text
    assert "Calle Mayor 1" in shown
    assert "List price" in shown
    clerk.post(f"{page}/paid", {"payment": hidden(shown, "payment")})
    assert "Done: Mark as paid" in clerk.get(page).text
    clerk.post(f"{page}/dispatch", {"tracking": "X-123"})
    assert "On its way" in customer.get(order).text
    assert "X-123" in customer.get(order).text
    clerk.post(f"{page}/deliver")
    assert "Delivered" in clerk.get(page).text


def test_the_timeline_says_in_words_what_happened_newest_first(site: Site, clerk: Client) -> None:
    order_a_lamp(site.client())
    page = admin_page_of_first_order(clerk)
    pay(clerk, page)
    clerk.post(f"{page}/dispatch", {"tracking": ""})
    shown = clerk.get(page).text
    told = re.findall(r"<div><p>([^<]+)</p>", shown[shown.index('id="timeline"') :])
    assert told == [
        "Dispatched", "Order confirmed", "Payment received", "Waiting for the payment", "Ordered",
    ]  # fmt: skip
    assert "€89.00 · Bank transfer · Clara Clerk, back office" in shown
    for raw in ("mark_paid", "place_order", "pay_order", "It happens once"):
        assert raw not in shown


def test_the_list_names_the_customer(site: Site, clerk: Client) -> None:
    order_a_lamp(site.client())
    shown = clerk.get("/admin/orders").text
    assert 'data-label="Customer">Ana Ruiz<span class="meta">ana@example.com</span>' in shown


@pytest.mark.parametrize("words", ["ana r", "BEA@", "1002", "s-1002", "Bea"])
def test_an_order_is_found_by_its_number_or_who_it_is_for(site: Site, clerk: Client, words: str) -> None:
    order_a_lamp(site.client())
    order_a_lamp(site.client(), name="Bea Sol", email="bea@example.com")
    shown = clerk.get("/admin/orders", params={"q": words}).text
    assert ("Ana Ruiz" in shown, "Bea Sol" in shown) == ((True, False) if words == "ana r" else (False, True))
    assert f'value="{words}"' in shown


@pytest.mark.parametrize("words", ["%", "_", "nobody", "' OR 1=1 --"])
def test_words_that_fit_nothing_say_so(site: Site, clerk: Client, words: str) -> None:
    order_a_lamp(site.client())
    assert "No order fits these words" in clerk.get("/admin/orders", params={"q": words}).text


def test_whoever_was_erased_is_not_named(site: Site, clerk: Client) -> None:
    customer = site.client()
    customer.post("/account/register", {"name": "Sam Gone", "email": "sam@example.com", "password": PASSWORD})
    order_a_lamp(customer, email="sam@example.com", name="Sam Gone")
    assert "Sam Gone" in clerk.get("/admin/orders").text
    shop = site.shop
    person = shop.ask(shop.system(), PersonByLogin(email="sam@example.com"))
    assert person is not None
    done(shop.run(shop.system(), ErasePerson(person=person)))
    shown = clerk.get("/admin/orders").text
    assert "Sam Gone" not in shown
    assert "sam@example.com" not in shown
    assert 'data-label="Customer">erased' in shown
    assert "Sam Gone" not in clerk.get(admin_page_of_first_order(clerk)).text


def test_a_longer_list_asks_the_database_no_more(site: Site, clerk: Client) -> None:
    order_a_lamp(site.client())
    clerk.get("/admin/orders")
    with counted(site.shop) as one:
        clerk.get("/admin/orders")
    for _ in range(2):
        order_a_lamp(site.client())
    with counted(site.shop) as three:
        assert clerk.get("/admin/orders").text.count("ana@example.com") == 3
    assert len(three) == len(one)


def test_money_goes_back_in_part(site: Site, clerk: Client) -> None:
    order_a_lamp(site.client())
    page = admin_page_of_first_order(clerk)
    pay(clerk, page)
    form = {"amount": "10.00", "reason": "a scratch", "key": hidden(clerk.get(page).text, "key")}
    clerk.post(f"{page}/refund", form)
    assert "€10.00 given back" in clerk.get(page).text
    for amount in ("-1", "0", "1e3", "99999", "9" * 60, "10,00", ""):
        again = clerk.post(f"{page}/refund", form | {"amount": amount, "key": new_id()})
        assert again.status_code == 422, amount
        assert "There is something to mend" in again.text
        assert 'id="f-amount-error"' in again.text, amount
        assert 'value="a scratch"' in again.text
        assert "€10.00 given back" in clerk.get(page).text


def test_a_refund_is_typed_as_its_reader_writes_amounts(site: Site, clerk: Client) -> None:
    order_a_lamp(site.client())
    page = admin_page_of_first_order(clerk)
    pay(clerk, page)
    clerk.post("/admin/language", {"language": "es"})
    form = {"amount": "10,50", "reason": "un arañazo", "key": hidden(clerk.get(page).text, "key")}
    assert where(clerk.post(f"{page}/refund", form)) == page
    assert "10,50" in clerk.get(page).text


def test_a_refund_says_why(site: Site, clerk: Client) -> None:
    order_a_lamp(site.client())
    page = admin_page_of_first_order(clerk)
    pay(clerk, page)
    key = hidden(clerk.get(page).text, "key")
    for reason in ("", "  a ", "x" * 201):
        refused = clerk.post(f"{page}/refund", {"amount": "5.00", "reason": reason, "key": key})
        assert refused.status_code == 422
        assert 'id="f-reason-error"' in refused.text
    assert "given back" not in clerk.get(page).text
    clerk.post(f"{page}/refund", {"amount": "5.00", "reason": "a scratch", "key": key})
    shown = clerk.get(page).text
    assert "€5.00 given back" in shown
    assert "€5.00 · a scratch · Clara Clerk, back office" in shown


def test_cancelling_asks_why_and_gives_the_money_back(site: Site, clerk: Client) -> None:
    customer = site.client()
    order = order_a_lamp(customer)
    page = admin_page_of_first_order(clerk)
    pay(clerk, page)
    refused = clerk.post(f"{page}/cancel", {"reason": ""})
    assert refused.status_code == 422
    assert "Write why" in refused.text
    assert "Cancelled" not in customer.get(order).text
    clerk.post(f"{page}/cancel", {"reason": "the lamp is broken"})
    assert "Cancelled and refunded" in customer.get(order).text
    assert "the lamp is broken · Clara Clerk" in clerk.get(page).text
    late = clerk.post(f"{page}/cancel", {"reason": "once more"})
    assert late.status_code == 422
    assert "can no longer be cancelled" in late.text


def test_there_are_no_other_buttons(site: Site, clerk: Client) -> None:
    order_a_lamp(site.client())
    page = admin_page_of_first_order(clerk)
    assert clerk.post(f"{page}/give_away").status_code == 404
    assert clerk.post(f"{page}/paid", {"payment": "another"}).status_code == 404
    assert clerk.post(f"{page}/dispatch", {"tracking": "x" * 121}).status_code == 422


class Silent(Plugin):
    """A carrier that does not answer."""

    name = "silent"
    hook_api = 1

    @hookimpl
    def ask_shipping(self, ctx: Context, parcel: Parcel) -> Sequence[ShippingOption]:
        raise TimeoutError("the carrier is away")


def test_staff_are_told_whose_price_was_missing_when_an_order_was_priced(tmp_path: Path) -> None:
    clock = Clock()
    site = Site(make_shop(tmp_path, use=(*CONSUMERS, Silent), clock=clock), clock)
    employ(site.shop)
    order_a_lamp(site.client())
    clerk = at_work(site)
    shown = clerk.get(admin_page_of_first_order(clerk)).text
    assert "The carrier silent did not answer when this was priced: check the shipping price" in shown
    site.close()


def test_nothing_is_said_of_carriers_that_answered(site: Site, clerk: Client) -> None:
    order_a_lamp(site.client())
    assert "did not answer" not in clerk.get(admin_page_of_first_order(clerk)).text


def test_a_checkout_that_no_carrier_answers_says_so_and_does_not_break(tmp_path: Path) -> None:
    clock = Clock()
    rates: dict[str, Any] = {"shipping": [], "tax": {"ES": {"standard": "21"}}}
    settings = settings_for(tmp_path, plugins={"rates": rates})
    site = Site(make_shop(tmp_path, use=(*CONSUMERS, Silent), clock=clock, settings=settings), clock)
    customer = site.client()
    customer.post("/cart/lines", {"sku": "LAMP", "quantity": "1"})
    for page in ("/cart", "/checkout"):
        shown = customer.follow(page)
        assert shown.status_code == 200, page
        assert "We cannot work out delivery at this moment" in shown.text, page
    site.close()
