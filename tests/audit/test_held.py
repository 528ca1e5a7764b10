"""Nothing that is refused leaves the browser, whichever way a page tries; and each visitor is asked about their own requests alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler
from time import monotonic

import pytest
from playwright.sync_api import Error, Page

from e2e.audit_lab.server import serve_handler
from ecomkit.audit.browser import Opened
from ecomkit.audit.held import hold
from ecomkit.audit.lock import Guard, PaymentLock

pytestmark = pytest.mark.browser

WAYS = frozenset(
    {"fetch", "kept-alive", "request", "beacon", "form", "blank-form", "frame", "frame-form", "text-frame", "worker", "made-worker",
     "shared-worker", "pop-up", "empty-pop-up", "sent-on", "leaving"}
)  # fmt: skip

PAGE = """<!doctype html><html lang=en><title>A shop that pays by itself</title>
<form id=plain method=post action="/order/confirm?by=form"></form>
<form id=blank method=post target=_blank action="/order/confirm?by=blank-form"></form>
<iframe src="/frame"></iframe><iframe id=text></iframe>
<script>
const at = location.origin;
const send = (by) => `fetch('${at}/order/confirm?by=${by}', {method: 'POST', mode: 'no-cors'}).catch(() => {})`;
eval(send('fetch'));
fetch('/order/confirm?by=kept-alive', {method: 'POST', keepalive: true}).catch(() => {});
fetch('/elsewhere', {method: 'POST'}).catch(() => {});
navigator.sendBeacon('/order/confirm?by=beacon', 'x');
const asked = new XMLHttpRequest(); asked.open('POST', '/order/confirm?by=request'); asked.send();
new Worker('/worker.js');
new SharedWorker('/shared.js');
new Worker(URL.createObjectURL(new Blob([send('made-worker')])));
document.getElementById('text').srcdoc = `<script>${send('text-frame')}<` + '/script>';
const opened = open('about:blank'); if (opened) opened.eval(send('empty-pop-up'));
open('/pop-up', '_blank', 'noopener');
setTimeout(() => document.getElementById('blank').submit(), 200);
addEventListener('pagehide', () => navigator.sendBeacon('/order/confirm?by=leaving', 'x'));
</script>"""
FRAME = """<!doctype html><form method=post action="/order/confirm?by=frame-form"></form><script>
fetch('/order/confirm?by=frame', {method: 'POST'}).catch(() => {});
setTimeout(() => document.forms[0].submit(), 300);
</script>"""
SENDS = "fetch('/order/confirm?by=%s', {method: 'POST'}).catch(() => {});"
FILES = {
    "/": ("text/html", PAGE),
    "/frame": ("text/html", FRAME),
    "/old": ("text/html", "<!doctype html><iframe src='/old-frame'></iframe>"),
    "/old-frame": (
        "text/html",
        "<script>const old = new XMLHttpRequest(); old.open('POST', '/order/confirm?by=old', false); old.send();</script>",
    ),
    "/pop-up": ("text/html", f"<!doctype html><script>{SENDS % 'pop-up'}</script>"),
    "/worker.js": ("text/javascript", SENDS % "worker"),
    "/shared.js": ("text/javascript", f"onconnect = () => {SENDS % 'shared-worker'}"),
}


class _Eager(BaseHTTPRequestHandler):
    """Writes down every way that an order came in."""

    came: set[str]
    fetched: list[str]

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the base class's
        """Say nothing."""

    def do_GET(self) -> None:
        self.fetched.append(self.path)
        kind, text = FILES.get(self.path, ("image/svg+xml", "<svg xmlns='http://www.w3.org/2000/svg'/>"))
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(text)))
        self.send_header("Cache-Control", "max-age=600" if kind.startswith("image") else "no-store")
        self.end_headers()
        self.wfile.write(text.encode())

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if self.path == "/elsewhere":
            self.send_response(307)
            self.send_header("Location", "/order/confirm?by=sent-on")
        else:
            self.came.add(self.path.partition("by=")[2])
            self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()


@contextmanager
def _shop() -> Iterator[tuple[str, type[_Eager]]]:
    kind = type("Shop", (_Eager,), {"came": set(), "fetched": []})
    with serve_handler(kind) as url:
        yield url, kind


def _wait(page: Page, until: Callable[[], bool], patience_s: float = 20) -> None:
    """Wait until something is so, or for as long as patience lasts."""
    end = monotonic() + patience_s
    while not until() and monotonic() < end:
        page.wait_for_timeout(100)


def _visit(
    browser: Opened, url: str, watch: Callable[..., None], told: Callable[[], set[str]], ways: frozenset[str] = WAYS
) -> None:
    """Open the page, send its form and leave it, each when all that goes before has been told."""
    with browser[1].new_context(service_workers="block") as context:
        watch(context)
        page = context.new_page()
        page.goto(url)
        _wait(page, lambda: told() >= ways - {"form", "leaving"})
        page.evaluate("document.getElementById('plain').submit()")
        _wait(page, lambda: told() >= ways - {"leaving"})
        _leave(page)
        _wait(page, lambda: told() >= ways)


def _leave(page: Page) -> None:
    """Leave the page, also where that of its form comes just then."""
    for _ in range(20):
        with suppress(Error):
            page.goto("about:blank")
            return
        page.wait_for_timeout(100)


def test_without_a_lock_an_order_comes_in_each_way(browser: Opened) -> None:
    with _shop() as (url, shop):
        _visit(browser, url, lambda _context: None, lambda: shop.came)
    assert shop.came == WAYS


def test_with_the_lock_none_comes_in(browser: Opened) -> None:
    lock = PaymentLock()
    with _shop() as (url, shop):
        _visit(browser, url, lock.watch, lambda: _stopped(lock))
    assert shop.came == set()
    assert _stopped(lock) == WAYS


def test_from_a_payment_step_not_even_the_first_hop_is_sent(browser: Opened) -> None:
    lock = PaymentLock()
    lock.guard = Guard.SHUT
    with _shop() as (url, shop):
        _visit(browser, url, lock.watch, lambda: _stopped(lock), WAYS - {"sent-on"})
    assert shop.came == set()
    assert any(line.startswith("POST") and "/elsewhere" in line for line in lock.stopped)


def test_each_visitor_is_asked_about_their_own_requests_alone(browser: Opened) -> None:
    asked: list[str] = []

    def refuses(_method: str, address: str) -> bool:
        asked.append(address)
        return True

    with _shop() as (url, shop), browser[1].new_context() as shut:
        hold(shut, refuses)
        shut.new_page()
        _visit(browser, url, lambda context: hold(context, lambda _method, _url: False), lambda: shop.came)
    assert shop.came == WAYS
    assert asked == []


def test_who_is_not_watched_is_not_held_back(browser: Opened) -> None:
    with _shop() as (url, shop), browser[1].new_context() as shut:
        hold(shut, lambda _method, _url: True)
        shut.new_page()
        _visit(browser, url, lambda _context: None, lambda: shop.came)
    assert shop.came == WAYS


def test_a_press_that_sends_is_answered_at_once(browser: Opened) -> None:
    with _shop() as (url, shop), browser[1].new_context() as context:
        hold(context, lambda _method, _url: False)
        page = context.new_page()
        page.goto(f"{url}lamp.svg")
        page.goto(f"{url}pop-up")
        page.set_content('<form method=post action="/order/confirm?by=press"><button>Go</button></form>')
        page.click("button", timeout=9000)
        _wait(page, lambda: "press" in shop.came)
    assert "press" in shop.came


def test_a_frame_that_stands_still_for_its_own_request_is_not_waited_for(browser: Opened) -> None:
    with _shop() as (url, shop), browser[1].new_context() as context:
        hold(context, lambda _method, _url: False)
        page = context.new_page()
        page.goto(f"{url}old", timeout=9000)
    assert "old" in shop.came


def test_the_browser_keeps_pictures_as_it_does_without_a_lock(browser: Opened) -> None:
    with _shop() as (url, shop), browser[1].new_context() as context:
        PaymentLock().watch(context)
        page = context.new_page()
        for _ in range(2):
            page.goto(f"{url}pop-up")
            page.evaluate(
                "() => new Promise((tell) => { const i = new Image(); i.onload = tell; i.src = '/lamp.svg'; })"
            )
    assert shop.fetched.count("/lamp.svg") == 1


def test_after_the_last_watched_visitor_is_gone_nobody_is_held(browser: Opened) -> None:
    with browser[1].new_context() as context:
        hold(context, lambda _method, _url: True)
    with _shop() as (url, shop), browser[1].new_context() as context:
        page = context.new_page()
        page.goto(f"{url}pop-up")
        _wait(page, lambda: bool(shop.came))
    assert shop.came == {"pop-up"}


def _stopped(lock: PaymentLock) -> set[str]:
    return {line.partition("by=")[2].partition(":")[0] for line in lock.stopped if "by=" in line}
