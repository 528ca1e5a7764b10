"""Unclear payments in the back office: listed with their orders, closed with a note."""

from __future__ import annotations

import re

import pytest

from ecomkit.domain import Discrepancies, OrderById, text
from ecomkit.storage import discrepancies
from tests.web.admin.conftest import admin_page_of_first_order, counted, order_a_lamp
from tests.web.conftest import Client, Site, where


@pytest.fixture
def case(site: Site, clerk: Client) -> str:
    """A payment of an order does not agree; gives the key of the case."""
    order_a_lamp(site.client())
    order = site.shop.ask(site.shop.system(), OrderById(order=admin_page_of_first_order(clerk).rpartition("/")[2]))
    return noted(site, f"payment/{order.payments[0].id}")


def noted(site: Site, about: str, kind: str = "amount") -> str:
    now = site.clock()
    said = text("the provider took %(taken)s, asked was %(asked)s", taken="1.00", asked="2.00")
    return site.shop.database.write(lambda rows: discrepancies.note(rows, kind, about, said, now))


def note(case: str, words: str) -> dict[str, str]:
    return {"discrepancy": case, f"note.{case}": words}


def test_one_is_listed_with_its_order_in_words(site: Site, clerk: Client, case: str) -> None:
    noted(site, "somebody-elses", "unknown_payment")
    shown = clerk.get("/admin/unclear").text
    assert "The amount differs" in shown
    assert "Not a payment of ours" in shown
    assert re.search(r'<a href="/admin/orders/[0-9a-f-]{36}">S-1</a>', shown) or ">S-1001</a>" in shown
    assert "unknown_payment" not in shown
    assert '<span class="how-many">2</span><span>unclear payments</span>' in clerk.get("/admin").text


def test_it_is_closed_with_a_note(clerk: Client, case: str) -> None:
    assert where(clerk.post("/admin/unclear", note(case, "the bank sent the rest"))) == "/admin/unclear"
    shown = clerk.get("/admin/unclear").text
    assert "The unclear payment is closed." in shown
    assert "Everything agrees" in shown
    closed = clerk.get("/admin/unclear?view=closed").text
    assert "the bank sent the rest" in closed
    assert "Clara Clerk" in closed
    assert '<span class="how-many">0</span><span>unclear payments</span>' in clerk.get("/admin").text


@pytest.mark.parametrize("words", ["", "  ", "no", "x" * 201])
def test_it_is_not_closed_without_words(site: Site, clerk: Client, case: str, words: str) -> None:
    answer = clerk.post("/admin/unclear", note(case, words))
    assert answer.status_code == 422
    assert "There is something to mend" in answer.text
    assert '<details class="fold" open>' in answer.text
    assert f'href="#f-note-{case}"' in answer.text
    assert len(site.shop.ask(site.shop.system(), Discrepancies())) == 1


def test_one_that_somebody_else_closed_says_so(clerk: Client, case: str) -> None:
    clerk.post("/admin/unclear", note(case, "first"))
    clerk.post("/admin/unclear", note(case, "second"))
    assert "somebody has closed it already" in clerk.get("/admin/unclear").text
    assert "look among those that are closed" in clerk.post("/admin/unclear", note(case, "")).text


def test_a_customer_cannot_close_one(site: Site, client: Client, case: str) -> None:
    assert where(client.post("/admin/unclear", note(case, "the rest came"))) == "/admin/sign-in"
    assert len(site.shop.ask(site.shop.system(), Discrepancies())) == 1


def test_a_longer_list_asks_the_database_no_more(site: Site, clerk: Client, case: str) -> None:
    clerk.get("/admin/unclear")
    with counted(site.shop) as one:
        clerk.get("/admin/unclear")
    for number in range(3):
        noted(site, f"unknown-{number}")
    with counted(site.shop) as four:
        clerk.get("/admin/unclear")
    assert len(four) == len(one)
