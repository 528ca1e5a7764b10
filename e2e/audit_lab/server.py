"""The laboratory's server: one shop, and a payment provider that writes down whoever calls it."""

from __future__ import annotations

import gzip
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from difflib import get_close_matches
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from urllib.parse import parse_qs, urlsplit

from PIL import Image

from e2e.audit_lab.afterwards import account_page, letter, now, order_page, orders_page
from e2e.audit_lab.assets import CSS, GIF, SVG, script
from e2e.audit_lab.pages import PRODUCTS, Pages, Product
from e2e.audit_lab.variants import VARIANTS

__all__ = ["Lab", "serve", "serve_handler"]

_HTML = "text/html; charset=utf-8"
_GUARDS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=()",
}

_INSIDE = {"/account": account_page, "/account/orders": orders_page, "/account/orders/1001": order_page}
_LAW = ("/withdraw", "/accessibility", "/complaints", "/safe")


def _found(term: str, *, strict: bool) -> list[Product]:
    """The products that a search gives: those with the word, else those with one like it."""
    exact = [p for p in PRODUCTS if term in p.name.casefold()]
    if exact or strict:
        return exact
    return [p for p in PRODUCTS if get_close_matches(term, p.name.casefold().split(), cutoff=0.7)]


@cache
def _picture(width: int, height: int) -> bytes:
    """A picture that no format can make small."""
    out = BytesIO()
    Image.effect_noise((width, height), 80).save(out, "PNG")
    return out.getvalue()


class Lab:
    """One running shop. `contacts` lists every request that would have placed an order or paid."""

    def __init__(self, variant: str, defects: Iterable[str], provider: str, page_script: str) -> None:
        self.variant = VARIANTS[variant]
        self.defects = frozenset(defects)
        self.pages = Pages(self.variant, self.defects, provider)
        self.page_script = page_script
        self.carts: dict[str, list[Product]] = {}
        self.contacts: list[str] = []
        self.agents: set[str] = set()
        self.written: list[str] = []
        self.inside: set[str] = set()
        self.url = ""

    @property
    def steps(self) -> int:
        """How many pages the checkout has."""
        if "seven-steps" in self.defects:
            return 6
        return 3 if self.variant.checkout == "steps" else 1


