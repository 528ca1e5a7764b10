"""Payments: methods, the plan that an order is paid by, and what a provider may answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Protocol

from pydantic import Field

from ecomkit.domain.command import Command, Event, Query
from ecomkit.domain.ledger import AccountKey
from ecomkit.domain.money import Money, allocate
from ecomkit.domain.party import Code
from ecomkit.domain.text import Text
from ecomkit.domain.value import Key, Value

if TYPE_CHECKING:
    from ecomkit.domain.context import Context

__all__ = [
    "InstructionsOf",
    "Payment",
    "PaymentCameLate",
    "PaymentDetail",
    "PaymentFailed",
    "PaymentInstructions",
    "PaymentMethod",
    "PaymentPart",
    "PaymentPlan",
    "PaymentProvider",
    "PaymentRefunded",
    "PaymentReport",
    "PaymentReturned",
    "PaymentSettled",
    "PaymentStarted",
    "PaymentState",
    "ProviderAnswer",
    "ProviderStart",
    "ReportPayment",
    "StartPayment",
    "Success",
    "split_plan",
    "split_refund",
]  # fmt: skip


class PaymentState(StrEnum):
    """Where one payment stands; also an order's payments as a whole."""

    PENDING = "pending"
    PROMISED = "promised"
    AUTHORISED = "authorised"
    PAID = "paid"
    PARTLY_REFUNDED = "partly_refunded"
    REFUNDED = "refunded"
    FAILED = "failed"
    EXPIRED = "expired"

    @property
    def settled(self) -> bool:
        """Whether the order may go on."""
        return self in _SETTLED


_SETTLED = frozenset({PaymentState.PROMISED, PaymentState.AUTHORISED, PaymentState.PAID, PaymentState.PARTLY_REFUNDED})


class Success(StrEnum):
    """What it means when a method says yes: the money is here, or somebody's word for it."""

    PAID = "paid"
    PROMISED = "promised"


class PaymentPart(Value):
    """A part of a plan. Without an amount it takes what the others leave."""

    method: Code
    money: Money | None = None


class PaymentPlan(Value):
    """How an order is paid: by one or more methods; at most one of them takes the rest."""

    parts: Annotated[tuple[PaymentPart, ...], Field(min_length=1, max_length=5)]


class Payment(Value):
    """One payment of an order. `refunded` grows to at most `money`."""

    id: str
    order: str
    method: str
    money: Money
    state: PaymentState
    refunded: Money
    reference: str | None = None

    @property
    def left(self) -> Money:
        """What could still be given back."""
        return self.money - self.refunded


ProviderReference = Annotated[str, Field(max_length=200)]


class ProviderStart(Value):
    """A provider took the payment up: its reference, and where the customer goes on."""

    reference: ProviderReference
    url: str


class ProviderAnswer(StrEnum):
    """What a provider says of a payment when asked. `UNKNOWN` is asked again, never charged again."""

    SUCCEEDED = "succeeded"
    FAILED = "failed"
    OPEN = "open"
    UNKNOWN = "unknown"


class PaymentReport(Value):
    """A provider's word on one payment or refund, verified to be the provider's.

    `notice` is the provider's key of the message: the same notice twice is one.
    """

    notice: Annotated[str, Field(max_length=135)]
    payment: Key
    reference: ProviderReference
    answer: ProviderAnswer
    money: Money


class PaymentProvider(Protocol):
    """The port to somebody outside who moves money. Each call may use the network and is made outside transactions.

    All calls carry our key; the same key again must give the same answer. An answer that does not come is `UNKNOWN`.
    """

    def start(self, payment: Payment, *, description: str, back: str, cancelled: str, webhook: str) -> ProviderStart:
        """Open the payment; the customer goes to its address."""

    def ask(self, payment: Payment) -> tuple[ProviderAnswer, Money]:
        """How it stands, and how much was taken."""

    def refund(self, payment: Payment, money: Money, key: str) -> ProviderAnswer:
        """Give back a part."""

    def read(self, headers: Mapping[str, str], body: bytes) -> PaymentReport | None:
        """Verify and read a webhook. None where the message is of no interest; raises `PermissionError` where it is forged."""


class PaymentDetail(Value):
    """What a payer copies as it stands, with its name: an IBAN, whose account it is."""

    label: Text
    value: str


class PaymentInstructions(Value):
    """What a customer has to do to pay by a method: in words, and what they copy for it. Amount and order number are the order's."""

    label: Text
    words: Text | None = None
    details: tuple[PaymentDetail, ...] = ()


