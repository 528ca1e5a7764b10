"""Offers while somebody types, in a real browser: by keyboard, said to who cannot see, and obedient to the content policy."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from ecomkit.audit.browser import Opened
from ecomkit.testing import make_shop, settings_for
from ecomkit.web.app import build_app
from tests.shops import CONSUMERS

pytestmark = pytest.mark.browser


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    """A shop that is served."""
    listener = socket.create_server(("127.0.0.1", 0))
    url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    shop = make_shop(tmp_path, use=CONSUMERS, settings=settings_for(tmp_path, url=url))
    server = uvicorn.Server(uvicorn.Config(build_app(shop), log_level="warning"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    yield url
    server.should_exit = True
    thread.join()
    listener.close()
    shop.close()


@pytest.fixture
def page(address: str, chromium: Opened) -> Iterator[Page]:
    opened = chromium[1].new_page(viewport={"width": 1280, "height": 800})
    opened.goto(address)
    yield opened
    opened.close()


def test_offers_are_walked_by_keyboard_and_said(page: Page) -> None:
    blocked: list[str] = []
    page.on("console", lambda one: blocked.append(one.text))
    field = page.get_by_role("combobox", name="Search products")
    with page.expect_response("**q=lam"):
        field.press_sequentially("lam")
    offers = page.get_by_role("option")
    expect(offers).to_have_text(["Faro lamp"])
    expect(field).to_have_attribute("aria-expanded", "true")
    expect(page.locator("form.find [aria-live]").first).to_have_text("1 suggestion")
    field.press("ArrowDown")
    expect(field).to_have_attribute("aria-activedescendant", offers.first.get_attribute("id") or "?")
    expect(offers.first).to_have_attribute("aria-selected", "true")
    assert Axe().run(page).response["violations"] == []
    field.press("Escape")
    expect(offers).to_have_count(0)
    assert (field.input_value(), blocked) == ("lam", [])
    field.press("ArrowDown")
    field.press("ArrowDown")
    field.press("Enter")
    expect(page).to_have_url(f"{page.url.partition('/p/')[0].rstrip('/')}/p/faro-lamp")


def test_enter_without_a_choice_searches_and_a_click_goes_to_the_offer(page: Page) -> None:
    field = page.get_by_role("combobox", name="Search products")
    field.press_sequentially("mug")
    page.get_by_role("option", name="Loma mug").click()
    page.wait_for_url("**/p/loma-mug")
    page.get_by_role("combobox", name="Search products").fill("lamp")
    page.get_by_role("combobox", name="Search products").press("Enter")
    page.wait_for_url("**/search?q=lamp")
