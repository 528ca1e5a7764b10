"""Keys: UUIDv7, made by the application, so that no database has to hand them out."""

from __future__ import annotations

import secrets
import time
import uuid
from datetime import datetime
from threading import Lock

__all__ = ["first_id", "new_id", "new_token"]


class _Ticks:
    """Moments in 4096ths of a millisecond, none twice."""

    def __init__(self) -> None:
        self._last = 0
        self._lock = Lock()

    def next(self) -> int:
        with self._lock:
            self._last = max(time.time_ns() * 4096 // 1_000_000, self._last + 1)
            return self._last


_ticks = _Ticks()


def new_id() -> str:
    """Return a new key: UUID version 7 (RFC 9562, 5.7) as text. Keys that a process makes later sort later.

    48 bits of milliseconds, 12 of their fraction (6.2, method 3), which goes up by one where the clock did not; 62 are random.
    """
    tick = _ticks.next()
    bits = (tick >> 12 & (1 << 48) - 1) << 80 | 0x7 << 76 | (tick & 0xFFF) << 64 | 0b10 << 62 | secrets.randbits(62)
    return str(uuid.UUID(int=bits))


def first_id(moment: datetime) -> str:
    """The lowest key that can have been made at a moment: all keys made before it sort before it."""
    return str(uuid.UUID(int=(int(moment.timestamp() * 1000) & (1 << 48) - 1) << 80))


def new_token() -> str:
    """Return an unguessable token of 192 bits for an address or a cookie."""
    return secrets.token_urlsafe(24)
