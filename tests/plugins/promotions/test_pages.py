"""Codes on pages, without any script: entered, refused in words, removed; and the screens of staff."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from ecomkit.domain import AddMembership, AddOrganisation, RegisterPerson
from ecomkit.shop import Shop
from ecomkit.testing import PASSWORD, Browser, findings
from tests.plugins.promotions.scene import coded, done, promote, promotion_shop


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    opened = promotion_shop(tmp_path)
    yield opened
    assert findings(opened) == ()
    opened.close()


@pytest.fixture
def ana(shop: Shop) -> Iterator[Browser]:
    with Browser(shop) as browser:
        assert browser.post("/cart/lines", sku="MUG-BONE", quantity="2") == 200
        yield browser


def test_a_code_is_entered_shown_by_what_it_does_and_taken_out(shop: Shop, ana: Browser) -> None:
    coded(shop, "SUMMER10", name="Summer: 10 % off")
    assert ana.get("/cart") == 200
    assert "Have a code?" in ana.words()
    assert ana.post("/cart/code", code="summer-10") == 200
    assert ana.path == "/cart"
    assert "Goods €29.00 Summer: 10 % off −€2.90" in ana.words()
    assert "SUMMER10" not in ana.page.upper()
    assert ana.get("/checkout") == 200
    assert "Summer: 10 % off −€2.90" in ana.words()
    assert "Have a code?" in ana.words()
    ana.get("/cart")
    coupon = re.search(r'name="coupon" value="([0-9a-f]{64})"', ana.page)
    assert coupon is not None
    ana.post("/cart/code/remove", coupon=coupon[1])
    assert "−€2.90" not in ana.words()


def test_what_is_wrong_is_said_beside_the_field_with_what_was_typed(shop: Shop, ana: Browser) -> None:
    assert ana.get("/cart/code") == 200
    assert ana.post("/cart/code", code="<b>NOPE") == 422
    assert "We do not know this code" in ana.words()
    assert "<b>NOPE" not in ana.page
    assert "&lt;b&gt;NOPE" in ana.page
    assert 'aria-invalid="true"' in ana.page
    assert ana.post("/cart/code", code="") == 422
    for _ in range(5):
        ana.post("/cart/code", code="NOPE")
    assert "Wait a quarter of an hour" in ana.words()


def test_a_code_that_is_in_the_way_says_what_is_missing(shop: Shop, ana: Browser) -> None:
    coded(shop, "BIGSALE", name="Big sale", minimum="50")
    coded(shop, "LAMPS10", name="Lamps", products="faro-lamp")
    promote(shop, name="Alone", percent="5", exclusive=True, priority=0)
    coded(shop, "OTHER10", name="Other")
    for code in ("BIGSALE", "LAMPS10", "OTHER10"):
        ana.post("/cart/code", code=code)
    said = ana.words()
    assert "Big sale €21.00 more of these goods, and it applies." in said
    assert "Lamps This is not for the goods in your cart." in said
    assert "Other This does not go with “Alone”." in said


def test_what_is_missing_to_free_delivery_is_said_and_free_delivery_is_a_line(shop: Shop, ana: Browser) -> None:
    assert ana.get("/cart") == 200
    assert "€31.00 more and delivery is free" in ana.words()
    promote(shop, name="Delivery on us", kind="shipping", ways="parcel")
    assert ana.get("/cart") == 200
    assert "€3.95" in ana.words()
    assert "Delivery on us −€3.95" in ana.words()
    assert "more and delivery is free" not in ana.words()


def test_staff_make_codes_and_see_promotions(shop: Shop) -> None:
    clerk = done(shop.run(shop.system(), RegisterPerson(email="clerk@example.com", name="Clerk", password=PASSWORD)))
    works_here = AddMembership(person=clerk, organisation=shop.core.facts.party, capacity="staff", role="manager")
    for command in (AddOrganisation(name="Alameda", country="ES", key=shop.core.facts.party), works_here):
        done(shop.run(shop.system(), command))
    with Browser(shop) as office:
        assert office.get("/admin/promotions/codes") == 200
        assert "Make codes" not in office.words()
        office.sign_in("clerk@example.com", PASSWORD, page="/admin/sign-in")
        saved = {"name": "Club", "kind": "percent", "percent": "15", "needs_code": "on", "priority": "10"}
        assert office.post("/admin/x/promotions/save_promotion", **saved) == 200, office.words()
        page = re.search(r'href="(/admin/promotions/codes\?promotion=([^"]+))"', office.page)
        assert page is not None
        assert "Club" in office.words()
        assert office.get(page[1]) == 200
        assert office.post("/admin/promotions/codes", promotion=page[2], count="3", most="1") == 200
        assert len(re.findall(r"(?m)^[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}\r?$", office.page)) == 3
        assert office.post("/admin/promotions/codes", promotion="nobody", count="3", most="1") == 422
        assert office.post("/admin/promotions/codes", promotion=page[2], count="3000", most="1") == 422
        assert office.get("/admin/x/promotion-codes") == 200
        assert "Club" in office.words()
