"""The back office: who gets in, and the daily work."""

from __future__ import annotations

import re
from typing import Any

import pytest
from sqlalchemy import insert

from ecomkit.domain import AddMembership, AddOrganisation, Done, RegisterPerson, StockLevels, new_id
from ecomkit.services.core import STAFF
from ecomkit.shop import Shop
from ecomkit.storage.tables import job
from tests.web.conftest import Client, Site, fill_and_pay, hidden, where

EMAIL, PASSWORD = "clerk@example.com", "a good password"


def done(outcome: Any) -> Any:
    assert isinstance(outcome, Done), outcome
    return outcome.result


def employ(shop: Shop) -> None:
    """Somebody works in the shop."""
    system = shop.system()
    person = done(shop.run(system, RegisterPerson(email=EMAIL, name="Clara Clerk", password=PASSWORD)))
    done(shop.run(system, AddOrganisation(name="Alameda", country="ES", key="shop")))
    done(shop.run(system, AddMembership(person=person, organisation="shop", capacity=STAFF, role="manager")))


@pytest.fixture
def clerk(site: Site) -> Client:
    employ(site.shop)
    client = site.client()
    assert where(client.post("/admin/sign-in", {"email": EMAIL, "password": PASSWORD})) == "/admin"
    return client


def order_a_lamp(client: Client) -> str:
    client.post("/cart/lines", {"sku": "LAMP", "quantity": "1"})
    return where(fill_and_pay(client))


def admin_page_of_first_order(clerk: Client) -> str:
    found = re.search(r'href="(/admin/orders/[0-9a-f-]{36})"', clerk.get("/admin/orders").text)
    assert found is not None
    return found[1]


def test_nobody_gets_in_without_signing_in(site: Site, client: Client) -> None:
    for address in site.app.addresses:
        if address.staff and "GET" in address.methods and address.name != "admin.sign_in":
            path = re.sub(r"\{\w+\}", "x", address.path)
            answer = client.get(path)
            assert answer.status_code in (303, 404), address.path
            if answer.status_code == 303:
                assert answer.headers["location"].startswith("/admin/sign-in"), address.path


def test_a_customer_is_not_staff(site: Site, client: Client) -> None:
    client.post("/account/register", {"name": "Sam", "email": "sam@example.com", "password": PASSWORD})
    refused = client.post("/admin/sign-in", {"email": "sam@example.com", "password": PASSWORD})
    assert refused.status_code == 422
    stolen = client.cookies["ecomkit_session"]
    other = site.client()
    other.cookies.set("ecomkit_staff", stolen, domain="127.0.0.1", path="/admin")
    assert where(other.get("/admin")) == "/admin/sign-in"


def test_a_staff_session_is_none_of_a_customer(site: Site, clerk: Client) -> None:
    token = next(cookie.value for cookie in clerk.cookies.jar if cookie.name == "ecomkit_staff")
    other = site.client()
    other.cookies.set("ecomkit_session", str(token), domain="127.0.0.1")
    assert where(other.get("/account")).startswith("/account/sign-in")


def test_the_start_page_counts_the_work_of_the_day(site: Site, clerk: Client) -> None:
    order_a_lamp(site.client())
    page = clerk.get("/admin").text
    assert "Hello Clara Clerk" in page
    assert '<span class="how-many">1</span><span>sold out</span>' in page


def test_an_order_is_paid_dispatched_and_delivered(site: Site, clerk: Client) -> None:
    customer = site.client()
    order = order_a_lamp(customer)
    page = admin_page_of_first_order(clerk)
    shown = clerk.get(page).text
    assert "Calle Mayor 1" in shown
    assert "List price" in shown
    assert "An order was placed." in shown
    clerk.post(f"{page}/paid", {"payment": hidden(shown, "payment")})
    assert "Done: Mark as paid" in clerk.get(page).text
    clerk.post(f"{page}/dispatch", {"tracking": "X-123"})
    assert "On its way" in customer.get(order).text
    assert "X-123" in customer.get(order).text
    clerk.post(f"{page}/deliver")
    assert "Delivered" in clerk.get(page).text


def test_money_goes_back_in_part(site: Site, clerk: Client) -> None:
    order_a_lamp(site.client())
    page = admin_page_of_first_order(clerk)
    clerk.post(f"{page}/paid", {"payment": hidden(clerk.get(page).text, "payment")})
    clerk.get(page)
    form = {"amount": "10.00", "reason": "a scratch", "key": hidden(clerk.get(page).text, "key")}
    clerk.post(f"{page}/refund", form)
    assert "€10.00 given back" in clerk.get(page).text
    for amount in ("-1", "1e3", "99999", "10,00", ""):
        clerk.post(f"{page}/refund", form | {"amount": amount, "key": new_id()})
        assert "€10.00 given back" in clerk.get(page).text


def test_stock_is_corrected_with_a_reason(site: Site, clerk: Client) -> None:
    assert "Faro lamp" in clerk.get("/admin/stock?q=faro").text
    clerk.post("/admin/stock", {"sku": "LAMP", "change.LAMP": "5", "reason.LAMP": "delivery"})
    assert "Done: Adjust stock" in clerk.get("/admin/stock").text
    clerk.post("/admin/stock", {"sku": "LAMP", "change.LAMP": "-99", "reason.LAMP": "count"})
    assert "take away less" in clerk.get("/admin/stock").text
    clerk.post("/admin/stock", {"sku": "LAMP", "change.LAMP": "1", "reason.LAMP": ""})
    assert "a reason of three letters" in clerk.get("/admin/stock").text
    (level,) = site.shop.ask(site.shop.system(), StockLevels(skus=("LAMP",)))
    assert level.on_hand == 8


def test_a_customers_form_cannot_adjust_stock(site: Site, client: Client) -> None:
    answer = client.post("/admin/stock", {"sku": "LAMP", "change.LAMP": "5", "reason.LAMP": "delivery"})
    assert where(answer) == "/admin/sign-in"
    (level,) = site.shop.ask(site.shop.system(), StockLevels(skus=("LAMP",)))
    assert level.on_hand == 3


def test_a_parked_job_is_seen_with_its_error(site: Site, clerk: Client) -> None:
    values = {
        "id": new_id(), "plugin": "core", "name": "refund", "payload": "{}", "key": "k", "run_at": site.clock(), "state": "parked",
        "attempts": 8, "error": "<b>the provider said no</b>",
    }  # fmt: skip
    site.shop.database.write(lambda rows: rows.write(insert(job), **values))
    page = clerk.get("/admin/jobs").text
    assert "core/refund" in page
    assert "&lt;b&gt;the provider said no" in page


def test_signing_out_ends_the_session(site: Site, clerk: Client) -> None:
    token = next(cookie.value for cookie in clerk.cookies.jar if cookie.name == "ecomkit_staff")
    assert where(clerk.post("/admin/sign-out")) == "/admin/sign-in"
    other = site.client()
    other.cookies.set("ecomkit_staff", str(token), domain="127.0.0.1", path="/admin")
    assert where(other.get("/admin")) == "/admin/sign-in"


def test_every_list_of_the_staff_answers(clerk: Client) -> None:
    for path in (
        "/admin/orders?view=unpaid",
        "/admin/approvals",
        "/admin/approvals?view=all",
        "/admin/unclear",
        "/admin/jobs?view=all",
    ):
        assert clerk.get(path).status_code == 200, path
