"""The locks that keep the auditor from ever paying or placing an order.

1. Names that pay or place an order are never pressed. 2. Requests that could are aborted on the network.
3. No card number is ever typed (`fill.py` knows no such kind of field). 4. On shops that are not one's own, no
personal data goes beyond the first step, robots.txt is respected and the pace is one page a second (`driver.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from enum import IntEnum
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from ecomkit.audit.evidence import Stage
from ecomkit.audit.facts import Facts
from ecomkit.audit.held import SAFE, hold
from ecomkit.audit.lexicon import any_match, fold, matches

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext

__all__ = ["STOPPED", "Guard", "PaymentLock", "card_fields", "may_press", "payment_signs", "provider_frames", "refusal"]

_PROVIDERS = re.compile(
    r"(^|\.)(stripe|paypal|redsys|adyen|mollie|mercadopago|mercadolibre|klarna|braintree\w*|checkout|worldpay|sagepay"
    r"|squareup|2checkout|authorize|cybersource|payu|paycomet|conekta|openpay|sumup|sezzle|affirm|afterpay|clearpay)"
    r"(-?\w*)?\.(com|net|es|io|eu|co|mx|com\.\w\w)$"
)
_PLACES = re.compile(
    r"(place|submit|confirm|complete|finish)[-_/]?(the[-_]?)?(order|purchase|payment|pedido|compra)|wc-ajax=checkout"
    r"|(order|pedido|purchase|payment|pago)s?[-_/](confirm|place|submit|complete|finali[sz])"
    r"|/(pay|pagar|payments?/(confirm|submit|process|intents?))([/?#]|$)|confirmar[-_]?(pedido|compra|pago)"
)
_BASE = re.compile(r"/(pay|pagar)(?=/[^/?#])")
_ENDS = re.compile(
    r"pay|pago|pagar|order|pedido|confirm|checkout|purchas|compra|buy|submit|place|process|complet|finish|fin|card|tarj|charge"
)
_ORDERS = re.compile(r"order|pedido|payment|pago|confirm|checkout|purchase|compra")
_BASKET = re.compile(r"/(cart|carrito|cesta|basket|bag|bolsa)\b")


STOPPED = "the audit's own lock stopped"
"""How the reason of a journey begins that ends where a request was kept back."""


def may_press(name: str, stage: Stage, facts: Facts) -> bool:
    """Whether a button of that name may be pressed on a page of that stage.

    From the checkout on, nothing whose name pays, buys or orders, and nothing at all once the page shows signs of a
    payment. Before it, nothing that plainly pays, and not even "pagar" where the page already asks for a card.
    """
    if matches("pay_strict", name):
        return False
    if stage.order >= Stage.CHECKOUT.order:
        return not payment_signs(facts) and (not matches("pay", name) or matches("next", name))
    asks = card_fields(facts) or provider_frames(facts) or any_match("payment_heading", facts.headings)
    return not (matches("pay", name) and asks)


class Guard(IntEnum):
    """How much may leave the browser."""

    OPEN = 0
    """On the way: nothing to payment providers, nothing that places an order or pays."""
    WARY = 1
    """After the payment step was left: moreover nothing to addresses of orders, payments or checkouts."""
    SHUT = 2
    """At the payment step: nothing at all but reading and the cart."""


def refusal(method: str, url: str, guard: Guard, step: str = "") -> str:
    """Why a request must not leave the browser; empty where it may.

    `step`: the address of the page of a checkout that is open and shows no sign of a payment. What it sends to itself is no payment
    merely because all of that checkout lies below `/pay/` or `/pagar/`.
    """
    if method.upper() in SAFE:
        return ""
    parts = urlsplit(url)
    address = fold(f"{parts.path}?{parts.query}")
    if step and guard is Guard.OPEN and urlsplit(step)[:3] == parts[:3]:
        below = _BASE.sub("", address, count=1)
        address = address if _ENDS.search(below) else below
    if _PROVIDERS.search(parts.hostname or ""):
        return "it goes to a payment provider"
    if _PLACES.search(address):
        return "its address places an order or pays"
    if guard >= Guard.WARY and _ORDERS.search(address):
        return "its address belongs to an order, and the payment step was reached"
    if guard is Guard.SHUT and not _BASKET.search(address):
        return "the payment step is reached"
    return ""


def card_fields(facts: Facts) -> tuple[str, ...]:
    """Fields for card numbers, by autocomplete token or name."""
    return tuple(
        field.html
        for field in facts.fields
        if field.visible
        and (
            field.autocomplete.startswith("cc-")
            or re.search(
                r"card.?num|cardnumber|cvv|cvc|numero.?de.?tarjeta", fold(f"{field.name} {field.id} {field.label}")
            )
        )
    )


def provider_frames(facts: Facts) -> tuple[str, ...]:
    """Frames that payment providers put into the page."""
    return tuple(url for url in facts.frames if _PROVIDERS.search(urlsplit(url).hostname or ""))


def payment_signs(facts: Facts) -> tuple[str, ...]:
    """What shows that a checkout page is the payment step: card fields, provider frames, options or a pay button."""
    options = [
        field.label
        for field in facts.fields
        if field.visible
        and field.type == "radio"
        and (matches("payment_heading", field.group) or matches("payment_option", field.label))
    ]
    selects = [
        field.label
        for field in facts.fields
        if field.visible
        and field.tag == "select"
        and matches("payment_heading", field.label)
        and any_match("payment_option", field.options)
    ]
    buttons = [name for name in facts.buttons if _ends_the_purchase(name)]
    return (*card_fields(facts), *provider_frames(facts), *options, *selects, *buttons)


def _ends_the_purchase(name: str) -> bool:
    """Whether a button pays or orders here and now. Express wallets stand on earlier pages too, so they say nothing."""
    if matches("express", name):
        return False
    return matches("pay_strict", name) or (matches("pay", name) and not matches("next", name))


class PaymentLock:
    """The network side of the lock. `stopped` lists what was aborted, and why."""

    def __init__(self) -> None:
        self.guard = Guard.OPEN
        self._step = ""
        self.stopped: list[str] = []

    @contextmanager
    def at_step(self, url: str) -> Iterator[None]:
        """Meanwhile a page of one's own checkout that shows no sign of a payment may send its form to itself."""
        self._step = url
        try:
            yield
        finally:
            self._step = ""

    def told(self, since: int) -> str:
        """The first of what was stopped after so many, as the reason of a journey; empty for nothing."""
        return f"{STOPPED} {self.stopped[since]}" if len(self.stopped) > since else ""

    def watch(self, context: BrowserContext) -> None:
        """Look at every request of this browser context that could send something, before it leaves."""
        hold(context, lambda method, url: self._refuses(method, url, self.guard))

    def watch_load(self, context: BrowserContext, *, payment: bool) -> None:
        """The same for a context that only opens one page; nothing at all is sent from a payment step."""
        hold(context, lambda method, url: self._refuses(method, url, Guard.SHUT if payment else Guard.OPEN))

    def _refuses(self, method: str, url: str, guard: Guard) -> bool:
        why = refusal(method, url, guard, self._step)
        if why:
            self.stopped.append(f"{method} {url}: {why}")
        return bool(why)
