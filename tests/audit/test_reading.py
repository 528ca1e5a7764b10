"""Pages are read beside each other on a shop of one's own, and one at a time on another's; each is told as it answered."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler

import pytest

from e2e.audit_lab.server import serve_handler
from ecomkit.audit.browser import Opened
from ecomkit.audit.driver import Driver
from ecomkit.audit.evidence import PageEvidence
from ecomkit.audit.look import script
from ecomkit.audit.reading import read_pages

pytestmark = pytest.mark.browser


class _Leaflets(BaseHTTPRequestHandler):
    """A shop of leaflets that notes what is asked for. `together`: each waits until another is asked for beside it."""

    asked: list[str]
    together: threading.Barrier | None = None

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the base class's
        """Say nothing."""

    def do_GET(self) -> None:
        """Send a leaflet; `/late/…` has a picture that waits for another page's, `/gone` is not there."""
        self.asked.append(self.path)
        if self.path.startswith("/picture") and self.together:
            self.together.wait(20)
        picture = f"<img src='/picture{self.path}'>" if self.path.startswith("/late") else ""
        body = f"<!doctype html><html lang=en><title>{self.path}</title><h1>About {self.path}</h1>{picture}".encode()
        self.send_response(404 if self.path == "/gone" else 200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@contextmanager
def _reading(browser: Opened, shop: type[_Leaflets], *, owned: bool = True, budget_s: float = 40) -> Iterator[Driver]:
    with browser[1].new_context() as context:
        page = context.new_page()
        page.add_init_script(script("observe.js"))
        yield Driver(page, owned=owned, timeout_s=15, budget_s=budget_s)
        assert len(context.pages) == 1, "tabs are left behind"


@pytest.fixture
def shop() -> type[_Leaflets]:
    """A shop that nobody has asked yet."""
    return type("Shop", (_Leaflets,), {"asked": []})


def _told(pages: tuple[PageEvidence, ...]) -> list[tuple[str, int, str]]:
    return [(page.name, page.status, page.facts.headings[0]) for page in pages]


def test_each_page_is_told_by_its_name_and_in_order(browser: Opened, shop: type[_Leaflets]) -> None:
    wanted = [
        ("returns", "late/returns"),
        ("contact", "contact"),
        ("terms", "gone"),
        ("help", "help"),
        ("safe", "safe"),
    ]
    with serve_handler(shop) as url, _reading(browser, shop) as driver:
        pages, late = read_pages(driver, [(name, url + path) for name, path in wanted])
    assert _told(pages) == [
        ("returns", 200, "About /late/returns"),
        ("contact", 200, "About /contact"),
        ("terms", 404, "About /gone"),
        ("help", 200, "About /help"),
        ("safe", 200, "About /safe"),
    ]
    assert late == ()


def test_a_page_with_two_names_is_asked_for_once(browser: Opened, shop: type[_Leaflets]) -> None:
    with serve_handler(shop) as url, _reading(browser, shop) as driver:
        pages, _ = read_pages(
            driver, [("shipping", f"{url}help"), ("contact", f"{url}contact"), ("help", f"{url}help")]
        )
    assert [page.name for page in pages] == ["shipping", "contact", "help"]
    assert shop.asked.count("/help") == 1


def test_the_next_page_is_asked_for_while_one_is_loading(browser: Opened, shop: type[_Leaflets]) -> None:
    shop.together = threading.Barrier(2)
    with serve_handler(shop) as url, _reading(browser, shop) as driver:
        pages, _ = read_pages(driver, [("one", f"{url}late/1"), ("two", f"{url}late/2")])
    assert len(pages) == 2
    assert not shop.together.broken


def test_on_a_shop_of_another_the_next_page_waits_for_the_last(browser: Opened, shop: type[_Leaflets]) -> None:
    with serve_handler(shop) as url, _reading(browser, shop, owned=False) as driver:
        read_pages(driver, [("one", f"{url}late/1"), ("two", f"{url}late/2")])
    assert [path for path in shop.asked if "late" in path] == [
        "/late/1",
        "/picture/late/1",
        "/late/2",
        "/picture/late/2",
    ]


def test_what_does_not_answer_is_left_out_and_the_rest_is_read(browser: Opened, shop: type[_Leaflets]) -> None:
    with serve_handler(shop) as url, _reading(browser, shop) as driver:
        pages, late = read_pages(driver, [("away", "http://127.0.0.1:9/"), ("help", f"{url}help")])
    assert [page.name for page in pages] == ["help"]
    assert late == ()


def test_pages_for_which_no_time_is_left_are_named(browser: Opened, shop: type[_Leaflets]) -> None:
    with serve_handler(shop) as url, _reading(browser, shop, budget_s=-1) as driver:
        pages, late = read_pages(driver, [("help", f"{url}help"), ("terms", f"{url}terms")])
    assert (pages, late) == ((), ("help", "terms"))
    assert shop.asked == []


def test_a_page_that_robots_txt_closes_is_not_called_dead(browser: Opened) -> None:
    with browser[1].new_page() as page:
        driver = Driver(page, owned=False, timeout_s=1, budget_s=60)
        driver.allows = lambda _url: False
        assert read_pages(driver, [("returns", "https://shop.example/returns")]) == ((), ("returns",))
