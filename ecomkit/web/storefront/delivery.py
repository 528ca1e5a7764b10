"""Delivery before a cart: what it costs at least to have one piece brought, and when it comes (E1.6)."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from ecomkit.domain import Destination, Money, Parcel, Refuse, ShippingOption, Variant
from ecomkit.errors import PluginError
from ecomkit.services.quoting import shipping_options
from ecomkit.web.request import WebRequest

__all__ = ["cheapest_delivery", "promise_of", "promises_of"]

_PROMISE_HOLDS: Final = timedelta(minutes=1)


def cheapest_delivery(request: WebRequest, variant: Variant, goods: Money) -> ShippingOption | None:
    """The cheapest way to have one piece delivered in the market's first country; None where nobody says one, or nothing is sent."""
    if not variant.ships:
        return None
    country = request.ctx.country
    parcel = Parcel(destination=Destination(country=country), weight_g=variant.weight_g, goods=goods, pieces=1)
    try:
        options, _ = shipping_options(request.site.core, request.ctx, parcel)
    except (PluginError, Refuse):
        return None  # the page still sells; the cart says that delivery cannot be priced
    request.good_until(request.now + _PROMISE_HOLDS)
    delivered = [option for _, option in options if not option.collected]
    return min(delivered, key=lambda option: option.price.amount, default=None)


def promise_of(request: WebRequest, variant: Variant, option: ShippingOption | None) -> str:
    """When it arrives and what that costs, in one line; of what is not sent, when it is there."""
    if not variant.ships:
        return request.gettext("There as soon as it is paid · nothing is sent")
    if option is None:
        return ""
    free = option.price == Money.zero(option.price.currency)
    price = (
        request.gettext("free shipping")
        if free
        else request.gettext("shipping %(price)s", price=request.money(option.price))
    )
    return request.gettext("Arrives %(days)s · %(price)s", days=request.formats.days(option), price=price)


def promises_of(request: WebRequest, variant: Variant, option: ShippingOption | None) -> tuple[str, ...]:
    """What else is promised: from when on delivery is free, and for how long it can be sent back."""
    if not variant.ships:
        return ()
    days = request.site.settings.identity.return_days
    back = (request.ngettext("%(n)s day to send it back", "%(n)s days to send it back", days),) if days else ()
    if option is None or option.free_from is None or not option.price.amount:
        return back
    return (request.gettext("Free shipping from %(amount)s", amount=request.money(option.free_from)), *back)
