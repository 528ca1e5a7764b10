"""Commands and events of promotions: what staff, customers and other plugins may ask for."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from ecomkit.domain import Money
from ecomkit.plugins.promotions.rules import Kind
from ecomkit.sdk import Command, Event, Sealed, Text, Value, text

__all__ = [
    "PERMISSION", "AddCode", "CodeAnswer", "Codes", "EndCodes", "EndPromotion", "EnterCode", "ForgetShopper", "MakeCodes",
    "PromotionEnded", "PromotionSaved", "RemoveCode", "SavePromotion", "TidyCodes",
]  # fmt: skip

PERMISSION = "staff.promotions"
Key = Annotated[str, Field(max_length=64)]
Line = Annotated[str, Field(max_length=2000)]
Amount = Annotated[str, Field(max_length=20)]
Day = Annotated[str, Field(max_length=25)]
Often = Annotated[int, Field(ge=1, le=10_000_000)]


class SavePromotion(Command[str]):
    """Save a promotion

    A new one, or one that is known by its key: then all of it is as written here. Gives its key.
    """

    parts: ClassVar[dict[Text, tuple[str, ...]]] = {
        text("The reduction"): ("kind", "percent", "amount", "buy", "get"),
        text("What it is for"): ("minimum", "products", "categories", "capacities", "ways", "first_order"),
        text("When and how often"): ("begins", "ends", "most", "each"),
        text("Beside others"): ("needs_code", "exclusive", "priority"),
    }

    promotion: Annotated[
        Key, Field(title="Key", description="Leave it empty for a new one", json_schema_extra={"kind": "hidden"})
    ] = ""
    name: Annotated[
        str, Field(min_length=1, max_length=120, title="Name", description="What the customer reads: Autumn sale")
    ]
    words: Annotated[Line, Field(title="Name in other languages", description="es=Rebajas; fr=Soldes")] = ""
    kind: Annotated[
        Kind,
        Field(
            title="What it does",
            json_schema_extra={"options": {
                "percent": "Percentage off", "amount": "Amount off", "buy_get": "Buy some, the cheapest cost less",
                "shipping": "Free delivery",
            }},
        ),
    ]  # fmt: skip
    percent: Annotated[
        Amount, Field(title="Percent", description="10 or 12.5; of buy-and-get, what the cheapest lose (100: free)")
    ] = ""
    amount: Annotated[Amount, Field(title="Amount", description="In the shop's currency, such as 5.00")] = ""
    buy: Annotated[int, Field(ge=0, le=1000, title="Buy", description="Pieces at their price: 2 in “3 for 2”")] = 0
    get: Annotated[int, Field(ge=0, le=1000, title="Get", description="Pieces that cost less: 1 in “3 for 2”")] = 0
    minimum: Annotated[Amount, Field(title="From which worth", description="Of the goods that it is for")] = ""
    products: Annotated[Line, Field(title="Products", description="Their addresses (loma-mug), with commas")] = ""
    categories: Annotated[Line, Field(title="Categories", description="Those below them count, too")] = ""
    capacities: Annotated[Line, Field(title="Who buys", description="consumer, purchaser …; empty: everybody")] = ""
    ways: Annotated[Line, Field(title="Ways to deliver", description="That are free; empty: all of them")] = ""
    first_order: Annotated[bool, Field(title="First orders only")] = False
    begins: Annotated[
        Day, Field(title="From", description="Such as 2026-12-24 09:00, in the time of the shop; empty: now")
    ] = ""
    ends: Annotated[Day, Field(title="Until", description="The same; empty: open")] = ""
    most: Annotated[Often | None, Field(title="Uses in all")] = None
    each: Annotated[Often | None, Field(title="Uses for each person")] = None
    needs_code: Annotated[bool, Field(title="Needs a code")] = False
    exclusive: Annotated[bool, Field(title="Goes with no other promotion")] = False
    priority: Annotated[int, Field(ge=0, le=100_000, title="Priority", description="Lower ones come first")] = 100


class EndPromotion(Command[None]):
    """End a promotion

    From now on it lowers no price; orders that were placed keep theirs.
    """

    promotion: Annotated[Key, Field(min_length=1, title="Key", description="As the list shows it")]


class Codes(Sealed):
    """Codes that were just made, one a line. They are told once and kept nowhere: wherever this is written, it says "sealed"."""

    def __str__(self) -> str:
        return self.secret


class AddCode(Command[None]):
    """Add a code of your own

    Many may share it: SUMMER10 on a poster. Whoever guesses it may use it, so limit its uses.
    """

    promotion: Annotated[Key, Field(min_length=1, title="Key of the promotion")]
    code: Annotated[
        str, Field(min_length=4, max_length=40, title="Code", description="At least four letters or digits")
    ]
    most: Annotated[Often | None, Field(title="Uses in all", description="Empty: as often as the promotion")] = None


class MakeCodes(Command[Codes]):
    """Make codes

    So many codes of twelve letters by chance, each for so many uses. They are shown once.
    """

    promotion: Annotated[Key, Field(min_length=1, title="Key of the promotion")]
    count: Annotated[int, Field(ge=1, le=1000, title="How many")]
    most: Annotated[Often, Field(title="Uses of each")] = 1


class EndCodes(Command[int]):
    """End codes

    Ends one code, or all of a batch; gives how many.
    """

    code: Annotated[Sealed | None, Field(title="Code")] = None
    batch: Annotated[Key, Field(title="Batch", description="As the list shows it")] = ""


class CodeAnswer(Value):
    """What became of a code: `entered`, `known` (it was entered before), or why it was not taken."""

    code: str
    text: Text

    @property
    def taken(self) -> bool:
        """Whether it lies in the cart now."""
        return self.code in ("entered", "known")


class EnterCode(Command[CodeAnswer]):
    """Enter a code

    It is answered, never refused, so that wrong ones are counted: after a few of them nothing is taken for a quarter of an hour.
    """

    cart: Key
    code: Sealed
    client: Annotated[str, Field(max_length=64)] = ""


class RemoveCode(Command[None]):
    """Take a code out of the cart"""

    cart: Key
    coupon: Annotated[str, Field(max_length=64)]


class ForgetShopper(Command[None]):
    """Forget who used promotions

    The uses stay counted; whose they were does not.
    """

    person: Key


class TidyCodes(Command[None]):
    """Forget old entries of codes"""


class _PromotionEvent(Event):
    aggregate: ClassVar[str] = "promotion"
    promotion: str


class PromotionSaved(_PromotionEvent):
    """A promotion was written."""

    percent: int = 0
    amount: Money | None = None


class PromotionEnded(_PromotionEvent):
    """A promotion was ended."""
