"""Shipping: what a parcel is, and the ways it can travel."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field

from ecomkit.domain.command import Query
from ecomkit.domain.money import Money
from ecomkit.domain.tax import Destination
from ecomkit.domain.text import Text
from ecomkit.domain.value import Value

__all__ = ["DeliveryWay", "DeliveryWays", "Parcel", "ShippingOption"]


class Parcel(Value):
    """What is to be sent: weight in grams, the goods' worth, and where to."""

    destination: Destination
    weight_g: int
    goods: Money
    pieces: int


class ShippingOption(Value):
    """A way to deliver, with its price and the dates promised (E1.6). `collected` needs no delivery address.

    `free_from` is from which worth of goods it costs nothing: what a page says while something is missing to it.
    """

    key: Annotated[str, Field(max_length=60)]
    label: Text
    price: Money
    includes_tax: bool
    tax_class: str = "standard"
    earliest: date
    latest: date
    collected: bool = False
    free_from: Money | None = None


class DeliveryWay(Value):
    """A way to deliver that a plugin may offer, wherever to and at whatever price: the key and label of its options."""

    key: Annotated[str, Field(max_length=60)]
    label: Text


class DeliveryWays(Query[tuple[DeliveryWay, ...] | None]):
    """All ways to deliver; None where a plugin offers some without declaring any, so that nobody knows them all."""
