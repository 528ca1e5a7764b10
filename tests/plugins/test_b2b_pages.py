"""The company's pages, through the app as a browser sees it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ecomkit.domain import CartById, Held, HeldState
from ecomkit.plugins.b2b import api
from ecomkit.shop import Shop
from ecomkit.testing import make_shop
from tests.plugins.browsing import Browser
from tests.plugins.companies import Firm, company_shop, done, make_firm


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    opened = company_shop(tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def firm(shop: Shop) -> Firm:
    return make_firm(shop)


@pytest.fixture
def buyer(shop: Shop, firm: Firm) -> Iterator[Browser]:
    with Browser(shop) as browser:
        browser.sign_in("talleres-buyer@example.com", "a-long-password")
        yield browser


@pytest.fixture
def approver(shop: Shop, firm: Firm) -> Iterator[Browser]:
    with Browser(shop) as browser:
        browser.sign_in("talleres-approver@example.com", "a-long-password")
        yield browser


def ask_for_approval(firm: Firm) -> str:
    outcome = firm.buy(firm.buyer, "MUG-BONE", 45)
    assert isinstance(outcome, Held)
    return outcome.held


def test_the_company_page_says_who_buys_within_which_limits_and_how_much_credit_is_left(
    firm: Firm, buyer: Browser
) -> None:
    firm.staff(api.SetContractPrice(company=firm.key, contract="2026-04", sku="LAMP", price="80.00"))
    done(firm.buy(firm.buyer, "LAMP", 1))
    ask_for_approval(firm)
    assert buyer.get("/company") == 200
    words = buyer.words()
    for said in (
        "Talleres", "Talleres-buyer", "Talleres-approver", "€500.00", "€1,000.00", "€80.00 used, €4,920.00 left of €5,000.00",
        "€80.00 of €1,000.00", "2026-04", "A-1", "€652.50", "Waiting for approval",
    ):  # fmt: skip
        assert said in words, said
    assert 'data-audience="b2b"' in buyer.page
    assert "Approvals" not in words


def test_agreed_prices_are_told_by_the_articles_name_step_by_step_with_their_tax_once(
    firm: Firm, buyer: Browser
) -> None:
    for sku, pieces, price in (("LAMP", 1, "80.00"), ("LAMP", 10, "75.00"), ("MUG-BONE", 1, "12.90")):
        agreed = api.SetContractPrice(company=firm.key, contract="2026-04", sku=sku, price=price, from_quantity=pieces)
        firm.staff(agreed)
    buyer.get("/company")
    words = buyer.words()
    assert (
        "Faro lamp LAMP · Contract 2026-04 1 €80.00 10 €75.00 Loma mug, Bone MUG-BONE · Contract 2026-04 1 €12.90"
        in words
    )
    assert words.count("tax included") == 1
    assert '<a href="/p/loma-mug?sku=MUG-BONE">' in buyer.page
    firm.staff(api.SetContractPrice(company=firm.key, contract="2026-05", sku="MUG-BRICK", price="9.00", net=True))
    buyer.get("/company")
    assert "€9.00 plus tax" in buyer.words()
    assert buyer.words().count("tax included") == 3


def test_a_shop_for_companies_alone_tells_guests_to_sign_in_and_brings_them_back(tmp_path: Path) -> None:
    shop = make_shop(tmp_path, use=("b2b", "rates", "transfer"))
    firm = make_firm(shop)
    with Browser(shop) as guest:
        guest.get("/p/faro-lamp")
        assert "Only people with an account buy here. Sign in to buy" in guest.words()
        assert 'class="button main" href="/account/sign-in?next=/p/faro-lamp"' in guest.page
        assert "Add to cart" not in guest.words()
        assert (
            guest.post(
                "/account/sign-in?next=/p/faro-lamp", email="talleres-buyer@example.com", password="a-long-password"
            )
            == 200
        )
        assert "Faro lamp" in guest.words()
        assert "Add to cart" in guest.words()
    assert firm.key
    shop.close()


def test_pages_of_a_company_are_for_its_members(shop: Shop, buyer: Browser) -> None:
    with Browser(shop) as guest:
        guest.get("/company")
        assert "used" not in guest.words()
        assert "sign in" in guest.words().lower()
    assert buyer.get("/company/approvals") == 403
    assert "It may be open to you as somebody else that you buy as." in buyer.words()
    assert 'action="/account/hat"' in buyer.page[buyer.page.index("<main") :]


def test_the_order_page_shows_the_purchase_number_to_the_company_alone(shop: Shop, firm: Firm, buyer: Browser) -> None:
    order = firm.order(firm.buy(firm.buyer, "LAMP", 1, purchase_order="PO-7", cost_centre="Taller 2"))
    buyer.get(f"/orders/{order.token}")
    assert "Your purchase order PO-7 Cost centre Taller 2" in buyer.words()
    with Browser(shop) as holder_of_the_link:
        assert holder_of_the_link.get(f"/orders/{order.token}") == 200
        assert "PO-7" not in holder_of_the_link.words()


def test_the_checkout_asks_companies_for_their_number(shop: Shop, firm: Firm, buyer: Browser) -> None:
    firm.staff(api.AskForReference(company=firm.key, required=True))
    buyer.post("/company/quick-order", key="abc", list="LAMP;1")
    assert buyer.get("/checkout") == 200
    assert "Purchase-order number required" in buyer.words()
    assert "On account" in buyer.words()


def test_an_approver_reads_what_is_asked_for_and_approves(firm: Firm, approver: Browser) -> None:
    held = ask_for_approval(firm)
    assert approver.get("/company/approvals") == 200
    words = approver.words()
    for said in (
        "A-1",
        "Talleres-buyer",
        "€652.50",
        "€652.50 is above the limit of €500.00 an order.",
        "45 × Loma mug, Bone",
    ):
        assert said in words, said
    assert approver.post("/company/approvals", held=held, decision="grant", reason="") == 200
    assert "Approved: the order is placed." in approver.words()
    assert firm.held_state(held) is HeldState.GRANTED


def test_who_refuses_says_why(firm: Firm, approver: Browser) -> None:
    held = ask_for_approval(firm)
    assert approver.post("/company/approvals", held=held, decision="refuse", reason=" ") == 422
    assert "Say why" in approver.words()
    assert firm.held_state(held) is HeldState.WAITING
    assert approver.post("/company/approvals", held=held, decision="refuse", reason="<b>January</b>") == 200
    assert firm.held_state(held) is HeldState.REFUSED
    assert "&lt;b&gt;January&lt;/b&gt;" in approver.page


def test_a_request_that_was_decided_by_another_says_so(firm: Firm, approver: Browser) -> None:
    held = ask_for_approval(firm)
    approver.post("/company/approvals", held=held, decision="refuse", reason="no")
    assert approver.post("/company/approvals", held=held, decision="grant") == 422
    assert "It is no longer waiting" in approver.words()
    assert approver.post("/company/approvals", held="nothing", decision="grant") == 422
    assert approver.post("/company/approvals", held=held, decision="maybe") == 422


def test_a_pasted_list_lands_in_the_cart(shop: Shop, firm: Firm, buyer: Browser) -> None:
    assert buyer.get("/company/quick-order") == 200
    assert buyer.post("/company/quick-order", key="abc", list="SKU;pieces\nMUG-BONE;12\nMUG-BRICK\t3\n\nLAMP") == 200
    assert "Rows put into the cart: 3." in buyer.words()
    till = firm.till(firm.buyer)
    assert {line.sku: line.quantity for line in shop.ask(till.moment, CartById(cart=till.cart)).lines} == {
        "MUG-BONE": 12, "MUG-BRICK": 3, "LAMP": 1,
    }  # fmt: skip


def test_good_rows_are_kept_and_each_bad_one_is_named(shop: Shop, firm: Firm, buyer: Browser) -> None:
    pasted = "MUG-BONE;2\nNOPE;1\nLAMP;-3\nLAMP;٣\n<script>;1"
    assert buyer.post("/company/quick-order", key="abc", list=pasted) == 422
    words = buyer.words()
    assert "Rows put into the cart: 1." in words
    for said in (
        "Row 2: There is no article NOPE.",
        "Row 3: “-3” is not a quantity.",
        "Row 4: “٣” is not a quantity.",
        "Row 5",
    ):
        assert said in words, said
    assert "<script>;1" not in buyer.page
    till = firm.till(firm.buyer)
    assert [(line.sku, line.quantity) for line in shop.ask(till.moment, CartById(cart=till.cart)).lines] == [
        ("MUG-BONE", 2)
    ]


def test_the_same_list_sent_twice_counts_once(shop: Shop, firm: Firm, buyer: Browser) -> None:
    for _ in range(2):
        buyer.post("/company/quick-order", key="abc", list="MUG-BONE;2")
    till = firm.till(firm.buyer)
    assert [line.quantity for line in shop.ask(till.moment, CartById(cart=till.cart)).lines] == [2]


def test_an_empty_list_says_what_to_write(buyer: Browser) -> None:
    assert buyer.post("/company/quick-order", key="abc", list="  \n") == 422
    assert "The list is empty." in buyer.words()
