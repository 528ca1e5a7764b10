"""What is told after a form, in a real browser: where the keyboard is, seen, and gone on from (WCAG 2.4.3, 2.4.7, 4.1.3)."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from e2e.keys import STOP, next_stop, tab_to
from e2e.shops import Visitor
from e2e.steps import press, words


def told(page: Page, said: str) -> Locator:
    """The message that the page opened with: read aloud for it has the focus, framed, in sight, and the page unmoved."""
    message = page.get_by_role("status", name=said, exact=True)
    expect(message).to_be_focused()
    stop = page.evaluate(STOP)
    assert stop["ring"], "no ring around what has the focus"
    assert stop["inside"], stop
    assert not stop["covered"], stop
    assert page.evaluate("scrollY") == 0
    return message


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "plain"])
def test_a_message_is_heard_and_its_button_is_next(visitor: Visitor, scripts: bool) -> None:
    page = visitor(scripts=scripts)
    page.goto("/p/loma-mug")
    press(page, "^add to cart")
    told(page, "Loma mug is in the cart.")
    tab_to(page, "^one more of loma", most=4)
    for pieces in (2, 3, 4):
        page.keyboard.press("Enter")
        button = page.get_by_role("button", name=words("^one more of loma"))
        expect(button).to_have_accessible_description(words(f"^quantity {pieces}, €"))
        expect(button).to_be_focused()
    tab_to(page, "^remove loma", most=2)
    page.keyboard.press("Enter")
    told(page, "Taken out of the cart.")
    assert next_stop(page)["name"] == "Put it back"
    page.keyboard.press("Enter")
    told(page, "Loma mug is in the cart.")
    page.reload()
    expect(page.get_by_role("status")).to_have_count(0)
    assert page.evaluate("document.activeElement.tagName") == "BODY"


def test_an_estimate_leads_to_what_it_changed(page: Page) -> None:
    page.goto("/p/loma-mug")
    press(page, "^add to cart")
    page.get_by_text("Shipping and tax", exact=True).click()
    page.get_by_label("Postcode").fill("28013")
    page.keyboard.press("Enter")
    page.wait_for_url(words("/cart#totals$"))
    totals = page.get_by_role("complementary", name="Totals")
    expect(totals).to_be_focused()
    expect(totals).to_be_in_viewport()
