"""A purchase in a real browser: found, put in the cart, paid by card, confirmed."""

from __future__ import annotations

import re
import time
import urllib.request
from collections.abc import Iterator

import pytest
from ecomkit.audit.browser import open_browser
from playwright.sync_api import Page, expect


@pytest.fixture
def page(running: dict[str, str]) -> Iterator[Page]:
    with open_browser() as (_, browser):
        page = browser.new_page(locale="en-GB")
        page.set_default_timeout(15_000)
        page.goto(running["url"])
        yield page


@pytest.mark.browser
def test_a_guest_buys_and_pays_by_card(page: Page, running: dict[str, str]) -> None:
    product = page.locator("main a[href*='/p/']")
    if not product.count():
        pytest.skip("the shelves are empty: import a catalogue first")
    product.first.click()
    page.locator("form.buy button.main").click()
    page.goto(running["url"] + "/cart")
    page.locator(".pay-bar a.main").click()
    fill_in(page)
    page.locator("button[name=op][value=pay]").click()
    page.get_by_label("Card number").fill("4242 4242 4242 4242")
    page.get_by_label("Expires").fill("09/39")
    page.get_by_label("Security code").fill("123")
    page.get_by_role("button", name=re.compile("^Pay")).click()
    page.wait_for_url("**/orders/**")
    expect(page.get_by_role("main")).to_contain_text(re.compile(r"\bS-?\d+"))
    assert "ana@example.com" in letters(running["mailbox"], "ana@example.com")


def letters(mailbox: str, wanted: str) -> str:
    """The mailbox's page, once a letter to that address is there: the worker writes it after the order."""
    shown, end = "", time.monotonic() + 30
    while wanted not in shown and time.monotonic() < end:
        with urllib.request.urlopen(mailbox, timeout=10) as reply:
            shown = reply.read().decode()
        time.sleep(0.2)
    return shown


def fill_in(page: Page) -> None:
    """Fill fields in by what they are for: the `autocomplete` words that browsers go by."""
    words = {
        "email": "ana@example.com", "name": "Ana Ruiz", "tel": "+34 600 000 000", "address-line1": "Calle Mayor 1",
        "postal-code": "28013", "address-level2": "Madrid", "address-level3": "Centro",
    }  # fmt: skip
    for token, value in words.items():
        field = page.locator(f"[autocomplete~='{token}']:visible")
        if field.count():
            field.first.fill(value)
    region = page.locator("select[autocomplete~='address-level1']:visible")
    if region.count():
        region.first.select_option(index=1)
    page.locator("input[type=radio][value=card]").check(force=True)
