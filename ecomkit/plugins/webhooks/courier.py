"""The courier: brings events to one endpoint, each under a name of its own that stays the same however often it is tried."""

from __future__ import annotations

import http.client
import json
import time
from datetime import UTC, datetime, timedelta

from ecomkit.domain import EventByKey, LogEntry
from ecomkit.plugins.webhooks.post import PrivateAddress, post
from ecomkit.plugins.webhooks.settings import Endpoint
from ecomkit.plugins.webhooks.signing import key_of, signature
from ecomkit.sdk import JobContext

__all__ = ["Courier", "message"]

_SLOW = 0.5
_REST = timedelta(minutes=1)


def message(entry: LogEntry) -> bytes:
    """The body: what happened and when, to which thing, and the event's own fields. The same event gives the same bytes."""
    said = {
        "type": entry.name, "timestamp": entry.at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z"),
        "version": entry.version, "aggregate": entry.aggregate, "subject": entry.subject, "sequence": entry.sequence,
        "data": json.loads(entry.payload),
    }  # fmt: skip
    return json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()


class Courier:
    """The work of a job that comes after events.

    Who keeps the worker waiting for nothing is left alone for a minute: others wait behind it.
    """

    def __init__(self, name: str, endpoint: Endpoint, seconds: int) -> None:
        self._name = name
        self._endpoint = endpoint
        self._seconds = seconds
        self._key = key_of(endpoint.secret.get_secret_value())
        self._rests_until: datetime | None = None
        self._why = ""

    def __call__(self, ctx: JobContext, payload: dict[str, str]) -> None:
        """Deliver one event. Raises `ConnectionError` where it was not taken (any status but 2xx), `PrivateAddress`."""
        if self._rests_until is not None and ctx.now < self._rests_until:
            raise ConnectionError(f"endpoint {self._name!r} is left alone for a minute: {self._why}")
        entry = ctx.ask(EventByKey(event=payload["event"]))
        status = self._send(ctx, entry.key, message(entry))
        if not 200 <= status < 300:
            raise ConnectionError(f"endpoint {self._name!r} answered {status}")

    def _send(self, ctx: JobContext, key: str, body: bytes) -> int:
        now = int(ctx.now.timestamp())
        headers = {
            "Content-Type": "application/json", "User-Agent": "ecomkit-webhooks", "webhook-id": key,
            "webhook-timestamp": str(now), "webhook-signature": signature(self._key, key, now, body),
        }  # fmt: skip
        to, began = self._endpoint, time.monotonic()
        try:
            return post(to.url, body, headers, seconds=self._seconds, allow_private=to.allow_private)
        except PrivateAddress:
            raise
        except (OSError, http.client.HTTPException) as error:
            self._why = str(error) or type(error).__name__
            if time.monotonic() - began >= _SLOW:
                self._rests_until = ctx.now + _REST
            raise ConnectionError(f"endpoint {self._name!r} cannot be reached: {self._why}") from error
