"""The pages of the laboratory's shop, as HTML. A defect changes one place of one page."""

from __future__ import annotations

# ruff: noqa: E501 - markup reads better on one line
import json
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape

from e2e.audit_lab.afterwards import contact_form, footer_links, law_lines
from e2e.audit_lab.variants import Variant

__all__ = ["PRODUCTS", "Pages", "Product"]


@dataclass(frozen=True, slots=True)
class Product:
    """A thing to sell. `cents` is its price."""

    slug: str
    name: str
    cents: int


PRODUCTS = (
    Product("flexo-aurora", "Flexo Aurora", 3450),
    Product("lampara-boreal", "Lámpara Boreal", 1250),
    Product("farol-celeste", "Farol Celeste", 123450),
    Product("candil-drago", "Candil Drago", 895),
)
_MARKS = {
    "woo": ' class="single_add_to_cart_button"',
    "shopify": ' name="add"',
    "presta": ' data-button-action="add-to-cart"',
    "magento": ' id="product-addtocart-button"',
}


class Pages:
    """Writes the pages of one variant with some defects."""

    def __init__(self, variant: Variant, defects: Iterable[str], provider: str = "") -> None:
        self.variant = variant
        self.words = variant.words
        self.defects = frozenset(defects)
        self.provider = provider

    def frame(self, title: str, body: str, *, count: int = 0, checkout: bool = False) -> str:
        """A whole page around its body."""
        w, tags = self.words, ("header", "nav", "main", "footer") if self.variant.landmarks else ("div",) * 4
        header, nav, main, footer = tags
        region = f"-{self.variant.region}" if self.variant.region else ""
        lang = "" if "no-language" in self.defects else f' lang="{w["lang"]}{region}"'
        links = "" if checkout else f'<{nav}><a href="/c/all">{w["list"]}</a></{nav}>'
        badge = f" ({count})" if count and "silent-add" not in self.defects else ""
        cart = f'<a href="/cart">{w["cart"]}{badge}</a>'
        bar = f'<div id="cookies" class="bar2"><p>{w["cookies"]}</p><button>{w["accept"]}</button> <button class="quiet">{w["reject"]}</button></div>'
        return (
            f"<!doctype html><html{lang}><head><meta charset=utf-8><title>{escape(title)}</title>"
            '<meta name=viewport content="width=device-width, initial-scale=1"><link rel=stylesheet href="/style.css">'
            f'<script src="/shop.js" defer></script></head><body><{header} class="bar"><a href="/">{w["home"]}</a>{links}'
            f'{"" if checkout else self._search()}{cart}</{header}><{main} class="{self._body_class()}">{body}</{main.split()[0]}>'
            f'<{footer} class="foot">{self._policies(checkout=checkout)}</{footer}>{bar if self.variant.cookie_bar else ""}</body></html>'
        )

    def _body_class(self) -> str:
        """The marks on the content that change how the page behaves."""
        marks = {"no-focus-ring": "blind", "fixed-width": "firm"}
        return " ".join(["body", *(mark for defect, mark in marks.items() if defect in self.defects)])

    def _search(self) -> str:
        w = self.words
        if "no-search" in self.defects:
            return ""
        if self.variant.search == "page":
            return f'<form action="/search"><label>{w["search"]} <input name="q"></label></form>'
        hidden = ' class="hidden"' if self.variant.search == "icon" else ""
        form = f'<form action="/search" role="search"><input type="search" name="q" aria-label="{w["search"]}"></form>'
        lens = f'<button id="lens" type="button" aria-label="{w["search"]}">⌕</button>' if hidden else ""
        return f"{lens}<div id=find{hidden}>{form}</div>"

    def _policies(self, *, checkout: bool) -> str:
        w = self.words
        links = [("privacy", w["privacy"])]
        if "no-returns" not in self.defects:
            links.append(("returns", w["returns"]))
        if not (checkout and "no-contact-in-checkout" in self.defects):
            links.append(("contact", w["contact"]))
        more = ("tracking", "terms", "help", "register")
        links += [(topic, w[topic]) for topic in more if not checkout and f"no-{topic}" not in self.defects]
        links += [] if checkout else footer_links(w, self.defects)
        if "dead-link" in self.defects:
            links.append(("nowhere-to-go", "Blog"))
        places = {"platform": "https://ec.europa.eu/consumers/odr"}
        return "".join(f'<a href="{places.get(path, "/" + path)}">{text}</a>' for path, text in links)

    def cards(self, products: Iterable[Product]) -> str:
        """Products as a list shows them."""
        priced = "no-prices-in-list" not in self.defects
        dearer = 100 if "price-differs" in self.defects else 0
        alt = "" if "no-alt" in self.defects else ' alt="{name}"'
        item = '<{tag} class="tile"><a href="/p/{slug}"><img src="/img/{slug}.svg" width="150" height="112"{alt}><h3>{name}</h3></a>{price}</{tag}>'
        outer, tag = ("ul", "li") if self.variant.landmarks else ("div", "div")
        tiles = "".join(
            item.format(
                tag=tag,
                slug=p.slug,
                alt=alt.format(name=p.name),
                name=p.name,
                price=f"<p>{self.variant.money(p.cents + dearer)}</p>" if priced else "",
            )
            for p in products
        )
        inner = f'<ul class="grid">{tiles}</ul>' if outer == "ul" else f'<div class="bar">{tiles}</div>'
        return f"<h2>{self.words['list']}</h2>{inner}"

    def home(self) -> str:
        """The home page."""
        extra = ""
        if "blinking-gif" in self.defects:
            extra += '<img class="gif" src="/blink.gif" alt="">'
        if "endless-spin" in self.defects:
            extra += '<div class="spin"></div>'
        if "huge-picture" in self.defects or "heavy-page" in self.defects:
            extra += '<img src="/huge.svg" alt="" width="350" height="350">'
        if "marquee" in self.defects:
            extra += "<marquee>news</marquee>"
        if "endless-spinner" in self.defects:
            extra += '<div class="busy" aria-busy="true"></div>'
        if "mixed-content" in self.defects:
            extra += '<img src="http://plain.example.com/x.png" alt="" width="40" height="40">'
        if "tracker" in self.defects:
            extra += '<script src="https://www.google-analytics.com/x.js" async></script>'
        if "oversized-picture" in self.defects:
            extra += '<img src="/large.png" alt="" width="60" height="45">'
        if "flashing-banner" in self.defects:
            extra += '<div class="flash"></div>'
        if "forgetful-cache" in self.defects:
            extra += '<img src="/medium.png" alt="" width="300" height="250">'
        if "low-contrast" in self.defects:
            extra += '<p class="pale">pale words</p>'
        return self.frame("Home", f"<h1>Lux</h1>{extra}{self.cards(PRODUCTS)}")

    def listing(self, products: Iterable[Product], title: str) -> str:
        """A category or the results of a search."""
        found = list(products)
        wide = '<div class="wide">wide</div>' if "sideways-scroll" in self.defects else ""
        return self.frame(title, f"<h1>{escape(title)}</h1>{wide}{self.cards(found) if found else self._empty()}")

    def _empty(self) -> str:
        if "silent-no-results" in self.defects:
            return ""
        return f'<p>{self.words["empty"]}</p><p><a href="/c/all">{self.words["list"]}</a></p>'

    def product(self, product: Product, *, count: int, added: bool) -> str:
        """A product page."""
        w, marks = self.words, self.variant.marks
        price = "" if "price-on-request" in self.defects else f"<p>{self.variant.money(product.cents)}</p>"
        message = f'<p role="status">{w["added"]}</p>' if added and "silent-add" not in self.defects else ""
        mark = _MARKS.get(marks, "")
        picture = "/img/gone.png" if "broken-picture" in self.defects else f"/img/{product.slug}.svg"
        body = (
            f"{self._structured(product)}{message}<h1>{product.name}</h1>{price}{self._told()}{self._praise()}{law_lines(w, self.defects, 'product')}"
            f'<form id="buy" method="post" action="/cart/add"><input type="hidden" name="slug" value="{product.slug}">{self._options()}'
            f'<button{mark}>{w["add"]}</button></form><img src="{picture}" width="200" height="150" alt="{product.name}">'
            f"<h2>+</h2>{self.cards(p for p in PRODUCTS if p is not product)}"
        )
        return self.frame(product.name, body + self._obstacle(), count=count)

    def _praise(self) -> str:
        told = (("no-stock", "stock"), ("no-description", "described"), ("no-ratings", "ratings"))
        return "".join(f"<p>{self.words[word]}</p>" for defect, word in told if defect not in self.defects)

    def _structured(self, product: Product) -> str:
        if "no-structured" in self.defects:
            return ""
        offer = {
            "@type": "Offer",
            "price": self.variant.machine(product.cents),
            "priceCurrency": "EUR",
            "availability": "https://schema.org/InStock",
        }
        thing = {
            "@context": "https://schema.org",
            "@type": "Product",
            "name": product.name,
            "image": f"/img/{product.slug}.svg",
            "offers": offer,
        }
        return f'<script type="application/ld+json">{json.dumps(thing)}</script>'

    def _obstacle(self) -> str:
        """What a defect puts into the product's page beside the product."""
        parts = {
            "pop-up": f'<div class="cover" role="dialog" aria-label="Club"><p>Club</p><button class="quiet">{self.words["letters"]}</button><button id="close">x</button></div>',
            "keyboard-trap": '<input id="trap" aria-label="Trap">',
            "flashing-script": '<div class="lamp"></div>',
            "tiny-buttons": '<button class="tiny" type="button">i</button>',
            "letters-for-ever": f'<form method="post" action="/letters"><label>{self.words["letters"]} <input type="email" name="letters"></label></form>',
        }
        return "".join(part for defect, part in parts.items() if defect in self.defects)

    def _told(self) -> str:
        shipping = "" if "late-shipping-cost" in self.defects else f"<p>{self.words['shipping']}</p>"
        shipping += f"<p>{self.words['download']}</p>" if self.variant.digital else ""
        return shipping + ("" if "no-delivery-date" in self.defects else f"<p>{self.words['promise']}</p>")

    def _options(self) -> str:
        choose = self.words["choose"]
        if self.variant.options == "select":
            return f'<label>{choose} <select name="colour" required><option value="">{choose}</option><option value="1">A</option></select></label>'
        if self.variant.options == "radio":
            radios = "".join(
                f'<label><input type="radio" name="colour" required value="{n}"> {n}</label>' for n in ("A", "B")
            )
            return f"<fieldset><legend>{choose}</legend>{radios}</fieldset>"
        return ""

    def cart(self, products: Iterable[Product], *, count: int) -> str:
        """The cart."""
        w, found = self.words, list(products)
        rows = "".join(
            f'<li>{p.name} {self.variant.money(p.cents)} {self._quantity()}<form method="post" action="/cart/remove"><button class="quiet">{w["remove"]}</button></form></li>'
            for p in found
        )
        whole = sum(p.cents for p in found)
        subtotal, total = (
            self.variant.money(whole),
            self.variant.money(whole + (700 if "wrong-total" in self.defects else 0)),
        )
        name = ' name="checkout"' if self.variant.marks == "shopify" else ""
        name += ' tabindex="-1"' if "mouse-only-checkout" in self.defects else ""
        go = f'<form action="/checkout"><button{name}>{w["checkout"]}</button></form>' if found else ""
        go = law_lines(w, self.defects, "start") + go
        return self.frame(
            "Cart",
            f"<h1>{w['cart']}</h1><ul>{rows}</ul><div><p>{w['subtotal']} {subtotal}</p><p>Total {total}</p>{self._told()}{go}</div>",
            count=count,
        )

    def _quantity(self) -> str:
        label = self.words["quantity"]
        return (
            ""
            if "no-quantity" in self.defects
            else f'<label>{label} <input type="number" name="quantity" value="1" min="1"></label>'
        )

    def account(self, *, guests: bool = False) -> str:
        """A door for people with an account; guests have their own where they should, unless that is the defect."""
        w = self.words
        guest = (
            ""
            if "forced-account" in self.defects or not guests
            else f'<p><a class="button" href="/checkout/1">{w["guest"]}</a></p>'
        )
        login = (
            f'<form method="post" action="/login"><label>{w["email"]} <input type="email" name="mail" autocomplete="username" required></label>'
            f'<label>{w["password"]} <input type="password" name="word" autocomplete="current-password" required></label><button>{w["login"]}</button></form>'
        )
        return self.frame(w["login"], f"<h1>{w['login']}</h1>{guest}{login}", checkout=True)

    def step(self, number: int, last: int, cents: int = 0, *, refused: bool = False) -> str:
        """One step of the checkout; the last is the payment step."""
        w, fields = self.words, ""
        fee = 399 if "late-fee" in self.defects else 0
        total = self.variant.money(cents + (fee if number == last else 0))
        if number == 1:
            fields += self._folded(w["ways"], self._address())
        elif number < last:
            fields += f'<fieldset><legend>{w["ways"]} {number}</legend><label><input type="radio" name="way" checked> {w["shipping"]}</label></fieldset>'
        payment = self._payment() if number == last else f"<button>{w['next']}</button>"
        action = (
            "http://plain.example.com/order"
            if "plain-http-form" in self.defects and number == last
            else f"/checkout/{number + 1}"
        )
        action = "/order/confirm" if number == last and "plain-http-form" not in self.defects else action
        tiny = (
            "".join(f'<img src="/img/t{n}.svg" width="4" height="4" alt="">' for n in range(90))
            if "many-requests" in self.defects
            else ""
        )
        body = f'<h1>{w["checkout"]} {number}</h1>{self._told()}<p>Total {total}</p>{self._refusal(refused)}{law_lines(w, self.defects, "end")}<form method="post" action="{action}"{" novalidate" if "silent-refusal" in self.defects else ""}>{fields}{payment}</form>{tiny}{self._provider(number == last)}'
        return self.frame("Checkout", body, checkout=True)

    def _folded(self, title: str, inner: str) -> str:
        """The part of a form, in an accordion where the variant has one."""
        if self.variant.checkout != "accordion":
            return inner
        return f"<details open><summary>{title}</summary>{inner}</details>"

    def _refusal(self, refused: bool) -> str:
        return "" if not refused or "silent-refusal" in self.defects else '<p role="alert">!</p>'

    def _address(self) -> str:
        w = self.words
        wanted = [("email", "email", "mail"), ("name", "name", "who"), ("street", "street-address", "street")]
        wanted += [("postcode", "postal-code", "zip"), ("city", "address-level2", "town")]
        fields = [
            self._field(
                w[key],
                name,
                f'autocomplete="{token}" required' if "no-autocomplete" not in self.defects else "required",
            )
            for key, token, name in wanted
        ]
        if "many-fields" in self.defects:
            fields += [self._field(f"Extra {n}", f"extra{n}", "") for n in range(15)]
        if "mail-twice" in self.defects:
            fields.append(self._field(w["repeat_mail"], "mail2", 'autocomplete="email" required'))
        if "birth-date" in self.defects:
            fields.append(self._field(w["born"], "born", "required"))
        if self.variant.digital and "silent-download" not in self.defects:
            fields.append(f'<label><input type="checkbox" name="now" required> {w["supply_now"]}</label>')
        ticked = " checked" if "ticked-newsletter" in self.defects else ""
        return "".join(fields) + f'<label><input type="checkbox" name="news"{ticked}> {w["newsletter"]}</label>'

    def _field(self, label: str, name: str, attributes: str) -> str:
        if "no-labels" in self.defects:
            return f'<p><input name="{name}" placeholder="{label}" {attributes}></p>'
        return f'<label>{label} <input name="{name}" {attributes}></label>'

    def _payment(self) -> str:
        w = self.words
        ways = "".join(
            f'<label><input type="radio" name="pay" value="{key}"{" checked" if key == "card" else ""}> {w[key]}</label>'
            for key in ("card", "transfer")[: 1 if "one-way-to-pay" in self.defects else 2]
        )
        return f"<fieldset><legend>{w['pay_how']}</legend>{ways}</fieldset><button>{w['order_now'] if 'vague-button' in self.defects else w['pay']}</button>"

    def _provider(self, wanted: bool) -> str:
        return (
            f'<script src="/provider.js?at={escape(self.provider)}" defer></script>' if wanted and self.provider else ""
        )

    def text(self, topic: str) -> str:
        """A page of words: privacy, returns, contact, terms, help, or the way back in."""
        w = self.words
        words = 20 if "short-privacy" in self.defects else 200
        told = f"{w['responsible']} " + "lorem ipsum dolor sit amet " * (words // 5)
        form = contact_form(w, self._field) if topic == "contact" and "one-channel" not in self.defects else ""
        return self.frame(w[topic], f"<h1>{w[topic]}</h1><p>{told}</p>{self._particulars(topic)}{form}")

    def _particulars(self, topic: str) -> str:
        w, ill = self.words, self.defects
        said = {
            "privacy": () if "no-way-out" in ill else (w["way_out"],),
            "returns": () if "thin-returns" in ill else (w["return_terms"],),
            "terms": () if "no-seller" in ill else (w["seller"],),
            "help": () if "nothing-to-return-for" in ill else (w["again"],),
            "contact": () if "no-hours" in ill else (w["hours"],),
        }
        ways = '<p><a href="mailto:hello@example.com">hello@example.com</a></p>' if topic == "contact" else ""
        if topic == "contact" and "one-channel" not in ill:
            ways += '<p><a href="tel:+34910000000">+34 910 000 000</a></p>'
        return "".join(f"<p>{line}</p>" for line in said.get(topic, ())) + ways

    def tracking(self, *, asked: bool = False) -> str:
        """The page to follow an order. `asked`: it answers that there is no such order."""
        w = self.words
        if "tracking-needs-account" in self.defects:
            return self.account()
        told = f'<p role="status">{w["unknown"]}</p>' if asked and "mute-tracking" not in self.defects else ""
        form = f'<form method="post" action="/tracking">{self._field(w["order"], "order", "required")}{self._field(w["email"], "mail", "required")}<button>{w["tracking"]}</button></form>'
        return self.frame(w["tracking"], f"<h1>{w['tracking']}</h1>{told}{form}")

    def register(self) -> str:
        """The page to open an account."""
        w, ill = self.words, self.defects
        fields = self._field(w["email"], "mail", 'type="email" autocomplete="email" required')
        fields += f'<label>{w["password"]} <input type="password" name="password" minlength="8" autocomplete="new-password" required></label>'
        if "long-registration" in ill:
            fields += "".join(self._field(f"Extra {n}", f"more{n}", "") for n in range(9))
        if "registration-birth-date" in ill:
            fields += self._field(w["born"], "born", "required")
        reason = "" if "no-reason" in ill else f"<p>{w['reason']}</p>"
        reset = "" if "no-reset" in ill else f'<p><a href="/reset">{w["reset"]}</a></p>'
        robot = f"<p>{w['robot']}</p>" if "captcha" in ill else ""
        method = "get" if "password-by-get" in ill else "post"
        form = f'<form method="{method}" action="/register">{fields}<button>{w["register_now"]}</button></form>'
        return self.frame(w["register"], f"<h1>{w['register']}</h1>{reason}{form}{robot}{reset}")
