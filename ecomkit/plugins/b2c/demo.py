"""Demonstration: one person who buys for herself, and wears other hats where other plugins give her some."""

from __future__ import annotations

from collections.abc import Sequence

from ecomkit.sdk import JobContext, Principal, demo_password, ensure_person

__all__ = ["plant"]


def plant(ctx: JobContext) -> Sequence[Principal]:
    """Register Sam, who shops with and without a hat."""
    email = "sam@example.com"
    ensure_person(ctx, name="Sam Rivera", email=email)
    return [
        Principal(
            role="consumer, and every other hat", email=email, password=demo_password(ctx, email), page="/account"
        )
    ]
