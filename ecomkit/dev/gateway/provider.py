"""What the payment provider does: takes payments, gives back, and tells the shop, each by its own rules."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from ecomkit.dev.gateway.courier import Courier
from ecomkit.dev.gateway.database import open_database
from ecomkit.dev.gateway.ledger import Ledger
from ecomkit.dev.gateway.outbox import Outbox
from ecomkit.dev.gateway.payment import (
    Failure,
    LedgerPage,
    Outcome,
    Payment,
    PaymentRequest,
    PayResult,
    Refund,
    RefundRequest,
    Status,
    WebhookList,
)
from ecomkit.dev.gateway.post import Poster
from ecomkit.errors import UserError

__all__ = ["CONDUCT", "LATE", "Conduct", "Provider", "Terms", "with_payment"]

LATE = 10.0


@dataclass(frozen=True, slots=True)
class Terms:
    """How one gateway runs. `webhook_delay` and `lifetime` (of an unpaid payment) are seconds.

    Raises: UserError for an empty secret, an empty API key, a negative delay or lifetime.
    """

    secret: str
    api_key: str
    pages: str
    ledger: Path | None = None
    webhook_delay: float = 0.0
    lifetime: float = 1800.0

    def __post_init__(self) -> None:
        if not self.secret or not self.api_key:
            raise UserError("the gateway needs a secret: give a non-empty --secret (and --api-key, if you set it)")
        if self.webhook_delay < 0 or self.lifetime <= 0:
            raise UserError("times are seconds: give --webhook-delay 0 or more and --expires-after more than 0")


@dataclass(frozen=True, slots=True)
class Conduct:
    """What an outcome means: end, number of webhooks, extra delay, webhook before return, and if the browser returns."""

    status: Status
    failure: Failure | None = None
    copies: int = 1
    delay: float = 0.0
    first: bool = False
    returns: bool = True


CONDUCT = {
    Outcome.SUCCEED: Conduct(Status.SUCCEEDED),
    Outcome.DECLINE: Conduct(Status.FAILED, Failure.DECLINED),
    Outcome.INSUFFICIENT: Conduct(Status.FAILED, Failure.INSUFFICIENT_FUNDS),
    Outcome.UNKNOWN: Conduct(Status.SUCCEEDED, copies=0, returns=False),
    Outcome.NO_RETURN: Conduct(Status.SUCCEEDED, returns=False),
    Outcome.TWICE: Conduct(Status.SUCCEEDED, copies=2),
    Outcome.FIRST: Conduct(Status.SUCCEEDED, first=True),
    Outcome.LATE: Conduct(Status.SUCCEEDED, delay=LATE),
}
NOT_CONFIRMED = Conduct(Status.FAILED, Failure.NOT_CONFIRMED)


class Provider:
    """One payment provider. Money moves in a durable transaction before anybody is answered or told."""

    def __init__(self, terms: Terms) -> None:
        self._terms = terms
        self._connection = open_database(terms.ledger)
        self._outbox = Outbox(self._connection)
        self._ledger = Ledger(self._connection, self._outbox)
        self._courier = Courier(self._outbox, terms.secret, Poster())

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Deliver what an earlier process left, and expire unpaid payments, until the block ends."""
        self._courier.send(self._outbox.pending())
        sweep = asyncio.create_task(self._sweep())
        try:
            yield
        finally:
            sweep.cancel()
            await asyncio.gather(sweep, return_exceptions=True)
            await self._courier.stop()
            self._connection.close()

    def create(self, request: PaymentRequest) -> tuple[Payment, bool]:
        """Make or find a payment; the flag says whether it is new. Raises: Refusal (409)."""
        return self._ledger.create(request, self._terms.pages, time.time(), self._terms.lifetime)

    def payment(self, payment: str) -> Payment:
        """Return a payment by id. Raises: Refusal (404)."""
        return self._current(self._ledger.payment(payment))

    def payment_by_key(self, key: str) -> Payment:
        """Return a payment by the shop's key. Raises: Refusal (404)."""
        return self._current(self._ledger.payment_by_key(key))

    async def pay(self, payment: str, outcome: Outcome, delay: float | None = None) -> PayResult:
        """Let the customer pay, with an outcome. `delay` (seconds) replaces that of the webhook.

        Raises: Refusal (404; 409 when the payment has ended).
        """
        found = self.payment(payment)
        if outcome is Outcome.ACTION:
            return PayResult(payment=self._ledger.require_action(payment), return_url=found.url + "/confirm")
        if found.status is Status.REQUIRES_ACTION and outcome is Outcome.DECLINE:
            return await self._end(found, NOT_CONFIRMED, delay)
        return await self._end(found, CONDUCT[outcome], delay)

    def cancel(self, payment: str) -> Payment:
        """Cancel an open payment; cancelling twice is the same as once. Raises: Refusal (404, 409)."""
        found = self.payment(payment)
        if found.status is Status.CANCELLED:
            return found
        return self._close(payment, Status.CANCELLED)

    def refund(self, payment: str, request: RefundRequest) -> Refund:
        """Give money back, never more than captured. Raises: Refusal (404, 409)."""
        now = time.time()
        refund, postings = self._ledger.refund(payment, request, now, now + self._terms.webhook_delay)
        self._courier.send(postings)
        return refund

    def ledger(self, after: int = 0) -> LedgerPage:
        """Return every capture and refund after a sequence number, and the sums of all."""
        return self._ledger.page(after)

    def webhooks(self) -> WebhookList:
        """Return every delivery and how far it is."""
        return self._outbox.listing()

    def _current(self, payment: Payment) -> Payment:
        if payment.status.is_open and payment.expires_at <= time.time():
            return self._close(payment.id, Status.EXPIRED)
        return payment

    async def _end(self, payment: Payment, conduct: Conduct, delay: float | None) -> PayResult:
        now = time.time()
        due = now + (self._terms.webhook_delay + conduct.delay if delay is None else delay)
        dues = [due] * conduct.copies
        ended, postings = self._ledger.settle(payment.id, conduct.status, conduct.failure, now, dues)
        if conduct.first:
            await self._courier.send_first(postings[0])
        else:
            self._courier.send(postings)
        return PayResult(
            payment=ended, return_url=with_payment(payment.return_url, payment.id) if conduct.returns else None
        )

    def _close(self, payment: str, status: Status) -> Payment:
        now = time.time()
        closed, postings = self._ledger.settle(payment, status, None, now, [now + self._terms.webhook_delay])
        self._courier.send(postings)
        return closed

    async def _sweep(self) -> None:
        while True:
            for payment in self._ledger.overdue(time.time()):
                self._close(payment, Status.EXPIRED)
            await asyncio.sleep(1.0)


def with_payment(url: str, payment: str) -> str:
    """Return the shop's address with the query parameter `payment` added."""
    parts = urlsplit(url)
    query = "&".join(filter(None, [parts.query, urlencode({"payment": payment})]))
    return parts._replace(query=query).geturl()