class _Shop(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "Lamp"
    sys_version = ""
    lab: Lab

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the base class's
        """Say nothing."""

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        lab = self.lab
        lab.agents.add(self.headers.get("User-Agent", ""))
        if parts.path.startswith(("/order", "/pay")):
            lab.contacts.append(f"GET {self.path}")
        self._delay(parts.path)
        if not self._file(parts.path):
            self._page(parts.path, parse_qs(parts.query))

    def do_POST(self) -> None:
        body = parse_qs(self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode())
        path = urlsplit(self.path).path
        lab = self.lab
        cart = lab.carts.setdefault(self._visitor(), [])
        if path == "/cart/add" and "dead-add" not in lab.defects:
            slug = body["slug"][0]
            cart.append(next(p for p in PRODUCTS if p.slug == slug))
            self._redirect("/cart" if lab.variant.adding == "redirect" else f"/p/{slug}?added=1")
        elif path == "/login":
            right = body.get("word") == ["right"]
            lab.inside.update({self._visitor()} if right else ())
            self._redirect("/account" if right else "/login")
        elif path == "/contact":
            if "no-answer-letter" not in lab.defects:
                lab.written.append(now())
            told = "" if "mute-contact" in lab.defects else f"<p role=status>{lab.variant.words['thanks']}</p>"
            self._answer(
                500 if "broken-contact" in lab.defects else 200, _HTML, lab.pages.frame("Contact", f"<h1>.</h1>{told}")
            )
        elif path == "/tracking":
            self._answer(500 if "broken-tracking" in lab.defects else 200, _HTML, lab.pages.tracking(asked=True))
        elif path == "/cart/remove":
            cart.clear()
            self._redirect("/cart")
        elif path.startswith("/checkout/"):
            bare = "silent-refusal" in lab.defects and path.endswith("/2") and not body.get("mail")
            self._redirect("/checkout/1" if bare else path)
        else:
            lab.contacts.append(f"POST {self.path}")
            self._answer(200, _HTML, "ordered")

    def _delay(self, path: str) -> None:
        if path.startswith("/c/"):
            if "slow-list" in self.lab.defects:
                time.sleep(4.3)
            elif "late-first-byte" in self.lab.defects:
                time.sleep(2.2)

    def _file(self, path: str) -> bool:
        lab = self.lab
        if path == "/style.css":
            self._answer(200, "text/css", CSS)
        elif path == "/shop.js":
            self._answer(200, "text/javascript", script(lab.variant, lab.defects))
        elif path == "/provider.js":
            self._answer(200, "text/javascript", lab.page_script)
        elif path == "/blink.gif":
            self._answer(200, "image/gif", GIF)
        elif path == "/large.png":
            self._answer(200, "image/png", _picture(900, 700))
        elif path == "/medium.png":
            self._answer(200, "image/png", _picture(600, 500))
        elif path == "/mailbox.json":
            self._answer(200, "application/json", letter(lab.variant.words, lab.defects, lab.written))
        elif path == "/.git/HEAD" and "open-git" in lab.defects:
            self._answer(200, "text/plain", "ref: refs/heads/main")
        elif path == "/huge.svg":
            self._answer(200, "image/svg+xml", SVG + "<!--" + "x" * 2_100_000 + "-->")
        elif path.startswith("/img/") and path.endswith(".svg"):
            self._answer(200, "image/svg+xml", SVG)
        else:
            return False
        return True

    def _page(self, path: str, query: dict[str, list[str]]) -> None:
        lab, pages = self.lab, self.lab.pages
        cart = lab.carts.get(self._visitor(), [])
        product = next((p for p in PRODUCTS if path == f"/p/{p.slug}"), None)
        if path == "/":
            self._answer(200, _HTML, pages.home())
        elif path == "/c/all":
            self._answer(200, _HTML, pages.listing(PRODUCTS, lab.variant.words["list"]))
        elif path == "/search":
            term = query.get("q", [""])[0].casefold()
            found = [] if "search-finds-nothing" in lab.defects else _found(term, strict="strict-search" in lab.defects)
            self._answer(200, _HTML, pages.listing(found, lab.variant.words["search"]))
        elif product:
            self._answer(200, _HTML, pages.product(product, count=len(cart), added="added" in query))
        elif path == "/cart":
            self._answer(200, _HTML, pages.cart(cart, count=len(cart)))
        elif path == "/tracking":
            self._answer(200, _HTML, pages.tracking())
        elif path == "/register":
            self._answer(200, _HTML, pages.register())
        elif path == "/login" or (path.startswith("/account") and self._visitor() not in lab.inside):
            self._answer(200, _HTML, pages.account())
        elif path in _INSIDE:
            self._answer(200, _HTML, _INSIDE[path](pages.frame, lab.variant.words, lab.defects))
        elif path in {"/privacy", "/returns", "/contact", "/terms", "/help", "/reset", *_LAW} and not (
            path == "/returns" and "dead-returns" in lab.defects
        ):
            self._answer(200, _HTML, pages.text(path[1:]))
        elif path.startswith("/checkout"):
            self._checkout(path)
        else:
            missing = pages.frame("404", '<h1>404</h1><p><a href="/">Home</a></p>')
            self._answer(200 if "soft-404" in lab.defects else 404, _HTML, missing)

    def _checkout(self, path: str) -> None:
        lab = self.lab
        number = path.removeprefix("/checkout").strip("/")
        if "dead-checkout" in lab.defects:
            self._answer(500, _HTML, lab.pages.frame("Oops", "<h1>Oops</h1>"))
        elif not number and (lab.variant.checkout == "guest" or "forced-account" in lab.defects):
            self._answer(200, _HTML, lab.pages.account(guests=True))
        else:
            cart = lab.carts.get(self._visitor(), [])
            step = lab.pages.step(int(number or 1), lab.steps, sum(p.cents for p in cart))
            if "cart-forgets" in lab.defects:
                cart.clear()
            self._answer(200, _HTML, step)

    def _visitor(self) -> str:
        cookies = dict(part.strip().partition("=")[::2] for part in self.headers.get("Cookie", "").split(";"))
        if not cookies.get("session_id"):
            cookies["session_id"] = str(time.monotonic_ns())
            flags = "" if "open-cookie" in self.lab.defects else "; HttpOnly; SameSite=Lax"
            flags += "; Max-Age=600" if "short-cart-cookie" in self.lab.defects else ""
            self.cookie = f"session_id={cookies['session_id']}; Path=/{flags}"
        return cookies["session_id"]

    def _redirect(self, target: str) -> None:
        self._answer(303, _HTML, "", {"Location": target})

    def _answer(self, status: int, kind: str, body: str | bytes, more: dict[str, str] | None = None) -> None:
        sent = body.encode() if isinstance(body, str) else body
        self.send_response(status)
        headers = {"Content-Type": kind, "Content-Length": str(len(sent)), **(more or {})}
        if "forgetful-cache" in self.lab.defects:
            headers["Cache-Control"] = "no-store"
        elif kind not in {_HTML} and "no-caching" not in self.lab.defects:
            headers["Cache-Control"] = "max-age=3600"
        if kind.startswith("text/") and len(sent) > 1000:
            sent = gzip.compress(sent, 5)
            headers |= {"Content-Encoding": "gzip", "Content-Length": str(len(sent))}
        if "version-leak" in self.lab.defects:
            headers["X-Powered-By"] = "Lamp/1.2.3"
        if "no-headers" not in self.lab.defects:
            headers |= _GUARDS
        if "no-content-policy" not in self.lab.defects and kind == _HTML:
            headers["Content-Security-Policy"] = (
                "default-src 'self'; script-src 'self' https://www.google-analytics.com; "
                "img-src 'self' http://plain.example.com; style-src 'self' 'unsafe-inline'; connect-src *; form-action *"
            )
        if cookie := getattr(self, "cookie", ""):
            headers["Set-Cookie"] = cookie
        self.cookie = ""
        for name, value in headers.items():
            self.send_header(name, value)
        if "early-tracking-cookie" in self.lab.defects and kind == _HTML:
            self.send_header("Set-Cookie", "_ga=GA1.1.1; Path=/; HttpOnly; SameSite=Lax")
        self.end_headers()
        self.wfile.write(sent)


@contextmanager
def serve(
    variant: str = "plain-es", defects: Iterable[str] = (), *, provider: str = "", page_script: str = ""
) -> Iterator[Lab]:
    """Run a shop on a free port of this machine. `provider` and `page_script` put a payment provider into its last step."""
    lab = Lab(variant, defects, provider, page_script)
    with serve_handler(type("Shop", (_Shop,), {"lab": lab})) as url:
        lab.url = url
        yield lab


@contextmanager
def serve_handler(handler: type[BaseHTTPRequestHandler]) -> Iterator[str]:
    """Run any handler on a free port of this machine and give its URL."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
