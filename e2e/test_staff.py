"""The staff's journeys through the back office."""

from __future__ import annotations

import time

from playwright.sync_api import Page, expect

from e2e.shops import Running, Visitor
from e2e.steps import heading, press, put_in_cart, staff_sign_in, words


def test_nobody_else_gets_in(page: Page, vera: dict[str, str]) -> None:
    page.goto("/admin/orders")
    expect(heading(page)).to_have_text("Staff sign-in")
    page.get_by_label("Email").fill(vera["email"])
    page.get_by_label("Password").fill("not the password")
    press(page, "^sign in")
    expect(page).to_have_title(words("^error"))
    page.goto("/admin/jobs")
    expect(heading(page)).to_have_text("Staff sign-in")


def test_stock_is_corrected_with_a_reason_and_sells_at_once(
    visitor: Visitor, page: Page, alameda: Running, vera: dict[str, str]
) -> None:
    sold_out = "/p/cima-helmet?sku=CIMA-HELMET-BON-L"
    desk = visitor(desk=True)
    staff_sign_in(desk, vera)
    desk.get_by_role("link", name=words("sold out")).click()
    row = desk.get_by_role("row", name=words("CIMA-HELMET-BON-L"))
    row.get_by_text(words("^correct cima")).click()
    row.get_by_label(words("pieces to add")).fill("2")
    press(row, "^correct")
    row = desk.get_by_role("row", name=words("CIMA-HELMET-BON-L"))
    expect(row.get_by_text(words("a reason of three letters"))).to_be_visible()
    expect(row.get_by_label(words("pieces to add"))).to_have_value("2")
    row.get_by_label("Reason").fill("Found two behind the shelf")
    press(row, "^correct")
    expect(desk.get_by_role("status").first).to_contain_text("Done")
    put_in_cart(page, sold_out, 2)
    desk.get_by_role("link", name="Products and stock").click()
    row = desk.get_by_role("row", name=words("CIMA-HELMET-BON-L"))
    expect(row.get_by_role("cell").nth(1)).to_have_text("2")
    row.get_by_text(words("^correct cima")).click()
    row.get_by_label(words("pieces to add")).fill("-2")
    row.get_by_label("Reason").fill("They were someone else's")
    press(row, "^correct")
    expect(row.get_by_role("cell").nth(1)).to_have_text("0")


def test_a_job_that_was_given_up_is_tried_again(visitor: Visitor, alameda: Running, vera: dict[str, str]) -> None:
    desk = visitor(desk=True)
    staff_sign_in(desk, vera)
    desk.get_by_role("link", name="Jobs", exact=True).click()
    given_up = desk.get_by_role("row", name=words("carry")).first
    for _ in range(40):
        if given_up.count():
            break
        time.sleep(0.5)
        desk.reload()
    expect(given_up).to_contain_text("the courier is away")
    (alameda.folder / "var" / "broken").unlink()
    press(given_up, "^try again")
    desk.get_by_role("navigation", name="Views").get_by_role("link", name="All").click()
    done = desk.get_by_role("row", name=words("carry")).first
    for _ in range(40):
        if "Done" in done.inner_text():
            break
        time.sleep(0.5)
        desk.reload()
    expect(done).to_contain_text("Done")


def test_the_back_office_fits_a_phone(page: Page, vera: dict[str, str]) -> None:
    staff_sign_in(page, vera)
    for path in (
        "/admin",
        "/admin/orders",
        "/admin/stock",
        "/admin/approvals",
        "/admin/unclear",
        "/admin/jobs",
        "/admin/x/companies",
    ):
        page.goto(path)
        expect(heading(page)).to_be_visible()
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= 390, (path, wide)
