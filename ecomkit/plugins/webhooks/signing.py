"""Signatures by the Standard Webhooks scheme 1.0: HMAC-SHA256 over `id.timestamp.body`."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac

from ecomkit.sdk import Mistake

__all__ = ["key_of", "signature"]

_PREFIX = "whsec_"
_SHORTEST, _LONGEST = 24, 64


def key_of(secret: str) -> bytes:
    """The key in a secret as it is handed to people. Raises `ValueError`, which never repeats the secret."""
    try:
        key = base64.b64decode(secret.removeprefix(_PREFIX), validate=True)
    except binascii.Error:
        key = b""
    if not secret.startswith(_PREFIX) or not _SHORTEST <= len(key) <= _LONGEST:
        raise Mistake(
            "a secret is %(prefix)s and the base64 of %(shortest)s to %(longest)s random bytes",
            prefix=_PREFIX, shortest=_SHORTEST, longest=_LONGEST,
        )  # fmt: skip
    return key


def signature(key: bytes, message: str, timestamp: int, body: bytes) -> str:
    """The header `webhook-signature` of one try: `message` is its id, `timestamp` seconds since 1970."""
    signed = f"{message}.{timestamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
