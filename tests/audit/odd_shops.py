"""Small shops built in ways that the laboratory's are not, as shops that others wrote were found to be."""

from __future__ import annotations

from http.server import BaseHTTPRequestHandler
from urllib.parse import parse_qs, urlsplit

__all__ = ["CatalogueShop", "DrawerShop", "LateShop", "LockedShop", "OrderFormShop", "PagarShop"]

_MUGS = ("Harbour mug", "Meadow mug", "Island mug", "Valley mug")
_CHOOSE = """
let size = '';
add.querySelectorAll('[type=button]').forEach((b) => b.addEventListener('click', () => { size = b.innerText; }));
add.addEventListener('submit', (e) => { if (!size) { e.preventDefault(); told.innerText = 'Please select a size'; } });
"""
_LATE = """
add.addEventListener('submit', (e) => {
  e.preventDefault();
  const form = new URLSearchParams(new FormData(add));
  setTimeout(() => fetch('/cart/add/', { method: 'POST', body: form }).then(() => { told.innerText = 'Added to your basket'; }), 800);
});
"""
_COUNTRY = """
where.addEventListener('click', () => { list.hidden = false; });
list.addEventListener('click', (e) => {
  where.innerText = e.target.innerText; document.querySelector('[name=country]').value = e.target.innerText; list.hidden = true;
});
"""


class _Shop(BaseHTTPRequestHandler):
    """A shop with one cart. `cart` and `sent` belong to the class that a test makes for itself."""

    cart: dict[str, int]
    sent: list[str]

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the base class's
        """Say nothing."""

    def answer(self, body: str, status: int = 200) -> None:
        """Send a page."""
        count = sum(self.cart.values())
        page = (
            "<!doctype html><html lang=en><title>Mugs</title><meta name=viewport content='width=device-width'>"
            "<header><form action=/search><label>Search <input name=q></label>"
            "<select name=type aria-label=In><option value=''>Everything<option value=p>Products</select></form>"
            f"{self.basket(count)}"
            "<a href=/account/login><svg width=20 height=20><circle cx=10 cy=10 r=8 /></svg></a></header>"
            f"<main>{body}</main>"
        )
        content = page.encode()
        self.send_response(status)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def basket(self, count: int) -> str:
        """The way to the cart."""
        return (
            f"<div class=panel><p><a href=/cart/>{count} items in cart: ${count * 12}.00</a></p>"
            "<p><a href=/wishes/>Wishlist of 0 items, $0.00</a></p></div>"
        )

    def go(self, path: str) -> None:
        """Send the browser elsewhere."""
        self.send_response(303)
        self.send_header("Location", path)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def form(self) -> dict[str, list[str]]:
        """What was posted."""
        return parse_qs(self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode())


