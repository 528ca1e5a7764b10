"""An employee's journeys: an allowance of the month, the rest by payroll or card, prices of their own."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from e2e.shops import Running
from e2e.steps import (
    WORKS,
    choose,
    fill_delivery,
    heading,
    pay_by_card,
    put_in_cart,
    put_on_hat,
    sign_in,
    submit_order,
    words,
)

EMPLOYER = "Clínica Norte"


def employee(page: Page, shop: Running, email: str) -> None:
    """Somebody of the clinic, buying as its employee."""
    sign_in(page, shop, email)
    put_on_hat(page, EMPLOYER)


def test_the_allowance_pays_a_part_and_payroll_the_rest(page: Page, alameda: Running) -> None:
    employee(page, alameda, "leo@example.com")
    page.goto("/wallet")
    expect(heading(page)).to_contain_text("€60.00 until")
    put_in_cart(page, "/p/faro-lamp")
    page.goto("/checkout")
    expect(page.get_by_role("checkbox", name=words("^allowance of your employer"))).to_be_checked()
    fill_delivery(page)
    choose(page, "Deducted from your pay")
    submit_order(page)
    page.wait_for_url(words("/orders/"))
    expect(heading(page)).to_contain_text("In preparation")
    expect(page.get_by_text(words("^allowance of your employer"))).to_be_visible()
    expect(page.get_by_text("€15.65", exact=True)).to_be_visible()
    page.goto("/wallet")
    expect(heading(page)).to_contain_text("€0.00")
    expect(page.get_by_role("row", name=words("−€60.00"))).to_be_visible()
    expect(page.get_by_text(words("^€15.65, with your next payslip"))).to_be_visible()


def test_the_allowance_pays_a_part_and_a_card_the_rest(page: Page, alameda: Running) -> None:
    employee(page, alameda, "sam@example.com")
    put_in_cart(page, "/p/faro-lamp")
    page.goto("/checkout")
    fill_delivery(page)
    choose(page, "Card")
    submit_order(page)
    page.wait_for_url(words("/pay/"))
    expect(page.get_by_text("15.65 EUR").first).to_be_visible()
    pay_by_card(page, WORKS)
    page.wait_for_url(words("/orders/"))
    expect(heading(page)).to_contain_text("In preparation")
    page.goto("/wallet")
    expect(heading(page)).to_contain_text("€0.00")
