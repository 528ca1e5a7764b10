"""Findings that were told wrong, or in words that nobody would use, and what they say now."""

from __future__ import annotations

import re
from datetime import date

import pytest

from ecomkit.audit.check import Evidence, Status
from ecomkit.audit.checks import catalogue, chosen
from ecomkit.audit.evidence import Resource, Stage
from ecomkit.audit.facts import FormTarget, Link
from ecomkit.audit.recipe import Recipe
from ecomkit.audit.report import Result
from ecomkit.audit.run import judge
from tests.audit.samples import a_field, a_load, a_page, evidence, facts


def _judged(name: str, seen: Evidence) -> Result:
    return judge(chosen([name], catalogue())[0], seen, Recipe(), date(2026, 6, 1))


@pytest.mark.parametrize(
    ("links", "buttons", "status"),
    [
        ((Link(text="Bolsa", href="https://shop.example/bolsa", region="header", visible=True),), (), Status.PASS),
        ((), ("Abrir cesta",), Status.PASS),
        ((), ("Open your basket",), Status.PASS),
        ((), ("Vaciar la cesta",), Status.REVIEW),
        ((), ("Pay",), Status.REVIEW),
    ],
)
def test_the_way_back_is_known_by_the_words_for_a_cart(
    links: tuple[Link, ...], buttons: tuple[str, ...], status: Status
) -> None:
    last = a_page(Stage.PAYMENT, facts(text="Total 12.00 €", links=links, buttons=buttons))
    assert _judged("LAW-22", evidence(a_page(), last, law=("eu",))).status is status


def test_the_form_that_asks_for_personal_data_is_named_not_the_search() -> None:
    def form(path: str) -> FormTarget:
        return FormTarget(action=f"http://shop.example/{path}", method="post", visible=True)

    search = a_field(type="search", name="q", label="Search", form=0)
    mail = a_field(type="email", name="mail", label="E-mail", form=1)
    page = a_page(Stage.PAYMENT, facts(forms=(form("search"), form("order")), fields=(search, mail)))
    found = _judged("CHK-16", evidence(a_page(), page))
    assert [shown.detail for shown in found.evidence] == ["a form sends to http://shop.example/order"]
    alone = a_page(Stage.PAYMENT, facts(forms=(form("search"),), fields=(search,)))
    assert _judged("CHK-16", evidence(a_page(), alone)).status is Status.PASS


@pytest.mark.parametrize(
    ("bill", "told"),
    [
        ("Subtotal 1299.00\nShipping 50.00\nTotal 1349.00", "1299.00 + 50.00 = 1349.00"),
        ("Subtotal 100.00\nVAT 21.00\nDiscount 10.00\nTotal 90.00", "100.00 − 10.00 = 90.00"),
        ("Subtotal 1299.00\nShipping free\nTotal 1299.00", "1299.00 = 1299.00"),
        ("Subtotal 1299.00\nShipping 50.00\nTotal 1400.00", "1299.00 + 50.00 ≠ 1400.00"),
    ],
)
def test_a_bill_is_shown_as_a_sum(bill: str, told: str) -> None:
    found = _judged("CHK-03", evidence(a_page(Stage.CART, facts(text=re.sub(r"(\d+\.\d\d)", r"€ \1", bill)))))
    assert [shown.detail for shown in found.evidence] == [told]


def test_whether_a_cart_can_be_changed_is_told_in_words() -> None:
    found = _judged("CHK-04", evidence(a_page(Stage.CART), cart_emptied=False))
    assert found.evidence[0].detail == "quantity can be changed: no; taking out works: no"


@pytest.mark.parametrize("name", ["Take one unit of Oslo sofa out", "Añadir una unidad de Sofá Oslo", "One more", "+"])
def test_buttons_beside_a_number_change_it(name: str) -> None:
    cart = a_page(Stage.CART, facts(buttons=(name,)))
    assert _judged("CHK-04", evidence(cart, cart_emptied=True)).status is Status.PASS


def test_a_policy_is_told_whole_and_in_the_right_number() -> None:
    policy = "default-src 'self' 'unsafe-inline' data:; frame-ancestors 'none'"
    page = a_page(headers={"content-security-policy": policy})
    one, two = _judged("TRU-04", evidence(page)), _judged("TRU-04", evidence(page, page))
    assert one.message == "the content security policy of 1 page protects nothing: it allows inline scripts"
    assert "of 2 pages" in two.message
    assert one.evidence[0].detail == f"it allows inline scripts: {policy}"


def test_the_owners_own_limit_is_told_beside_the_number() -> None:
    home = a_load(lcp=420, requests=5)
    slow = evidence(a_page(), loads=(home,), budget={"lcp_ms": 100, "home.requests": 2})
    assert _judged("SPD-02", slow).message == "home: 0.4 s (your budget: 0.1 s)"
    assert _judged("SPD-08", slow).message == "home: 5 requests, 0 of them to others (your budget: 2)"
    assert _judged("SPD-02", evidence(a_page(), loads=(a_load(lcp=9000),))).message == "home: 9.0 s"


def test_files_that_are_fine_are_not_counted() -> None:
    def judged(*, cache: str, encoding: str) -> str:
        sheet = Resource(
            url="https://shop.example/s.css", kind="stylesheet", status=200, page="home", encoding=encoding, cache=cache, size=9000
        )  # fmt: skip
        return _judged("SPD-11", evidence(a_page(), resources=(sheet,))).message

    assert judged(cache="max-age=9", encoding="") == "1 file not compressed"
    assert judged(cache="", encoding="gzip") == "1 file not kept for the next visit"
    assert judged(cache="", encoding="") == "1 file not compressed, 1 file not kept for the next visit"
