"""A consumer's journeys, from page to database, in a browser."""

from __future__ import annotations

import json
import re
import time
import urllib.request

from playwright.sync_api import Page, expect

from e2e.conftest import Running


def fill_checkout(page: Page, *, email: str = "ana@example.com", payment: str = "Card") -> None:
    """Fill the one-page checkout in as a guest in Spain."""
    page.get_by_label(re.compile("email", re.IGNORECASE)).first.fill(email)
    page.get_by_label(re.compile("full name", re.IGNORECASE)).fill("Ana Ruiz")
    page.get_by_label(re.compile("street", re.IGNORECASE)).fill("Calle Mayor 1")
    page.get_by_label(re.compile("postcode", re.IGNORECASE)).first.fill("28013")
    page.get_by_label(re.compile("city", re.IGNORECASE)).fill("Madrid")
    page.get_by_role("radio", name=re.compile(payment)).check(force=True)


def put_in_cart(page: Page, path: str) -> None:
    """Put one piece of a product into the cart."""
    page.goto(path)
    page.get_by_role("button", name=re.compile("add to cart", re.IGNORECASE)).click()


def pay_by_card(page: Page, number: str) -> None:
    """Pay on the provider's page."""
    page.wait_for_url(re.compile(r"/pay/"))
    page.get_by_label(re.compile("card number", re.IGNORECASE)).fill(number)
    page.get_by_label(re.compile("expiry", re.IGNORECASE)).fill("12/30")
    page.get_by_label(re.compile("cvc|security", re.IGNORECASE)).fill("123")
    page.get_by_role("button", name=re.compile("^pay", re.IGNORECASE)).click()


def mails_to(shop: Running, address: str, subject: str, seconds: float = 20) -> list[dict[str, object]]:
    """Letters that arrived; waits for the first."""
    end = time.monotonic() + seconds
    while True:
        with urllib.request.urlopen(f"{shop.mailbox}/api/messages?to={address}") as answer:  # noqa: S310
            found = [mail for mail in json.loads(answer.read()) if subject in str(mail["subject"])]
        if found or time.monotonic() > end:
            return found
        time.sleep(0.2)


def test_a_guest_finds_a_mug_sees_the_shipping_and_pays_by_card(page: Page, alameda: Running) -> None:
    page.goto("/")
    page.goto("/search?q=mug")
    page.get_by_role("link", name=re.compile("Loma mug")).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Loma mug")
    expect(page.get_by_text(re.compile(r"Arrives .*€3\.95")).first).to_be_visible()
    page.get_by_role("button", name=re.compile("add to cart", re.IGNORECASE)).click()
    page.goto("/cart")
    expect(page.get_by_text("€18.45").first).to_be_visible()
    page.get_by_role("link", name=re.compile("checkout", re.IGNORECASE)).first.click()
    shown = page.locator("main input:visible:not([type=radio]):not([type=checkbox]), main select:visible").count()
    assert shown <= 8, f"{shown} fields"
    fill_checkout(page, email="mug@example.com")
    page.get_by_role("button", name=re.compile("pay|place order", re.IGNORECASE)).first.click()
    pay_by_card(page, "4242 4242 4242 4242")
    page.wait_for_url(re.compile("/orders/"))
    expect(page.get_by_role("heading", level=1)).to_contain_text(re.compile("S-"))
    (mail,) = mails_to(alameda, "mug@example.com", "received")
    assert "Loma mug" in str(mail["text"])
