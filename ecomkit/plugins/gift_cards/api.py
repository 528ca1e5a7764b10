"""Commands and events of gift cards."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, ClassVar

from pydantic import Field

from ecomkit.domain import Money
from ecomkit.sdk import Command, Event, Sealed, Text, Value

__all__ = [
    "METHOD", "PERMISSION", "BlockGiftCard", "CancelSoldCards", "CardAnswer", "CardCode", "EnterGiftCard", "GiftCardBlocked",
    "GiftCardIssued", "GiftCardLapsed", "IssueGiftCard", "LapseGiftCards", "RemoveGiftCard", "SellGiftCard",
]  # fmt: skip

PERMISSION = "staff.gift_cards"
METHOD = "gift_card"
Key = Annotated[str, Field(max_length=64)]


class CardCode(Sealed):
    """The code of a card that was just issued. It is told once: wherever this is written, it says "sealed"."""

    def __str__(self) -> str:
        return self.secret


class IssueGiftCard(Command[CardCode]):
    """Issue a gift card

    Gives its code, which is shown once and kept nowhere.
    """

    amount: Annotated[
        str,
        Field(
            min_length=1, max_length=20, title="What is on it", description="In the shop's currency, such as 25",
            json_schema_extra={"error": "Write an amount such as 25 or 12.50"},
        ),
    ]  # fmt: skip
    valid_until: Annotated[
        str,
        Field(
            pattern=r"^(\d{4}-\d\d-\d\d)?$", title="Until",
            description="The last day, such as 2031-12-31; empty: as the shop's settings say",
            json_schema_extra={"error": "Write a day such as 2031-12-31"},
        ),
    ] = ""  # fmt: skip


class SellGiftCard(Command[None]):
    """Issue a gift card that was bought

    Once for each piece of an order's line; its code is made from the shop's secret, so that a letter can be sent again.
    """

    order: Key
    line: Annotated[str, Field(max_length=64)]
    piece: Annotated[int, Field(ge=1)]
    worth: Money


class CancelSoldCards(Command[int]):
    """Block the gift cards of an order

    The order came to nothing: what is still on its cards cannot be spent.
    """

    order: Key


class BlockGiftCard(Command[None]):
    """Block a gift card

    It cannot be spent any more: it was lost, or got by fraud.
    """

    card: Annotated[Key, Field(min_length=1, title="Key", description="As the list shows it")]
    reason: Annotated[str, Field(min_length=3, max_length=200, title="Reason", description="For example: lost")]


class CardAnswer(Value):
    """What became of a code: `entered`, `found` (it was only looked at), or why it was not taken.

    `card`, `free` and `expires_at` are there where the card is.
    """

    code: str
    text: Text
    free: Money | None = None
    expires_at: datetime | None = None


class EnterGiftCard(Command[CardAnswer]):
    """Enter a gift card

    Or with `look`, see what is on it. It is answered, never refused, so that wrong codes are counted: after a few of them
    nothing is taken for a quarter of an hour.
    """

    cart: Key
    code: Sealed
    client: Annotated[str, Field(max_length=64)] = ""
    look: bool = False


class RemoveGiftCard(Command[None]):
    """Take a gift card out of the cart"""

    cart: Key


class LapseGiftCards(Command[int]):
    """Let gift cards lapse

    What is still on a card after its last day goes back to the shop; gives how many cards.
    """


class _CardEvent(Event):
    aggregate: ClassVar[str] = "gift_card"
    gift_card: str


class GiftCardIssued(_CardEvent):
    """A gift card was issued."""

    money: Money


class GiftCardLapsed(_CardEvent):
    """A gift card lapsed."""

    money: Money


class GiftCardBlocked(_CardEvent):
    """A gift card was blocked."""

    reason: str
