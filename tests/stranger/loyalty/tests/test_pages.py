"""The page of a member, the way to it, and the screen of the staff, through the shop's real app."""

from __future__ import annotations

import pytest
from story import buy, order_of, paid_with, refund

from ecomkit import Shop
from ecomkit.domain import Done, PersonById
from ecomkit.testing import PASSWORD, Browser, Till, findings, signed_in


@pytest.fixture
def ana(shop: Shop) -> Till:
    """A member who bought, paid in part with points, and was given something back."""
    till = signed_in(shop)
    buy(shop, till, "LAMP")
    order = buy(shop, till, "MUG-BONE", plan=paid_with(500))
    refund(shop, order, 369)
    return till


@pytest.fixture
def browser(shop: Shop, ana: Till) -> object:
    with Browser(shop) as made:
        made.sign_in("ana@example.com", PASSWORD)
        yield made


def test_a_guest_is_sent_to_sign_in(shop: Shop) -> None:
    with Browser(shop) as guest:
        assert guest.get("/loyalty") == 200
        assert guest.path == "/account/sign-in"


def test_the_page_shows_balance_and_movements(browser: Browser) -> None:
    assert browser.get("/loyalty") == 200
    words = browser.words()
    assert "Your points 119 €5.95" in words
    for told in ("Points for an order", "Paid with points", "Given back for a refund", "Taken back after a refund"):
        assert told in words


def test_the_way_to_it_is_on_the_account_page_and_not_for_guests(browser: Browser, shop: Shop) -> None:
    browser.get("/account")
    assert 'href="/loyalty"' in browser.page
    with Browser(shop) as guest:
        guest.get("/")
        assert "/loyalty" not in guest.page


def test_the_name_on_the_card_is_kept_in_the_profile_and_a_bad_one_is_asked_again(
    browser: Browser, shop: Shop, ana: Till
) -> None:
    assert browser.post("/loyalty/name", club_name="Ana R.") == 200
    assert "Saved." in browser.words()
    assert 'value="Ana R."' in browser.page
    assert shop.ask(ana.moment, PersonById(person=ana.ctx.actor.key)).fields == (("loyalty.club_name", "Ana R."),)
    browser.post("/loyalty/name", club_name="x" * 41)
    assert "Enter a name of at most 40 characters" in browser.words()


def test_the_order_page_says_what_the_order_brought(browser: Browser, shop: Shop, ana: Till) -> None:
    order = buy(shop, ana, "MUG-BONE")
    browser.get(f"/orders/{order_of(shop, Done(result=order.id)).token}")
    assert "This order has brought you 36 points." in browser.words()


def test_the_checkout_offers_points_to_a_member_with_a_balance(browser: Browser, shop: Shop, ana: Till) -> None:
    ana.put("MUG-BONE")
    ana.fill()
    assert browser.get("/checkout") == 200
    assert "Your points pay all of the order or a part of it." in browser.words()
    assert findings(shop) == ()
