"""Passwords: Argon2id, with the same cost whether or not the person exists."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pwdlib import PasswordHash

__all__ = ["hashed", "matches"]


@lru_cache(maxsize=1)
def _hasher() -> PasswordHash:
    from pwdlib import PasswordHash

    return PasswordHash.recommended()


@lru_cache(maxsize=1)
def _nobody() -> str:
    return _hasher().hash("nobody has this password")


def hashed(password: str) -> str:
    """What is stored of a password (RFC 9106)."""
    return _hasher().hash(password)


def matches(password: str, secret: str | None) -> bool:
    """Whether a password is right. For somebody unknown (`secret` None) it takes as long and is never right."""
    right = _hasher().verify(password, secret if secret is not None else _nobody())
    return right and secret is not None
