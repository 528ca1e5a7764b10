"""Payments, refunds and the ledger: every change of money is one durable transaction with its webhook."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from secrets import token_urlsafe

from ecomkit.dev.gateway.database import transaction
from ecomkit.dev.gateway.outbox import Outbox, Posting
from ecomkit.dev.gateway.payment import (
    Entry,
    Event,
    EventPayment,
    EventRefund,
    EventType,
    Failure,
    Kind,
    LedgerPage,
    Payment,
    PaymentRequest,
    Refund,
    RefundRequest,
    Refusal,
    Status,
    Totals,
)

__all__ = ["Ledger"]

OPEN = "status IN ('created', 'requires_action')"
EVENT_OF = {
    Status.SUCCEEDED: EventType.SUCCEEDED,
    Status.FAILED: EventType.FAILED,
    Status.EXPIRED: EventType.FAILED,
    Status.CANCELLED: EventType.CANCELLED,
}


class Ledger:
    """All that the gateway knows about money, in one SQLite connection. Times are seconds since 1970 UTC."""

    def __init__(self, connection: sqlite3.Connection, outbox: Outbox) -> None:
        self._connection = connection
        self._outbox = outbox

    def create(self, request: PaymentRequest, pages: str, now: float, lifetime: float) -> tuple[Payment, bool]:
        """Make a payment, or find the one that the same request made before. The flag says whether it is new.

        Raises: Refusal (409) when the key was used with another request.
        """
        body = request.model_dump_json()
        row = self._row("key = ?", request.key)
        if row is not None:
            if row["request"] != body:
                raise Refusal(409, "key_reused", f"key {request.key!r} belongs to another payment: choose a new key")
            return _payment(row), False
        payment = f"pay_{token_urlsafe(16)}"
        values = (payment, request.key, body, pages + payment, request.amount, request.currency)
        with transaction(self._connection) as write:
            write.execute(
                "INSERT INTO payment (id, key, request, url, amount, currency, status, created_at, expires_at)"
                " VALUES (?, ?, ?, ?, ?, ?, 'created', ?, ?)",
                (*values, int(now), int(now + lifetime)),
            )
        return self.payment(payment), True

    def payment(self, payment: str) -> Payment:
        """Return a payment by its id. Raises: Refusal (404)."""
        return self._found("id = ?", payment)

    def payment_by_key(self, key: str) -> Payment:
        """Return a payment by the shop's key. Raises: Refusal (404): no payment was ever made under this key."""
        return self._found("key = ?", key)

    def require_action(self, payment: str) -> Payment:
        """Ask the customer to confirm in the bank. Raises: Refusal (404, 409)."""
        with transaction(self._connection) as write:
            asked = write.execute(f"UPDATE payment SET status = 'requires_action' WHERE id = ? AND {OPEN}", (payment,))
            return self._changed(payment, asked.rowcount)

    def settle(
        self, payment: str, status: Status, failure: Failure | None, now: float, dues: Sequence[float]
    ) -> tuple[Payment, list[Posting]]:
        """End an open payment for good and write one webhook for each time in `dues`, all the same event.

        Raises: Refusal (404; 409 when the payment has already ended).
        """
        with transaction(self._connection) as write:
            ended = write.execute(
                "UPDATE payment SET status = ?, failure = ?, captured = CASE ? WHEN 'succeeded' THEN amount ELSE 0 END"
                f" WHERE id = ? AND {OPEN}",
                (status, failure, status, payment),
            )
            found = self._changed(payment, ended.rowcount)
            if status is Status.SUCCEEDED:
                self._enter(Kind.CAPTURE, found, None, found.amount, now)
            event = _event(EVENT_OF[status], found)
            return found, [self._outbox.add(event, found.webhook_url, due) for due in dues]

    def refund(self, payment: str, request: RefundRequest, now: float, due: float) -> tuple[Refund, list[Posting]]:
        """Give money back, or find the refund that the same request made before (then without a new webhook).

        Raises: Refusal (404; 409 when the key was used for another amount or more than captured would go back).
        """
        with transaction(self._connection) as write:
            found = self.payment(payment)
            made = self._refund(found, request.key)
            if made is not None:
                if made.amount != request.amount:
                    raise Refusal(409, "key_reused", f"key {request.key!r} belongs to a refund of {made.amount}")
                return made, []
            given = write.execute(
                "UPDATE payment SET refunded = refunded + ? WHERE id = ? AND captured - refunded >= ?",
                (request.amount, payment, request.amount),
            )
            if not given.rowcount:
                left = found.captured - found.refunded
                raise Refusal(
                    409, "more_than_captured", f"payment {payment} has {left} left to refund, not {request.amount}"
                )
            refund = f"re_{token_urlsafe(16)}"
            write.execute(
                "INSERT INTO refund VALUES (?, ?, ?, ?, ?)", (refund, payment, request.key, request.amount, int(now))
            )
            self._enter(Kind.REFUND, found, request.key, request.amount, now)
            told = EventRefund(id=refund, key=request.key, amount=request.amount)
            posting = self._outbox.add(_event(EventType.REFUNDED, found, told), found.webhook_url, due)
            return _refund(found, refund, request.key, request.amount, int(now)), [posting]

    def overdue(self, now: float) -> list[str]:
        """Return the ids of open payments whose time is over."""
        rows = self._connection.execute(f"SELECT id FROM payment WHERE {OPEN} AND expires_at <= ?", (now,))
        return [row["id"] for row in rows]

    def page(self, after: int = 0) -> LedgerPage:
        """Return the movements after a sequence number, and the sums of all."""
        rows = self._connection.execute("SELECT * FROM entry WHERE seq > ? ORDER BY seq", (after,))
        entries = tuple(Entry(**dict(row)) for row in rows)
        sums = self._connection.execute(
            "SELECT currency, SUM(amount) FILTER (WHERE kind = 'capture') AS captured,"
            " SUM(amount) FILTER (WHERE kind = 'refund') AS refunded FROM entry GROUP BY currency ORDER BY currency"
        )
        totals = {row["currency"]: Totals(captured=row["captured"] or 0, refunded=row["refunded"] or 0) for row in sums}
        return LedgerPage(entries=entries, totals=totals)

    def _row(self, where: str, value: str) -> sqlite3.Row | None:
        row: sqlite3.Row | None = self._connection.execute(f"SELECT * FROM payment WHERE {where}", (value,)).fetchone()
        return row

    def _found(self, where: str, value: str) -> Payment:
        row = self._row(where, value)
        if row is None:
            raise Refusal(404, "not_found", "no such payment")
        return _payment(row)

    def _changed(self, payment: str, rows: int) -> Payment:
        found = self.payment(payment)
        if not rows:
            raise Refusal(409, "payment_ended", f"payment {payment} is {found.status}: nothing can change it any more")
        return found

    def _refund(self, payment: Payment, key: str) -> Refund | None:
        query = "SELECT * FROM refund WHERE payment = ? AND key = ?"
        row = self._connection.execute(query, (payment.id, key)).fetchone()
        return _refund(payment, row["id"], key, row["amount"], row["created_at"]) if row else None

    def _enter(self, kind: Kind, payment: Payment, refund_key: str | None, amount: int, now: float) -> None:
        self._connection.execute(
            "INSERT INTO entry (at, kind, payment, key, refund_key, amount, currency) VALUES (?, ?, ?, ?, ?, ?, ?)",
            (int(now), kind, payment.id, payment.key, refund_key, amount, payment.currency),
        )


def _payment(row: sqlite3.Row) -> Payment:
    request = json.loads(row["request"])
    del request["key"], request["amount"], request["currency"]
    columns = dict(row)
    del columns["request"]
    return Payment(**columns, **request)


def _event(kind: EventType, payment: Payment, refund: EventRefund | None = None) -> Event:
    told = EventPayment(
        id=payment.id, key=payment.key, amount=payment.amount, currency=payment.currency, status=payment.status
    )
    return Event(id=f"evt_{token_urlsafe(16)}", type=kind, payment=told, refund=refund)


def _refund(payment: Payment, refund: str, key: str, amount: int, created_at: int) -> Refund:
    return Refund(
        id=refund, key=key, payment=payment.id, amount=amount, currency=payment.currency, created_at=created_at
    )