class CatalogueShop(_Shop):
    """Home is the list; links to products look like links to lists; a line leaves the cart by a box to tick.

    `details` and `payment`: the two pages of its checkout; `sends_to`: where the first sends its form, if not to itself, and how.
    """

    details, payment = "/checkout/", "/checkout/payment/"
    sends_to = ""

    def do_GET(self) -> None:
        path = urlsplit(self.path).path
        pages = {
            "/": self._home,
            "/cart/": self._cart,
            self.details: self._checkout,
            self.payment: self._payment,
            "/account/login": self._sign_in,
            "/account/new": self._join,
        }
        if path.startswith("/catalogue/"):
            self._product(path.strip("/").rpartition("/")[2])
        elif path in pages:
            pages[path]()
        else:
            self.answer("<h1>Not found</h1>", 404)

    def do_POST(self) -> None:
        path, form = urlsplit(self.path).path, self.form()
        self.sent.append(path)
        if path == "/cart/add/":
            self.cart[form["mug"][0]] = 1
            self.go("/cart/")
        elif path == "/cart/":
            if "items-0-DELETE" in form:
                self.cart.clear()
            self.go("/cart/")
        elif path == self.details:
            fits = form["country"] == ["Spain"] and form["phone"][0].startswith("6")
            self.go(self.payment) if fits else self._checkout("This phone number is not of that country.")
        else:
            self.answer("<h1>Thanks</h1>")

    def _sign_in(self) -> None:
        self.answer("<h1>Hello again</h1><a href=/account/new>Create an account</a>")

    def _join(self) -> None:
        self.answer(
            "<h1>New here?</h1><form method=post action=/account/new><label>E-mail <input type=email name=mail></label>"
            "<label>Password <input type=password name=password></label><button>Join</button></form>"
        )

    def _home(self) -> None:
        cards = "".join(
            f"<li><h2><a href=/catalogue/{number}>{name}</a></h2><p>$12.00</p><form method=post action=/cart/add/>"
            f"<input type=hidden name=mug value='{name}'><button>Add to basket</button></form></li>"
            for number, name in enumerate(_MUGS)
        )
        self.answer(f"<h1>All mugs</h1><ul>{cards}</ul>")

    def _product(self, number: str) -> None:
        name = _MUGS[int(number)]
        others = "".join(f"<li><a href=/catalogue/{n}>{mug}</a> $12.00</li>" for n, mug in enumerate(_MUGS[:2]))
        radios = "".join(f"<label><input type=radio name=value value={n}>{n}</label>" for n in range(1, 6))
        self.answer(
            f"<h1>{name}</h1><p>$12.00</p><form method=post action=/cart/add/ id=add><input type=hidden name=mug value='{name}'>"
            "<ul><li><button type=button>Small</button><li><button type=button>Large</button></ul><p id=told></p>"
            f"<button>Add to basket</button></form><script>{_CHOOSE}</script>"
            f"<form method=post action=/rating/>{radios}<button>Rate</button></form>"
            f"<h2>Others</h2><ul>{others}</ul>"
        )

    def _cart(self) -> None:
        rows = "".join(
            f"<tr><td>{name}<td><input name=qty aria-label=Quantity value={number}><td>$12.00"
            "<td><input type=checkbox name=items-0-DELETE aria-label='Remove?'>"
            for name, number in self.cart.items()
        )
        body = (
            f"<table>{rows}</table><p>Total $12.00</p><button>Update cart</button>" if rows else "<p>Nothing here yet."
        )
        self.answer(
            f"<h1>Basket</h1><form method=post action=/cart/>{body}</form><a href={self.details}>Go to checkout</a>"
        )

    def _checkout(self, told: str = "") -> None:
        fields = "".join(
            f"<p><label>{label} <input name={name} required></label>"
            for name, label in {
                "mail": "E-mail",
                "full": "Full name",
                "line1": "Street",
                "city": "Town",
                "zip": "Postcode",
            }.items()
        )
        countries = "".join(f"<li role=option>{country}" for country in ("France", "Belgium", "Spain"))
        self.answer(
            f"<h1>Address</h1><p role=alert>{told}</p><form method=post action={self.sends_to or self.details}>{fields}"
            "<p><span id=c>Country</span> <button type=button id=where aria-haspopup=listbox aria-labelledby=c>France</button>"
            f"<input type=hidden name=country value=France><ul role=listbox id=list hidden>{countries}</ul>"
            "<p><label>Phone <input name=phone></label><p><button>Continue</button> or <a href=/cart/>return to basket</a></form>"
            f"<script>{_COUNTRY}</script>"
        )

    def _payment(self) -> None:
        self.answer(
            "<h1>Payment</h1><form method=post action=/order/place/><fieldset><legend>Payment</legend>"
            "<label><input type=radio name=how> Card</label><label><input type=radio name=how> Transfer</label></fieldset>"
            "<p>Total $12.00</p><button>Place order</button></form>"
        )


class PagarShop(CatalogueShop):
    """All of its checkout lies below the word for paying."""

    details, payment = "/pagar/datos", "/pagar/pago"


