"""Ordering again: what an order held goes into the cart, at today's prices (E7.1)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ecomkit.domain import ChangeCart, Order, Refused, text
from ecomkit.hooks import Redirect
from ecomkit.hooks.pages.parts import Notice, Tone
from ecomkit.storage import catalogue
from ecomkit.web.request import WebRequest
from ecomkit.web.storefront.lines import variant_rows

__all__ = ["order_again"]


def order_again(request: WebRequest, order: Order) -> Redirect | tuple[Notice, ...]:
    """To the cart with what can still be had of an order; notices, where that is nothing of it."""
    wanted = order.quote.quantities
    rows = variant_rows(request, list(wanted))
    cart = request.own_cart() if rows else ""
    put = [sku for sku in wanted if sku in rows and _put(request, cart, sku, wanted[sku])]
    if not put:
        request.set_cookies.clear()
        return (Notice(request.gettext("Nothing of this order can be had at the moment."), Tone.WARN),)
    left = _names(request, rows, [sku for sku in wanted if sku not in put], order)
    words = text("What you ordered is in the cart, at today's prices.")
    if left:
        words = text("The rest is in the cart, at today's prices. Not to be had: %(names)s.", names=left)
    return Redirect(to="/cart", notice=words)


def _put(request: WebRequest, cart: str, sku: str, quantity: int) -> bool:
    return not isinstance(request.run(ChangeCart(cart=cart, sku=sku, quantity=quantity)), Refused)


def _names(request: WebRequest, rows: Mapping[str, Any], skus: list[str], order: Order) -> str:
    """What the customer knows these lines as."""
    as_sold = {line.sku: line.text for line in order.quote.lines}
    return ", ".join(
        catalogue.name_in(rows[sku], request.locale) if sku in rows else as_sold.get(sku, sku) for sku in skus
    )[:300]
