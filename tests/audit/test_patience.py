"""A page that keeps the auditor waiting is given up: one that asks for what never comes, and one that is busy for ever."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler

import pytest
from playwright.sync_api import Page

from e2e.audit_lab.server import serve_handler
from ecomkit.audit import look
from ecomkit.audit.browser import Opened
from ecomkit.audit.driver import Blocked, Driver
from ecomkit.audit.patience import within

pytestmark = pytest.mark.browser

_LONG_S = 20
_BUSY = f"const end = Date.now() + {_LONG_S * 1000}; while (Date.now() < end);"


class _Leaves(BaseHTTPRequestHandler):
    """A page that goes on to one that does not come, after the auditor has seen that it is quiet."""

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the base class's
        """Say nothing."""

    def do_GET(self) -> None:
        if self.path == "/silent":
            time.sleep(_LONG_S)
        content = b"<h1>Here</h1><script>setTimeout(() => { location = '/silent'; }, 600)</script>"
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


@contextmanager
def _page(browser: Opened) -> Iterator[Page]:
    with browser[1].new_context() as context:
        yield context.new_page()


def test_a_page_that_goes_on_to_what_never_comes_is_told_and_can_be_looked_at_again(browser: Opened) -> None:
    with serve_handler(_Leaves) as url, _page(browser) as page:
        driver = Driver(page, owned=True, timeout_s=2, budget_s=60)
        driver.open(url)
        page.wait_for_timeout(900)
        started = time.monotonic()
        with pytest.raises(Blocked, match="/silent did not answer within 2 s"):
            driver.look()
        assert driver.look().headings == ("Here",)
        assert time.monotonic() - started < _LONG_S / 2


def test_a_page_that_is_busy_for_ever_is_told(browser: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(look, "PATIENCE_S", 1)
    with _page(browser) as page:
        driver = Driver(page, owned=True, timeout_s=1, budget_s=60)
        page.set_content(f"<script>setTimeout(() => {{ {_BUSY} }}, 50)</script>")
        page.wait_for_timeout(300)
        started = time.monotonic()
        with pytest.raises(Blocked, match="did not answer within"):
            driver.look()
        driver.settle()
        assert time.monotonic() - started < _LONG_S / 2


def test_what_ends_in_time_is_left_alone(browser: Opened) -> None:
    with _page(browser) as page:
        with within(1):
            assert page.evaluate("1 + 1") == 2
        page.wait_for_timeout(1200)
        with pytest.raises(TimeoutError), within(0.2):
            page.wait_for_timeout(5000)
        assert page.evaluate("1 + 1") == 2
