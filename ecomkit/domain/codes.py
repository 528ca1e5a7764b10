"""Codes that people type: coupons, gift cards. Made by chance, compared by a keyed digest, never kept as they are."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import unicodedata

__all__ = ["code_digest", "new_code", "tidy_code"]

_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
_ALIKE = str.maketrans({"O": "0", "I": "1", "L": "1", "U": "V"})
_GROUP = 4


def new_code(letters: int = 12) -> str:
    """A code of so many letters in groups of four: 4.9 bits each, none of them easily taken for another."""
    drawn = "".join(secrets.choice(_LETTERS) for _ in range(letters))
    return "-".join(drawn[at : at + _GROUP] for at in range(0, letters, _GROUP))


def tidy_code(typed: str) -> str:
    """A code as it is compared: small letters, spaces and hyphens count for nothing, nor does O for 0 or l for 1."""
    plain = unicodedata.normalize("NFKC", typed).upper()
    return "".join(letter for letter in plain if letter.isalnum()).translate(_ALIKE)


def code_digest(secret: str, kind: str, typed: str) -> str:
    """What is kept of a code (HMAC-SHA-256, hexadecimal): without the shop's secret, no list of guesses finds it."""
    return hmac.new(secret.encode(), f"{kind}:{tidy_code(typed)}".encode(), hashlib.sha256).hexdigest()
