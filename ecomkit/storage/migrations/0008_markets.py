"""What articles cost in the currencies of other markets, and what they cost before."""

from __future__ import annotations

import sqlalchemy as sa
from alembic.operations import Operations

from ecomkit.storage.columns import Utc

__all__ = ["upgrade"]


def upgrade(op: Operations) -> None:
    """Add the two tables."""
    op.create_table(
        "currency_price",
        sa.Column("sku", sa.String(length=64), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("price", sa.BigInteger(), nullable=False),
        sa.Column("includes_tax", sa.Boolean(), nullable=False),
        sa.CheckConstraint("price >= 0", name=op.f("ck_currency_price_price")),
        sa.PrimaryKeyConstraint("sku", "currency", name=op.f("pk_currency_price")),
    )
    op.create_table(
        "currency_price_history",
        sa.Column("sku", sa.String(length=64), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.Column("price", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("sku", "currency", "at", name=op.f("pk_currency_price_history")),
    )
