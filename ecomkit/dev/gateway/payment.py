"""The values of the gateway's protocol: what a shop sends, what it gets back, what a webhook says."""

import re
from enum import StrEnum
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from ecomkit.errors import EcomkitError

__all__ = [
    "Entry",
    "Event",
    "EventPayment",
    "EventRefund",
    "EventType",
    "Failure",
    "Kind",
    "LedgerPage",
    "Outcome",
    "PayRequest",
    "PayResult",
    "Payment",
    "PaymentRequest",
    "Refund",
    "RefundRequest",
    "Refusal",
    "Status",
    "Totals",
    "Webhook",
    "WebhookList",
    "WebhookState",
]

MOST = 10**12
VISIBLE_ASCII = re.compile(r"[!#-;=?-\[\]_a-z|~]+")
HOST = re.compile(r"[A-Za-z0-9.-]+|[0-9A-Fa-f:]+")


class Refusal(EcomkitError):
    """The gateway does not do what was asked: HTTP status, a code for programs, one line for people."""

    def __init__(self, status: int, code: str, message: str) -> None:
        self.status = status
        self.code = code
        super().__init__(message)


class Status(StrEnum):
    """Where a payment stands. The last four are final."""

    CREATED = "created"
    REQUIRES_ACTION = "requires_action"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"
    EXPIRED = "expired"

    @property
    def is_open(self) -> bool:
        """Whether the customer can still pay."""
        return self in (Status.CREATED, Status.REQUIRES_ACTION)


class Failure(StrEnum):
    """Why a payment failed."""

    DECLINED = "declined"
    INSUFFICIENT_FUNDS = "insufficient_funds"
    NOT_CONFIRMED = "not_confirmed"


class Outcome(StrEnum):
    """What shall happen when the customer pays; each has a test card on the hosted page."""

    SUCCEED = "succeed"
    ACTION = "action"
    DECLINE = "decline"
    INSUFFICIENT = "insufficient"
    UNKNOWN = "unknown"
    NO_RETURN = "no_return"
    TWICE = "twice"
    FIRST = "first"
    LATE = "late"


class Kind(StrEnum):
    """What moved money."""

    CAPTURE = "capture"
    REFUND = "refund"


class EventType(StrEnum):
    """What a webhook tells. An expired payment is told as `payment.failed`, its status saying `expired`."""

    SUCCEEDED = "payment.succeeded"
    FAILED = "payment.failed"
    CANCELLED = "payment.cancelled"
    REFUNDED = "refund.succeeded"


class WebhookState(StrEnum):
    """How far the delivery of a webhook is; `parked` was tried to the last and given up."""

    PENDING = "pending"
    DELIVERED = "delivered"
    PARKED = "parked"


def check_url(url: str) -> str:
    """Accept an absolute http(s) URL without sign-in part; refuse what could break a header or a page."""
    if not VISIBLE_ASCII.fullmatch(url):
        raise ValueError("write the address in visible ASCII characters, others percent-encoded")
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not HOST.fullmatch(parts.hostname or "") or "@" in parts.netloc:
        raise ValueError("give an absolute http or https address without user name")
    _ = parts.port
    return url


Amount = Annotated[int, Field(strict=True, ge=1, le=MOST, description="Integer minor units of the currency.")]
Key = Annotated[str, Field(pattern=r"^[!-~]{1,200}$", description="Idempotency key, chosen by the shop.")]
Currency = Annotated[str, Field(pattern=r"^[A-Z]{3}$", description="ISO 4217 code.")]
Description = Annotated[str, Field(pattern=r"^[^\x00-\x1f\x7f]{1,300}$", description="Shown to the customer as text.")]
Url = Annotated[str, Field(max_length=2000, description="Absolute http or https address."), AfterValidator(check_url)]
Moment = Annotated[int, Field(description="Seconds since 1970-01-01 UTC.")]


class Value(BaseModel):
    """A frozen value that refuses unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class PaymentRequest(Value):
    """What a shop asks for: one payment by one customer."""

    key: Key
    amount: Amount
    currency: Currency
    description: Description
    return_url: Url
    cancel_url: Url
    webhook_url: Url


class RefundRequest(Value):
    """Money to give back. The key is unique within the payment."""

    key: Key
    amount: Amount


class PayRequest(Value):
    """What a customer would do on the hosted page, for tests without a browser."""

    payment: str
    outcome: Outcome = Outcome.SUCCEED
    webhook_delay: Annotated[float, Field(ge=0, le=86_400, description="Seconds; replaces the outcome's.")] | None = (
        None
    )


class Payment(Value):
    """A payment as the gateway knows it. `captured` and `refunded` are minor units of `currency`."""

    id: str
    key: str
    amount: int
    currency: str
    description: str
    status: Status
    failure: Failure | None
    captured: int
    refunded: int
    url: Annotated[str, Field(description="The hosted page, for the customer's browser.")]
    created_at: Moment
    expires_at: Moment
    return_url: Annotated[str, Field(exclude=True)]
    cancel_url: Annotated[str, Field(exclude=True)]
    webhook_url: Annotated[str, Field(exclude=True)]


class Refund(Value):
    """A refund that was made."""

    id: str
    key: str
    payment: str
    amount: int
    currency: str
    created_at: Moment


class PayResult(Value):
    """The payment afterwards, and where the customer's browser is sent (null: it gets no return)."""

    payment: Payment
    return_url: str | None


class EventPayment(Value):
    """The payment inside an event."""

    id: str
    key: str
    amount: int
    currency: str
    status: Status


class EventRefund(Value):
    """The refund inside a `refund.succeeded` event."""

    id: str
    key: str
    amount: int


class Event(Value):
    """The body of a webhook. The same event may arrive more than once, and events in any order: go by `id`."""

    id: str
    type: EventType
    payment: EventPayment
    refund: EventRefund | None = None


class Entry(Value):
    """One movement of money. `key` is the payment's, `refund_key` the refund's."""

    seq: int
    at: Moment
    kind: Kind
    payment: str
    key: str
    refund_key: str | None
    amount: int
    currency: str


class Totals(Value):
    """Sums of one currency, minor units."""

    captured: int = 0
    refunded: int = 0


class LedgerPage(Value):
    """The witness: every capture and refund in order, and the sums by currency."""

    entries: tuple[Entry, ...]
    totals: dict[str, Totals]


class Webhook(Value):
    """One delivery of an event and how far it is; `answer` is the last HTTP status (0: none came)."""

    event: str
    type: EventType
    payment: str
    url: str
    state: WebhookState
    attempts: int
    answer: int | None


class WebhookList(Value):
    """All deliveries, oldest first."""

    webhooks: tuple[Webhook, ...]
