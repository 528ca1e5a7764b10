"""Orders: three small state tables, the order itself, its commands and its events."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Annotated, ClassVar

from pydantic import Field

from ecomkit.domain.command import Command, Event, Query
from ecomkit.domain.money import Money
from ecomkit.domain.party import Buyer, Channel
from ecomkit.domain.payment import Payment, PaymentPlan, PaymentState
from ecomkit.domain.quote import Quote
from ecomkit.domain.text import Text, text
from ecomkit.domain.value import Key, Value

__all__ = [
    "CancelOrder",
    "Customers",
    "DeliverOrder",
    "DispatchOrder",
    "ExpireOrder",
    "FinishRefund",
    "FulfilmentState",
    "MarkPaid",
    "NoteDelay",
    "Order",
    "OrderById",
    "OrderByToken",
    "OrderCancelled",
    "OrderConfirmed",
    "OrderCustomer",
    "OrderDelivered",
    "OrderDispatched",
    "OrderExpired",
    "OrderIsLate",
    "OrderPlaced",
    "OrderRefunded",
    "OrderState",
    "OrderSummary",
    "Orders",
    "PayOrder",
    "PlaceOrder",
    "RefundOrder",
    "SupplyDue",
    "customers_word",
    "may_move",
    "states_before",
]  # fmt: skip


_Table = Mapping[StrEnum, frozenset[StrEnum] | set[StrEnum]]


class OrderState(StrEnum):
    """The order as an agreement."""

    PLACED = "placed"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


class FulfilmentState(StrEnum):
    """The goods. No step of core leads to `RETURNED`: it is the word for what a plugin that takes goods back would say."""

    TO_PREPARE = "to_prepare"
    DISPATCHED = "dispatched"
    DELIVERED = "delivered"
    LATE = "late"
    RETURNED = "returned"


_ORDER: _Table = {
    OrderState.PLACED: {OrderState.COMPLETED, OrderState.CANCELLED},
    OrderState.CANCELLED: {OrderState.PLACED},  # money that came after the order had expired, while there was stock
}
_FULFILMENT: _Table = {
    FulfilmentState.TO_PREPARE: {FulfilmentState.DISPATCHED, FulfilmentState.LATE},
    FulfilmentState.LATE: {FulfilmentState.DISPATCHED},
    FulfilmentState.DISPATCHED: {FulfilmentState.DELIVERED},
}
_PAYMENT: _Table = {
    PaymentState.PENDING: {PaymentState.PAID, PaymentState.FAILED, PaymentState.EXPIRED},
    PaymentState.AUTHORISED: {PaymentState.PAID, PaymentState.PROMISED, PaymentState.FAILED, PaymentState.EXPIRED},
    PaymentState.PROMISED: {
        PaymentState.PAID, PaymentState.PARTLY_REFUNDED, PaymentState.REFUNDED, PaymentState.FAILED, PaymentState.EXPIRED,
    },
    PaymentState.PAID: {PaymentState.PARTLY_REFUNDED, PaymentState.REFUNDED},
    PaymentState.PARTLY_REFUNDED: {PaymentState.REFUNDED},
    PaymentState.FAILED: {PaymentState.PAID},
    PaymentState.EXPIRED: {PaymentState.PAID},
}  # fmt: skip
# An order's payments as a whole pass over what one of them passes through, and begin anew with each try to pay.
_PAYMENTS: _Table = {
    PaymentState.PENDING: {PaymentState.PROMISED, PaymentState.PARTLY_REFUNDED, PaymentState.REFUNDED},
    PaymentState.FAILED: {
        PaymentState.PENDING,
        PaymentState.EXPIRED,
        PaymentState.PARTLY_REFUNDED,
        PaymentState.REFUNDED,
    },
    PaymentState.EXPIRED: {PaymentState.PENDING, PaymentState.PARTLY_REFUNDED, PaymentState.REFUNDED},
}


def may_move(before: StrEnum, after: StrEnum, *, whole: bool = False) -> bool:
    """Whether the state tables know the step; `whole`: of an order's payments together, not of a single one."""
    tables = (_ORDER, _FULFILMENT, _PAYMENT, _PAYMENTS) if whole else (_ORDER, _FULFILMENT, _PAYMENT)
    return any(after in table.get(before, ()) for table in tables)


