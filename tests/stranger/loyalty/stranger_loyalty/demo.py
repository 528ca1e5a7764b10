"""Demonstration: a member with points to spend."""

from __future__ import annotations

from collections.abc import Sequence

from ecomkit.domain import Refused
from ecomkit.sdk import JobContext, Principal, demo_password, ensure_person
from stranger_loyalty.commands import GivePoints

__all__ = ["plant"]


def plant(ctx: JobContext) -> Sequence[Principal]:
    """Register Paula and give her 500 points, once."""
    email = "paula@example.com"
    person = ensure_person(ctx, name="Paula Prieto", email=email)
    ctx.run(GivePoints(person=person, points=500, reason="welcome"), key=f"welcome/{person}")
    return [
        Principal(role="loyalty member", email=email, password=demo_password(ctx, email), page="/loyalty"),
    ]
