"""A company's journeys: agreed prices, limits and approvals, on account."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from e2e.shops import Running, Visitor
from e2e.steps import (
    choose,
    fill_delivery,
    heading,
    path_of,
    press,
    put_in_cart,
    put_on_hat,
    sign_in,
    staff_sign_in,
    submit_order,
    words,
)

COMPANY = "Talleres Ibarra"
HELMET = "/p/cima-helmet?sku=CIMA-HELMET-MAR-M"


def buyer(page: Page, shop: Running) -> Page:
    """Sam, who buys for the company."""
    sign_in(page, shop, "sam@example.com")
    put_on_hat(page, COMPANY)
    return page


def ask_for(page: Page, quantity: int, number: str) -> None:
    """Order helmets on account, under a number of the company."""
    put_in_cart(page, HELMET, quantity)
    page.goto("/checkout")
    fill_delivery(page)
    page.get_by_label("Purchase-order number").fill(number)
    choose(page, "On account")
    submit_order(page)


def test_prices_are_the_companys_after_sign_in_and_say_why(page: Page, alameda: Running) -> None:
    page.goto("/p/loma-mug")
    expect(page.get_by_text("€14.50").first).to_be_visible()
    buyer(page, alameda)
    page.goto("/p/loma-mug")
    expect(page.get_by_text("€12.90").first).to_be_visible()
    expect(page.get_by_text("Your price: contract 2026-IBARRA").first).to_be_visible()
    page.goto("/company/quick-order")
    page.get_by_label(words("article numbers and quantities")).fill("LOMA-MUG-BON;24\nNO-SUCH-THING;1")
    press(page, "^put into the cart")
    expect(page.get_by_text("NO-SUCH-THING").first).to_be_visible()
    page.goto("/cart")
    expect(page.get_by_text("€11.50 each")).to_be_visible()
    press(page, "^remove loma")


def test_an_order_above_the_limit_waits_for_another_and_keeps_its_price(
    page: Page, visitor: Visitor, alameda: Running, vera: dict[str, str]
) -> None:
    buyer(page, alameda)
    put_in_cart(page, HELMET, 25)
    page.goto("/checkout")
    fill_delivery(page)
    choose(page, "On account")
    submit_order(page)
    expect(page).to_have_title(words("^error"))
    page.get_by_label("Purchase-order number").fill("PO-2026-77")
    submit_order(page)
    page.wait_for_url(words("/held/"))
    held = path_of(page)
    expect(page.get_by_text("€612.50 is above the limit of €500.00 an order.")).to_be_visible()
    expect(page.get_by_text(words("nothing is ordered yet"))).to_be_visible()
    expect(page.get_by_role("button", name=words("approve"))).to_have_count(0)
    staff = visitor(desk=True)
    staff_sign_in(staff, vera)
    staff.get_by_role("link", name="Approvals").click()
    expect(staff.get_by_role("row", name=words("above the limit"))).to_contain_text("€612.50")

    approver = visitor(desk=True)
    sign_in(approver, alameda, "ines@example.com")
    approver.get_by_role("link", name="Approvals").first.click()
    expect(approver.get_by_role("region", name=words("sam rivera"))).to_contain_text("€612.50")
    press(approver.get_by_role("region", name=words("sam rivera")), "^approve")
    expect(approver.get_by_text("Nothing is waiting for you.")).to_be_visible()

    page.goto(held)
    expect(page.get_by_text("Approved", exact=True)).to_be_visible()
    page.get_by_role("main").get_by_role("link", name=words(r"^S-\d+")).click()
    expect(heading(page)).to_contain_text("In preparation")
    expect(page.get_by_role("row", name=words("^total"))).to_contain_text("€612.50")
    expect(page.get_by_text("PO-2026-77").first).to_be_visible()
    expect(page.get_by_text(words("^on account"))).to_be_visible()
    page.goto("/company")
    expect(page.get_by_text(words("€612.50 used")).first).to_be_visible()


def test_nobody_approves_their_own_request(page: Page, alameda: Running) -> None:
    sign_in(page, alameda, "ines@example.com")
    ask_for(page, 24, "PO-OWN")
    expect(page).to_have_title(words("^error"))
    expect(page.get_by_role("main")).to_contain_text("nobody else in your company may approve it")
    page.goto("/company/approvals")
    expect(page.get_by_text("Nothing is waiting for you.")).to_be_visible()


def test_a_refusal_says_why(page: Page, visitor: Visitor, alameda: Running) -> None:
    buyer(page, alameda)
    ask_for(page, 21, "PO-2026-78")
    page.wait_for_url(words("/held/"))
    held = path_of(page)
    approver = visitor()
    sign_in(approver, alameda, "ines@example.com")
    approver.goto(held)
    approver.get_by_label("Reason").fill("Wait for the new budget")
    press(approver, "^refuse")
    expect(approver.get_by_text("Refused", exact=True)).to_be_visible()
    page.reload()
    expect(page.get_by_text("Wait for the new budget")).to_be_visible()