class InstructionsOf(Query[PaymentInstructions]):
    """What a method asks of the payer, for pages and letters. Raises `NotFound` where there is none of that key."""

    method: Code


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentMethod:
    """A way to pay, declared with `register_payment_methods`.

    Exactly one of three kinds: *internal* names an `account` on the ledger that core reserves from; *external* has a
    `provider`; a *manual* one has neither, and staff say when the money came. `success` is what yes means. `term` is how
    long an unpaid order waits (None: it never expires, as for promises). `offered` says whether this buyer may use it;
    `divisible` whether it can pay just a part; `collected` whether it is only for orders that the customer collects.
    `note` is shown with the choice, `instructions` on the order page and in the letter that asks for the money. `details` are
    what the payer copies, in rows under them; the amount and the order's number follow as further rows.

    `opening` gives the command that makes the account ready (opens it, grants what is due), or None: core runs it in the
    same transaction, as the plugin's own, before it reserves from the account or gives back to it. `available` is what can
    be paid with the method at most as of now, for what is shown and filled in; without it, what is free on the account.
    A refund goes to the account that is named then (the wallet of this month), or, with `back_where_taken`, to the one that
    paid (the very gift card).
    """

    key: str
    label: Text
    success: Success = Success.PAID
    account: Callable[[Context], AccountKey | None] | None = None
    opening: Callable[[Context], Command[Any] | None] | None = None
    available: Callable[[Context], Money | None] | None = None
    provider: PaymentProvider | None = None
    offered: Callable[[Context], bool] = lambda _: True
    term: timedelta | None = None
    divisible: bool = False
    back_where_taken: bool = False
    collected: bool = False
    note: Text | None = None
    instructions: Text | None = None
    details: tuple[PaymentDetail, ...] = ()


def split_plan(plan: PaymentPlan, total: Money) -> tuple[tuple[str, Money], ...]:
    """The plan in amounts that add up to `total`. Raises `ValueError` with a reason where they cannot.

    Where one part takes the rest, the others take at most what there is to pay, in their order: the total may have become
    less than a wallet holds. A part that is left with nothing is dropped.
    """
    rest = [part for part in plan.parts if part.money is None]
    if len({part.method for part in plan.parts}) != len(plan.parts):
        raise ValueError("a method stands in the plan twice")
    left = total
    taken: dict[str, Money] = {}
    for part in plan.parts:
        if part.money is not None:
            if part.money.amount <= 0:
                raise ValueError("each part of a payment must be more than nothing")
            taken[part.method] = min(part.money, left) if rest else part.money
            left = left - taken[part.method]
    if len(rest) > 1 or left.amount < 0 or (left and not rest):
        raise ValueError("the parts of the payment do not add up to the total")
    amounts = [(part.method, taken.get(part.method, left)) for part in plan.parts]
    return tuple((method, money) for method, money in amounts if money.amount > 0)


def split_refund(money: Money, payments: list[Payment]) -> tuple[Money, ...]:
    """A refund over an order's payments: in proportion to them, never more than each has left.

    Largest remainder; what a payment has no room for goes to the others. Raises `ValueError` where all of them have less left, or
    were paid in another currency.
    """
    left = [payment.left.amount for payment in payments]
    if any(payment.money.currency != money.currency for payment in payments):
        raise ValueError("a refund is in the currency that was paid")
    if money.amount <= 0 or money.amount > sum(left):
        raise ValueError("a refund is more than nothing and at most what was paid and not yet given back")
    parts = [0] * len(payments)
    rest = money.amount
    while rest:
        weights = [p.money.amount if left[i] > parts[i] else 0 for i, p in enumerate(payments)]
        for i, part in enumerate(allocate(Money(amount=rest, currency=money.currency), weights)):
            taken = min(part.amount, left[i] - parts[i])
            parts[i] += taken
            rest -= taken
    return tuple(Money(amount=part, currency=money.currency) for part in parts)


class StartPayment(Command[Payment]):
    """Note where a payment was taken up

    It need not last: the provider says it again when it is asked by the payment's key, and in its report.
    """

    payment: Key
    reference: ProviderReference


class ReportPayment(Command[PaymentState]):
    """Take a provider's word

    Idempotent by notice. A success books the payment; an amount that differs is parked for staff; money that comes after the
    order has expired takes stock again or is given back.
    """

    report: PaymentReport


class PaymentStarted(Event):
    """A payment waits for its method; a manual one for money that the customer sends without being led there."""

    aggregate: ClassVar[str] = "order"
    order: str
    payment: str
    method: str
    money: Money
    manual: bool


class PaymentSettled(Event):
    """A payment is paid or promised."""

    aggregate: ClassVar[str] = "order"
    order: str
    payment: str
    method: str
    state: PaymentState
    money: Money


class PaymentFailed(Event):
    """A payment came to nothing."""

    aggregate: ClassVar[str] = "order"
    order: str
    payment: str
    method: str


class PaymentRefunded(Event):
    """Money went back the way it came."""

    aggregate: ClassVar[str] = "order"
    order: str
    payment: str
    refund: str
    method: str
    money: Money


class PaymentCameLate(Event):
    """Money came that the order has no use for any more; it goes back the way it came."""

    aggregate: ClassVar[str] = "order"
    order: str
    payment: str
    method: str
    money: Money


class PaymentReturned(Event):
    """Money that came late is back where it came from; the order's own payments are as they were."""

    aggregate: ClassVar[str] = "order"
    order: str
    payment: str
    refund: str
    method: str
    money: Money
