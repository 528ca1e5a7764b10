"""Gift cards on pages, without any script: looked at, used, removed; and issued by staff."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from ecomkit.domain import AddMembership, AddOrganisation, RegisterPerson
from ecomkit.shop import Shop
from ecomkit.testing import PASSWORD, Browser, findings
from tests.plugins.gift_cards.scene import card_shop, done, issue


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    opened = card_shop(tmp_path)
    yield opened
    assert findings(opened) == ()
    opened.close()


def test_a_card_is_looked_at_used_and_pays_at_the_checkout(shop: Shop) -> None:
    code = issue(shop, "10")
    with Browser(shop) as ana:
        assert ana.get("/gift-card") == 200
        assert ana.post("/gift-card", code=code) == 200
        assert "Left on the card €10.00" in ana.words()
        ana.post("/cart/lines", sku="MUG-BONE", quantity="1")
        ana.get("/cart")
        assert "Have a gift card?" in ana.words()
        assert ana.post("/gift-card", code=code, op="use") == 200
        assert ana.path == "/cart"
        assert "It pays at the checkout." in ana.words()
        assert ana.get("/checkout") == 200
        assert "Gift card" in ana.words()
        assert "−€10.00" in ana.words()
        ana.post("/gift-card/remove")
        ana.get("/checkout")
        assert "−€10.00" not in ana.words()


def test_a_wrong_code_is_said_beside_the_field(shop: Shop) -> None:
    with Browser(shop) as ana:
        assert ana.post("/gift-card", code="<i>NOPE") == 422
        assert "We do not know this code" in ana.words()
        assert "<i>NOPE" not in ana.page
        assert ana.post("/gift-card", code=" ") == 422
        for _ in range(5):
            ana.post("/gift-card", code="NOPE")
        assert "Wait a quarter of an hour" in ana.words()


def test_staff_issue_a_card_and_see_its_code_once(shop: Shop) -> None:
    clerk = done(shop.run(shop.system(), RegisterPerson(email="clerk@example.com", name="Clerk", password=PASSWORD)))
    works_here = AddMembership(person=clerk, organisation=shop.core.facts.party, capacity="staff", role="manager")
    for command in (AddOrganisation(name="Alameda", country="ES", key=shop.core.facts.party), works_here):
        done(shop.run(shop.system(), command))
    with Browser(shop) as office:
        office.sign_in("clerk@example.com", PASSWORD, page="/admin/sign-in")
        assert office.get("/admin/gift-cards/new") == 200
        assert office.post("/admin/gift-cards/new", amount="25", valid_until="") == 200
        code = re.search(r"[0-9A-Z]{4}(-[0-9A-Z]{4}){3}", office.words())
        assert code is not None
        assert office.post("/admin/gift-cards/new", amount="nothing", valid_until="") == 422
        assert office.post("/admin/gift-cards/new", amount="", valid_until="") == 422
        assert office.get("/admin/x/gift-cards") == 200
        assert "€25.00" in office.words()
        assert re.search(r"\b\d{1,2} \w{3,4} 20\d\d\b", office.words())
        assert '<a class="button" href="/admin/gift-cards/new">Issue a gift card</a>' in office.page
        assert code[0] not in office.page
        key = re.search(r"20\d\d-\d\d-\d\d-[0-9a-f]{8}", office.page)
        assert key is not None
        office.post("/admin/x/gift-cards/block_gift_card", card=key[0], reason="lost by post")
        office.get("/admin/x/gift-cards")
        assert "blocked" in office.words()
    with Browser(shop) as ana:
        assert ana.post("/gift-card", code=code[0], op="use") == 422
        assert "This card is blocked" in ana.words()
