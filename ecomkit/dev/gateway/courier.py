"""Delivers webhooks: signed, tried again with growing pauses until the shop answers 2xx, then given up in sight."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import time
from collections.abc import Iterable

from ecomkit.dev.gateway.outbox import Outbox, Posting
from ecomkit.dev.gateway.payment import WebhookState
from ecomkit.dev.gateway.post import Poster

__all__ = ["PAUSES", "Courier", "signature"]

PAUSES = (0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 15.0, 30.0, 60.0, 60.0, 60.0, 60.0)


def signature(secret: str, body: bytes, now: int) -> str:
    """Return the value of the header `Gateway-Signature`: HMAC-SHA256 of `now`, a point and the body, in hex."""
    digest = hmac.new(secret.encode(), b"%d.%b" % (now, body), hashlib.sha256).hexdigest()
    return f"t={now},v1={digest}"


class Courier:
    """Runs one task for each pending delivery; the rows in the outbox outlive it."""

    def __init__(self, outbox: Outbox, secret: str, poster: Poster, at_once: int = 64) -> None:
        self._outbox = outbox
        self._secret = secret
        self._poster = poster
        self._slots = asyncio.Semaphore(at_once)
        self._tasks: set[asyncio.Task[None]] = set()

    def send(self, postings: Iterable[Posting]) -> None:
        """Deliver in the background, each when it is due."""
        for posting in postings:
            task = asyncio.create_task(self._deliver(posting))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def send_first(self, posting: Posting) -> None:
        """Try once and wait for the answer; if it is not 2xx, go on in the background."""
        next_try = await self._attempt(posting)
        if next_try is not None:
            self.send([next_try])

    async def stop(self) -> None:
        """Leave what is not delivered to the next process."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._poster.close()

    async def _deliver(self, posting: Posting) -> None:
        waiting: Posting | None = posting
        while waiting is not None:
            await asyncio.sleep(waiting.due - time.time())
            async with self._slots:
                waiting = await self._attempt(waiting)

    async def _attempt(self, posting: Posting) -> Posting | None:
        body = posting.body.encode()
        now = time.time()
        answer = await self._poster.post(
            posting.url, body, {"Gateway-Signature": signature(self._secret, body, int(now))}
        )
        if 200 <= answer < 300:
            self._outbox.note(posting.seq, WebhookState.DELIVERED, answer, posting.due)
            return None
        if posting.attempts >= len(PAUSES):
            self._outbox.note(posting.seq, WebhookState.PARKED, answer, posting.due)
            return None
        due = time.time() + PAUSES[posting.attempts]
        self._outbox.note(posting.seq, WebhookState.PENDING, answer, due)
        return Posting(posting.seq, posting.url, posting.body, due, posting.attempts + 1)