class LockedShop(PagarShop):
    """Its first step is sent to an address that could as well be that which pays."""

    sends_to = "'/pagar' novalidate"


class LateShop(CatalogueShop):
    """Adds by script, and only after a while, as a busy browser does."""

    def _product(self, number: str) -> None:
        name = _MUGS[int(number)]
        self.answer(
            f"<h1>{name}</h1><p>$12.00</p><form method=post action=/cart/add/ id=add><input type=hidden name=mug value='{name}'>"
            f"<button>Add to basket</button></form><p id=told role=status></p><script>{_LATE}</script>"
        )


class DrawerShop(CatalogueShop):
    """The cart is no page but a drawer that a button in the header opens and shuts."""

    def do_POST(self) -> None:
        path = urlsplit(self.path).path
        if path not in {"/cart/add/", "/less", "/out"}:
            return super().do_POST()
        form = self.form()
        self.sent.append(path)
        if path == "/cart/add/":
            self.cart[form["mug"][0]] = 1
        elif path == "/out":
            self.cart.clear()
        return self.go(self.headers.get("Referer", "/"))

    def _product(self, number: str) -> None:
        name = _MUGS[int(number)]
        self.answer(
            f"<h1>{name}</h1><p>$12.00</p><form method=post action=/cart/add/><input type=hidden name=mug value='{name}'>"
            "<button>Add to basket</button></form>"
        )

    def basket(self, count: int) -> str:
        """A button, and the drawer that it opens."""
        lines = "".join(
            f"<li>{name} <form method=post action=/less><button aria-label='Take one unit of {name} out'>−</button></form> {number} "
            f"<form method=post action=/out><button aria-label='Remove {name}'>🗑</button></form>"
            for name, number in self.cart.items()
        )
        go = "<p>Total $12.00</p><a href=/checkout/>Go to checkout</a>" if lines else "<p>Nothing here yet.</p>"
        return (
            "<button id=show aria-label='Open basket'>🛒</button><div id=drawer role=dialog aria-label=Basket hidden>"
            f"<ul>{lines}</ul>{go}</div><script>show.onclick = () => {{ drawer.hidden = !drawer.hidden; }};</script>"
        )


class OrderFormShop(_Shop):
    """Tickets: no list and no product page, but one form with a number for each thing; nothing is sent by post."""

    def do_GET(self) -> None:
        path = urlsplit(self.path).path
        if path in {"/", "/cart/"}:
            self._home()
        elif path == "/checkout/":
            self.answer(
                "<h1>You</h1><form method=post action=/checkout/><label>E-mail <input type=email name=mail required></label>"
                "<button>Continue</button></form>"
            )
        elif path == "/checkout/payment/":
            self.answer(
                "<h1>Payment</h1><p>Total $120.00</p><form method=post action=/order/place/><button>Place order</button></form>"
            )
        else:
            self.answer("<h1>Not found</h1>", 404)

    def do_POST(self) -> None:
        path, form = urlsplit(self.path).path, self.form()
        self.sent.append(path)
        if path == "/cart/add":
            self.cart.update({name: int(number[0]) for name, number in form.items() if number[0] != "0"})
        elif path == "/cart/clear":
            self.cart.clear()
        self.go("/checkout/payment/" if path == "/checkout/" else "/")

    def _home(self) -> None:
        rows = "".join(
            f"<article><h3>{name}</h3><p>${price}.00</p><input type=number name=item_{price} aria-label='{name}' value=0></article>"
            for name, price in {"Three day pass": 120, "Day ticket": 55}.items()
        )
        held = (
            "<section><h2>Your cart</h2><p>Three day pass $120.00<p>Total $120.00"
            "<form method=post action=/cart/clear><button>Empty cart</button></form><a href=/checkout/>Proceed with checkout</a></section>"
        )
        self.answer(
            f"{held if self.cart else ''}<h1>Festival</h1><form method=post action=/cart/add>{rows}<button>Add to cart</button></form>"
        )