@lru_cache(maxsize=64)
def states_before(after: StrEnum, *, whole: bool = False) -> tuple[str, ...]:
    """The states from which something may come to be in that state, itself among them: standing still is no step."""
    return tuple(state.value for state in type(after) if state == after or may_move(state, after, whole=whole))


_WORDS: tuple[tuple[OrderState | None, PaymentState | None, FulfilmentState | None, Text], ...] = (
    (OrderState.CANCELLED, PaymentState.REFUNDED, None, text("Cancelled and refunded")),
    (OrderState.CANCELLED, PaymentState.EXPIRED, None, text("Expired unpaid")),
    (OrderState.CANCELLED, None, None, text("Cancelled")),
    (None, None, FulfilmentState.RETURNED, text("Returned")),
    (None, PaymentState.REFUNDED, None, text("Refunded")),
    (None, PaymentState.FAILED, None, text("Payment failed")),
    (None, PaymentState.PENDING, None, text("Waiting for payment")),
    (None, None, FulfilmentState.DELIVERED, text("Delivered")),
    (None, None, FulfilmentState.DISPATCHED, text("On its way")),
    (None, None, FulfilmentState.LATE, text("Delayed")),
    (None, None, None, text("In preparation")),
)


def customers_word(order: OrderState, payment: PaymentState, fulfilment: FulfilmentState) -> Text:
    """The one thing a customer is told about where an order stands: the first row that fits."""
    for is_order, is_payment, is_fulfilment, words in _WORDS:
        if (
            (is_order is None or is_order == order)
            and (is_payment is None or is_payment == payment)
            and (is_fulfilment is None or is_fulfilment == fulfilment)
        ):
            return words
    raise AssertionError("the last row fits everything")


class Order(Value):
    """An order: the quote that was placed, and where it stands. `token` opens its page for whoever holds it.

    `locale` is that of who placed it, for what is written to them; empty where it is not known.
    """

    id: str
    number: str
    token: str
    quote: Quote
    buyer: Buyer
    placed_by: str
    channel: Channel
    state: OrderState
    payment: PaymentState
    fulfilment: FulfilmentState
    payments: tuple[Payment, ...]
    placed_at: datetime
    confirmed_at: datetime | None = None
    expires_at: datetime | None = None
    promise: date | None = None
    tracking: str | None = None
    reference: str = ""
    locale: str = ""

    @property
    def word(self) -> Text:
        """The customer's word for where it stands."""
        return customers_word(self.state, self.payment, self.fulfilment)

    def promise_from(self, settled: datetime) -> date | None:
        """By when it arrives if it is settled then: as many whole days later as that is after it was placed.

        A promise for a working day stays one.
        """
        if self.promise is None:
            return None
        day = self.promise + timedelta(days=max(0, (settled - self.placed_at).days))
        weekend = max(0, day.isoweekday() - 5) if self.promise.isoweekday() <= 5 else 0
        return day + timedelta(days=3 - weekend) if weekend else day


class OrderSummary(Value):
    """An order as a list shows it."""

    id: str
    number: str
    token: str
    placed_at: datetime
    state: OrderState
    payment: PaymentState
    fulfilment: FulfilmentState
    payable: Money
    promise: date | None
    contact: str | None


class OrderById(Query[Order]):
    """One order. Raises `NotFound`, also where it is somebody else's."""

    order: str


class OrderByToken(Query[Order]):
    """The order that a token opens. Raises `NotFound`."""

    token: str


