"""Paying at a provider: there, back, and what it says in between. The provider is the real demo gateway."""

from __future__ import annotations

import hashlib
import hmac
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx2
import pytest

from ecomkit.domain import Actor, ActorKind, Channel, Order, OrderById, Orders
from ecomkit.testing import Clock, make_shop, settings_for
from tests.web.conftest import Client, Site, fill_and_pay, where

SECRET = "gateway-secret-for-tests"
ROOT = Path(__file__).parents[3]
PAID, DECLINED = "4242 4242 4242 4242", "4000 0000 0000 0002"


@pytest.fixture(scope="module")
def gateway() -> Iterator[str]:
    command = [sys.executable, "-m", "ecomkit.dev.gateway", "--secret", SECRET]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        assert process.stdout is not None
        yield process.stdout.readline().split()[1]
        process.kill()


@pytest.fixture
def site(tmp_path: Path, gateway: str) -> Iterator[Site]:
    clock = Clock()
    settings = settings_for(tmp_path, plugins={"demo_payments": {"gateway": gateway, "secret": SECRET}})
    use = ("b2c", "rates", "demo_payments", "transfer")
    opened = Site(make_shop(tmp_path, use=use, clock=clock, settings=settings), clock)
    yield opened
    opened.close()


def order_of(site: Site) -> Order:
    actor = Actor(kind=ActorKind.PERSON, key="clerk", permissions=frozenset({"staff.orders"}))
    staff = site.shop.context(channel=Channel.STAFF, actor=actor)
    return site.shop.ask(staff, OrderById(order=site.shop.ask(staff, Orders())[0].id))


def at_gateway(client: Client) -> str:
    """Order a lamp and choose the card; gives the hosted page."""
    client.post("/cart/lines", {"sku": "LAMP", "quantity": "1"})
    answer = fill_and_pay(client, payment="card")
    assert answer.status_code == 303
    return str(answer.headers["location"])


def pay(page: str, card: str) -> str:
    """Pay on the hosted page; gives the path that the customer comes back by."""
    form = {"number": card, "expiry": "12/39", "code": "123"}
    answer = httpx2.post(page, data=form, headers={"origin": page.partition("/pay/")[0]})
    assert answer.status_code == 303, answer.text
    return urlsplit(answer.headers["location"]).path


def test_the_form_may_lead_to_the_provider_and_nowhere_else(client: Client, gateway: str) -> None:
    policy = client.get("/checkout").headers["content-security-policy"]
    assert f"form-action 'self' {gateway};" in policy


def test_a_card_payment_is_settled_when_the_customer_comes_back(site: Site, client: Client, gateway: str) -> None:
    page = at_gateway(client)
    assert page.startswith(gateway)
    back = pay(page, PAID)
    order = where(client.get(back))
    shown = client.get(order).text
    assert "In preparation" in shown
    assert "Pay this order" not in shown
    assert order_of(site).payments[0].reference


def test_what_the_address_says_about_success_counts_for_nothing(site: Site, client: Client) -> None:
    at_gateway(client)
    order = order_of(site)
    client.get(f"/orders/{order.token}/back/{order.payments[0].id}?status=succeeded&paid=1")
    assert order_of(site).confirmed_at is None


def test_a_declined_card_leaves_the_order_to_be_paid_another_way(site: Site, client: Client) -> None:
    page = where(client.get(pay(at_gateway(client), DECLINED)))
    shown = client.get(page)
    assert "Payment failed" in shown.text
    assert "Pay this order" in shown.text
    answer = client.post(f"{page}/pay", {"payment": "transfer", "key": "another-way-1"})
    assert where(answer) == page
    assert "ES91" in client.get(page).text


def test_the_way_to_the_provider_is_open_again_from_the_order(site: Site, client: Client) -> None:
    first = at_gateway(client)
    order = order_of(site)
    again = client.get(f"/orders/{order.token}/pay/{order.payments[0].id}")
    assert again.headers["location"] == first


def signed(body: bytes, secret: str = SECRET, at: int | None = None) -> dict[str, str]:
    sent = int(time.time()) if at is None else at
    digest = hmac.new(secret.encode(), f"{sent}.".encode() + body, hashlib.sha256).hexdigest()
    return {"gateway-signature": f"t={sent},v1={digest}", "content-type": "application/json"}


def message(order: Order, amount: int | None = None, notice: str = "evt-1") -> bytes:
    payment = order.payments[0]
    paid = {
        "id": "pay-1", "key": payment.id, "amount": payment.money.amount if amount is None else amount, "currency": payment.money.currency,
    }  # fmt: skip
    return json.dumps({"id": notice, "type": "payment.succeeded", "payment": paid}).encode()


def test_a_webhook_settles_the_order_once_however_often_it_comes(site: Site, client: Client) -> None:
    at_gateway(client)
    body = message(order_of(site))
    answers = [
        client.request("POST", "/webhooks/card", content=body, headers=signed(body)).status_code for _ in range(3)
    ]
    assert answers == [200, 200, 200]
    assert order_of(site).payments[0].state == "paid"


def test_a_forged_replayed_or_broken_webhook_changes_nothing(site: Site, client: Client) -> None:
    at_gateway(client)
    body = message(order_of(site))
    old = int(time.time()) - 3600
    for headers in (
        signed(body, "another secret"),
        signed(b"other"),
        signed(body, at=old),
        {},
        {"gateway-signature": "t=٣,v1=x"},
    ):
        raw = {key.encode(): value.encode() for key, value in headers.items()}
        assert client.request("POST", "/webhooks/card", content=body, headers=raw).status_code == 401
    broken = b'{"id": 1}'
    assert client.request("POST", "/webhooks/card", content=broken, headers=signed(broken)).status_code == 400
    assert client.request("POST", "/webhooks/nothing", content=body, headers=signed(body)).status_code == 404
    assert client.request("POST", "/webhooks/transfer", content=body, headers=signed(body)).status_code == 404
    assert order_of(site).confirmed_at is None


def test_a_webhook_with_another_amount_is_parked_for_the_staff(site: Site, client: Client) -> None:
    at_gateway(client)
    body = message(order_of(site), amount=1)
    assert client.request("POST", "/webhooks/card", content=body, headers=signed(body)).status_code == 200
    assert order_of(site).confirmed_at is None


def test_a_provider_that_cannot_be_reached_costs_nobody_the_order(tmp_path: Path) -> None:
    clock = Clock()
    settings = settings_for(tmp_path, plugins={"demo_payments": {"gateway": "http://127.0.0.1:9", "secret": SECRET}})
    site = Site(make_shop(tmp_path, use=("b2c", "rates", "demo_payments"), clock=clock, settings=settings), clock)
    client = site.client()
    client.post("/cart/lines", {"sku": "LAMP", "quantity": "1"})
    page = where(fill_and_pay(client, payment="card"))
    shown = client.get(page).text
    assert "cannot be reached just now" in shown
    assert "Pay this order" in shown
    site.close()
