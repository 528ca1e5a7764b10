"""Tickets: addresses that open one file for some hours, so that a download may break off and go on."""

from __future__ import annotations

import hashlib
import hmac
from datetime import UTC, datetime, timedelta

from ecomkit.sdk import Context

__all__ = ["opened", "ticket_for"]


def ticket_for(ctx: Context, key: str, hours: int) -> str:
    """A ticket to a download, signed with the shop's secret."""
    end = int((ctx.now + timedelta(hours=hours)).timestamp())
    return f"{key}.{end}.{_signed(ctx, key, end)}"


def opened(ctx: Context, ticket: str) -> str | None:
    """The key of the download that a ticket opens; None where it is over, or nobody's."""
    key, _, rest = ticket[:200].partition(".")
    end, _, signature = rest.partition(".")
    if not (end.isascii() and end.isdigit() and len(end) < 12):
        return None
    good = hmac.compare_digest(signature.encode(), _signed(ctx, key, int(end)).encode())
    return key if good and ctx.now < datetime.fromtimestamp(int(end), UTC) else None


def _signed(ctx: Context, key: str, end: int) -> str:
    return hmac.new(ctx.shop.secret.encode(), f"downloads/{key}/{end}".encode(), hashlib.sha256).hexdigest()[:40]
