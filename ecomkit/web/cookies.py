"""Cookies: four for customers, one for staff; read tolerantly, written strictly."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from typing import Final

from ecomkit.domain import Text, Value

__all__ = [
    "CART",
    "FLASH",
    "MARKET",
    "SESSION",
    "STAFF",
    "Flash",
    "Undo",
    "cookie",
    "read_cookies",
    "read_flash",
    "write_flash",
]

SESSION: Final = "ecomkit_session"
CART: Final = "ecomkit_cart"
FLASH: Final = "ecomkit_flash"
STAFF: Final = "ecomkit_staff"
MARKET: Final = "ecomkit_market"
_LONGEST = 3000


class Undo(Value):
    """What takes the last act back: a POST with these values."""

    label: Text
    target: str
    values: tuple[tuple[str, str], ...]


class Flash(Value):
    """Words for the next page."""

    text: Text
    tone: str = "ok"
    undo: Undo | None = None


def read_cookies(header: str) -> dict[str, str]:
    """The cookies of a request; the first of a name counts (RFC 6265, 5.4: the more specific path comes first)."""
    found: dict[str, str] = {}
    for part in header.split(";"):
        name, sign, value = part.partition("=")
        if sign:
            found.setdefault(name.strip(), value.strip().strip('"'))
    return found


def cookie(name: str, value: str, *, secure: bool, seconds: int | None = None, path: str = "/") -> bytes:
    """A Set-Cookie header. Without `seconds` it ends with the browser; 0 takes the cookie away."""
    if not value.isascii() or any(c in value for c in ' \t\r\n;,"\\'):
        raise ValueError("a cookie's value holds letters, digits and plain signs only")
    parts = [f"{name}={value}", f"Path={path}", "HttpOnly", "SameSite=Lax"]
    if seconds is not None:
        parts.append(f"Max-Age={seconds}")
    if secure:
        parts.append("Secure")
    return "; ".join(parts).encode()


def _sign(secret: str, payload: str) -> str:
    return hmac.new(secret.encode(), f"flash:{payload}".encode(), hashlib.sha256).hexdigest()[:32]


def write_flash(secret: str, flash: Flash) -> str | None:
    """A flash as a cookie's value, signed, so that nobody puts words into our mouth. None where it is too long."""
    payload = base64.urlsafe_b64encode(flash.model_dump_json().encode()).decode().rstrip("=")
    return f"{payload}.{_sign(secret, payload)}" if len(payload) < _LONGEST else None


def read_flash(secret: str, value: str) -> Flash | None:
    """The flash in a cookie; None where it is not ours."""
    payload, _, signature = value.partition(".")
    if not hmac.compare_digest(_sign(secret, payload).encode(), signature.encode("utf-8", "replace")):
        return None
    try:
        return Flash.model_validate(json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4))))
    except ValueError:
        return None
