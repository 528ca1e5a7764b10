"""The quote: one priced offer for a basket, which can be placed until it ends."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime
from typing import Annotated

from pydantic import Field

from ecomkit.domain.cart import MAX_LINES, MAX_QUANTITY
from ecomkit.domain.catalogue import Sku, TaxClass
from ecomkit.domain.command import Command, Query, digest_of
from ecomkit.domain.money import Money, UnitPrice, total
from ecomkit.domain.party import Buyer
from ecomkit.domain.payment import PaymentPlan
from ecomkit.domain.pricing import SHIPPING, Item, TraceStep
from ecomkit.domain.shipping import ShippingOption
from ecomkit.domain.tax import Destination, TaxLine
from ecomkit.domain.text import Text
from ecomkit.domain.value import Key, Value

__all__ = [
    "BasketLine",
    "CartItems",
    "IssueQuote",
    "IssuedLine",
    "Quote",
    "QuoteById",
    "QuoteLine",
    "RequestQuote",
    "Totals",
    "totals_of",
]


class QuoteLine(Value):
    """A priced line. It names a SKU, or is described in words (text, unit, quantity, no stock).

    `goods` is the amount after adjustments as priced; `net + tax = gross`; withheld taxes are not in `tax`. What is not `ships`
    is not sent: a file, a service.
    """

    key: str
    sku: str | None
    product: str | None
    text: str
    unit: str = "piece"
    quantity: Annotated[int, Field(ge=1)]
    unit_price: UnitPrice
    goods: Money
    net: Money
    tax: Money
    gross: Money
    ships: bool = True


class Totals(Value):
    """The sums of a quote. `payable` is what has to be paid: gross goods and shipping less withheld taxes."""

    goods: Money
    shipping: Money
    tax: Money
    withheld: Money
    payable: Money


class Quote(Value):
    """An offer to one buyer: lines, shipping, taxes, promise, why, and until when.

    `seller` is a party: the shop, unless a plugin says otherwise. `inputs` are the topics it was priced from with their
    versions; placing asks again when one has moved. A quote with fixed prices (negotiated, approved, awarded) has none.
    """

    id: str
    buyer: Buyer
    seller: str
    source: str
    currency: str
    lines: Annotated[tuple[QuoteLine, ...], Field(min_length=1)]
    shipping: ShippingOption | None
    destination: Destination
    contact: str | None
    cart: str | None
    taxes: tuple[TaxLine, ...]
    totals: Totals
    plan: PaymentPlan | None
    trace: tuple[TraceStep, ...]
    review: tuple[str, ...] = ()
    inputs: tuple[tuple[str, str], ...] = ()
    made_at: datetime
    valid_until: datetime

    @property
    def promise(self) -> date | None:
        """The last day on which it is promised to arrive."""
        return self.shipping.latest if self.shipping else None

    @property
    def ships(self) -> bool:
        """Whether anything of it is sent."""
        return any(line.ships for line in self.lines)

    @property
    def parcel_goods(self) -> Money:
        """The worth of what is sent, which delivery is priced by."""
        return total((line.goods for line in self.lines if line.ships), self.currency)

    @property
    def quantities(self) -> dict[str, int]:
        """How many of each SKU it takes from stock; described lines take none."""
        wanted: Counter[str] = Counter()
        for line in self.lines:
            if line.sku is not None:
                wanted[line.sku] += line.quantity
        return dict(wanted)

    def adjusted(self, *, shipping: bool) -> tuple[tuple[Text, Money], ...]:
        """What adjustments did to the goods, or to delivery: why and how much (negative lowers), one entry a rule."""
        found: dict[tuple[str, str], tuple[Text, Money]] = {}
        for step in self.trace:
            if step.phase == "adjustment" and step.amount and step.subject.startswith(SHIPPING) is shipping:
                key = (step.plugin, step.rule)
                known = found.get(key)
                found[key] = (step.reason, known[1] + step.amount if known else step.amount)
        return tuple(found.values())

    def digest(self) -> str:
        """The same for two quotes that say the same to the customer: what a page shows is what is placed."""
        return digest_of(
            Shown(
                buyer=self.buyer,
                lines=self.lines,
                shipping=self.shipping,
                destination=self.destination,
                totals=self.totals,
                taxes=self.taxes,
            )
        )


class Shown(Value):
    """What of a quote the customer agrees to."""

    buyer: Buyer
    lines: tuple[QuoteLine, ...]
    shipping: ShippingOption | None
    destination: Destination
    totals: Totals
    taxes: tuple[TaxLine, ...]


def totals_of(
    lines: tuple[QuoteLine, ...], shipping: QuoteLine | None, taxes: tuple[TaxLine, ...], currency: str
) -> Totals:
    """Add a quote up. Shipping comes as a line of its own, taxed like one."""
    everything = lines + ((shipping,) if shipping else ())
    withheld = total((t.amount for t in taxes if t.withheld), currency)
    return Totals(
        goods=total((line.goods for line in lines), currency),
        shipping=shipping.goods if shipping else Money.zero(currency),
        tax=total((line.tax for line in everything), currency),
        withheld=withheld,
        payable=total((line.gross for line in everything), currency) - withheld,
    )


class BasketLine(Value):
    """So many of a SKU to be quoted."""

    sku: Sku
    quantity: Annotated[int, Field(ge=1, le=MAX_QUANTITY)]


class RequestQuote(Command[Quote]):
    """Ask what a cart costs, and keep the answer

    Priced, shipped and taxed outside any transaction; kept for as long as it is valid.
    """

    cart: Key


class IssuedLine(Value):
    """A line of an issued quote: a SKU, or a description in words, at a fixed price."""

    sku: Sku | None = None
    text: Annotated[str, Field(min_length=1, max_length=500)]
    unit: Annotated[str, Field(min_length=1, max_length=30)] = "piece"
    quantity: Annotated[int, Field(ge=1, le=10_000_000)]
    unit_price: UnitPrice
    tax_class: TaxClass = "standard"


class IssueQuote(Command[Quote]):
    """Issue a quote at fixed prices

    Negotiated, awarded or called off from a framework: the buyer places it until `valid_until` at these prices.
    """

    buyer: Buyer
    seller: Key
    source: Annotated[str, Field(max_length=120)]
    lines: Annotated[tuple[IssuedLine, ...], Field(min_length=1, max_length=MAX_LINES)]
    destination: Destination
    valid_until: datetime
    key: Annotated[str, Field(max_length=120)]


class CartItems(Query[tuple[Item, ...]]):
    """What lies in a cart at the prices of who asks, before adjustments. Raises `Refuse` where something is no longer sold."""

    cart: Key


class QuoteById(Query[Quote]):
    """A quote that was kept. Raises `NotFound`."""

    quote: str
