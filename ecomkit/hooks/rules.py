"""Hooks of the business rules: prices, adjustments, shipping, tax and payment (F4)."""

from __future__ import annotations

from collections.abc import Sequence

from ecomkit.domain import (
    Adjustment,
    Cart,
    Context,
    DeliveryWay,
    Destination,
    Item,
    Parcel,
    PaymentMethod,
    PriceOffer,
    ShippingOption,
    TaxableLine,
    TaxLine,
)
from ecomkit.kernel import hookspec

__all__ = [
    "ask_shipping",
    "contribute_adjustments",
    "contribute_prices",
    "register_delivery_ways",
    "register_payment_methods",
    "resolve_tax",
]


@hookspec
def contribute_prices(ctx: Context, items: tuple[Item, ...]) -> Sequence[PriceOffer]:
    """Base prices for this buyer. The most specific offer wins, then the shop's order; nobody sees another's offer."""
    raise NotImplementedError


@hookspec
def contribute_adjustments(ctx: Context, items: tuple[Item, ...], cart: Cart | None) -> Sequence[Adjustment]:
    """Discounts and surcharges on lines, on all goods or on delivery, applied in the shop's order.

    `cart` is the key of the cart that the items lie in; None where single things are priced for a page.
    """
    raise NotImplementedError


@hookspec(fallback="review", deadline=5.0)
def ask_shipping(ctx: Context, parcel: Parcel) -> Sequence[ShippingOption]:
    """Ways to deliver a parcel, with price and promised dates (E1.6). May ask a carrier.

    Without an answer, the quote goes on with the ways of others and names the plugin for staff (`Quote.review`); where there are
    none, the customer is asked to try again.
    """
    raise NotImplementedError


@hookspec
def register_delivery_ways() -> Sequence[DeliveryWay]:
    """The ways to deliver that `ask_shipping` may offer. Promotions are told by them which words are none."""
    raise NotImplementedError


@hookspec
def resolve_tax(ctx: Context, destination: Destination, lines: tuple[TaxableLine, ...]) -> Sequence[TaxLine]:
    """Taxes on lines, by whoever owns the destination's country (the key)."""
    raise NotImplementedError


@hookspec
def register_payment_methods() -> Sequence[PaymentMethod]:
    """Ways to pay."""
    raise NotImplementedError
