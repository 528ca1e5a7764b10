"""Keys: UUIDv7, made by the application, so that no database has to hand them out."""

from __future__ import annotations

import os
import secrets
import time
import uuid
from datetime import datetime

__all__ = ["first_id", "new_id", "new_token"]


def new_id() -> str:
    """Return a new key: UUID version 7 (RFC 9562, 5.7) as text. Keys made later sort later, to the millisecond."""
    milliseconds = time.time_ns() // 1_000_000
    random = int.from_bytes(os.urandom(10), "big")
    bits = (milliseconds & (1 << 48) - 1) << 80 | 0x7 << 76 | (random >> 68) << 64 | 0b10 << 62 | random & (1 << 62) - 1
    return str(uuid.UUID(int=bits))


def first_id(moment: datetime) -> str:
    """The lowest key that can have been made at a moment: all keys made before it sort before it."""
    return str(uuid.UUID(int=(int(moment.timestamp() * 1000) & (1 << 48) - 1) << 80))


def new_token() -> str:
    """Return an unguessable token of 192 bits for an address or a cookie."""
    return secrets.token_urlsafe(24)
