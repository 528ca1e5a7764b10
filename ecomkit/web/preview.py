"""Previews: a link that shows a product before customers see it, to whoever the staff gives it to."""

from __future__ import annotations

import hashlib
import hmac
from datetime import date, timedelta
from typing import Final

__all__ = ["PREVIEW", "may_preview", "preview_token"]

PREVIEW: Final = "preview"
"""The query parameter that carries the token."""


def preview_token(secret: str, slug: str, day: date) -> str:
    """What opens the page of a product on that day (UTC) and the next one."""
    return hmac.new(secret.encode(), f"preview:{slug}:{day.isoformat()}".encode(), hashlib.sha256).hexdigest()[:32]


def may_preview(secret: str, slug: str, token: str, today: date) -> bool:
    """Whether a token opens the page of the product today: it was made today or yesterday."""
    given = token.encode("utf-8", "replace")
    days = (today, today - timedelta(days=1))
    return any(hmac.compare_digest(preview_token(secret, slug, day).encode(), given) for day in days)