class Orders(Query[tuple[OrderSummary, ...]]):
    """Orders of the buyer who asks, or for staff and plugins all of them, newest first, paged by key.

    `view` narrows, and so do `words`: a part of the number, or of the name or e-mail address that it goes to or is for.
    """

    view: str = "all"
    words: Annotated[str, Field(max_length=100)] = ""
    after: str | None = None
    limit: Annotated[int, Field(ge=1, le=100)] = 25


class OrderCustomer(Value):
    """Who an order is for, as a list of the staff names them: empty where it was erased."""

    order: str
    organisation: str = ""
    name: str = ""
    email: str = ""


class Customers(Query[tuple[OrderCustomer, ...]]):
    """Who each of some orders is for, asked at once, for staff."""

    orders: Annotated[tuple[str, ...], Field(max_length=100)]


Reference = Annotated[str, Field(max_length=60, pattern=r"^[^\x00-\x1f]*$")]
IdempotencyKey = Annotated[str, Field(min_length=8, max_length=120)]


class PlaceOrder(Command[str]):
    """Place an order

    Gives the order's key. The quote must be valid and what it was priced from unchanged. `reference` is the buyer's own
    number (a purchase-order number). The same key again gives the same order.
    """

    quote: str
    plan: PaymentPlan
    key: IdempotencyKey
    reference: Reference = ""


class PayOrder(Command[tuple[str, ...]]):
    """Pay an order

    The one command for the first try and for a retry; gives the keys of its payments.
    """

    order: str
    plan: PaymentPlan
    key: IdempotencyKey


class MarkPaid(Command[None]):
    """Mark as paid

    Staff saw the money: a bank transfer came in, or it was paid on collection.
    """

    payment: str
    note: Annotated[str, Field(max_length=200)] = ""


class DispatchOrder(Command[None]):
    """Dispatch

    The goods leave; stock on hand goes down by what was reserved.
    """

    order: str
    tracking: Annotated[str, Field(max_length=120)] = ""


class DeliverOrder(Command[None]):
    """Mark as delivered"""

    order: str


class CancelOrder(Command[None]):
    """Cancel an order

    Gives stock and reserved money back; what was paid is refunded.
    """

    order: str
    reason: Annotated[str, Field(max_length=200)] = ""


class ExpireOrder(Command[None]):
    """Let an unpaid order go"""

    order: str


class NoteDelay(Command[None]):
    """Note that an order is late

    Run by core's own job once the day that was promised is over and the goods have not left.
    """

    order: Key


class RefundOrder(Command[str]):
    """Refund

    A part or all of what was paid, back to the payments it came from, in proportion.
    """

    order: str
    money: Money
    reason: Annotated[str, Field(min_length=3, max_length=200)]
    key: IdempotencyKey


class FinishRefund(Command[None]):
    """Note that a refund arrived

    Run by the job that asked the provider, or at once where nobody outside has to be asked.
    """

    refund: str


class _OrderEvent(Event):
    aggregate: ClassVar[str] = "order"
    order: str


class OrderPlaced(_OrderEvent):
    """An order was placed."""

    number: str
    buyer: Buyer
    seller: str
    payable: Money


class OrderConfirmed(_OrderEvent):
    """Every payment of the order is settled. It happens once."""

    payable: Money


class SupplyDue(_OrderEvent):
    """The order is settled, and something of it is not sent: whoever supplies such things does so now. It happens once."""


class OrderIsLate(_OrderEvent):
    """The day that was promised is over, and the goods have not left."""


class OrderDispatched(_OrderEvent):
    """The goods left. `stock` is what was taken from it, by SKU: of a set its parts. The first version did not say it."""

    version: ClassVar[int] = 2
    stock: tuple[tuple[str, int], ...] = ()


class OrderDelivered(_OrderEvent):
    """The goods arrived."""


class OrderCancelled(_OrderEvent):
    """The order was called off."""

    reason: str


class OrderExpired(_OrderEvent):
    """Nobody paid in time."""


class OrderRefunded(_OrderEvent):
    """A part or all of the money goes back."""

    refund: str
    money: Money
    reason: str
