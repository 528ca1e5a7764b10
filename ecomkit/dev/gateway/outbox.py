"""The durable queue of webhooks: written with the money, removed from it when the shop has answered."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from ecomkit.dev.gateway.payment import Event, Webhook, WebhookList, WebhookState

__all__ = ["Outbox", "Posting"]


@dataclass(frozen=True, slots=True)
class Posting:
    """One delivery to make: address, body, time when it is due (seconds since 1970 UTC), tries so far."""

    seq: int
    url: str
    body: str
    due: float
    attempts: int


class Outbox:
    """The rows of deliveries. `add` runs inside the transaction that moves the money."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def add(self, event: Event, url: str, due: float) -> Posting:
        """Write one delivery of an event, to be made when it is due."""
        body = event.model_dump_json(exclude_none=True)
        row = self._connection.execute(
            "INSERT INTO webhook (event, type, payment, url, body, due) VALUES (?, ?, ?, ?, ?, ?)",
            (event.id, event.type, event.payment.id, url, body, due),
        )
        return Posting(row.lastrowid or 0, url, body, due, 0)

    def pending(self) -> list[Posting]:
        """Return what is still to be delivered: after a restart, all that an earlier process left."""
        rows = self._connection.execute(
            "SELECT seq, url, body, due, attempts FROM webhook WHERE state = 'pending' ORDER BY seq"
        )
        return [Posting(*row) for row in rows]

    def note(self, seq: int, state: WebhookState, answer: int, due: float) -> None:
        """Write what a try brought: the HTTP status (0: none), and when the next try is due if there is one."""
        self._connection.execute(
            "UPDATE webhook SET state = ?, answer = ?, due = ?, attempts = attempts + 1 WHERE seq = ?",
            (state, answer, due, seq),
        )

    def listing(self) -> WebhookList:
        """Return all deliveries, oldest first."""
        rows = self._connection.execute(
            "SELECT event, type, payment, url, state, attempts, answer FROM webhook ORDER BY seq"
        )
        return WebhookList(webhooks=tuple(Webhook(**dict(row)) for row in rows))
