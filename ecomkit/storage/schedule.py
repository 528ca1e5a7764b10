"""The condition of what customers see: published, and within its time."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_

from ecomkit.storage.tables import product

__all__ = ["shown_at"]


def shown_at(now: datetime) -> ColumnElement[bool]:
    """Whether a row of the products is shown at that moment."""
    begun = or_(product.c.publish_at.is_(None), product.c.publish_at <= now)
    return and_(product.c.published, begun, or_(product.c.withdraw_at.is_(None), product.c.withdraw_at > now))
