"""Somebody who works in the shop, and an order for them to see to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event, insert

from ecomkit.domain import AddMembership, AddOrganisation, Done, RegisterPerson, new_id
from ecomkit.services.core import STAFF
from ecomkit.shop import Shop
from ecomkit.storage.tables import job
from tests.web.conftest import Client, Site, fill_and_pay, where

EMAIL, PASSWORD = "clerk@example.com", "a good password"


def done(outcome: Any) -> Any:
    assert isinstance(outcome, Done), outcome
    return outcome.result


def employ(shop: Shop, *, email: str = EMAIL, name: str = "Clara Clerk", role: str | None = "manager") -> str:
    """Somebody works in the shop; gives who."""
    system = shop.system()
    person: str = done(shop.run(system, RegisterPerson(email=email, name=name, password=PASSWORD)))
    done(shop.run(system, AddOrganisation(name="Alameda", country="ES", key="shop")))
    done(shop.run(system, AddMembership(person=person, organisation="shop", capacity=STAFF, role=role)))
    return person


def at_work(site: Site, email: str = EMAIL) -> Client:
    """A browser in which somebody of the staff is signed in."""
    client = site.client()
    assert where(client.post("/admin/sign-in", {"email": email, "password": PASSWORD})) == "/admin"
    return client


@pytest.fixture
def clerk(site: Site) -> Client:
    employ(site.shop)
    return at_work(site)


def order_a_lamp(client: Client, **given: str) -> str:
    """Buy a lamp by bank transfer; gives the address of the customer's page."""
    client.post("/cart/lines", {"sku": "LAMP", "quantity": "1"})
    return where(fill_and_pay(client, **given))


def admin_page_of_first_order(clerk: Client) -> str:
    """The address of the newest order's page."""
    found = re.search(r'href="(/admin/orders/[0-9a-f-]{36})"', clerk.get("/admin/orders").text)
    assert found is not None
    return found[1]


@contextmanager
def counted(shop: Shop) -> Iterator[list[str]]:
    """The statements that the database is asked meanwhile."""
    asked: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        asked.append(statement)

    event.listen(shop.database.engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(shop.database.engine, "before_cursor_execute", note)


def left_behind(
    site: Site, name: str = "refund", *, state: str = "parked", error: str = "", plugin: str = "core"
) -> str:
    """A job as the worker left it; gives its key."""
    values = {
        "id": new_id(), "plugin": plugin, "name": name, "payload": "{}", "key": new_id(), "run_at": site.clock(), "state": state,
        "attempts": 8, "error": error,
    }  # fmt: skip
    site.shop.database.write(lambda rows: rows.write(insert(job), **values))
    return str(values["id"])
