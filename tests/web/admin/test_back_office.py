"""The back office: who gets in, what waits for them, and what is no longer there."""

from __future__ import annotations

import re

from tests.web.admin.conftest import PASSWORD, at_work, employ, order_a_lamp
from tests.web.conftest import Client, Site, where


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


def test_what_is_not_there_leaves_who_works_in_the_back_office(clerk: Client) -> None:
    answer = clerk.get("/admin/orders/nothing")
    assert answer.status_code == 404
    assert "There is no such page" in answer.text
    assert 'href="/admin/orders"' in answer.text
    assert 'action="/search"' not in answer.text


def test_the_start_page_shows_only_work_that_one_may_do(site: Site, clerk: Client) -> None:
    everything = clerk.get("/admin").text
    assert "jobs given up" in everything
    person = employ(site.shop, email="stock@example.com", role=None)
    assert person
    nothing = at_work(site, "stock@example.com").get("/admin").text
    assert "jobs given up" not in nothing
    assert "unclear payments" not in nothing
