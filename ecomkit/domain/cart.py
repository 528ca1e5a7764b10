"""Carts and the checkout that fills them in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field

from ecomkit.domain.catalogue import Sku
from ecomkit.domain.command import Command, Query
from ecomkit.domain.party import Buyer
from ecomkit.domain.payment import PaymentPlan
from ecomkit.domain.profile import Address, Contact
from ecomkit.domain.tax import Destination
from ecomkit.domain.value import Key, Value

__all__ = [
    "MAX_LINES",
    "MAX_QUANTITY",
    "Cart",
    "CartById",
    "CartCode",
    "CartLine",
    "ChangeCart",
    "Checkout",
    "CheckoutOf",
    "ChooseDelivery",
    "ChoosePayment",
    "ChooseShipping",
    "FillCheckout",
]  # fmt: skip

MAX_LINES = 200
MAX_QUANTITY = 9_999
Quantity = Annotated[int, Field(ge=0, le=MAX_QUANTITY)]


class CartLine(Value):
    """So many of a SKU."""

    sku: Sku
    quantity: Annotated[int, Field(ge=1, le=MAX_QUANTITY)]


class CartCode(Value):
    """A code that a customer entered: whose it is, and the `key` by which that plugin knows it again; never the code itself."""

    plugin: str
    key: str


class Cart(Value):
    """What somebody means to buy. `destination` is what shipping and tax are estimated for, `codes` are in the order of entering."""

    id: str
    buyer: Buyer | None
    lines: tuple[CartLine, ...] = ()
    destination: Destination | None = None
    codes: tuple[CartCode, ...] = ()

    def entered(self, plugin: str) -> tuple[str, ...]:
        """The keys of the codes that belong to a plugin."""
        return tuple(code.key for code in self.codes if code.plugin == plugin)

    @property
    def pieces(self) -> int:
        """How many pieces lie in it."""
        return sum(line.quantity for line in self.lines)


class CartById(Query[Cart]):
    """A cart with its lines. A cart that does not exist yet is empty."""

    cart: str


class ChangeCart(Command[Cart]):
    """Change the cart

    `add` puts pieces to what lies there, `set` says how many there are to be (0 takes the line away).
    """

    cart: Key
    sku: Sku
    quantity: Quantity
    how: Literal["add", "set"] = "add"


class ChooseDelivery(Command[None]):
    """Say where the order goes and who receives it"""

    cart: Key
    contact: Contact | None = None
    address: Address | None = None
    destination: Destination | None = None


class ChooseShipping(Command[None]):
    """Choose how the order travels"""

    cart: Key
    option: Annotated[str, Field(max_length=60)]


class ChoosePayment(Command[None]):
    """Choose how the order is paid"""

    cart: Key
    plan: PaymentPlan


class FillCheckout(Command[None]):
    """Fill in the checkout

    The input of several steps at once, by step name; all of it or nothing is kept.
    """

    cart: Key
    steps: Mapping[str, Mapping[str, str]]


class Checkout(Value):
    """What a checkout knows so far. `contact` is a key: who it is stands in the profile.

    `ships` says whether anything in the cart is sent, `unsent` whether anything is not: a file, a service.
    `addressed` says whether the address of the contact names a street.
    """

    cart: str
    contact: str | None = None
    destination: Destination | None = None
    shipping: str | None = None
    plan: PaymentPlan | None = None
    ships: bool = True
    unsent: bool = False
    addressed: bool = True


class CheckoutOf(Query[Checkout]):
    """How far the checkout of a cart is."""

    cart: str
