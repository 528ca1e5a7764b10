"""The rendered pages in a real browser: accessible, obedient to the content policy, never wider than the screen."""

from __future__ import annotations

import functools
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from ecomkit.audit.browser import Opened
from tests.web.gallery import write_gallery

POLICY = "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; script-src 'self'; form-action 'self'"

pytestmark = pytest.mark.browser


class Folder(SimpleHTTPRequestHandler):
    """Static files under the shop's content policy."""

    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", POLICY)
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the standard library's
        """Say nothing."""


@pytest.fixture(scope="module")
def gallery(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[str]]:
    folder: Path = tmp_path_factory.mktemp("gallery")
    pages = write_gallery(folder)
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Folder, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield [f"http://127.0.0.1:{server.server_port}/{page.name}" for page in pages if page.suffix == ".html"]
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(scope="module")
def browser(chromium: Opened) -> Browser:
    return chromium[1]


@pytest.mark.parametrize(("width", "scheme"), [(360, "light"), (1280, "dark")])
def test_every_page_is_accessible(gallery: list[str], browser: Browser, width: int, scheme: str) -> None:
    page = browser.new_page(
        viewport={"width": width, "height": 800}, color_scheme="dark" if scheme == "dark" else "light"
    )
    found: list[str] = []
    for address in gallery:
        page.goto(address)
        name = address.rsplit("/", 1)[1]
        found += [f"{name}: {one['id']} {one['nodes'][0]['html']}" for one in Axe().run(page).response["violations"]]
    page.close()
    assert found == []


def test_every_page_fits_every_screen_and_obeys_the_content_policy(gallery: list[str], browser: Browser) -> None:
    page = browser.new_page()
    blocked: list[str] = []
    page.on("console", lambda one: blocked.append(one.text) if "Content Security Policy" in one.text else None)
    found: list[str] = []
    for address in gallery:
        page.goto(address)
        for width in (320, 360, 768, 1280):
            page.set_viewport_size({"width": width, "height": 640})
            if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                found.append(f"{address.rsplit('/', 1)[1]} scrolls sideways at {width}")
    page.close()
    assert (found, blocked) == ([], [])


def test_price_promise_and_button_are_seen_without_scrolling_on_a_small_phone(
    gallery: list[str], browser: Browser
) -> None:
    page = browser.new_page(viewport={"width": 360, "height": 640})
    page.goto(next(address for address in gallery if address.endswith("/product.html")))
    promise = page.get_by_text("Arrives Thursday 26 Nov · shipping")
    for seen in (page.locator(".now"), promise, page.get_by_role("button", name="Add to cart")):
        box = seen.first.bounding_box()
        assert box is not None
        assert 0 < box["y"] < box["y"] + box["height"] <= 640
    page.goto(next(address for address in gallery if address.endswith("/cart.html")))
    box = page.get_by_role("link", name="Check out").bounding_box()
    assert box is not None
    assert box["y"] + box["height"] <= 640
    page.close()


def test_the_categories_are_reachable_from_the_menu_of_a_phone_and_stand_open_on_a_desktop(
    gallery: list[str], browser: Browser
) -> None:
    home = next(address for address in gallery if address.endswith("/home.html"))
    phone = browser.new_page(viewport={"width": 360, "height": 640})
    phone.goto(home)
    menu = phone.get_by_role("navigation", name="Categories")
    assert not menu.is_visible()
    phone.get_by_role("button", name="Menu").click()
    assert menu.get_by_role("link", name="Desk and tech").is_visible()
    phone.close()
    desktop = browser.new_page(viewport={"width": 1280, "height": 800})
    desktop.goto(home)
    assert desktop.get_by_role("navigation", name="Categories").get_by_role("link", name="Table").is_visible()
    desktop.close()


WORD = "Donaudampfschifffahrtsgesellschaftskapitaenswitwenrente"


@pytest.mark.parametrize("name", ["cart", "checkout", "order", "listing", "compare", "admin_order", "admin_stock"])
def test_a_very_long_word_in_a_name_makes_no_page_wider(gallery: list[str], browser: Browser, name: str) -> None:
    page = browser.new_page()
    page.goto(next(address for address in gallery if address.endswith(f"/{name}.html")))
    page.evaluate(
        """word => document.querySelectorAll(":is(.card, .cart-line, .what, .comparison thead, .table th[scope=row]) a")
            .forEach(link => { link.textContent = word; })""",
        WORD,
    )
    for width in (320, 390, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), width
    hidden = "[...document.querySelectorAll('.scroll:has(.stacked)')].map(one => one.scrollWidth - one.clientWidth)"
    assert not any(page.evaluate(hidden))
    over = "[...document.querySelectorAll('th a')].some(one => one.offsetWidth > one.closest('th').clientWidth)"
    assert not page.evaluate(over)
    page.close()


def test_an_address_for_mail_stays_whole_on_a_phone(gallery: list[str], browser: Browser) -> None:
    page = browser.new_page(viewport={"width": 320, "height": 640})
    page.goto(next(address for address in gallery if address.endswith("/product.html")))
    line = page.locator(".safety dd p").first
    line.evaluate("one => { one.textContent = 'hola@barrosur.example'; }")
    label = page.locator(".safety dt").first
    label.evaluate("one => { one.textContent = 'Responsable en la Unión Europea'; }")
    assert line.evaluate(
        "one => one.getClientRects().length && one.clientHeight < 2 * parseFloat(getComputedStyle(one).fontSize)"
    )
    page.close()


def test_on_paper_the_foot_says_who_sells_and_nothing_to_press(gallery: list[str], browser: Browser) -> None:
    page = browser.new_page()
    page.emulate_media(media="print")
    for name in ("product", "order"):
        page.goto(next(address for address in gallery if address.endswith(f"/{name}.html")))
        assert page.locator(".foot .legal").is_visible()
        assert page.locator(".foot :is(a, button, h2)").locator("visible=true").count() == 0
        assert page.locator(".foot").evaluate("one => getComputedStyle(one).backgroundColor") == "rgba(0, 0, 0, 0)"
    page.close()
