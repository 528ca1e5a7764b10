"""No page has a fault that axe knows: WCAG 2.2 A and AA, and its rules of good practice; in two languages, light and dark.

Which pages there are is kept in `e2e/addresses.py`; a test holds that list to the routes of all plugins.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from e2e.addresses import GUEST, PEOPLE, STAFF
from e2e.shops import Running, Visitor, running_shop, visitors
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
from e2e.tenders import AGENCY

COMPANY = "Talleres Ibarra"
HELMET = "/p/cima-helmet?sku=CIMA-HELMET-MAR-M"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RULES = {"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"]}
COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast"]}, "resultTypes": ["violations"]}


def faults(page: Page, path: str, scheme: str) -> list[str]:
    """What axe finds on a page in one scheme, and of colours in the other."""
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light", reduced_motion="reduce")
    answer = page.goto(path)
    assert answer is not None
    assert answer.status == 200, path
    assert words("/sign-in").search(page.url) is None or "sign-in" in path, f"{path} asks to sign in"
    found: list[dict[str, Any]] = Axe().run(page, options=RULES).response["violations"]
    page.emulate_media(color_scheme="light" if scheme == "dark" else "dark")
    found += page.evaluate("rules => axe.run(document, rules).then(found => found.violations)", COLOURS)
    return [f"{path}: {one['id']}: {one['nodes'][0]['html'][:200]}" for one in found]


def all_faults(page: Page, paths: Mapping[str, str], ways: Mapping[str, str], under: str, scheme: str) -> list[str]:
    """What axe finds on some pages; `ways` are the addresses that came about."""
    asked = [
        ways[path.strip("{}")] if path.startswith("{") else path if path.startswith("/admin") else f"{under}{path}"
        for path in paths.values()
    ]
    return [fault for path in asked for fault in faults(page, path, scheme)]


def buy(page: Page, ways: dict[str, str], under: str) -> None:
    """Order as a guest, find the order again, and put something more into the cart."""
    put_in_cart(page, "/p/loma-mug")
    page.goto("/checkout")
    fill_delivery(page, "axe@example.com")
    choose(page, "Bank transfer")
    submit_order(page)
    number = heading(page).inner_text().split()[1]
    ways["order"] = under + path_of(page)
    ways["withdraw"] = under + str(page.locator("main a[href*='/withdraw/']").first.get_attribute("href"))
    page.goto("/orders")
    page.get_by_label("Order number").fill(number)
    page.get_by_role("main").get_by_label("Email").fill("axe@example.com")
    press(page, "^show my order")
    ways["found"] = under + path_of(page)
    put_in_cart(page, "/p/pausa-clock")
    page.goto("/cart")


def withdraw(page: Page, ways: dict[str, str]) -> None:
    """Withdraw from the order, so that staff have one to look at."""
    page.goto(ways["withdraw"])
    page.locator("main form button").last.click()
    expect(page.get_by_role("status")).to_be_focused()


def ask(page: Page, ways: dict[str, str], under: str) -> None:
    """Order what somebody of the company has to approve."""
    put_in_cart(page, HELMET, 22)
    page.goto("/checkout")
    fill_delivery(page)
    page.get_by_label("Purchase-order number").fill("PO-AXE")
    choose(page, "On account")
    submit_order(page)
    page.wait_for_url(words("/held/"))
    ways["held"] = under + path_of(page)


def draft(page: Page, ways: dict[str, str], under: str) -> None:
    """Write a tender that is not published."""
    page.goto("/agency/tenders/new")
    page.get_by_label("Title").fill("A draft")
    page.get_by_label("Lot").fill("Bench; piece; 1")
    page.get_by_label("Deadline for bids").fill("2099-01-01 12:00")
    for opener in ("Lucía Peña", "Martín Soto"):
        page.get_by_label(opener).check()
    press(page, "^go on to publishing")
    ways["publish"] = under + path_of(page)


def clerk(shop: Running, language: str) -> dict[str, str]:
    """Somebody of the staff who reads the back office in a language."""
    added = shop.cli("staff", "add", f"axe-{language}@example.com", "--generate", "--json")
    said: dict[str, str] = json.loads(added.stdout)
    return said


def office(page: Page, person: dict[str, str], ways: dict[str, str], language: str) -> None:
    """Sign in to the back office, choose its language, and look up an order, a request and a withdrawal."""
    staff_sign_in(page, person)
    page.goto("/admin/language")
    page.locator(f"main input[value={language}]").check()
    page.locator("main button").click()
    expect(page.get_by_role("status")).to_be_focused()
    for key, path in (("staff_order", "/admin/orders"), ("staff_held", "/admin/approvals?view=all")):
        page.goto(path)
        ways[key] = str(page.locator("main table tbody a").first.get_attribute("href"))
    page.goto("/admin/x/withdrawals")
    ways["staff_withdrawal"] = str(page.locator("main a[href^='/admin/withdrawals/']").first.get_attribute("href"))


def refuse(page: Page) -> None:
    """Nothing waits for the approver afterwards: other journeys count on it."""
    page.goto("/company/approvals")
    page.get_by_label("Reason").fill("It was to be looked at only")
    press(page, "^refuse")
    expect(page.get_by_role("status")).to_be_focused()


def judged(visitor: Visitor, shop: Running, language: str, scheme: str) -> list[str]:
    """What axe finds on all pages of a shop, gone through by everybody."""
    under, desk = ("/es", True) if language == "es" else ("", False)
    ways: dict[str, str] = {}
    guest = visitor(desk=desk)
    buy(guest, ways, under)
    found = all_faults(guest, GUEST, ways, under, scheme)
    withdraw(guest, ways)
    pages: dict[str, Page] = {}
    for (email, hat), paths in PEOPLE.items():
        if email not in pages:
            pages[email] = visitor(desk=desk)
            sign_in(pages[email], shop, email)
        page = pages[email]
        page.goto("/account")
        put_on_hat(page, hat)
        if hat == COMPANY and email == "sam@example.com":
            ask(page, ways, under)
        elif hat == AGENCY and email == "sam@example.com":
            draft(page, ways, under)
        elif "{bid}" in paths.values():
            page.goto("/bids")
            ways["bid"] = under + str(page.locator("main table tbody a").first.get_attribute("href"))
        found += all_faults(page, paths, ways, under, scheme)
    staff = visitor(desk=True)
    office(staff, clerk(shop, language), ways, language)
    found += all_faults(staff, STAFF, ways, "", scheme)
    refuse(pages["ines@example.com"])
    return found


def test_no_page_has_a_fault_that_axe_knows(visitor: Visitor, alameda: Running) -> None:
    found = judged(visitor, alameda, "en", "light")
    assert not found, "\n".join(found)


@pytest.mark.hard
def test_no_page_in_spanish_has_a_fault_that_axe_knows(browser: Browser, tmp_path: Path) -> None:
    answers = {"shop_name": "Alameda", "models": "b2c,b2b,b2e,b2g", "languages": "en,es"}
    with running_shop(tmp_path / "alameda", answers) as shop, visitors(browser, shop) as come:
        found = judged(come, shop, "es", "dark")
    assert not found, "\n".join(found)
