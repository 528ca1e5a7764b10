"""The codes of a cart lie in the cart itself; those that lie in one stay there."""

from __future__ import annotations

import json

import sqlalchemy as sa
from alembic.operations import Operations

__all__ = ["upgrade"]

_KNOWN = sa.text("SELECT codes FROM cart WHERE id = :cart")
_KEEP = sa.text("UPDATE cart SET codes = :codes WHERE id = :cart")


def upgrade(op: Operations) -> None:
    """Move them, and drop the table."""
    bind = op.get_bind()
    for cart, key in bind.execute(sa.text("SELECT cart, coupon FROM promotions_entry ORDER BY at, coupon")).all():
        known = bind.execute(_KNOWN, {"cart": cart}).scalar()
        codes = [*(json.loads(known) if known else []), ["promotions", key]]
        bind.execute(_KEEP, {"cart": cart, "codes": json.dumps(codes)})
    op.drop_table("promotions_entry")
