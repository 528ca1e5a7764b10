"""Finding an order without an account: by its number and the email that it was placed with (E4.1)."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from ecomkit.domain.command import Command, Query, Sealed
from ecomkit.domain.order import Order
from ecomkit.domain.text import Text
from ecomkit.domain.value import Value

__all__ = ["FindOrder", "OrderAnswer", "OrderByTicket"]


class OrderAnswer(Value):
    """A ticket that shows the order until tomorrow, or in `text` why there is none. It never says which of two was wrong."""

    ticket: str = ""
    text: Text | None = None


class FindOrder(Command[OrderAnswer]):
    """Find an order

    By its number and email, where a person bought for themselves. It is answered, never refused, so that wrong tries are
    counted: after a few of them nothing is looked up for a quarter of an hour.
    """

    number: Annotated[str, Field(max_length=40)]
    email: Sealed
    client: Annotated[str, Field(max_length=64)] = ""


class OrderByTicket(Query[Order]):
    """The order that a ticket shows: where it stands. Raises `NotFound` for one that is over, or was never issued.

    Who asks has said a number and an email, which others may know too: show nothing that only the order's token opens
    (addresses, codes, documents), and let nothing be done to the order but what number and email are enough for.
    """

    ticket: Annotated[str, Field(max_length=200)]
