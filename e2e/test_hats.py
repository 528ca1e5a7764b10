"""One person, four hats: prices, cart and pages follow the hat."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from e2e.shops import Running
from e2e.steps import cart_holds, heading, put_in_cart, put_on_hat, sign_in


def price(page: Page) -> str:
    """What the mug costs whoever looks."""
    page.goto("/p/loma-mug")
    return page.get_by_role("main").get_by_role("paragraph").filter(has_text="tax included").first.inner_text()


def test_cart_and_prices_follow_the_hat(page: Page, alameda: Running) -> None:
    sign_in(page, alameda, "sam@example.com")
    put_on_hat(page, "For myself")
    assert "€14.50" in price(page)
    put_in_cart(page, "/p/alba-teapot")
    put_on_hat(page, "Talleres Ibarra")
    assert "€12.90" in price(page)
    page.goto("/cart")
    expect(page.get_by_role("heading", name="The cart is empty")).to_be_visible()
    put_in_cart(page, "/p/loma-mug", 3)
    put_on_hat(page, "Clínica Norte")
    assert "€11.60" in price(page)
    page.goto("/wallet")
    expect(heading(page)).to_contain_text("until")
    put_on_hat(page, "Ayuntamiento de Valdemora")
    page.goto("/agency/tenders")
    expect(heading(page)).to_have_text("Our tenders")
    put_on_hat(page, "For myself")
    page.goto("/cart")
    cart_holds(page, {"Alba teapot": 1})
    put_on_hat(page, "Talleres Ibarra")
    page.goto("/cart")
    cart_holds(page, {"Loma mug, Bone": 3})


def test_pages_of_another_hat_are_closed(page: Page, alameda: Running) -> None:
    sign_in(page, alameda, "leo@example.com")
    for path in ("/company/approvals", "/agency/tenders/new", "/admin/orders"):
        page.goto(path)
        expect(heading(page)).not_to_have_text("Approvals")
        expect(page.get_by_role("button", name="Approve")).to_have_count(0)
        expect(page.get_by_label("Title")).to_have_count(0)
